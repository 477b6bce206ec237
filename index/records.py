"""Measures and documents as JSON and back, without loss. Strict: a missing, unknown or mistyped value is an error."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, TypeAlias, TypeVar, cast, get_args

from corpus.measure import (
    Amount,
    Benefit,
    Cap,
    Correction,
    Document,
    Kind,
    Measure,
    Period,
    Rate,
    Repeal,
    Span,
    Validity,
    When,
)

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"
T = TypeVar("T")
_KINDS: frozenset[str] = frozenset(get_args(Kind))


def measure_to_json(measure: Measure) -> dict[str, Json]:
    """All fields of `measure`; spans become `start` and `end`, sums of money decimal strings."""
    return {
        "id": measure.id,
        "document_id": measure.document_id,
        "part": measure.part,
        "path": list(measure.path),
        "label": measure.label,
        "title": measure.title,
        "text": measure.text,
        **_span_to_json(measure.span),
        "kind": measure.kind,
        "lead_units": list(measure.lead_units),
        "responsible_units": list(measure.responsible_units),
        "cooperating_units": list(measure.cooperating_units),
        "implementing_units": list(measure.implementing_units),
        "amounts": [_amount_to_json(amount) for amount in measure.amounts],
        "benefits": [benefit_to_json(benefit) for benefit in measure.benefits],
        "references": list(measure.references),
        "rates": [_rate_to_json(rate) for rate in measure.rates],
        "dates": [_when_to_json(when) for when in measure.dates],
        "periods": [_period_to_json(period) for period in measure.periods],
        "omitted": measure.omitted,
    }


def measure_from_json(value: Json) -> Measure:
    """The measure that `measure_to_json` gave. Raises ValueError naming the key that is wrong."""
    with_keys = _Reader.of(value, "measure")
    kind = with_keys.text("kind")
    if kind not in _KINDS:
        raise ValueError(f"measure.kind: unknown kind {kind!r}")
    return with_keys.done(
        Measure(
            id=with_keys.text("id"),
            document_id=with_keys.text("document_id"),
            part=with_keys.text("part"),
            path=with_keys.texts("path"),
            label=with_keys.text("label"),
            title=with_keys.text("title"),
            text=with_keys.text("text"),
            span=with_keys.span(),
            kind=cast("Kind", kind),
            lead_units=with_keys.texts("lead_units"),
            responsible_units=with_keys.texts("responsible_units"),
            cooperating_units=with_keys.texts("cooperating_units"),
            implementing_units=with_keys.texts("implementing_units"),
            amounts=with_keys.many("amounts", _amount_from_json),
            benefits=with_keys.many("benefits", _benefit_from_json),
            references=with_keys.texts("references"),
            rates=with_keys.many("rates", _rate_from_json),
            dates=with_keys.many("dates", _when_from_json),
            periods=with_keys.many("periods", _period_from_json),
            omitted=with_keys.flag("omitted"),
        )
    )


def measure_of_own(value: Any) -> Measure:
    """The same measure from what `measure_to_json` wrote and a checksum vouches for: taken as it stands, in a third of the time.

    Raises KeyError or TypeError for what it never wrote.
    """
    return Measure(
        value["id"], value["document_id"], value["part"], tuple(value["path"]), value["label"], value["title"], value["text"],
        Span(value["start"], value["end"]), value["kind"],
        tuple(value["lead_units"]), tuple(value["responsible_units"]), tuple(value["cooperating_units"]),
        tuple(value["implementing_units"]),
        tuple([_own_amount(each) for each in value["amounts"]]),
        tuple([_own_benefit(each) for each in value["benefits"]]),
        tuple(value["references"]),
        tuple([_own_rate(each) for each in value["rates"]]),
        tuple([
            When(
                date.fromisoformat(each["first"]), date.fromisoformat(each["last"]), each["source"],
                Span(each["start"], each["end"]),
            )
            for each in value["dates"]
        ]),
        tuple([
            Period(each["count"], each["unit"], each["source"], Span(each["start"], each["end"]))
            for each in value["periods"]
        ]),
        value["omitted"],
    )  # fmt: skip


def _own_amount(value: Any) -> Amount:
    return Amount(Decimal(value["yuan"]), value["source"], Span(value["start"], value["end"]))


def _own_rate(value: Any) -> Rate:
    return Rate(Decimal(value["value"]), value["source"], Span(value["start"], value["end"]))


def _own_benefit(value: Any) -> Benefit:
    amount, amount_to, rate, rate_to = value["amount"], value["amount_to"], value["rate"], value["rate_to"]
    return Benefit(
        value["recipient"], value["condition"], value["form"], Span(value["start"], value["end"]),
        _own_amount(amount) if amount else None, _own_amount(amount_to) if amount_to else None,
        value["is_upper_bound"], value["is_lower_bound"], value["per"],
        _own_rate(rate) if rate else None, _own_rate(rate_to) if rate_to else None, value["rate_is_upper_bound"],
        value["base"],
        tuple([Cap(_own_amount(each["amount"]), each["per"]) for each in value["caps"]]),
        tuple([_own_amount(each) for each in value["schedule"]]),
        tuple([_own_rate(each) for each in value["rate_schedule"]]),
        value["years"],
        tuple([(each["field"], Span(each["start"], each["end"])) for each in value["evidence"]]),
        value["rival"],
    )  # fmt: skip


def document_to_json(document: Document) -> dict[str, Json]:
    """All fields of `document`; dates are ISO strings, the inferred fields a sorted list."""
    return {
        "id": document.id,
        "title": document.title,
        "source_file": document.source_file,
        "sha256": document.sha256,
        "aliases": list(document.aliases),
        "part_aliases": [[alias, part] for alias, part in document.part_aliases],
        "regions": list(document.regions),
        "related_regions": list(document.related_regions),
        "issuing_body": document.issuing_body,
        "number": document.number,
        "issued": document.issued.isoformat() if document.issued else None,
        "validity": [
            {
                "until": validity.until.isoformat(),
                "part": validity.part,
                "since": validity.since.isoformat() if validity.since else None,
            }
            for validity in document.validity
        ],
        "inferred": list[Json](sorted(document.inferred)),
        "effective": document.effective.isoformat() if document.effective else None,
        "supersedes": list(document.supersedes),
        "repealed": _repeal_to_json(document.repealed),
        "corrections": [[each.kind, each.words, each.title, each.occurrence] for each in document.corrections],
    }


def document_from_json(value: Json) -> Document:
    """The document that `document_to_json` gave. Raises ValueError naming the key that is wrong."""
    with_keys = _Reader.of(value, "document")
    return with_keys.done(
        Document(
            id=with_keys.text("id"),
            title=with_keys.text("title"),
            source_file=with_keys.text("source_file"),
            sha256=with_keys.text("sha256"),
            aliases=with_keys.texts("aliases"),
            part_aliases=with_keys.many("part_aliases", _pair_from_json),
            regions=with_keys.texts("regions"),
            related_regions=with_keys.texts("related_regions"),
            issuing_body=with_keys.optional_text("issuing_body"),
            number=with_keys.optional_text("number"),
            issued=with_keys.optional_date("issued"),
            validity=with_keys.many("validity", _validity_from_json),
            inferred=frozenset(with_keys.texts("inferred")),
            effective=with_keys.optional_date("effective"),
            supersedes=with_keys.texts("supersedes"),
            repealed=with_keys.optional("repealed", _repeal_from_json),
            corrections=with_keys.many("corrections", _correction_from_json),
        )
    )


def _span_to_json(span: Span) -> dict[str, Json]:
    return {"start": span.start, "end": span.end}


def _amount_to_json(amount: Amount) -> dict[str, Json]:
    return {"yuan": str(amount.yuan), "source": amount.source, **_span_to_json(amount.span)}


def _rate_to_json(rate: Rate) -> dict[str, Json]:
    return {"value": str(rate.value), "source": rate.source, **_span_to_json(rate.span)}


def _when_to_json(when: When) -> dict[str, Json]:
    days: dict[str, Json] = {"first": when.first.isoformat(), "last": when.last.isoformat()}
    return {**days, "source": when.source, **_span_to_json(when.span)}


def _period_to_json(period: Period) -> dict[str, Json]:
    return {"count": period.count, "unit": period.unit, "source": period.source, **_span_to_json(period.span)}


def benefit_to_json(benefit: Benefit) -> dict[str, Json]:
    return {
        "recipient": benefit.recipient,
        "condition": benefit.condition,
        "form": benefit.form,
        **_span_to_json(benefit.span),
        "amount": _amount_to_json(benefit.amount) if benefit.amount else None,
        "amount_to": _amount_to_json(benefit.amount_to) if benefit.amount_to else None,
        "is_upper_bound": benefit.is_upper_bound,
        "is_lower_bound": benefit.is_lower_bound,
        "per": benefit.per,
        "rate": _rate_to_json(benefit.rate) if benefit.rate else None,
        "rate_to": _rate_to_json(benefit.rate_to) if benefit.rate_to else None,
        "rate_is_upper_bound": benefit.rate_is_upper_bound,
        "base": benefit.base,
        "caps": [{"amount": _amount_to_json(cap.amount), "per": cap.per} for cap in benefit.caps],
        "schedule": [_amount_to_json(amount) for amount in benefit.schedule],
        "rate_schedule": [_rate_to_json(rate) for rate in benefit.rate_schedule],
        "years": benefit.years,
        "evidence": [{"field": field, **_span_to_json(span)} for field, span in benefit.evidence],
        "rival": benefit.rival,
    }


def _amount_from_json(value: Json) -> Amount:
    read = _Reader.of(value, "amount")
    return read.done(Amount(yuan=read.decimal("yuan"), source=read.text("source"), span=read.span()))


def _rate_from_json(value: Json) -> Rate:
    read = _Reader.of(value, "rate")
    return read.done(Rate(value=read.decimal("value"), source=read.text("source"), span=read.span()))


def _when_from_json(value: Json) -> When:
    read = _Reader.of(value, "date")
    first, last = read.optional_date("first"), read.optional_date("last")
    if first is None or last is None:
        raise ValueError("date.first: missing")
    return read.done(When(first, last, read.text("source"), read.span()))


def _period_from_json(value: Json) -> Period:
    read = _Reader.of(value, "period")
    return read.done(Period(read.number("count"), read.text("unit"), read.text("source"), read.span()))


def _evidence_from_json(value: Json) -> tuple[str, Span]:
    read = _Reader.of(value, "evidence")
    return read.done((read.text("field"), read.span()))


def _benefit_from_json(value: Json) -> Benefit:
    read = _Reader.of(value, "benefit")
    return read.done(
        Benefit(
            recipient=read.text("recipient"),
            condition=read.text("condition"),
            form=read.text("form"),
            span=read.span(),
            amount=read.optional("amount", _amount_from_json),
            amount_to=read.optional("amount_to", _amount_from_json),
            is_upper_bound=read.flag("is_upper_bound"),
            is_lower_bound=read.flag("is_lower_bound"),
            per=read.optional_text("per"),
            rate=read.optional("rate", _rate_from_json),
            rate_to=read.optional("rate_to", _rate_from_json),
            rate_is_upper_bound=read.flag("rate_is_upper_bound"),
            base=read.optional_text("base"),
            caps=read.many("caps", _cap_from_json),
            schedule=read.many("schedule", _amount_from_json),
            rate_schedule=read.many("rate_schedule", _rate_from_json),
            years=read.optional_number("years"),
            evidence=read.many("evidence", _evidence_from_json),
            rival=read.text("rival"),
        )
    )


def _cap_from_json(value: Json) -> Cap:
    read = _Reader.of(value, "cap")
    return read.done(Cap(amount=_amount_from_json(read.value("amount")), per=read.optional_text("per")))


def _validity_from_json(value: Json) -> Validity:
    read = _Reader.of(value, "validity")
    until = read.optional_date("until")
    if until is None:
        raise ValueError("validity.until: missing")
    return read.done(Validity(until=until, part=read.optional_text("part"), since=read.optional_date("since")))


def _repeal_to_json(repeal: Repeal | None) -> Json:
    if repeal is None:
        return None
    on = repeal.on.isoformat() if repeal.on else None
    return {"by_id": repeal.by_id, "by_title": repeal.by_title, "on": on}


def _repeal_from_json(value: Json) -> Repeal:
    read = _Reader.of(value, "repealed")
    return read.done(Repeal(read.text("by_id"), read.text("by_title"), read.optional_date("on")))


def _pair_from_json(value: Json) -> tuple[str, str]:
    if not (isinstance(value, list) and len(value) == 2 and all(isinstance(item, str) for item in value)):
        raise ValueError(f"part_aliases: expected two strings, not {value!r}")
    return str(value[0]), str(value[1])


def _correction_from_json(value: Json) -> Correction:
    match value:
        case ["join" | "split" | "retitle" as kind, str(words), str(title), int(occurrence)]:
            return Correction(kind, words, title, occurrence)
    raise ValueError(f"corrections: expected kind, words, title and occurrence, not {value!r}")


class _Reader:
    """Takes typed values out of one JSON object and remembers which keys were asked for."""

    def __init__(self, values: Mapping[str, Json], what: str) -> None:
        self._values = values
        self._what = what
        self._taken: set[str] = set()

    @classmethod
    def of(cls, value: Json, what: str) -> _Reader:
        if not isinstance(value, dict):
            raise ValueError(f"{what}: expected an object, not {type(value).__name__}")
        return cls(value, what)

    def _take(self, key: str) -> Json:
        if key not in self._values:
            raise ValueError(f"{self._what}.{key}: missing")
        self._taken.add(key)
        return self._values[key]

    def _wrong(self, key: str, expected: str, value: Json) -> ValueError:
        return ValueError(f"{self._what}.{key}: expected {expected}, not {value!r:.60}")

    def text(self, key: str) -> str:
        value = self._take(key)
        if not isinstance(value, str):
            raise self._wrong(key, "a string", value)
        return value

    def optional_text(self, key: str) -> str | None:
        return None if self._take(key) is None else self.text(key)

    def texts(self, key: str) -> tuple[str, ...]:
        value = self._take(key)
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise self._wrong(key, "a list of strings", value)
        return tuple(str(item) for item in value)

    def flag(self, key: str) -> bool:
        value = self._take(key)
        if not isinstance(value, bool):
            raise self._wrong(key, "true or false", value)
        return value

    def number(self, key: str) -> int:
        value = self._take(key)
        if not isinstance(value, int) or isinstance(value, bool):
            raise self._wrong(key, "an integer", value)
        return value

    def optional_number(self, key: str) -> int | None:
        return None if self._take(key) is None else self.number(key)

    def value(self, key: str) -> Json:
        return self._take(key)

    def decimal(self, key: str) -> Decimal:
        try:
            return Decimal(self.text(key))
        except InvalidOperation:
            raise self._wrong(key, "a decimal number as a string", self._values[key]) from None

    def optional_date(self, key: str) -> date | None:
        value = self.optional_text(key)
        try:
            return date.fromisoformat(value) if value is not None else None
        except ValueError:
            raise self._wrong(key, "a date as YYYY-MM-DD", value) from None

    def span(self) -> Span:
        return Span(self.number("start"), self.number("end"))

    def many(self, key: str, read: Callable[[Json], T]) -> tuple[T, ...]:
        value = self._take(key)
        if not isinstance(value, list):
            raise self._wrong(key, "a list", value)
        return tuple(read(item) for item in value)

    def optional(self, key: str, read: Callable[[Json], T]) -> T | None:
        value = self._take(key)
        return None if value is None else read(value)

    def done(self, made: T) -> T:
        """`made`, after checking that no key was left over."""
        unknown = sorted(set(self._values) - self._taken)
        if unknown:
            raise ValueError(f"{self._what}.{unknown[0]}: unknown key")
        return made
