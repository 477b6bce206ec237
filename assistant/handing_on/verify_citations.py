"""Citations that somebody kept, as `policy ask --json` gave them, against the registered corpus: do they still hold?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from assistant.handing_on.verify import Finding, Verification
from assistant.library import Library
from corpus.measure import InForce, Span


@dataclass(frozen=True, slots=True)
class Cited:
    """One kept citation: `quote` stood at `span` of the document, inside the clause called `label`."""

    name: str
    document_id: str
    label: str
    quote: str
    span: Span
    in_force: InForce | None = None


def verify_citations(cited: Sequence[Cited], library: Library, today: date) -> Verification:
    """Whether each quote stands word for word where it stood, in the clause it names, as valid `today` as it was."""
    return Verification(len(cited), tuple(finding for each in cited for finding in _check(each, library, today)))


def _check(cited: Cited, library: Library, today: date) -> Iterator[Finding]:
    document = next((one for one in library.corpus.documents if one.id == cited.document_id), None)
    if document is None:
        yield Finding(cited.name, "removed", f"文件「{cited.document_id}」没有登记，可能已经移除。")
        return
    source = library.corpus.sources[document.id]
    if not cited.quote or cited.span.of(source) != cited.quote:
        again = source.find(cited.quote) if cited.quote else -1
        if again < 0:
            yield Finding(cited.name, "text", "引文和文件现在的文字不符。")
        else:
            yield Finding(cited.name, "moved", f"引文现在在第 {again}–{again + len(cited.quote)} 字。")
        return
    units = [unit for unit in library.in_scope([document.id]) if unit.span.contains(cited.span)]
    unit = next((unit for unit in units if unit.label == cited.label), None)
    if unit is None:
        now = "、".join(unit.label for unit in units) or "不属于任何条款"
        yield Finding(cited.name, "label", f"引文不在「{cited.label}」里，现在是：{now}。")
        return
    force = document.in_force(today, unit.part)
    if cited.in_force is not None and force != cited.in_force:
        yield Finding(cited.name, "validity", f"效力和引用时不同：当时是 {cited.in_force}，现在是 {force}。")
