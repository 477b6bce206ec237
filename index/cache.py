"""Where files that can be made again are kept: one folder of the user's, or the one POLICY_CACHE names."""

from __future__ import annotations

import os
from pathlib import Path

from platformdirs import user_cache_dir


def cache_folder() -> Path:
    """The cache folder of this program; it may not exist yet, and the caller makes it."""
    chosen = os.environ.get("POLICY_CACHE", "").strip()
    return Path(chosen).expanduser() if chosen else Path(user_cache_dir("policy-assistant", appauthor=False))
