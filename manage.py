#!/usr/bin/env python
"""Command line of the platform."""

import os
import sys

# Commands that change the schema, or end by gathering statistics of whole tables, run as the role that owns the
# tables; all others as the runtime role. Row-level security binds both.
OWNER_COMMANDS = {
    "migrate",
    "sqlmigrate",
    "squashmigrations",
    "freeze_schema",
    "load_demo",
    "generate",
    "validate_nir",
}


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tzcld.settings")
    if len(sys.argv) > 1 and sys.argv[1] in OWNER_COMMANDS:
        os.environ.setdefault("AS_OWNER", "1")
    from django.core.management import execute_from_command_line

    from tzcld.room import with_room

    try:
        with_room(execute_from_command_line, sys.argv)
    except KeyboardInterrupt:
        # Whoever pressed Ctrl-C knows, and what was half written is undone: a screen of frames would hide what matters.
        sys.exit(130)


if __name__ == "__main__":
    main()
