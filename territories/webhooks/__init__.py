"""Messages sent to the information system of a hub or of a territory when something is ready (peers.md L8).

A message says what happened, where and when, and the address that tells more. It names nobody and counts nothing: the
receiver reads that address with its own rights, which mask what they have to.
"""
