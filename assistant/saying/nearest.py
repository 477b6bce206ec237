"""The nearest words, where it is not sure that they are the answer."""

from __future__ import annotations

from assistant.saying.draft import QUOTED, Draft, name_of
from corpus.measure import Measure

UNSURE = "没有足够的把握认定文件写明了所问的内容。最接近的是{name}：「{words}」[{marker}]"


def say_nearest(draft: Draft, unit: Measure, words: str, marker: int, *, surely: bool) -> bool:
    """Words that hold what is asked for, though it could not be read from them: the answer if that is sure, else the nearest."""
    name = name_of(draft.library, unit)
    if surely:
        draft.say(QUOTED, name=name, words=words, marker=marker)
        return True
    say_unsure(draft, name, words, marker)
    return False


def say_unsure(draft: Draft, name: str, words: str, marker: int) -> None:
    """The nearest words, where it is not sure that they are the answer."""
    draft.say(UNSURE, name=name, words=words, marker=marker)
    draft.warn("该条款不一定写明了所问的内容，请向发文机关或主管部门咨询。")
    draft.status = "not_stated"
