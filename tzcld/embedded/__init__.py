"""A private PostgreSQL and Valkey for one checkout, and the one-command demo built on them.

Standard library only: it runs before Django and needs no configuration. `python -m tzcld.embedded`
is the way in; production uses none of it (`DATABASE_URL` and `REDIS_URL` are set there).
"""
