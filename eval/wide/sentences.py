"""Sentences that a chat model might write, each with the clauses it cites, held against the check of generated text.

`sentences.jsonl` of a split holds one sentence a line, by writers who had not seen the check: the file, a verbatim snippet of
each clause cited, the question, the sentence with its markers, whether it is faithful, of which kind, and who wrote it.
"""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from assistant.answer import Citation
from assistant.reading.table_head import columns_above
from assistant.writing.cells import Tables
from assistant.writing.checked import evidence_in, faults_in
from assistant.writing.found import Evidence
from assistant.writing.grounds import Context
from assistant.writing.rules import Finding
from assistant.writing.sentences import Sentence, sentences
from assistant.writing.values import plain
from corpus.errors import BadQuestionSet, UsageError
from corpus.versions import linked
from eval.wide.build import Pool, read_pool
from eval.wide.locate import units_at
from eval.wide.set import HERE, OWN_SPLITS

KINDS = (
    "level", "modality", "recipient", "condition", "negation", "threshold", "amount", "cap", "rate_base", "period", "schedule",
    "department", "place", "validity", "clause_number", "procedure", "material", "contact", "deadline", "derived", "english",
    "table", "lead_in", "unstated", "definition", "other",
)  # fmt: skip
DAY = date(2026, 11, 29)  # on which the sentences were written
_MAY_LACK = {"why", "author"}
_FIELDS = {"file", "snippets", "question", "sentence", "faithful", "kind", "why", "author"}


@dataclass(frozen=True, slots=True)
class Told:
    """One sentence of the table; `snippets[k]` stands in the clause that the marker k + 1 means."""

    file: str
    snippets: tuple[str, ...]
    question: str
    sentence: str
    faithful: bool
    kind: str
    why: str
    author: str


@dataclass(frozen=True, slots=True)
class Ruled:
    """A sentence with what the check found in it and what processor time that took, in milliseconds."""

    told: Told
    findings: tuple[Finding, ...]
    took: float

    @property
    def is_right(self) -> bool:
        return bool(self.findings) != self.told.faithful


def load_told(split: str) -> tuple[Told, ...]:
    """The sentences of a split. Raises UsageError where there are none, BadQuestionSet naming every wrong line."""
    path = HERE / split / "sentences.jsonl"
    if not path.is_file():
        raise UsageError(f"{path}：没有这个文件。句子表的写法见 docs/eval.md。")
    made: list[Told] = []
    wrong: list[str] = []
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        if not line.strip():
            continue
        try:
            made.append(_told(json.loads(line)))
        except (ValueError, KeyError, TypeError) as error:
            wrong.append(f"{path}:{number}：{error}，请改正。")
    if wrong:
        raise BadQuestionSet("\n".join(wrong))
    return tuple(made)


def _told(given: Mapping[str, Any]) -> Told:
    if unknown := sorted((given.keys() | _MAY_LACK) ^ _FIELDS):
        raise ValueError(f"字段 {'、'.join(unknown)} 缺少或多余")
    if given["kind"] not in KINDS:
        raise ValueError(f"kind 不能是「{given['kind']}」")
    return Told(
        str(given["file"]), tuple(map(str, given["snippets"])), str(given["question"]), str(given["sentence"]),
        bool(given["faithful"]), str(given["kind"]), str(given.get("why") or ""), str(given.get("author") or ""),
    )  # fmt: skip


def pool_of(split: str, told: Sequence[Told]) -> Pool:
    """The documents that the sentences are about, read and divided."""
    folder = HERE / split / "documents"
    return read_pool([folder / name for name in sorted({one.file for one in told})])


def contexts(pool: Pool, told: Sequence[Told]) -> Iterator[tuple[Told, Context]]:
    """Each sentence with what it is held against. Raises BadQuestionSet where a snippet leads to no clause, or to several."""
    documents = {one.id: one for one in linked([shelved.document for shelved in pool.shelved.values()])}
    units = [unit for shelved in pool.shelved.values() for unit in shelved.units]
    departments = _longest_first(plain(name) for unit in units for name in unit.all_units)
    places = _longest_first(
        plain(place) for one in documents.values() for place in (*one.regions, *one.related_regions)
    )
    for one in told:
        shelved = pool.shelved[one.file]
        document = documents[shelved.document.id]
        cited, heads = {}, {}
        for marker, snippet in enumerate(one.snippets, 1):
            spans = shelved.squeezed.spans_of(snippet)
            found = units_at(spans, shelved.units)
            if not found:
                raise BadQuestionSet(f"{one.file}：「{snippet}」不在任何条款里，请改 snippets。")
            force = document.in_force(DAY, found[0].part)
            span = next(span for span in spans if found[0].span.overlaps(span))
            cited[marker] = Citation(
                marker, found[0], document.title, one.file, span.of(shelved.text), span, 1.0, force
            )  # fmt: skip
            heads[found[0].id] = columns_above(shelved.units, found[0])
        yield one, Context(cited, {document.id: document}, one.question, DAY, departments, places, heads=heads)


