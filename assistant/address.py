"""Where a clause can be read: its address on the page, which opens the document at its words."""

from __future__ import annotations

import os
from urllib.parse import quote

SETTING = "POLICY_PAGE_URL"
DEFAULT = "http://127.0.0.1:8501"  # where `policy page` serves


def page_address() -> str:
    """Where the visitors of the page find it, without a slash at the end."""
    return os.environ.get(SETTING, "").strip().rstrip("/") or DEFAULT


def clause_address(clause: str) -> str:
    """The address that opens the clause with this id (`Measure.id`)."""
    return f"{page_address()}/find?clause={quote(clause, safe='')}"
