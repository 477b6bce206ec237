"""What the service bears on loopback: `python -m benchmarks.doors` (`--seconds 60`, `--rate 20`).

Starts `policy serve` in a process of its own and asks it from this one: cold start; what HTTP adds to the call in Python;
the rate of mixed traffic that it sustains with 95 of 100 answers within 200 ms, found by trying; and three times that
rate. All figures of one run come from the same machine in the same state, so read the ratios: under other people's load
every one of them moves.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import re
import socket
import statistics
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from assistant.ask import open_assistant
from benchmarks.machine import facts, median, p95
from eval.examinee import QUESTIONS
from eval.questions import load_questions

ROOT = Path(__file__).parent.parent
MIX = (("/v1/ask", 6), ("/v1/search", 3), ("/v1/documents", 1))  # of ten requests
SLOWEST = 0.2  # seconds that 95 of 100 answers may take
RATES = (5, 10, 15, 20, 30, 40, 60, 80)
TRIAL = 10.0  # seconds of one try


@dataclass(frozen=True, slots=True)
class Load:
    """What came of one rate: statuses, seconds of the answers that were 200, seconds of those refused, memory in MB."""

    rate: float
    statuses: Counter[int]
    answered: list[float]
    refused: list[float]
    before: float
    after: float

    @property
    def holds(self) -> bool:
        return set(self.statuses) == {200} and p95(self.answered) <= 1000 * SLOWEST

    def __str__(self) -> str:
        told = ", ".join(f"{status or 'cut'}: {count}" for status, count in sorted(self.statuses.items()))
        words = f"{self.rate:5.1f}/s  {told}"
        if self.answered:
            words += f"; answered in {median(self.answered):.0f} ms median, {p95(self.answered):.0f} p95"
        if self.refused:
            words += f"; refused in {median(self.refused):.0f} ms median, {p95(self.refused):.0f} p95"
        return f"{words}; memory {self.before:.0f} → {self.after:.0f} MB"


@contextmanager
def served() -> Iterator[tuple[str, int, float]]:
    """The address of a service, its process, and the seconds from its start until it could answer."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    began = time.perf_counter()
    program = "import sys; from service.command import serve; serve(sys.argv[1:])"
    command = [sys.executable, "-c", program, "--port", str(port)]
    server = subprocess.Popen(command, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, stderr=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    try:
        while True:
            try:
                if httpx.get(f"{address}/ready", timeout=5).status_code == 200:
                    break
            except httpx.TransportError:
                if server.poll() is not None:
                    raise RuntimeError("the service did not start") from None
            time.sleep(0.05)
        yield address, server.pid, time.perf_counter() - began
    finally:
        server.terminate()
        server.wait(60)


def memory(pid: int) -> float:
    """MB of the process in memory. Linux only; elsewhere 0."""
    path = Path(f"/proc/{pid}/status")
    found = re.search(r"VmRSS:\s+(\d+)", path.read_text()) if path.is_file() else None
    return int(found[1]) / 1024 if found else 0.0


def processor(pid: int) -> float:
    """Seconds of processor time that the process has had. Linux only; elsewhere 0."""
    path = Path(f"/proc/{pid}/stat")
    if not path.is_file():
        return 0.0
    fields = path.read_text().rpartition(") ")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def overhead(address: str, pid: int, questions: Sequence[str]) -> None:
    """Each question in Python and over HTTP, after both have met it once: by the clock, and in processor time of each
    process, which other people's load does not move."""
    assistant = open_assistant()
    differences, calls = [], []
    with httpx.Client(base_url=address, timeout=60) as client:
        for question in questions:
            assistant.ask(question)
            client.post("/v1/ask", json={"question": question})
        spent = processor(pid)
        for question in questions:
            began = time.perf_counter()
            told = client.post("/v1/ask", json={"question": question}).json()
            over_http = time.perf_counter() - began
            inside = sum(told["timings_ms"].values()) / 1000  # what the call took in that very request
            differences.append(over_http - inside)
            calls.append(inside)
        served = 1000 * (processor(pid) - spent) / len(questions)
        began = time.process_time()
        for question in questions:
            assistant.ask(question)
        direct = 1000 * (time.process_time() - began) / len(questions)
        empty = []
        for _ in questions:
            began = time.perf_counter()
            client.get("/health")
            empty.append(time.perf_counter() - began)
    print(f"HTTP over the call in Python: {median(differences):.1f} ms median, {p95(differences):.1f} p95")
    print(
        f"  processor time a question: {direct:.1f} ms in Python, {served:.1f} ms in the service: {served - direct:+.1f} ms"
    )
    print(f"  the call itself {median(calls):.1f} ms median; GET /health {median(empty):.1f} ms median")


async def load(address: str, pid: int, rate: float, seconds: float, questions: Sequence[str]) -> Load:
    """Requests at random moments, `rate` a second, whether or not the earlier ones are answered."""
    chance = random.Random(11)
    paths = [path for path, weight in MIX for _ in range(weight)]
    statuses: Counter[int] = Counter()
    answered: list[float] = []
    refused: list[float] = []
    before = memory(pid)
    limits = httpx.Limits(max_connections=None, max_keepalive_connections=100)

    async with httpx.AsyncClient(base_url=address, timeout=120, limits=limits) as client:

        async def one(path: str, question: str) -> None:
            began = time.perf_counter()
            try:
                if path == "/v1/documents":
                    told = await client.get(path)
                else:
                    body = {"question": question} if path == "/v1/ask" else {"query": question}
                    told = await client.post(path, json=body)
                status = told.status_code
            except httpx.TransportError:
                status = 0
            statuses[status] += 1
            (answered if status == 200 else refused).append(time.perf_counter() - began)

        end, due, running = time.perf_counter() + seconds, time.perf_counter(), set()
        while (now := time.perf_counter()) < end:
            if now < due:
                await asyncio.sleep(due - now)
            due += chance.expovariate(rate)
            task = asyncio.create_task(one(chance.choice(paths), chance.choice(questions)))
            running.add(task)
            task.add_done_callback(running.discard)
        await asyncio.gather(*running)
    return Load(rate, statuses, answered, refused, before, memory(pid))


def sustained(address: str, pid: int, questions: Sequence[str]) -> float:
    """The highest of the rates tried that holds; the lowest if none does."""
    best = 0.0
    for rate in RATES:
        tried = asyncio.run(load(address, pid, rate, TRIAL, questions))
        print(f"  tried {tried}")
        if not tried.holds:
            break
        best = rate
    return best or RATES[0]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--rate", type=float, help="requests a second; found by trying where it is not given")
    parser.add_argument("--questions", type=int, default=120, help="that the overhead is measured with")
    chosen = parser.parse_args()
    print(facts())
    assistant = open_assistant()
    asked = [
        one.question for one in load_questions(QUESTIONS, assistant.corpus) if one.split == "dev" and not one.history
    ]
    with served() as (address, pid, cold):
        print(f"from start to the first answer: {cold:.1f} s")
        overhead(address, pid, asked[: chosen.questions])
        rate = chosen.rate or sustained(address, pid, asked)
        for each in (rate, 3 * rate, rate):
            print(f"{chosen.seconds:g} s at {asyncio.run(load(address, pid, each, chosen.seconds, asked))}")
        alive = httpx.get(f"{address}/ready").json()
        print(f"afterwards: {json.dumps(alive['status'])}, {statistics.fmean(os.getloadavg()):.1f} load")


if __name__ == "__main__":
    main()