def _longest_first(names: Iterator[str]) -> tuple[str, ...]:
    return tuple(sorted(set(names), key=lambda name: (-len(name), name)))


def found_in(text: str, context: Context) -> tuple[Finding, ...]:
    """What the check says of a whole text, each sentence in the light of its neighbours."""
    return tuple(
        finding for said in _placed(text) for finding in faults_in(said.sentence, context, said.before, said.after)
    )


def evidence_on(text: str, context: Context) -> list[Evidence]:
    """What is found on each stretch of a text that says something; what leads to no clause is left out."""
    return [
        evidence
        for said in _placed(text)
        for _, evidence in evidence_in(said.sentence, context, said.before, said.after)
        if evidence is not None
    ]


@dataclass(frozen=True, slots=True)
class _Placed:
    """A sentence with those beside it."""

    sentence: Sentence
    before: str
    after: str


def _placed(text: str) -> list[_Placed]:
    tables = Tables()
    read = [said for sentence in sentences(text) if (said := tables.sentence(sentence)) is not None]
    return [
        _Placed(said, read[place - 1].bare if place else "", read[place + 1].bare if place + 1 < len(read) else "")
        for place, said in enumerate(read)
    ]


def examined_sentences(split: str) -> list[Ruled]:
    """Every sentence of a split through the check."""
    told = load_told(split)
    ruled = []
    for one, context in contexts(pool_of(split, told), told):
        started = time.process_time()
        findings = found_in(one.sentence, context)
        ruled.append(Ruled(one, findings, 1000 * (time.process_time() - started)))
    return ruled


def figures_of(ruled: Sequence[Ruled]) -> dict[str, int]:
    """How many were faulty and caught, faithful and dropped."""
    faulty = [one for one in ruled if not one.told.faithful]
    faithful = [one for one in ruled if one.told.faithful]
    return {
        "faulty": len(faulty), "caught": sum(one.is_right for one in faulty),
        "faithful": len(faithful), "dropped": sum(not one.is_right for one in faithful),
    }  # fmt: skip


def as_json(ruled: Sequence[Ruled]) -> dict[str, Any]:
    """The whole, by kind, by author; milliseconds a text."""
    took = sorted(one.took for one in ruled)
    return {
        **figures_of(ruled),
        "milliseconds": {"median": round(statistics.median(took), 2), "p95": round(took[int(0.95 * (len(took) - 1))], 2)},
        "kinds": {kind: figures_of(some) for kind, some in _grouped(ruled, lambda one: one.told.kind)},
        "authors": {author: figures_of(some) for author, some in _grouped(ruled, lambda one: one.told.author)},
    }  # fmt: skip


def _grouped(ruled: Sequence[Ruled], key: Callable[[Ruled], str]) -> list[tuple[str, list[Ruled]]]:
    return [(name, [one for one in ruled if key(one) == name]) for name in sorted(set(map(key, ruled)))]


def told_lines(ruled: Sequence[Ruled], failures: int = 0) -> Iterator[str]:
    """The report for the terminal."""
    whole = as_json(ruled)
    yield f"{len(ruled)} 句：{_shares(whole)}；每段处理器时间中位数 {whole['milliseconds']['median']} 毫秒，95% 在 {whole['milliseconds']['p95']} 毫秒以内。"
    for group in ("kinds", "authors"):
        yield ""
        yield from (f"{name:<14} {_shares(figures)}" for name, figures in whole[group].items())
    wrong = [one for one in ruled if not one.is_right][:failures]
    for one in wrong:
        said = "、".join(f"{finding.fault} {finding.words}" for finding in one.findings)
        yield f"\n[{one.told.kind}] {'误删' if one.told.faithful else '漏过'} {one.told.file}：{one.told.sentence}"
        yield f"    {said or one.told.why}"


def _shares(figures: Mapping[str, Any]) -> str:
    caught, faulty, dropped, faithful = (figures[name] for name in ("caught", "faulty", "dropped", "faithful"))
    return f"错的查出 {caught}/{faulty} = {caught / max(1, faulty):.3f}，对的误删 {dropped}/{faithful} = {dropped / max(1, faithful):.3f}"


SPLITS = OWN_SPLITS
