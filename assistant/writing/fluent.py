"""A fluent answer: the extractive one is made first, a chat model writes it anew, each sentence is checked, then shown.

What the check refuses is replaced by the document's own words or dropped, and what the model leaves out of the facts is
added: a fluent answer says no less than the extractive one and nothing that its clauses do not say. Whether there is an
answer at all (没有找到, 文件未写明, 需要补充), its citations and its warnings are never the model's to decide.
"""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from assistant.answer import Answer, BenefitRow, CheckedClaim, CheckedSentence, Citation, Generated, Outcome
from assistant.ask import Assistant, check
from assistant.library import Library
from assistant.proposing.retrieve import Filters
from assistant.reading.table_head import columns_above
from assistant.writing import chat_model
from assistant.writing.cells import Tables
from assistant.writing.chat_model import ChatModel, ChatUnavailable
from assistant.writing.checked import FAULT_WORDS, Claim, borne_out_by, claims_in, claims_markers
from assistant.writing.grounds import Context
from assistant.writing.nothing import tells_nothing
from assistant.writing.prompt import answer_messages, rewrite_messages
from assistant.writing.rules import Finding
from assistant.writing.sentences import MARKER, Sentence, Splitter, markers_in
from assistant.writing.values import Value, plain, values_in
from assistant.writing.weighed import Fault
from assistant.writing.whole_question import LONGEST, accepted
from corpus.errors import UsageError
from corpus.measure import Measure
from corpus.parse import Corpus
from index.hit import Hit

ENGINES = ("extractive", "model")
MOST_CLAUSES = 6  # a longer answer is a list
MOST_SENTENCES = 12  # a model that writes more is running round in circles
LONGEST_SENTENCE = 600  # characters; nor does a sentence of a short answer go on for longer
_COMPLETED: frozenset[Fault] = frozenset({"cap", "half", "base"})  # what the next sentence may still tell
REPEATED = "重复"
EMPTY = "没有内容"
_NO_FAULT = frozenset({REPEATED, EMPTY})  # why a sentence is not shown that says nothing wrong
MOST_REASONS = 3  # kinds of faults named to the person
# What of a model's own words may stand in a note: a figure with its unit, never a text that a document may have planted
_MARKUP = re.compile(r"^\s*#{1,6}\s+|\*\*|__|`")
_VALIDITY = re.compile(r"过期|有效|取代")
_NAMES = re.compile(r"[、，,；;：:（）()。]")
NOT_HANDED_ON = "这个回答是完整的清单，按原文列出，没有交给模型改写。"


