"""What nobody foresaw becomes a sentence and a report: the command line and the page both end here, never in a traceback."""

from __future__ import annotations

import traceback
from collections.abc import Sequence

from corpus.reports import default_folder, number_of, write_report


def told(error: BaseException, doing: Sequence[str] = (), *, path: bool = True) -> str:
    """The sentence for a person; the report is written first. `doing` are the words of the call.

    Without `path` only the report's number is told: a visitor of the page has no business with the server's folders.
    """
    report = write_report(" ".join(doing), "".join(traceback.format_exception(error)))
    what = _what(error) if path else ""
    if report is None:
        return f"程序遇到没有料到的错误{what}，报告也没有写下（{default_folder() if path else '磁盘或权限'}）。请检查磁盘和权限后重试。"
    if path:
        return f"程序遇到没有料到的错误{what}。报告在 {report}，请读过之后连同所用文件交给维护者。"
    return f"程序遇到没有料到的错误。请把编号 {number_of(report)} 告诉管理员，报告在服务器上。"


def _what(error: BaseException) -> str:
    """What is wrong, where the system itself can say it: no room, no right, a name that is too long."""
    if isinstance(error, OSError) and error.strerror:
        return f"（{error.strerror}{f'：{error.filename}' if error.filename else ''}）"
    return "（内存不足）" if isinstance(error, MemoryError) else f"（{type(error).__name__}）"
