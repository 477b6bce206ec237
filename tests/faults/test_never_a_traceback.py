"""Every surface that takes what others wrote, given thousands of wrong inputs: a sentence each time, never a traceback.

POLICY_FAULTS scales how many each surface gets (200 by default: a fiftieth of `python -m tests.faults.surfaces`).
"""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Iterator

import pytest

from corpus.errors import PolicyError
from tests.faults.surfaces import SURFACES, Place, place, tried

pytestmark = pytest.mark.faults
SHARE = int(os.environ.get("POLICY_FAULTS", "200")) / 10_000


@pytest.fixture(scope="module")
def here() -> Iterator[Place]:
    with place() as made:
        yield made


@pytest.mark.parametrize("surface", SURFACES)
def test_no_input_ends_in_a_traceback(
    surface: str, here: Place, record_property: Callable[[str, object], None]
) -> None:
    most, make = SURFACES[surface]
    came = tried(make(here), surface, range(max(20, round(most * SHARE))))
    assert not came.tracebacks, "\n".join(came.tracebacks[:5])
    assert came.sentences > came.inputs // 20  # the inputs are wrong, and somebody notices
    record_property("inputs", came.inputs)


def test_a_traceback_would_be_counted() -> None:
    def trial(chance: random.Random) -> None:
        raise (ZeroDivisionError("never thought of"), PolicyError("句子"))[chance.randrange(2)]

    came = tried(trial, "toy", range(40))
    assert 0 < came.sentences < 40
    assert len(came.tracebacks) == 40 - came.sentences
    assert "ZeroDivisionError: never thought of" in came.tracebacks[0]