class FluentAssistant:
    """An assistant whose answers a chat model writes. Reads like Assistant; calls may come from any thread."""

    def __init__(self, assistant: Assistant, model: ChatModel) -> None:
        self.assistant = assistant
        self.model = model

    @property
    def corpus(self) -> Corpus:
        return self.assistant.corpus

    @property
    def library(self) -> Library:
        return self.assistant.library

    @property
    def model_name(self) -> str:
        return f"{self.assistant.model_name} + {self.model.name}"

    def search(self, question: str, k: int = 10, history: Sequence[str] = ()) -> list[Hit]:
        return self.assistant.search(question, k, history)

    def ask(
        self, question: str, history: Sequence[str] = (), as_of: date | None = None, filters: Filters | None = None
    ) -> Answer:
        """The whole answer. Raises what `Assistant.ask` raises; a chat model that fails costs nothing but fluency."""
        telling = self.tell(question, history, as_of, filters)
        for _ in telling:
            pass
        return telling.answer

    def tell(
        self, question: str, history: Sequence[str] = (), as_of: date | None = None, filters: Filters | None = None
    ) -> Telling:
        """The same while it is being written."""
        draft = self._draft(question, history, as_of, filters)
        if draft.status != "answered" or not draft.citations:
            return Telling(draft, None, None)
        if not self.tells(draft):
            return Telling(replace(draft, warnings=(*draft.warnings, NOT_HANDED_ON)), None, None)
        return Telling(draft, self.model, self.context_of(draft))

    def tells(self, draft: Answer) -> bool:
        """Whether an extractive answer is short enough to be written anew: a list is complete as it stands."""
        return len(draft.citations) <= MOST_CLAUSES and not draft.comparison

    def _draft(self, question: str, history: Sequence[str], as_of: date | None, filters: Filters | None) -> Answer:
        """The extractive answer; a follow-up is made whole by the model, or by rule where that cannot be trusted."""
        by_rule = self.assistant.ask(question, history, as_of, filters)
        if not history or not self.assistant.leans_on_words(question, history, as_of, filters):
            return by_rule
        whole = self._whole(question, history)
        if whole is None or whole == question:
            return by_rule
        draft = self.assistant.ask(whole, (), as_of, filters)
        if draft.status == "not_found" and by_rule.status != "not_found":
            return by_rule
        return replace(draft, question=question, resolved_question=whole)

    def _whole(self, question: str, history: Sequence[str]) -> str | None:
        """The follow-up in the model's words, None where it fails or adds what no turn held."""
        written, thinking = "", Thinking()
        pieces = self.model.stream(rewrite_messages(question, history))
        try:
            for piece in pieces:
                written += thinking.spoken(piece)
                if len(written) > LONGEST or "\n" in written.strip():
                    break  # that is no question any more
        except ChatUnavailable:
            return None
        finally:
            close_stream(pieces)
        return accepted(written, question, history, self._places, self._titles)

    def context_of(self, draft: Answer) -> Context:
        """What the sentences written over `draft` are held against."""
        return Context(
            citations={citation.marker: citation for citation in draft.citations},
            documents={document.id: document for document in self.corpus.documents},
            question="\n".join((draft.question, draft.resolved_question or "")),
            as_of=draft.as_of,
            departments=self._departments,
            places=self._places,
            told=draft.text,
            heads={unit.id: self._head_of(unit) for unit in (citation.measure for citation in draft.citations)},
        )

    def _head_of(self, unit: Measure) -> str:
        return columns_above(self.library.in_scope([unit.document_id], unit.part), unit)

    @cached_property
    def _departments(self) -> tuple[str, ...]:
        return tuple(plain(name) for name in self.library.departments)

    @cached_property
    def _places(self) -> tuple[str, ...]:
        documents = self.corpus.documents
        names = {plain(place) for one in documents for place in (*one.regions, *one.related_regions)}
        return tuple(sorted(names, key=lambda name: (-len(name), name)))

    @cached_property
    def _titles(self) -> tuple[str, ...]:
        return tuple(plain(name) for one in self.corpus.documents for name in (one.title, *one.aliases))


def model_of(engine: str) -> ChatModel | None:
    """The chat model of the engine "model", None for extractive answers. Raises UsageError where none is set."""
    if engine == "extractive":
        return None
    model = chat_model.load_chat_model()
    if model is None:
        raise UsageError(f"没有设置对话模型。请设置 {chat_model.URL} 和 {chat_model.MODEL}，或去掉 --engine model。")
    return model


def written_by(assistant: Assistant, model: ChatModel | None) -> Assistant | FluentAssistant:
    """`assistant`, its answers written by `model` where there is one."""
    return assistant if model is None else FluentAssistant(assistant, model)


@dataclass(slots=True)
class _Written:
    """A sentence the model wrote, at the beginning of a line or behind another."""

    sentence: Sentence
    starts_line: bool
    said: Sentence | None  # what is to be checked of it; None of the head of a table


