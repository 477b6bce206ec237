"""The real server on a free port of this machine, for benchmarks and for the tests in a browser."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
STARTED = 90  # seconds within which the server must answer, on a busy machine


@dataclass(frozen=True, slots=True)
class Server:
    """A running server: the address of its page and its process."""

    address: str
    pid: int


@contextmanager
def served(**settings: str) -> Iterator[Server]:
    """`streamlit run` with the given environment, stopped at the end. Raises RuntimeError if it does not start."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", "streamlit_server.py", "--server.port", str(port)]
    server = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **settings}, stdout=subprocess.DEVNULL)
    try:
        until = time.monotonic() + STARTED
        while socket.socket().connect_ex(("127.0.0.1", port)):
            if server.poll() is not None or time.monotonic() > until:
                raise RuntimeError("the server did not start")
            time.sleep(0.1)
        yield Server(f"http://127.0.0.1:{port}", server.pid)
    finally:
        server.terminate()
        server.wait(timeout=20)
