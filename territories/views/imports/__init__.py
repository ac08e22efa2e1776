"""Importing a spreadsheet: choose, check, correct, confirm, report. The right asked is that of the kind imported."""

from territories.views.imports.check import (
    import_batch,
    import_columns,
    import_correct,
    import_leave,
    import_progress,
    import_row,
)
from territories.views.imports.choose import import_list, import_start, import_template
from territories.views.imports.end import (
    import_close,
    import_confirm,
    import_failed,
    import_retry,
    import_rows,
    import_undo,
)

__all__ = [
    "import_batch",
    "import_close",
    "import_columns",
    "import_confirm",
    "import_correct",
    "import_failed",
    "import_leave",
    "import_list",
    "import_progress",
    "import_retry",
    "import_row",
    "import_rows",
    "import_start",
    "import_template",
    "import_undo",
]