class Telling:
    """One answer being written: iterate for its checked sentences as they come, then read `answer`.

    `draft` is the extractive answer. Closing the iterator ends the request; `answer` then holds what was shown.
    """

    def __init__(self, draft: Answer, model: ChatModel | None, context: Context | None) -> None:
        self.draft = draft
        self._model, self._context = model, context
        self._shown: list[str] = []  # text as shown, line breaks included
        self._checked: list[CheckedSentence] = []
        self._unused = [line for line in draft.text.splitlines() if markers_in(line)]
        self._waiting: _Written | None = None
        self._last = ""
        self._failure: str | None = None
        self._stopped = False
        self._timings: dict[str, float] = {}
        self._check_seconds = 0.0

    def __iter__(self) -> Iterator[str]:
        if self._model is None or self._context is None:
            return
        started = time.perf_counter()
        try:
            for written in self._sentences(started):
                yield from self._settle(written)
            yield from self._settle(None)
        except ChatUnavailable as failure:
            self._failure = str(failure)
            if self._waiting is not None:
                yield from self._settle(None)
        if self._holds:
            yield from self._add_what_is_missing()
        self._timings["model"] = _milliseconds(started)
        self._timings["check"] = round(self._check_seconds * 1000, 2)

    def stop(self) -> None:
        """End the request with the next piece that comes; for another thread than the one that iterates."""
        self._stopped = True

    @property
    def is_written(self) -> bool:
        """Whether a model writes at all: not where there is nothing to answer, nor for a long list."""
        return self._model is not None

    @property
    def answer(self) -> Answer:
        """The answer with what was kept, replaced and added; the extractive one where no sentence of the model's held."""
        if self._model is None:
            return self.draft
        generated = Generated(self._model.name, tuple(self._checked), self._failure)
        timings = {**self.draft.timings_ms, **self._timings}
        timings["total"] = round(sum(self.draft.timings_ms.values()) + self._timings.get("model", 0.0), 2)
        if not self._holds:
            note = self._failure or "模型写的话没有一句通过核对。"
            warnings = (*self.draft.warnings, f"{note}以下是原文摘录。")
            return replace(self.draft, warnings=warnings, generated=generated, timings_ms=timings)
        answer = _with_text(self.draft, "".join(self._shown).strip())
        warnings = (*self.draft.warnings, *_notes(generated))
        answer = replace(
            answer, warnings=warnings, engine=self._model.name, generated=generated, timings_ms=timings
        )  # fmt: skip
        check(answer)
        return answer

    @property
    def _holds(self) -> bool:
        """Whether anything that the model wrote, and that rests on a clause, is shown."""
        return any(one.outcome == "kept" and one.claims and MARKER.search(one.text) for one in self._checked)

    def _sentences(self, started: float) -> Iterator[_Written]:
        """The sentences as the model writes them."""
        assert self._model is not None
        splitter, thinking, tables = Splitter(), Thinking(), Tables()
        starts_line, count, idle = True, 0, 0
        pieces = self._model.stream(answer_messages(self.draft))
        try:
            for piece in pieces:
                if self._stopped:
                    return
                self._timings.setdefault("first_token", _milliseconds(started))
                for sentence in splitter.feed(thinking.spoken(piece)):
                    if sentence is None:
                        starts_line = True
                    elif says_something(sentence):
                        yield self._read(sentence, tables, starts_line=starts_line)
                        starts_line, count, idle = False, count + 1, 0
                idle += len(piece)
                if count >= MOST_SENTENCES or idle > LONGEST_SENTENCE:
                    return
            for sentence in splitter.end():
                if says_something(sentence):
                    yield self._read(sentence, tables, starts_line=starts_line)
                    starts_line = False
        finally:
            close_stream(pieces)

    def _read(self, sentence: Sentence, tables: Tables, *, starts_line: bool) -> _Written:
        """A sentence as it is to be checked. One without a marker, or with markers of clauses that the model was not given, gets that of
        the clause that bears it out, if one does."""
        assert self._context is not None
        said = tables.sentence(sentence)
        if said is not None and not set(claims_markers(said)) & self._context.citations.keys():
            bare = replace(said, text=MARKER.sub("", said.text), markers=())
            if marker := borne_out_by(bare, self._context, self._last):
                sentence = replace(sentence, text=MARKER.sub("", sentence.text), markers=(marker,))
                said = replace(bare, markers=(marker,))
        return _Written(sentence, starts_line, said)

    def _settle(self, written: _Written | None) -> Iterator[str]:
        """Show, replace or drop what has come; a half-truth waits for the sentence that may complete it."""
        if self._waiting is not None:
            waiting, self._waiting = self._waiting, None
            after = ""
            if written is not None and not _faults(self._claims(written.said, waiting.sentence.bare)):
                after = written.sentence.bare
            yield from self._decide(waiting, self._claims(waiting.said, self._last, after))
        if written is None:
            return
        claims = self._claims(written.said, self._last)
        faults = _faults(claims)
        if faults and all(finding.fault in _COMPLETED for finding in faults):
            self._waiting = written
        else:
            yield from self._decide(written, claims)

    def _claims(self, sentence: Sentence | None, before: str, after: str = "") -> list[Claim]:
        assert self._context is not None
        started = time.perf_counter()
        try:
            return [] if sentence is None else claims_in(sentence, self._context, before, after)
        finally:
            self._check_seconds += time.perf_counter() - started

    def _decide(self, written: _Written, claims: Sequence[Claim]) -> Iterator[str]:
        faults = _faults(claims)
        judged = tuple(CheckedClaim(one.words, one.standing, _worded(one.findings)) for one in claims)
        text = _MARKUP.sub("", written.sentence.text).strip()
        if claims and not MARKER.search(text) and written.sentence.markers and not text.endswith(("：", ":")):
            text += "".join(f"[{marker}]" for marker in written.sentence.markers)
        assert self._context is not None
        if tells_nothing(written.sentence, self._context):
            self._checked.append(CheckedSentence(text, "dropped", (EMPTY,), judged))
        elif not faults and any(one.text == text for one in self._checked if one.outcome == "kept"):
            self._checked.append(CheckedSentence(text, "dropped", (REPEATED,), judged))
        elif not faults:
            self._last = written.sentence.bare
            yield self._show(text, "kept", written.starts_line, judged)
        else:
            line = self._own_line(written.sentence.markers)
            self._checked.append(
                CheckedSentence(text, "dropped" if line is None else "replaced", _worded(faults), judged)
            )
            if line is not None:
                self._last = line
                yield self._put(line, starts_line=True)

    def _own_line(self, markers: Sequence[int]) -> str | None:
        """The line of the extractive answer to show instead: a fact on the same clauses that was not told, else a quotation.

        None where all of that has been said.
        """
        lines = [line for line in self._unused if set(markers_in(line)) & set(markers)]
        shown = markers_in("".join(self._shown))
        facts = [line for line in lines if not _is_quotation(line) and not self._has_told(line)]
        quoted = [line for line in lines if _is_quotation(line) and not set(markers_in(line)) & set(shown)]
        best = next(iter([*facts, *quoted]), None)
        if best is not None:
            self._unused.remove(best)
        return best

    def _has_told(self, line: str) -> bool:
        text = "".join(self._shown)
        return _is_told(line, {value for _, value in values_in(text)}, plain(text))

    def _add_what_is_missing(self) -> Iterator[str]:
        """The facts of the extractive answer that were not told; its first line too if nothing rests on its clauses."""
        first = next((line for line in self.draft.text.splitlines() if markers_in(line)), "")
        for line in list(self._unused):
            marked = set(markers_in("".join(self._shown)))
            untold = not _is_quotation(line) and not self._has_told(line)
            if untold or (line == first and not set(markers_in(line)) & marked):
                self._unused.remove(line)
                yield self._show(line, "added", starts_line=True)

    def _show(self, text: str, outcome: Outcome, starts_line: bool, claims: tuple[CheckedClaim, ...] = ()) -> str:
        self._checked.append(CheckedSentence(text, outcome, claims=claims))
        return self._put(text, starts_line=starts_line)

    def _put(self, text: str, *, starts_line: bool) -> str:
        broken = starts_line or (bool(self._shown) and self._shown[-1].endswith("\n"))
        shown = ("\n" if broken and self._shown else "") + text
        self._shown.append(shown)
        return shown


