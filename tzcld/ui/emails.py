"""An e-mail address on the screen."""

import re

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe


def folding(address) -> SafeString:
    """Where it is too long for its line, it folds after « @ » or a dot, not within a word; it is copied whole."""
    return mark_safe(re.sub(r"(?<=[@.])(?=.)", "<wbr>", escape(address or "")))
