"""Until when a person's data is kept, and what is left of it afterwards: figures, and nobody.

After two years without a contact (a dated rule of each territory) a file is proposed for elimination; somebody keeps it
with a reason, or approves the list with the archives' visa; each file of the list is then emptied of what identifies
the person, everywhere. What the indicators are computed from stays, so that no figure moves.
"""
