"""The nouns that travel through every room: Document, Measure and the facts inside it. Frozen, no I/O."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

Kind = Literal[
    "measure",  # a numbered clause that states something: what a reader cites
    "paragraph",  # an unnumbered paragraph that stands where a clause would (continued instalment, no numbering)
    "preamble",  # what comes before the first heading: covering letter, title, purpose
    "introduction",  # the heading of a section with the sentences before its first child
    "closing",  # what follows the last clause: scope, validity, signature
    "attachment",  # an annex that is a list or a form, not clauses
    "boilerplate",  # page furniture: never searched, never cited, still accounted for
]
InForce = Literal["yes", "expired", "not stated"]


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open stretch of characters of one source text: `source[start:end]`."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"not a span: {self.start}..{self.end}")

    def of(self, source: str) -> str:
        return source[self.start : self.end]

    def contains(self, other: Span) -> bool:
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: Span) -> bool:
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class Amount:
    """Money in yuan with the words it came from: Amount(Decimal(300000), "30万元", span)."""

    yuan: Decimal
    source: str
    span: Span


@dataclass(frozen=True, slots=True)
class Rate:
    """A percentage with the words it came from: Rate(Decimal("0.05"), "5%", span)."""

    value: Decimal
    source: str
    span: Span


@dataclass(frozen=True, slots=True)
class Payment:
    """What a benefit pays on a given base, with its working in words."""

    yuan: Decimal
    working: str


@dataclass(frozen=True, slots=True)
class Benefit:
    """One thing one recipient can get: a row of "what can I get, how much, under which condition".

    `amount` is a fixed sum; `rate` of `base` a share; `cap` the most that is paid, `cap_per` what it is counted
    per (合同, 单位, 年度 …). `is_upper_bound` marks a fixed sum that is itself only a maximum (最高50万元).
    `schedule` holds the yearly sums of a multi-year benefit, first year first. `span` covers the words of the
    clause that grant it.
    """

    recipient: str
    condition: str
    form: str
    span: Span
    amount: Amount | None = None
    is_upper_bound: bool = False
    rate: Rate | None = None
    base: str | None = None
    cap: Amount | None = None
    cap_per: str | None = None
    schedule: tuple[Amount, ...] = ()

    def payable(self, base_yuan: Decimal | None = None) -> Payment | None:
        """What is paid on a base of `base_yuan`; None where the document does not settle it."""
        if self.rate is not None:
            if base_yuan is None:
                return None
            raw = (base_yuan * self.rate.value).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
            working = f"{self.base or '基数'}{yuan_text(base_yuan)} × {self.rate.source} = {yuan_text(raw)}"
            if self.cap is not None and raw > self.cap.yuan:
                return Payment(self.cap.yuan, f"{working}，超过上限，按{self.cap.source}")
            return Payment(raw, working)
        if self.schedule:
            total = sum((amount.yuan for amount in self.schedule), Decimal(0))
            return Payment(total, " + ".join(amount.source for amount in self.schedule) + f" = {yuan_text(total)}")
        if self.amount is not None and not self.is_upper_bound:
            return Payment(self.amount.yuan, self.amount.source)
        return None


def yuan_text(yuan: Decimal) -> str:
    """A sum as a Chinese reader writes it: 500000 -> 50万元, 1234.5 -> 1234.5元."""
    for size, unit in ((Decimal(100_000_000), "亿元"), (Decimal(10_000), "万元")):
        if yuan >= size:
            return f"{(yuan / size).normalize():f}{unit}"
    return f"{yuan.normalize():f}元"


@dataclass(frozen=True, slots=True)
class Measure:
    """One unit of one document: what we index, cite and score. `text` is always `source[span.start:span.end]`.

    `path` holds the headings from the top, the unit's own last; `label` is how a person would cite it
    (`附件2 三、7.`, `二、(四)15.`, `工作21`, `第三条`). Units of other kinds than "measure" stay citable too.
    """

    id: str
    document_id: str
    part: str
    path: tuple[str, ...]
    label: str
    title: str
    text: str
    span: Span
    kind: Kind
    lead_units: tuple[str, ...] = ()
    responsible_units: tuple[str, ...] = ()
    cooperating_units: tuple[str, ...] = ()
    implementing_units: tuple[str, ...] = ()
    amounts: tuple[Amount, ...] = ()
    benefits: tuple[Benefit, ...] = ()
    references: tuple[str, ...] = ()

    @property
    def all_units(self) -> tuple[str, ...]:
        return self.lead_units + self.responsible_units + self.implementing_units + self.cooperating_units


MAIN_PART = "正文"


@dataclass(frozen=True, slots=True)
class Validity:
    """How long one part of a document holds. `part` is None where it covers the whole document."""

    until: date
    part: str | None = None
    since: date | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """One registered document. `inferred` names the fields the document itself does not state."""

    id: str
    title: str
    source_file: str
    sha256: str
    aliases: tuple[str, ...] = ()
    part_aliases: tuple[tuple[str, str], ...] = ()  # (alias, part): 若干政策 -> 附件2
    regions: tuple[str, ...] = ()  # the narrowest first, each as people call it
    related_regions: tuple[str, ...] = ()  # a question may name these and still mean it: a larger area, a place inside
    issuing_body: str | None = None
    number: str | None = None
    issued: date | None = None
    validity: tuple[Validity, ...] = ()
    inferred: frozenset[str] = frozenset()

    def validity_of(self, part: str) -> Validity | None:
        """The validity that covers `part`; one given for the part itself wins over one for the whole document."""
        for wanted in (part, None):
            for validity in self.validity:
                if validity.part == wanted:
                    return validity
        return None

    def in_force(self, as_of: date, part: str = MAIN_PART) -> InForce:
        validity = self.validity_of(part)
        if validity is None:
            return "not stated"
        return "expired" if as_of > validity.until else "yes"
