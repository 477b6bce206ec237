"""What went wrong in a way nobody foresaw, kept for whoever mends it in a file of its own: the screen gets a sentence.

A report holds the time, versions, what was being done and the traceback; neither the environment nor the values of
variables. It stays on this machine. POLICY_REPORTS names the folder, else it is the user's own for logs.
"""

from __future__ import annotations

import hashlib
import os
import platform
import re
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from itertools import count
from pathlib import Path

from platformdirs import user_log_dir

from corpus.files import write_whole

SETTING = "POLICY_REPORTS"
KEPT = 50  # reports; the oldest give way
LONGEST = 60_000  # characters: a recursion without end has a long traceback
LONGEST_ABOUT = 2_000  # characters
_PREFIX = "report-"
_FRAME = re.compile(r'File "([^"\n]+)", line (\d+)')


def default_folder() -> Path:
    """Where reports are kept; it may not exist yet."""
    chosen = os.environ.get(SETTING, "").strip()
    return Path(chosen).expanduser() if chosen else Path(user_log_dir("policy-assistant", appauthor=False))


def write_report(about: str, told: str, folder: Path | None = None) -> Path | None:
    """Keep `told`, a traceback, with what it was about; the file it stands in, or None where none can be written."""
    folder = folder or default_folder()
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        path = _fresh(folder, f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}{_digest(told)}")
        write_whole(path, _report(about, told).encode("utf-8", "backslashreplace"))
        path.chmod(0o600)
        for old in sorted(folder.glob(f"{_PREFIX}*.txt"))[:-KEPT]:
            old.unlink(missing_ok=True)
    except OSError:
        return None
    return path


def number_of(report: Path) -> str:
    """What tells a report from others without its place: letters and digits, which a page shows as they are."""
    return report.stem.removeprefix(_PREFIX)


def _fresh(folder: Path, number: str) -> Path:
    """A name that no report has: one fault may happen several times in a second, each time over another file."""
    names = (f"{_PREFIX}{number}{f'n{again}' if again else ''}.txt" for again in count())
    return next(folder / name for name in names if not (folder / name).exists())


def _report(about: str, told: str) -> str:
    try:
        ours = version("policy-assistant")
    except PackageNotFoundError:
        ours = "not installed"
    if len(told) > LONGEST:
        told = f"{told[: LONGEST // 2]}\n…\n{told[-LONGEST // 2 :]}"
    head = (
        f"time      {datetime.now(UTC).isoformat(timespec='seconds')}",
        f"program   policy-assistant {ours}, Python {platform.python_version()}, {platform.platform()}",
        f"about     {about[:LONGEST_ABOUT]}",
    )
    return "\n".join((*head, "", told.rstrip(), ""))


def _digest(told: str) -> str:
    """8 hex digits by what happened and where, so that the same fault has the same ones."""
    file, line = (_FRAME.findall(told) or [("", "")])[-1]
    what = told.rstrip().rpartition("\n")[2].partition(":")[0]
    return hashlib.sha256(f"{what} {Path(file).name}:{line}".encode("utf-8", "backslashreplace")).hexdigest()[:8]
