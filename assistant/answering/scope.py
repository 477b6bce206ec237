"""Who a policy is for as a whole: 哪些单位能享受这套政策 — answered with the line that says so."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from assistant.learned.models import verdict_models
from assistant.proposing.evidence import sentences_of
from assistant.reading.applicants import applicants_asked, applicants_told
from assistant.reading.query import Query
from assistant.reading.terms import whole_terms
from assistant.reading.whether import asks_whether
from assistant.saying.draft import QUOTED, Draft, name_of, verbatim
from assistant.saying.say_days import warn_validity
from corpus.measure import Measure, Span
from corpus.text.normal import fold

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
Allowed = Callable[[Measure], bool]
LEAST = 2  # of these a unit must have, or the first one


# 哪些单位不能享受这些奖补: who is left out of everything
_LEFT_OUT = re.compile(
    r"(?:哪些|哪类|哪种|什么样?的?|啥样?的?|谁|何种)[\u4e00-\u9fff]{0,8}?(?:不能|不可以|不得|不可|不许|没资格|无权|不给|不予|不允许|享受不了|申请不了|拿不到|领不到|报不了|被排除|不符合|不享受)"
)
_EXCLUDES = re.compile(
    r"(?:不予|不得|不再|不能|不可以?|停止|取消)[^。;,，；]{0,10}(?:享受|支持|奖励|补助|补贴|申报|申请|受理|兑现|资助|扶持|资格)"
    r"|不适用(?:于)?本|不(?:纳入|列入|属于)[^。;]{0,10}(?:范围|对象)|不享受[^。;]{0,8}(?:政策|奖|补)"
)
# 个人能申请吗, of what only legal persons get
_PERSONS = frozenset({"个人", "个体户"})
_LEGAL_PERSON = re.compile(r"独立法人|法人(?:资格|单位|地位)|企业法人")
# What says nothing of a topic: the people who ask, and the policy as a whole
_OF_EVERYTHING = re.compile(
    r"在[^,，。]{0,14}?(?:上班|工作|注册|居住|就业|经营)的?|个人|自然人|个体工商户|个体户|私人|单位|企业|机构|公司|对象|主体|人员|这些|这个|上述|所有|一?(?:套|项)"
    r"|奖补|奖励|奖金|补贴|补助|资助|政策|资金|优惠|待遇|扶持|支持|享受|申请|申报|领取|符合|条件|能|可以|不|吗|呢|哪些|谁"
)
MOST_EXCLUSIONS = 5  # sentences


def who_is_left_out(draft: Draft, query: Query, allowed: Allowed) -> bool:
    """The lines that say who gets nothing of a document as a whole, and whom it is for; False where a topic is asked about."""
    library = draft.library
    documents = query.preferred or query.documents
    if not _LEFT_OUT.search(fold(query.question)) or not documents or _has_topic(draft, query):
        return False
    units = [unit for unit in library.in_scope(documents, query.part) if allowed(unit)]
    told = [(unit, span) for unit in units for span in sentences_of(unit) if _EXCLUDES.search(_folded(unit, span))]
    scope = scope_of(units)
    if not told and scope is None:
        return False
    for unit, span in told[:MOST_EXCLUSIONS]:
        marker = draft.cite(unit, span, 1.0)
        draft.say(QUOTED, name=name_of(library, unit), words=verbatim(library, unit, [span]), marker=marker)
    if scope is not None:
        unit, spans = scope
        marker = draft.cite(unit, Span(spans[0].start, spans[-1].end), 1.0)
        words = verbatim(library, unit, spans)
        draft.say(
            "不符合这些要求的不能享受：{name}：「{words}」[{marker}]",
            name=name_of(library, unit),
            words=words,
            marker=marker,
        )
    warn_validity(draft, (scope or told[0])[0])
    return True


def whether_persons_may(draft: Draft, query: Query, allowed: Allowed) -> bool:
    """个人能申请吗: not where the document is for legal persons; False where it does not say so, or a topic is asked about."""
    library = draft.library
    documents = query.preferred or query.documents
    whether = asks_whether(query.question, verdict_models().whether, query.spoken)
    if not whether or not applicants_asked(query.question) & _PERSONS or not documents or _has_topic(draft, query):
        return False
    units = [unit for unit in library.in_scope(documents, query.part) if allowed(unit)]
    scope = scope_of(units)
    if scope is None or not _LEGAL_PERSON.search(fold("".join(_folded(scope[0], span) for span in scope[1]))):
        return False
    unit, spans = scope
    words = verbatim(library, unit, spans)
    if applicants_told(words) & _PERSONS:
        return False
    marker = draft.cite(unit, Span(spans[0].start, spans[-1].end), 1.0)
    draft.verdict = "no"
    draft.say("不能：「{words}」[{marker}]", words=words, marker=marker)
    warn_validity(draft, unit)
    return True


def _has_topic(draft: Draft, query: Query) -> bool:
    """Whether the question asks of one thing that is granted, not of the document as a whole."""
    words = whole_terms(_OF_EVERYTHING.sub(" ", fold(query.topic)))
    return any(draft.library.weights.known(term) for term in words if not ABOUT_DOCUMENT.search(term))


def scope_of(units: Sequence[Measure]) -> tuple[Measure, list[Span]] | None:
    """The unit that says whom the documents are for, and its sentences that do."""
    saying = [(unit, [pattern for pattern in _FOR_WHOM if pattern.search(fold(unit.text))]) for unit in units]
    saying = [(unit, found) for unit, found in saying if len(found) >= LEAST or _FOR_WHOM[0] in found]
    if not saying:
        return None
    unit, found = max(saying, key=lambda each: (len(each[1]), -len(each[0].text)))
    spans = [span for span in sentences_of(unit) if any(p.search(_folded(unit, span)) for p in found)]
    return unit, spans or [unit.span]


def who_may_apply(draft: Draft, query: Query, allowed: Allowed) -> bool:
    """The unit that says whom the documents named are for; False where a topic is asked about, or nothing says it."""
    library = draft.library
    documents = query.preferred or query.documents
    words = [term for term in whole_terms(query.topic) if not ABOUT_DOCUMENT.search(term)]
    topic = [term for term in words if library.weights.known(term) or library.weights.lacks(term)]
    if "eligibility" not in query.asked or not documents or topic:
        return False
    units = [unit for unit in library.in_scope(documents, query.part) if unit.kind != "preamble" and allowed(unit)]
    scope = scope_of(units)
    if scope is None:
        return False
    unit, spans = scope
    quote = Span(spans[0].start, spans[-1].end)
    marker = draft.cite(unit, quote, 1.0)
    draft.say(QUOTED, name=name_of(library, unit), words=verbatim(library, unit, spans), marker=marker)
    warn_validity(draft, unit)
    return True


def _folded(unit: Measure, span: Span) -> str:
    return fold(unit.text[span.start - unit.span.start : span.end - unit.span.start])
