"""Many visitors at once on one server: `python -m benchmarks.visitors [--visitors 50] [--rounds 4 | --minutes 10] [--pause 5]`.

The real server on loopback; each visitor is a session of its own and speaks Streamlit's own protocol over its websocket,
as the page in a browser does. Each opens the page, asks, reads, and looks at two other pages, with a pause for reading
before each step; `--pause 0` has all of them press Enter at the same moment. The run fails on any error a visitor sees.
Memory is read after each round. Streamlit keeps the sessions of the last 128 visitors who left for two minutes: it
grows until there are as many, and must be flat after that.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import re
import statistics
import sys
import time
import urllib.request
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from urllib.parse import quote

from streamlit.proto.Alert_pb2 import Alert
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

from benchmarks.machine import facts
from benchmarks.server import Server, served

QUESTIONS = (
    "新认定的高新技术企业奖励多少？", "数字化转型由哪个单位牵头？", "昌吉附件2第10条", "深圳的人才补贴是多少？",
    "众创空间有什么支持？", "昌吉和甘州对众创空间的补助有什么不同", "科技金融方面有哪些措施", "那瞪羚企业呢？",
)  # fmt: skip
ASKED = 3  # questions a visitor asks
PATIENCE = 60  # seconds a visitor waits before the step counts as failed


class Failed(Exception):
    """A visitor saw an error, or waited too long."""


@dataclass
class Visitor:
    """One session: what the page has told it so far, and how long each step took."""

    link: ClientConnection
    chance: random.Random
    pause: float
    chat: str = ""
    pages: dict[str, str] = field(default_factory=dict)
    here: str = ""
    took: dict[str, list[float]] = field(default_factory=dict)

    async def step(self, name: str, send: BackMsg, wanted: str) -> None:
        """Send, and read until the script has run to its end; the time is that until HTML of the class `wanted` came."""
        await asyncio.sleep(self.pause * self.chance.uniform(0.5, 1.5))
        began, seen = time.perf_counter(), None
        await self.link.send(send.SerializeToString())
        async with asyncio.timeout(PATIENCE):
            async for raw in self.link:
                message = ForwardMsg.FromString(raw if isinstance(raw, bytes) else raw.encode())
                self._note(message)
                if seen is None and f'class="{wanted}' in _html(message):
                    seen = time.perf_counter()
                if message.WhichOneof("type") == "script_finished" and message.script_finished == 0:
                    break
        if seen is None:
            raise Failed(f"{name}: nothing of the class {wanted} came")
        self.took.setdefault(name, []).append(1000 * (seen - began))

    def _note(self, message: ForwardMsg) -> None:
        kind = message.WhichOneof("type")
        if kind == "navigation":
            self.pages = {page.url_pathname: page.page_script_hash for page in message.navigation.app_pages}
            self.here = message.navigation.page_script_hash
        elif kind == "delta":
            element = message.delta.new_element
            if element.WhichOneof("type") == "chat_input":
                self.chat = element.chat_input.id
            if element.WhichOneof("type") == "exception":
                raise Failed(f"{element.exception.type}: {element.exception.message}")
            if element.WhichOneof("type") == "alert" and element.alert.format == Alert.ERROR:
                raise Failed(element.alert.body)

    def rerun(self, page: str | None = None, query: str = "", question: str | None = None) -> BackMsg:
        message = BackMsg()
        message.rerun_script.query_string = query
        message.rerun_script.page_script_hash = self.here if page is None else self.pages[page]
        if question is not None:
            state = message.rerun_script.widget_states.widgets.add()
            state.id, state.chat_input_value.data = self.chat, question
        return message

    async def visit(self) -> None:
        await self.step("open", BackMsg(rerun_script=ClientState()), "pa-note")
        for question in self.chance.sample(QUESTIONS, ASKED):
            await self.step("answer", self.rerun(question=question), "pa-answer")
        await self.step("page", self.rerun("find", f"q={quote('人才')}"), "pa-result")
        await self.step("page", self.rerun("compare", ""), "pa-note")


def _html(message: ForwardMsg) -> str:
    """The HTML that a message brings to the page; empty where it brings none."""
    if message.WhichOneof("type") != "delta" or message.delta.WhichOneof("type") != "new_element":
        return ""
    element = message.delta.new_element
    return element.html.body if element.WhichOneof("type") == "html" else ""


async def one(server: Server, number: int, pause: float) -> dict[str, list[float]]:
    """One visitor from the first request to closing the tab. Raises Failed with what went wrong."""
    address = server.address.replace("http", "ws", 1) + "/_stcore/stream"
    async with connect(address, subprotocols=["streamlit"], max_size=None, open_timeout=PATIENCE) as link:  # type: ignore[list-item]
        visitor = Visitor(link, random.Random(number), pause)
        try:
            await visitor.visit()
        except TimeoutError:
            raise Failed(f"no answer within {PATIENCE} s") from None
        return visitor.took


async def crowd(server: Server, visitors: int, pause: float, first: int) -> tuple[dict[str, list[float]], list[str]]:
    """All visitors at once: milliseconds by step, and every error."""
    came = await asyncio.gather(
        *(one(server, first + number, pause) for number in range(visitors)), return_exceptions=True
    )
    errors = [f"{type(each).__name__}: {each}" for each in came if isinstance(each, BaseException)]
    took: dict[str, list[float]] = {}
    for each in came:
        if not isinstance(each, BaseException):
            for name, times in each.items():
                took.setdefault(name, []).extend(times)
    return took, errors


def resident(pid: int) -> float:
    """MiB of a process in memory; Linux only, elsewhere 0."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0.0
    found = re.search(r"VmRSS:\s+(\d+)", status)
    return int(found[1]) / 1024 if found else 0.0


