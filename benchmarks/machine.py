"""What a figure was measured on, and how a process stands in memory."""

from __future__ import annotations

import os
import platform
import re
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import numpy as np


def facts() -> str:
    """One line: processor, cores, load, memory and the versions that matter."""
    cpu = re.search(r"model name\s*: (.*)", _proc("cpuinfo"))
    memory = re.search(r"MemTotal:\s+(\d+)", _proc("meminfo"))
    parts = [
        cpu[1] if cpu else platform.machine(),
        f"{os.cpu_count()} cores",
        f"load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "",
        f"{int(memory[1]) / 2**20:.0f} GB" if memory else "",
        f"Python {platform.python_version()}",
        *(f"{name} {version(name)}" for name in ("torch", "faiss-cpu", "numpy")),
    ]
    return ", ".join(part for part in parts if part)


def resident() -> tuple[float, float]:
    """MB of this process in memory: its own, and pages of mapped files. Linux only; elsewhere zeros."""
    found = [re.search(rf"{name}:\s+(\d+)", _proc("self/status")) for name in ("RssAnon", "RssFile")]
    own, mapped = (int(match[1]) / 1024 if match else 0.0 for match in found)
    return own, mapped


@dataclass(frozen=True, slots=True)
class Spent:
    """Seconds by the clock, and seconds of processor time: on a busy machine the second say more."""

    wall: float
    processor: float

    def __str__(self) -> str:
        return f"{self.wall:.1f} s ({self.processor:.1f} s of processor time)"


def spent(call: Callable[[], object], clock: Callable[[], float] = time.process_time) -> Spent:
    """What one call takes; with `time.thread_time` without what other threads do meanwhile."""
    began, processor = time.perf_counter(), clock()
    call()
    return Spent(time.perf_counter() - began, clock() - processor)


def in_all(times: Sequence[Spent]) -> str:
    """Median and 95th percentile of many, in milliseconds."""
    wall, processor = ([getattr(one, name) for one in times] for name in ("wall", "processor"))
    return (
        f"{median(wall):.2f} ms median, {p95(wall):.2f} p95 "
        f"(processor time {median(processor):.2f} and {p95(processor):.2f})"
    )


def median(times: Sequence[float]) -> float:
    """The median of `times` in milliseconds."""
    return 1000 * statistics.median(times)


def p95(times: Sequence[float]) -> float:
    """The 95th percentile of `times` in milliseconds."""
    return float(1000 * np.percentile(np.asarray(times), 95))


def _proc(name: str) -> str:
    path = Path("/proc") / name
    return path.read_text() if path.is_file() else ""
