"""Where the product keeps what it makes: a checkout beside its code, an installed product in the user's data folder.

What is installed may be read-only, shared, or replaced by the next version; nothing is ever written into it.
"""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

from platformdirs import user_data_dir

SETTING = "POLICY_DATA"


@cache
def checkout() -> Path | None:
    """The checkout that this code runs from; None where it is installed."""
    root = Path(__file__).parent.parent
    try:
        ours = 'name = "policy-assistant"' in (root / "pyproject.toml").read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return None
    return root if ours else None


def data_folder() -> Path:
    """The user's data folder of this program, or the one POLICY_DATA names; it may not exist yet."""
    chosen = os.environ.get(SETTING, "").strip()
    return Path(chosen).expanduser() if chosen else Path(user_data_dir("policy-assistant", appauthor=False))
