"""What nobody foresaw becomes a sentence and a report file: the command line and the page both end here, never in a traceback.

A report holds the time, versions, what was being done and the traceback; neither the environment nor the values of
variables. It stays on this machine. POLICY_REPORTS names the folder, else it is the user's own for logs.
"""

from __future__ import annotations

import hashlib
import os
import platform
import traceback
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from platformdirs import user_log_dir

from corpus.files import write_whole

SETTING = "POLICY_REPORTS"
KEPT = 50  # reports; the oldest give way
LONGEST = 60_000  # characters: a recursion without end has a long traceback


def folder() -> Path:
    """Where reports are kept; it may not exist yet."""
    chosen = os.environ.get(SETTING, "").strip()
    return Path(chosen).expanduser() if chosen else Path(user_log_dir("policy-assistant", appauthor=False))


def told(error: BaseException, doing: Sequence[str] = (), *, path: bool = True) -> str:
    """The sentence for a person; the report is written first. `doing` are the words of the call.

    Without `path` only the report's number is told: a visitor of the page has no business with the server's folders.
    """
    number = f"{datetime.now(UTC):%Y%m%dT%H%M%S}-{_digest(error)}"
    place = folder() / f"report-{number}.txt"
    kept = _written(place, _report(error, doing))
    what = _what(error) if path else ""
    if not kept:
        return f"程序遇到没有料到的错误{what}，报告也没有写下（{folder() if path else '磁盘或权限'}）。请检查磁盘和权限后重试。"
    if path:
        return f"程序遇到没有料到的错误{what}。报告在 {place}，请读过之后连同所用文件交给维护者。"
    return f"程序遇到没有料到的错误。请把编号 {number} 告诉管理员，报告在服务器上。"


def _what(error: BaseException) -> str:
    """What is wrong, where the system itself can say it: no room, no right, a name that is too long."""
    if isinstance(error, OSError) and error.strerror:
        return f"（{error.strerror}{f'：{error.filename}' if error.filename else ''}）"
    return "（内存不足）" if isinstance(error, MemoryError) else f"（{type(error).__name__}）"


def _report(error: BaseException, doing: Sequence[str]) -> str:
    try:
        ours = version("policy-assistant")
    except PackageNotFoundError:
        ours = "not installed"
    lines = "".join(traceback.format_exception(error))
    if len(lines) > LONGEST:
        lines = f"{lines[: LONGEST // 2]}\n…\n{lines[-LONGEST // 2 :]}"
    head = (
        f"time      {datetime.now(UTC).isoformat(timespec='seconds')}",
        f"program   policy-assistant {ours}, Python {platform.python_version()}, {platform.platform()}",
        f"doing     {' '.join(doing)[:2_000]}",
    )
    return "\n".join((*head, "", lines))


def _written(place: Path, report: str) -> bool:
    try:
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        write_whole(place, report.encode("utf-8", "backslashreplace"))
        place.chmod(0o600)
        for old in sorted(place.parent.glob("report-*.txt"))[:-KEPT]:
            old.unlink(missing_ok=True)
    except OSError:
        return False
    return True


def _digest(error: BaseException) -> str:
    """8 hex digits by where it happened, so that the same fault has the same ones."""
    frames = traceback.extract_tb(error.__traceback__)
    last = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    return hashlib.sha256(f"{type(error).__name__} {last}".encode()).hexdigest()[:8]
