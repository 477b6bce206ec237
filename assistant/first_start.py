"""What a first start makes: the index where there is none, and the page in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.util import find_spec

import click

from assistant.ask import Assistant, build_index, open_assistant, open_corpus
from corpus.errors import IndexMissing, UsageError
from index import store

FIRST = "第一次使用，正在建立模型和索引（约一分钟，只此一次）……"


def opened_or_made() -> Assistant:
    """The assistant, over an index made now where there is none in its usual place. Raises as `open_assistant` does.

    Where POLICY_INDEX names a folder without one, that is more likely a slip, and said.
    """
    try:
        return open_assistant()
    except IndexMissing:
        if os.environ.get(store.SETTING, "").strip():
            raise
    click.echo(FIRST, err=True)
    build_index(open_corpus())
    return open_assistant()


def serve_page(host: str, port: int) -> int:
    """Run the page until somebody stops it; its exit code. On systems that can, this process becomes it."""
    found = find_spec("streamlit_server")
    if found is None or found.origin is None:
        raise UsageError("没有找到页面的程序。请重新安装 policy-assistant。")
    command = [
        sys.executable, "-m", "streamlit", "run", found.origin, "--server.address", host, "--server.port", str(port),
    ]  # fmt: skip
    sys.stdout.flush()
    if os.name == "posix":
        os.execv(sys.executable, command)
    return subprocess.call(command)
