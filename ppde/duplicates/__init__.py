"""The same person twice: found while typing, reviewed, merged and, if it was an error, separated again.

Inside a territory only, by name. Across the territories of a hub a match tells one thing: that a colleague there may
follow this person; the rest is asked and answered between colleagues.
"""
