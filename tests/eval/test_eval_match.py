"""The stories for match: every place of them stands once in its file, and says a row by its sum where it must."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from corpus.formats.read import read_source
from eval.match import KINDS, Story, load_stories
from eval.wide.locate import Squeezed
from eval.wide.set import HERE

STORIES = load_stories("learn")
LEAST = 40


def test_there_are_stories_of_every_kind() -> None:
    assert len(STORIES) >= LEAST
    assert {one.kind for one in STORIES} == set(KINDS)
    assert len({one.id for one in STORIES}) == len(STORIES)


@pytest.mark.parametrize("file", sorted({one.file for one in STORIES}))
def test_each_snippet_stands_once(file: str) -> None:
    text = Squeezed.of(read_source(Path(HERE / "learn" / "documents" / file)).text)
    snippets = {place.snippet for one in STORIES if one.file == file for place in _places(one)}
    assert {snippet: len(text.spans_of(snippet)) for snippet in snippets} == dict.fromkeys(snippets, 1)


def test_no_row_is_both_wanted_and_ruled_out() -> None:
    for one in STORIES:
        assert max(Counter(_places(one)).values()) == 1, one.id


def _places(story: Story) -> tuple:  # type: ignore[type-arg]
    return (*story.must, *story.must_not, *story.unsure, *story.gone)