def summary(times: Sequence[float]) -> str:
    ordered = sorted(times)
    late = ordered[min(len(ordered) - 1, round(0.95 * len(ordered)))]
    return f"median {statistics.median(ordered):.0f} ms, p95 {late:.0f} ms, n {len(ordered)}"


def run(visitors: int, rounds: int, pause: float, minutes: float) -> list[str]:
    """Print the figures of every round, of which there are as many as begin within `minutes` if any are given; the
    errors of all."""
    errors: list[str] = []
    memory: list[float] = []
    with served() as server:
        urllib.request.urlopen(server.address).read()
        warm, wrong = asyncio.run(crowd(server, 1, 0, 0))
        print(f"one visitor alone, the model loading: open {summary(warm.get('open', [0]))}", flush=True)
        errors += wrong
        print(f"resident {resident(server.pid):.0f} MiB", flush=True)
        until = time.monotonic() + 60 * minutes
        for number in count(1):
            if time.monotonic() > until if minutes else number > rounds:
                break
            took, wrong = asyncio.run(crowd(server, visitors, pause, number * visitors))
            errors += wrong
            memory.append(resident(server.pid))
            print(f"\nround {number}: {visitors} visitors, {len(wrong)} errors, resident {memory[-1]:.0f} MiB")
            for name, times in took.items():
                print(f"  {name:8} {summary(times)}", flush=True)
    print(
        f"\n{len(memory)} rounds, {len(errors)} errors, resident {memory[0]:.0f} MiB first, {memory[-1]:.0f} MiB last"
    )
    return errors


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--visitors", type=int, default=50)
    parser.add_argument("--rounds", type=int, default=4)
    parser.add_argument("--minutes", type=float, default=0.0, help="as many rounds as begin within so many minutes")
    parser.add_argument("--pause", type=float, default=5.0, help="seconds for reading before each step, on average")
    given = parser.parse_args()
    print(facts(), flush=True)
    if errors := run(given.visitors, given.rounds, given.pause, given.minutes):
        sys.exit("\n".join(sorted(set(errors))))


if __name__ == "__main__":
    main()
