"""Documents into folds, for whoever fits weights: a figure of something learned counts only on documents left out.

All questions of a document are in one fold, and so are documents that one question needs together (editions of a policy,
levels of one subject): what was seen of the one says something of the other. The same set always gives the same folds.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence

from eval.wide.build import groups_of
from eval.wide.set import WideQuestion, WideSet

FOLDS = 5


def folds_of(wide: WideSet, count: int = FOLDS) -> dict[str, int]:
    """File name -> its fold, 0 to `count` - 1. Raises ValueError for fewer than two folds.

    Groups go, in the order of a hash of their names, to the fold with the fewest questions.
    """
    if count < 2:
        raise ValueError(f"{count} folds leave nothing out")
    groups = groups_of([path.name for path in wide.files], (question.files for question in wide.questions))
    asked = {name: 0 for group in groups for name in group}
    for question in wide.questions:
        for name in question.files[:1]:
            asked[name] = asked.get(name, 0) + 1
    sizes, fold_of = [0] * count, {}
    for group in sorted(groups, key=_lot):
        fold = min(range(count), key=lambda number: (sizes[number], number))
        sizes[fold] += sum(asked[name] for name in group)
        fold_of.update(dict.fromkeys(group, fold))
    return fold_of


def fold_of_question(question: WideQuestion, folds: dict[str, int], count: int = FOLDS) -> int:
    """The fold of a question's documents; one that means no document is in the fold of a hash of its id."""
    known = [folds[name] for name in question.files if name in folds]
    return known[0] if known else int(hashlib.sha256(question.id.encode()).hexdigest(), 16) % count


def left_out(wide: WideSet, count: int = FOLDS) -> Iterator[tuple[list[WideQuestion], list[WideQuestion]]]:
    """For each fold the questions to fit on and those to report on."""
    folds = folds_of(wide, count)
    places = [fold_of_question(question, folds, count) for question in wide.questions]
    for fold in range(count):
        yield (
            [question for question, at in zip(wide.questions, places, strict=True) if at != fold],
            [question for question, at in zip(wide.questions, places, strict=True) if at == fold],
        )


def _lot(group: Sequence[str]) -> str:
    return hashlib.sha256("\n".join(group).encode()).hexdigest()
