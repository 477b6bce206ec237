"""Questions of one document put together as somebody tells several things of himself: what a profile looks like, in numbers.

Few profiles are written by hand. What a question tells before it asks (货走城陵矶水路去日本，一个柜子能补几多) is a facet, and its gold clause
is that facet's: two to four of them and an open question make a profile whose clauses are known. For fitting, never for figures.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

from assistant.deciding.facets import asks, pieces
from eval.wide.set import WideQuestion, WideSet

EACH = 5  # of one document
TOLD = (2, 2, 3, 3, 4)  # how many questions are put together
TELLING = frozenset({"amount", "table", "conditions", "arithmetic", "presupposition", "definition"})
SHUFFLED = 0.3
OPENLY = (
    "能享受哪些", "能拿哪几笔钱", "能得些什么", "都有啥补贴", "我能申请哪几样", "可以要到哪些支持", "有什么好处",
)  # fmt: skip


def composed(wide: WideSet, each: int = EACH) -> Iterator[WideQuestion]:
    """`each` profiles of every document of `wide` that has three questions which tell something; the same for the same set."""
    lot = random.Random(0)
    by_file: dict[str, list[WideQuestion]] = defaultdict(list)
    for one in wide.questions:
        if one.language == "zh" and one.kind in TELLING and len({gold.file for gold in one.gold}) == 1 and _told(one):
            by_file[one.gold[0].file].append(one)
    for file, questions in sorted(by_file.items()):
        for number in range(each if len(questions) >= 3 else 0):
            chosen = lot.sample(questions, min(len(questions), lot.choice(TOLD)))
            told = list(dict.fromkeys(piece for one in chosen for piece in _told(one)))
            if lot.random() < SHUFFLED:
                lot.shuffle(told)
            yield replace(
                chosen[0],
                id=f"{file}-{number}",
                kind="profile",
                question=f"{'，'.join(told)}，{lot.choice(OPENLY)}？",
                gold=tuple(dict.fromkeys(gold for one in chosen for gold in one.gold)),
                also_ok=tuple(dict.fromkeys(gold for one in chosen for gold in one.also_ok)),
            )


def _told(one: WideQuestion) -> list[str]:
    return [piece for piece in pieces(one.question) if not asks(piece)]
