"""What a territory may call on: levers and programmes, partners' commitments, news on schemes (seed 002 S2-A3, A5, L3, L4)."""
