"""`policy eval match`: stories that somebody tells of himself, held against the rows of `policy match`, claimed and found.

A line of `stories.jsonl` holds `id`, `file`, `kind`, `as_of`, `story` and lists of places: `must` (rows that apply), `must_not`
(rows that the story or the policy rules out), `unsure` (rows that hang on what is not told: listed, never certain) and `gone`
(rows of a policy that is no longer in force: listed apart). A place is a snippet that stands once in the file, or a snippet
with the sum or share of one row in it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.answering.match import MatchedRow, match
from assistant.library import Library
from corpus.errors import BadQuestionSet
from corpus.measure import Benefit, Span
from corpus.quantities.amounts import find_money, find_rates
from corpus.text.normal import fold
from eval.report import columns
from eval.wide.build import Pool, Shelved, chunks, corpus_of, groups_of, read_pool
from eval.wide.run import MAIN
from eval.wide.set import HERE, WideSet
from index.measure_index import MeasureIndex

KINDS = {
    "plain": "一般", "figure": "有数字", "level": "级别", "place": "外地的地名", "applicant": "不该享受的申请人",
    "allowed": "写明可以享受的申请人", "expired": "已过期",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Place:
    """Words of a file that one row comes from; `worth` (yuan, or a share) tells it from others in the same words."""

    snippet: str
    worth: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Story:
    """What somebody tells, told on `as_of`, with the rows of `file` that it must and must not be given."""

    id: str
    file: str
    kind: str
    story: str
    as_of: date
    must: tuple[Place, ...] = ()
    must_not: tuple[Place, ...] = ()
    unsure: tuple[Place, ...] = ()
    gone: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True)
class Told:
    """A story with what became of it: rows of its file that were given, those that do not apply, places found and missed.

    `false` are rows given as certain that no `must` names, and rows given at all that `must_not` names; `elsewhere` counts
    certain rows of other files, which nobody labelled.
    """

    story: Story
    given: int
    certain: int
    false: tuple[MatchedRow, ...]
    found: tuple[Place, ...]
    missed: tuple[Place, ...]
    kept: tuple[Place, ...]  # of `unsure` and `gone`: listed, and as what they are
    elsewhere: int


def load_stories(split: str) -> tuple[Story, ...]:
    """The stories of a split; none where it has no such file. Raises BadQuestionSet naming a wrong line."""
    path = HERE / split / "stories.jsonl"
    if not path.exists():
        return ()
    lines = enumerate(path.read_text("utf-8").splitlines(), 1)
    return tuple(_read(number, line, path) for number, line in lines if line.strip())


def _read(number: int, line: str, path: Path) -> Story:
    try:
        given: dict[str, Any] = json.loads(line)
        lists = {name: tuple(map(_place, given.get(name, ()))) for name in ("must", "must_not", "unsure", "gone")}
        if given["kind"] not in KINDS or not any(lists.values()):
            raise KeyError("kind" if given["kind"] not in KINDS else "must")
        return Story(
            given["id"], given["file"], given["kind"], given["story"], date.fromisoformat(given["as_of"]), **lists
        )
    except (json.JSONDecodeError, KeyError, TypeError, ValueError) as error:
        raise BadQuestionSet(f"{path}:{number}：缺少或写错 {error}，请改这一行。") from None


def _place(given: str | list[str]) -> Place:
    if isinstance(given, str):
        return Place(given)
    snippet, worth = given
    folded = fold(worth)
    values = [value for _, _, value in (*find_money(folded), *find_rates(folded))]
    if len(values) != 1:
        raise ValueError(worth)
    return Place(snippet, values[0])


def stands_at(benefit: Benefit, place: Place, shelved: Shelved) -> bool:
    """Whether a row comes from a place: its sum or share stands in the snippet, and is the one named.

    Of a row with a share and a cap the share counts; of one without either, the words that grant it.
    """
    spans = shelved.squeezed.spans_of(place.snippet)
    worth, at = _worth(benefit)
    if place.worth is not None and worth != place.worth:
        return False
    return any(span.overlaps(at) for span in spans)


def _worth(benefit: Benefit) -> tuple[Decimal | None, Span]:
    if benefit.rate is not None:
        return benefit.rate.value, benefit.rate.span
    amounts = [*([benefit.amount] if benefit.amount else []), *benefit.schedule]
    if amounts:
        return amounts[0].yuan, amounts[0].span
    if benefit.rate_schedule:
        return benefit.rate_schedule[0].value, benefit.rate_schedule[0].span
    return (benefit.cap.yuan, benefit.cap.span) if benefit.cap else (None, benefit.span)


def judged(story: Story, rows: Sequence[MatchedRow], shelved: Shelved) -> Told:
    """The rows of a story held against its places. A row counts as given where it is certain or likely."""
    own = [row for row in rows if row.measure.document_id == shelved.document.id]
    given = [row for row in own if row.group in GIVEN]

    def named(row: MatchedRow, places: Sequence[Place]) -> bool:
        return any(stands_at(row.benefit, place, shelved) for place in places)

    def reached(place: Place, among: Sequence[MatchedRow]) -> bool:
        return any(stands_at(row.benefit, place, shelved) for row in among)

    false = [
        row for row in given if named(row, story.must_not) or (row.group == "certain" and not named(row, story.must))
    ]
    open_rows = [row for row in own if row.group in ("likely", "possible")]
    over = [row for row in own if row.group == "expired"]
    return Told(
        story,
        len(given),
        sum(row.group == "certain" for row in given),
        tuple(false),
        tuple(place for place in story.must if reached(place, given)),
        tuple(place for place in story.must if not reached(place, given)),
        (
            *(place for place in story.unsure if reached(place, open_rows)),
            *(place for place in story.gone if reached(place, over)),
        ),
        sum(row.group == "certain" and row not in own for row in rows),
    )


GIVEN = ("certain", "likely")


class _NoModel:
    """An encoder for what reads no vectors: match goes by words and figures alone."""

    name = "none"
    dimension = 1

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return np.ones((len(texts), 1), dtype=np.float32)

    def encode_passages(self, texts: Sequence[str], progress: bool = False) -> NDArray[np.float32]:
        return self.encode_queries(texts)


def examined(wide: WideSet, stories: Sequence[Story], *, progress: bool = False) -> Iterator[Told]:
    """Every story told over shelves of thirty documents."""
    told_of = {one.file for one in stories}
    files = [path for path in wide.files if path.name in told_of]
    pool: Pool = read_pool(files, progress=progress)
    groups = groups_of([path.name for path in files], ((one.file,) for one in stories))
    for chunk in chunks(groups, [], MAIN):
        own = [one for one in stories if one.file in chunk.own]
        if own:
            corpus = corpus_of(pool, chunk.files)
            library = Library(corpus, MeasureIndex.build(corpus.documents, corpus.units, _NoModel(), progress=False))
            for one in own:
                found = match(library, one.story, one.as_of)
                yield judged(one, found.rows, pool.shelved[one.file])


def told(found: Sequence[Told], failures: int = 0) -> Iterator[str]:
    """The report, line by line."""
    lines = [["", "故事", "给出的行", "不适用", "应有的行", "找到"], _line("全部", found)]
    for kind, title in KINDS.items():
        members = [one for one in found if one.story.kind == kind]
        if members:
            lines.append(_line(title, members))
    yield from columns(lines).splitlines()
    rows, false = sum(one.given for one in found), sum(len(one.false) for one in found)
    must, reached = _musts(found), sum(len(one.found) for one in found)
    asked = sum(len(one.story.unsure) + len(one.story.gone) for one in found)
    yield f"给出的行里不适用的：{false / max(1, rows):.3f}（{false}/{rows}，其中写作已经对上的 {_certain_false(found)}）"
    yield f"适用的行里找到的：{reached / max(1, must):.3f}（{reached}/{must}）"
    yield f"要另列或要确认的行：{sum(len(one.kept) for one in found)}/{asked}；别的文件里写作已经对上的行：{sum(one.elsewhere for one in found)}"
    wrong = [one for one in found if one.false or one.missed or len(one.kept) < len(one.story.unsure + one.story.gone)]
    for one in wrong[:failures]:
        yield f"  {one.story.id} {one.story.story}"
        for row in one.false:
            yield f"    不适用（{row.group}）：{row.benefit.recipient}｜{row.benefit.condition}｜{_paid(row.benefit)}"
        for place in (*one.missed, *(p for p in (*one.story.unsure, *one.story.gone) if p not in one.kept)):
            yield f"    没有找到：{place.snippet}{f' {place.worth}' if place.worth is not None else ''}"


def as_json(found: Sequence[Told]) -> dict[str, Any]:
    rows, false = sum(one.given for one in found), sum(len(one.false) for one in found)
    must, reached = _musts(found), sum(len(one.found) for one in found)
    return {
        "stories": len(found),
        "rows": rows,
        "false": false,
        "false_share": round(false / max(1, rows), 4),
        "must": must,
        "found": reached,
        "found_share": round(reached / max(1, must), 4),
    }


def _line(name: str, found: Sequence[Told]) -> list[str]:
    return [
        name,
        str(len(found)),
        str(sum(one.given for one in found)),
        str(sum(len(one.false) for one in found)),
        str(_musts(found)),
        str(sum(len(one.found) for one in found)),
    ]


def _musts(found: Sequence[Told]) -> int:
    return sum(len(one.story.must) for one in found)


def _certain_false(found: Sequence[Told]) -> int:
    return sum(row.group == "certain" for one in found for row in one.false)


def _paid(benefit: Benefit) -> str:
    sources = [each.source for each in (benefit.amount, benefit.rate, benefit.cap, *benefit.schedule) if each]
    return "，".join(sources) or "见原文"
