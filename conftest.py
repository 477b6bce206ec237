"""What each worker of the suite is spared: importing files that hold nothing to run here, and looking for garbage among what stays."""

from __future__ import annotations

import gc
import re
from collections.abc import Iterator
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


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Iterator[None]:
    """The modules and tests stay to the end: whenever garbage is collected, all of them would be walked, half a second each time."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()
