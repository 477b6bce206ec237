"""The making of an answer's text: lines with markers, each marker tied to the verbatim words it stands for."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from assistant.answer import Answer, BenefitRow, Citation, ComparedRow, Status, Verdict
from assistant.library import Library
from assistant.reading.terms import without_number
from assistant.saying.explained import explained_in
from assistant.saying.wording import Words
from corpus.formats.recognised import is_recognised
from corpus.measure import MAIN_PART, Measure, Span
from corpus.text.normal import on_one_line, without_markup
from corpus.text.title_marks import titled
from index.sentences import without_wraps

QUOTED = "{name}：「{words}」[{marker}]"
SOURCE = "依据{name}：「{words}」[{marker}]"
QUOTATIONS = frozenset({QUOTED, SOURCE})
SAME = "{name}：原文与[{known}]相同。[{marker}]"
HEADINGS = frozenset({"{place}：", "《{title}》："})  # what stands below them is of another document than what is above
_BREAK = re.compile(r"(?<=[\u4e00-\u9fff])\n(?=[\u4e00-\u9fff])")


@dataclass(frozen=True, slots=True)
class Said:
    """A line of an answer, with the markers it bears."""

    line: str
    markers: tuple[object, ...]


@dataclass(slots=True)
class Draft:
    """An answer in the making. `cite` gives out markers; a clause cited twice keeps its first marker."""

    library: Library
    as_of: date
    status: Status = "answered"
    lines: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    citations: list[Citation] = field(default_factory=list)
    related: list[Citation] = field(default_factory=list)
    benefits: list[BenefitRow] = field(default_factory=list)
    comparison: list[ComparedRow] = field(default_factory=list)
    choices: list[str] = field(default_factory=list)
    resolved: str | None = None  # what the question was understood as, where that was settled only while answering
    words: Words = field(default_factory=Words)
    verdict: Verdict | None = None
    sure: float = 1.0  # how likely the clause answers at all; a clause that is named does
    told_whom: bool = False  # whom to ask is said once an answer
    quoted: dict[str, int] = field(default_factory=dict)  # words of clauses that were told, and which marker they bear
    said: dict[tuple[object, ...], Said] = field(default_factory=dict)  # lines since the last heading

    def say(self, sentence: str, /, **fields: object) -> None:
        """Add a line: one of the sentences of `assistant.saying.wording`, in the language of the question.

        What two clauses say in the same words is told once, with the markers of both: the second quotation only names
        its source.
        """
        marker, words = fields.get("marker"), fields.get("words")
        if "marker" not in fields:
            if sentence in HEADINGS:
                self.said.clear()
            self.lines.append(self.words(sentence, **fields))
            return
        if isinstance(words, str) and isinstance(marker, int):
            known = self.quoted.setdefault(without_number(words), marker)
            if sentence in QUOTATIONS and known != marker:
                self.say(SAME, name=fields["name"], known=known, marker=marker)
                return
        key = (sentence, *((name, value) for name, value in sorted(fields.items()) if name != "marker"))
        before = self.said.get(key)
        if before is None or before.line not in self.lines:
            line = self.words(sentence, **fields)
            self.said[key] = Said(line, (marker,))
            self.lines.append(line)
            return
        markers = tuple(dict.fromkeys((*before.markers, marker)))
        line = self.words(sentence, **fields | {"marker": "][".join(map(str, markers))})
        self.lines[self.lines.index(before.line)] = line
        self.said[key] = Said(line, markers)

    def warn(self, sentence: str, /, **fields: object) -> None:
        told = self.words(sentence, **fields)
        if told not in self.warnings:
            self.warnings.append(told)

    def cite(self, measure: Measure, quote: Span, score: float = 0.0) -> int:
        for citation in self.citations:
            if citation.measure.id == measure.id:
                return citation.marker
        marker = len(self.citations) + 1
        self.citations.append(citation_of(self.library, self.as_of, marker, measure, quote, score))
        return marker

    def relate(self, measure: Measure, quote: Span, score: float = 0.0) -> None:
        """Offer a clause that is not the answer; it carries no marker (0)."""
        shown = {citation.measure.id for citation in (*self.citations, *self.related)}
        if measure.id not in shown:
            self.related.append(citation_of(self.library, self.as_of, 0, measure, quote, score))

    def finish(self, question: str, resolved: str | None) -> Answer:
        for citation in self.citations:
            if is_recognised(self.library.corpus.sources[citation.measure.document_id]):
                self.warn("《{title}》由扫描件识别而来，其中的数字请与原件核对。", title=citation.document_title)
        return Answer(
            question=question,
            status=self.status,
            text="\n".join(self.lines),
            as_of=self.as_of,
            citations=tuple(self.citations),
            benefits=tuple(self.benefits),
            warnings=tuple(self.warnings),
            related=tuple(self.related),
            comparison=tuple(self.comparison),
            choices=tuple(self.choices),
            resolved_question=resolved,
            language=self.words.language,
            verdict=self.verdict if self.status == "answered" else None,
        )


def citation_of(library: Library, as_of: date, marker: int, measure: Measure, quote: Span, score: float) -> Citation:
    """A citation of the stretch `quote` (offsets of the source) of one clause."""
    document = library.document(measure.document_id)
    return Citation(
        marker=marker,
        measure=measure,
        document_title=document.title,
        source_file=document.source_file,
        quote=quote.of(library.corpus.sources[measure.document_id]),
        quote_span=quote,
        score=score,
        in_force=document.in_force(as_of, measure.part),
    )


def name_of(library: Library, measure: Measure) -> str:
    """《关于……的实施意见》附件2 四、10.「支持建设一批新型研发机构」"""
    title = f"「{measure.title}」" if measure.title and measure.kind != "preamble" else ""
    return f"{titled(library.document(measure.document_id).title)}{measure.label}{title}"


def validity_sentence(words: Words, library: Library, measure: Measure, as_of: date) -> str:
    """What the register knows of the validity of the clause's part, in one sentence."""
    document = library.document(measure.document_id)
    if document.repealed is not None and document.is_repealed(as_of):
        on = words("自{day}起", day=words.day(document.repealed.on)) if document.repealed.on else ""
        return words(
            "《{title}》{on}已被《{by}》取代，不再有效。", title=document.title, on=on, by=document.repealed.by_title
        )
    begins = document.begins(measure.part)
    if begins is not None and as_of < begins:
        return words("该政策自{since}起施行，截至{day}尚未施行。", since=words.day(begins), day=words.day(as_of))
    validity = document.validity_of(measure.part)
    if validity is None and (told := explained_in(library, document)) is not None:
        return words(
            "所解读的《{title}》有效期至{until}，已过期。"
            if as_of > told.until
            else "所解读的《{title}》有效期至{until}，截至{day}仍在有效期内。",
            title=told.title,
            until=words.day(told.until),
            day=words.day(as_of),
        )
    if validity is None:
        part = "" if measure.part == MAIN_PART else measure.part
        return words("《{title}》{part}未写明有效期。", title=document.title, part=part)
    until = words.day(validity.until)
    if as_of > validity.until:
        return words("该政策有效期至{until}，已过期。", until=until)
    return words("该政策有效期至{until}，截至{day}仍在有效期内。", until=until, day=words.day(as_of))


def verbatim(library: Library, measure: Measure, spans: Iterable[Span]) -> str:
    """The given stretches of the clause word for word, without leftover markup; gaps shown as ……"""
    source = library.corpus.sources[measure.document_id]
    return "……".join(on_one_line(_unwrapped(without_markup(span.of(source)), span, measure)) for span in spans)


def _unwrapped(words: str, span: Span, measure: Measure) -> str:
    """The words of `span` with nothing where a page broke a sentence off between Chinese characters: 民宿企⏎业."""
    if "\n" not in words:
        return words
    page = without_wraps(measure.text)  # a space for each break that a page made
    kept = [
        not (_BREAK.match(words, at) and page[one : one + 1] == " " and measure.text[one : one + 1] == "\n")
        for at, one in enumerate(range(span.start - measure.span.start, span.end - measure.span.start))
    ]
    return "".join(character for character, keeps in zip(words, kept, strict=True) if keeps)
