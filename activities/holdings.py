"""What this room holds about a person (see territories/holdings.py)."""

from territories.holdings import Holding

HOLDINGS = (Holding("activities.Wish", "Les activités souhaitées", plain=("sector", "activity")),)
