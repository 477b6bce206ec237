"""llama.cpp's server, started in a process of its own."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parent / "server.py"


@dataclass
class Server:
    """A running server; `kill` ends it in the middle of whatever it does."""

    url: str
    process: subprocess.Popen[str]

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()


def start(weights: Path | None = None, threads: int = 1) -> Server:
    given = [] if weights is None else [str(weights), str(threads)]
    process = subprocess.Popen(
        [sys.executable, str(SCRIPT), *given], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    assert process.stdout is not None
    url = process.stdout.readline().strip()
    assert url.startswith("http://127.0.0.1:"), "the server did not start"
    return Server(url, process)


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    running = start()
    yield running
    running.kill()


@pytest.fixture
def another_server() -> Iterator[Callable[[], Server]]:
    """Starts servers that a test may kill."""
    running: list[Server] = []

    def starter() -> Server:
        running.append(start())
        return running[-1]

    yield starter
    for one in running:
        one.kill()
