"""Meetings outside the file: their forms, lists and sheets (models and operations are beside those of the room)."""
