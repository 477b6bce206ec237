"""The making of an answer's text: lines with markers, each marker tied to the verbatim words it stands for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date

from assistant.answer import Answer, BenefitRow, Citation, ComparedRow, Status
from assistant.library import Library
from corpus.measure import MAIN_PART, Benefit, Measure, Span
from corpus.normal import without_markup


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
    resolved: str | None = None  # what the question was understood as, where that was settled only while answering

    def say(self, line: str) -> None:
        self.lines.append(line)

    def warn(self, sentence: str) -> None:
        if sentence not in self.warnings:
            self.warnings.append(sentence)

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
            resolved_question=resolved,
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
    return f"《{library.document(measure.document_id).title}》{measure.label}{title}"


def chinese_date(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def validity_sentence(library: Library, measure: Measure, as_of: date) -> str:
    """What the register knows of the validity of the clause's part, in one sentence."""
    document = library.document(measure.document_id)
    if document.repealed is not None and document.is_repealed(as_of):
        on = f"自{chinese_date(document.repealed.on)}起" if document.repealed.on else ""
        return f"《{document.title}》{on}已被《{document.repealed.by_title}》取代，不再有效。"
    validity = document.validity_of(measure.part)
    if validity is None:
        return f"《{document.title}》{_part(measure.part)}未写明有效期。"
    until = chinese_date(validity.until)
    if as_of > validity.until:
        return f"该政策有效期至{until}，已过期。"
    return f"该政策有效期至{until}，截至{chinese_date(as_of)}仍在有效期内。"


def _part(part: str) -> str:
    return "" if part == MAIN_PART else part


SHORT_NAME = 4  # characters; a recipient as short as 国家级 says little without its condition


def benefit_line(benefit: Benefit, *, with_condition: bool = False, once: bool = False) -> str:
    """One benefit in words: 地方标准：奖励5万元 / 企业：按技术交易额的3%给予补贴，每合同最高50万元，每单位年度最高150万元。"""
    caps = "".join(f"，{f'每{cap.per}' if cap.per else ''}最高{cap.amount.source}" for cap in benefit.caps)
    who = benefit.recipient
    if (with_condition or len(who) <= SHORT_NAME) and benefit.condition and benefit.condition not in who:
        who = f"{who}（{benefit.condition}）" if who else benefit.condition
    figure = f"{'一次性' if once else ''}{_figure(benefit)}{caps}"
    return f"{who}：{figure}" if who else figure


def figure_words(benefit: Benefit) -> str:
    """What is paid, with its caps: 按技术交易额的3%给予补贴，每技术合同最高50万元."""
    return benefit_line(replace(benefit, recipient="", condition=""))


def _figure(benefit: Benefit) -> str:
    """What is paid, in words, without its caps."""
    if benefit.schedule:
        return benefit.form + "、".join(f"第{year}年{sum_.source}" for year, sum_ in enumerate(benefit.schedule, 1))
    if benefit.rate_schedule:
        return benefit.form + "、".join(
            f"第{year}年{rate.source}" for year, rate in enumerate(benefit.rate_schedule, 1)
        )
    if benefit.rate is not None:
        share = benefit.rate.source + (f"–{benefit.rate_to.source}" if benefit.rate_to else "")
        share = f"最高{share}" if benefit.rate_is_upper_bound and not share.startswith("最高") else share
        return f"按{benefit.base}的{share}给予{benefit.form}" if benefit.base else f"{benefit.form}{share}"
    if benefit.amount is None:
        return benefit.form
    unit = "".join(f"每{each}" for each in benefit.per.split("/")) if benefit.per else ""
    bound = "最高" if benefit.is_upper_bound else "不低于" if benefit.is_lower_bound else ""
    span = f"–{benefit.amount_to.source}" if benefit.amount_to else ""
    years = f"，连续{benefit.years}年" if benefit.years else ""
    return f"{unit}{benefit.form}{bound}{benefit.amount.source}{span}{years}"


def verbatim(library: Library, measure: Measure, spans: Iterable[Span]) -> str:
    """The given stretches of the clause word for word, without leftover markup; gaps shown as ……"""
    source = library.corpus.sources[measure.document_id]
    return "……".join(" ".join(without_markup(span.of(source)).split()) for span in spans)
