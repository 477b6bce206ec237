"""Who a policy is for as a whole: 哪些单位能享受这套政策 — answered with the line that says so."""

from __future__ import annotations

import re
from collections.abc import Callable

from assistant.proposing.evidence import sentences_of
from assistant.reading.query import Query
from assistant.reading.terms import whole_terms
from assistant.saying.clause_facts import QUOTED, warn_validity
from assistant.saying.draft import Draft, name_of, verbatim
from corpus.measure import Measure, Span
from corpus.normal import fold

# Words that are about the document itself; any other content word makes the question one about a clause.
ABOUT_DOCUMENT = re.compile(
    r"正文|主文|附件|全文|意见|方案|要点|文号|发文|印发|发布|出台|颁布|实施|施行|签发|落款|有效|有效期|日期|时间|过期|失效|到期|截止|机关|制定|生效|下发|执行|一天|哪天|哪年|何时|起效|效力|作数|终止|结束|为止|^(?:起|刚|刚出来|出来|以来|补贴|奖励|措施|办法|月份)$|算数|管用|政策|文件|开始|document|number|issued|valid|expire"
)

# 本政策适用于…, 享受本政策的企业须…, 具有独立法人资格: how a policy says whom it is for
_FOR_WHOM = (
    re.compile(r"适用(?:于|范围|对象)|(?:支持|扶持|奖励|申报|惠及)对象"),
    re.compile(r"(?:享受|申报|申请)(?:本|上述|以上)[^。;]{0,24}(?:企业|单位|机构|对象|主体|者)"),
    re.compile(r"(?:独立)?法人(?:资格|地位)|独立核算|(?:信用|违法|违规|失信)[^。;]{0,8}记录"),
    re.compile(r"(?:登记|注册)[^。;]{0,20}(?:企业|单位|机构|组织)"),
)
LEAST = 2  # of these a unit must have, or the first one


def who_may_apply(draft: Draft, query: Query, allowed: Callable[[Measure], bool]) -> bool:
    """The unit that says whom the documents named are for; False where a topic is asked about, or nothing says it."""
    library = draft.library
    documents = query.preferred or query.documents
    words = [term for term in whole_terms(query.topic) if not ABOUT_DOCUMENT.search(term)]
    topic = [term for term in words if library.weights.known(term) or library.weights.lacks(term)]
    if "eligibility" not in query.asked or not documents or topic:
        return False
    units = [unit for unit in library.in_scope(documents, query.part) if unit.kind != "preamble" and allowed(unit)]
    saying = [(unit, [pattern for pattern in _FOR_WHOM if pattern.search(fold(unit.text))]) for unit in units]
    saying = [(unit, found) for unit, found in saying if len(found) >= LEAST or _FOR_WHOM[0] in found]
    if not saying:
        return False
    unit, found = max(saying, key=lambda each: (len(each[1]), -len(each[0].text)))
    spans = [span for span in sentences_of(unit) if any(p.search(_folded(unit, span)) for p in found)] or [unit.span]
    quote = Span(spans[0].start, spans[-1].end)
    marker = draft.cite(unit, quote, 1.0)
    draft.say(QUOTED, name=name_of(library, unit), words=verbatim(library, unit, spans), marker=marker)
    warn_validity(draft, unit)
    return True


def _folded(unit: Measure, span: Span) -> str:
    return fold(unit.text[span.start - unit.span.start : span.end - unit.span.start])
