"""Questions that are to be worked out, asked of the product: right, wrong, honestly not worked out, or nothing said.

A line of `sums.jsonl` holds `file`, `question`, `snippet`, `computable`, `must` (of what can be computed the sum first), `why`.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from assistant.answer import Answer
from corpus.errors import BadQuestionSet
from eval.wide.build import Pool, chunks, corpus_of, groups_of, open_over, read_pool
from eval.wide.run import MAIN, Examiner
from eval.wide.said import says
from eval.wide.set import HERE, WideSet

Verdict = Literal["right", "honest", "shown", "wrong", "refused"]
TITLES: dict[Verdict, str] = {
    "right": "算对", "honest": "说明为什么算不出", "shown": "没有算，条款里有所问的数", "wrong": "算错", "refused": "没有算出也没有说明"
}  # fmt: skip
_WORKED = re.compile(r"(?:，即|一档：)[^\n]*?\[\d+\]")
_BENEATH = ("找谁办", "有效期")
_HONEST = re.compile(r"不能直接算出|文件(?:没有|未)写明|没有足够的把握|不能(?:享受|申请|得)|不予|不得|不在")


@dataclass(frozen=True, slots=True)
class AskedSum:
    """One question: `must` are the words to be said, none where `is_refused`; `why` tells the reason to a reader."""

    file: str
    question: str
    must: tuple[str, ...]
    snippet: str = ""
    is_refused: bool = False
    why: str = ""


def load_sums(wide: WideSet) -> tuple[AskedSum, ...]:
    """The sums of a split; none where it has no such file. Raises BadQuestionSet naming a wrong line."""
    path = HERE / wide.name / "sums.jsonl"
    if not path.exists():
        return ()
    return tuple(
        _read(number, line, str(path))
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if line.strip()
    )


def _read(number: int, line: str, path: str) -> AskedSum:
    try:
        given: dict[str, Any] = json.loads(line)
        must = given.get("must") or []
        facts = (must,) if isinstance(must, str) else tuple(must)
        refused = not given.get("computable", True)
        if not refused and not facts:
            raise KeyError("must")
        return AskedSum(
            given["file"],
            given["question"],
            facts,
            str(given.get("snippet") or ""),
            refused,
            str(given.get("why") or ""),
        )
    except (json.JSONDecodeError, KeyError, TypeError) as error:
        raise BadQuestionSet(f"{path}:{number}：缺少或写错 {error}，请改这一行。") from None


def verdict_of(asked: AskedSum, answer: Answer) -> Verdict:
    """What an answer is to a question that is to be worked out."""
    worked = _WORKED.search(answer.text)
    # Whom to ask and until when is said under every answer: that it is not stated excuses no sum
    honest = _HONEST.search("\n".join(line for line in answer.text.splitlines() if not line.startswith(_BENEATH)))
    if asked.is_refused:
        return "wrong" if worked else "honest" if answer.status != "answered" or honest else "refused"
    if worked:
        return "right" if says(asked.must[0], worked[0]) else "wrong"  # what it comes to, not a step on the way
    if honest:
        return "honest"
    return "shown" if answer.status == "answered" and says(asked.must[0], answer.text) else "refused"


def examined(examiner: Examiner, wide: WideSet, as_of: date | None = None) -> Iterator[tuple[AskedSum, Verdict, str]]:
    """Every sum of a split asked over shelves of thirty documents, with its verdict and the answer's text."""
    sums = load_sums(wide)
    pool: Pool = read_pool(wide.files, progress=examiner.progress)
    groups = groups_of([path.name for path in wide.files], ((one.file,) for one in sums))
    for chunk in chunks(groups, [], MAIN):
        own = [one for one in sums if one.file in chunk.own]
        if own:
            assistant = open_over(
                corpus_of(pool, chunk.files), examiner.encoder, examiner.vectors, progress=examiner.progress
            )
            for one in own:
                answer = assistant.ask(one.question, as_of=as_of)
                yield one, verdict_of(one, answer), answer.text


def told(found: Sequence[tuple[AskedSum, Verdict, str]], failures: int = 0) -> Iterator[str]:
    """The report, line by line."""
    computable = [one for one in found if not one[0].is_refused]
    refused = [one for one in found if one[0].is_refused]
    for name, rows in (("可算的题", computable), ("算不出的题", refused)):
        counted = Counter(verdict for _, verdict, _ in rows)
        yield f"{name} {len(rows)}：" + "，".join(
            f"{TITLES[verdict]} {counted[verdict]}" for verdict in TITLES if counted[verdict]
        )
    safe = sum(verdict in ("right", "honest", "shown") for _, verdict, _ in found)
    wrong = sum(verdict == "wrong" for _, verdict, _ in found)
    yield f"算对、写明所问的数或如实说明：{safe / max(1, len(found)):.3f}；算错 {wrong}"
    shown: Callable[[Verdict], bool] = lambda verdict: verdict in ("wrong", "refused")  # noqa: E731
    for asked, verdict, text in [one for one in found if shown(one[1])][:failures]:
        yield f"  {TITLES[verdict]}：{asked.question} → {'、'.join(asked.must) or asked.why} | {text.splitlines()[0] if text else ''}"
