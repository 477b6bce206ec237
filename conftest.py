"""What is not collected: files that hold nothing to run here. Looking into a file is cheap, importing it in each worker is not."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

_WHOLE_FILE = re.compile(r"^pytestmark = (?:\[\s*)?pytest\.mark\.(\w+)", re.MULTILINE)


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """True for a module without a doctest, and for a file of tests of which `-m` wants none."""
    if collection_path.suffix != ".py" or not collection_path.is_file():
        return None
    text = collection_path.read_text(encoding="utf-8")
    if collection_path.name.startswith("test_"):
        marks = _WHOLE_FILE.findall(text)
        unwanted = re.findall(r"(?:^|and )not (\w+)(?= and |$)", config.getoption("markexpr"))
        return True if any(mark in unwanted for mark in marks) else None
    return None if ">>>" in text else True
