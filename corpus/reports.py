"""What went wrong in a way nobody foresaw, kept in a file for whoever mends it: the screen gets a sentence."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

from platformdirs import user_log_dir

SETTING = "POLICY_REPORTS"
NAME = "reports.log"
LARGEST = 1024 * 1024  # bytes; then the file becomes the old one, and the old one before it goes


def default_folder() -> Path:
    """Where reports are kept: the folder POLICY_REPORTS names, or the user's folder for logs."""
    chosen = os.environ.get(SETTING, "").strip()
    return Path(chosen).expanduser() if chosen else Path(user_log_dir("policy-assistant", appauthor=False))


def write_report(about: str, told: str, folder: Path | None = None) -> Path | None:
    """Keep a traceback with what it was about; the file it stands in, or None where none can be written."""
    path = (folder or default_folder()) / NAME
    time = datetime.now(UTC).isoformat(timespec="seconds")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists() and path.stat().st_size > LARGEST:
            path.replace(path.with_suffix(".old.log"))
        with path.open("a", encoding="utf-8", errors="backslashreplace") as file:
            file.write(f"{time} {about}\n{told.rstrip()[-20_000:]}\n\n")
    except OSError:
        return None
    return path
