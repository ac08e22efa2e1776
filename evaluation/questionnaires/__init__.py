"""Questionnaires: what the hub, or a territory, asks organisations in writing (seed 004)."""