class Thinking:
    """Leaves out what a reasoning model thinks aloud, <think>…</think>, however it is cut into pieces."""

    def __init__(self) -> None:
        self._held = ""
        self._inside = False

    def spoken(self, piece: str) -> str:
        self._held += piece
        out = ""
        while True:
            mark = "</think>" if self._inside else "<think>"
            before, found, rest = self._held.partition(mark)
            if not found:
                break
            out += "" if self._inside else before
            self._held, self._inside = rest, not self._inside
        kept = max((n for n in range(1, len(mark)) if self._held.endswith(mark[:n])), default=0)
        ready, self._held = self._held[: len(self._held) - kept], self._held[len(self._held) - kept :]
        return out + ("" if self._inside else ready)


def close_stream(pieces: Iterator[str]) -> None:
    """End the request behind an iterator that is not read to its end."""
    close = getattr(pieces, "close", None)
    if close is not None:
        close()


def _faults(claims: Sequence[Claim]) -> list[Finding]:
    return [finding for claim in claims for finding in claim.findings]


def _worded(findings: Sequence[Finding]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(f"{FAULT_WORDS[one.fault]}：{one.words}".rstrip("：") for one in findings))


def says_something(sentence: Sentence) -> bool:
    """Whether a sentence has words at all."""
    return any(character.isalnum() for character in sentence.bare)


