"""Tokens by which the information system of a hub or of a territory reads the API (peers.md L7).

A token reads as somebody outside the team would: figures with small counts masked, what is public or shared inside the hub,
nobody's name. It writes nothing and opens no page. It belongs to its territory, has an end, and is kept as a digest alone.
"""