def _is_quotation(line: str) -> bool:
    return "「" in line


def _is_told(line: str, values: set[Value], said: str) -> bool:
    """Whether every figure and name of a fact line was told; validity is ours to tell, always."""
    words = MARKER.sub("", line)
    if _VALIDITY.search(words):
        return False
    figures = [value for _, value in values_in(words)]
    names = [plain(name) for name in _NAMES.split(words.partition("：")[2]) if len(name) > 1]
    return all(value in values for value in figures) if figures else all(name in said for name in names)


def _with_text(draft: Answer, text: str) -> Answer:
    """`draft` with another text: the citations it marks, numbered anew, and their benefits."""
    marked = set(markers_in(text))
    kept = [citation for citation in draft.citations if citation.marker in marked]
    numbers = {citation.marker: place for place, citation in enumerate(kept, 1)}
    text = MARKER.sub(lambda found: f"[{numbers[int(found[1])]}]", text)
    citations: tuple[Citation, ...] = tuple(replace(one, marker=numbers[one.marker]) for one in kept)
    benefits: tuple[BenefitRow, ...] = tuple(
        replace(row, marker=numbers[row.marker]) for row in draft.benefits if row.marker in numbers
    )
    return replace(draft, text=text, citations=citations, benefits=benefits)


def _notes(generated: Generated) -> Iterator[str]:
    """What the person must know of the check, in a sentence or two."""
    if generated.failure:
        yield f"{generated.failure}已显示的句子都核对过，缺的部分用原文补上。"
    replaced, dropped, added = (generated.count(outcome) for outcome in ("replaced", "dropped", "added"))
    done = [
        words
        for count, words in (
            (replaced, f"{replaced} 句与条款不符，已换成原文"),
            (dropped, f"{dropped} 句没有依据或重复，已删去"),
            (added, f"漏写的 {added} 处已用原文补上"),
        )
        if count
    ]
    if done:
        yield f"本回答由模型改写并逐句核对：{'；'.join(done)}{_reasons(generated)}。"


def _reasons(generated: Generated) -> str:
    """（数字与条款不符 2 处；说反了 1 处）: why sentences were not shown, the most frequent first.

    Not what stood in them: whoever reads in haste would take away the figure. Claim by claim it is in the JSON.
    """
    told = Counter(
        fault.partition("：")[0] for one in generated.sentences for fault in one.faults if fault not in _NO_FAULT
    )
    reasons = [f"{kind} {count} 处" for kind, count in told.most_common(MOST_REASONS)]
    return f"（{'；'.join(reasons)}）" if reasons else ""


def _milliseconds(started: float) -> float:
    return round((time.perf_counter() - started) * 1000, 2)
