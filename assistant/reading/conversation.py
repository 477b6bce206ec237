"""Follow-ups resolved by rule from the turns before: a question that leans on an earlier one becomes a whole one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.reading.parts import parts_of
from assistant.reading.query import Query, asks_for_money
from assistant.reading.terms import content_terms
from corpus.quantities.amounts import parse_loose_amounts
from corpus.text.normal import fold
from corpus.text.title_marks import titled
from index.tokens import word_classes

# 这条由谁负责, 那它的规划面积, 这个政策有效到哪天: the clause of the turn before is meant
_POINTS_BACK = re.compile(
    r"^(?:那么?|请问)?(?:这|那|该|此|上面|上述|刚才|前面|其)(?:一)?(?:条|项|款|个|事|份|些|政策|文件|规定|措施|补贴|奖励|笔|里|钱|办法|块)"
    r"|它|这个政策|这项|该政策|^(?:那|那么)(?:由?谁|哪个|什么时候|多少|怎么|还|有效)|its\b|\bit\b|\bthat\b"
)
# 它前面那条, 下一条: the clause beside the one meant
_NEIGHBOUR = (
    (re.compile(r"(?:上|前)(?:面|边)?(?:的?那|的|这)?(?:一)?[条项款]|往(?:上|前)(?:数|看)?一?[条项款个]"), -1),
    (re.compile(r"(?:下|后)(?:面|边)?(?:的?那|的|这)?(?:一)?[条项款]|往(?:下|后)(?:数|看)?一?[条项款个]"), 1),
)
# 那行业标准呢, 换成甘州呢, 企业工程技术研究中心呢: one thing is exchanged, the rest stays
_EXCHANGES = re.compile(r"^(?:那么?|还有|换成|换|要是|如果是|如果|改成|改为)|呢[?？!。]?$|^what about|^how about|^and ")
_EXCHANGE_WORDS = re.compile(
    r"^(?:那么?|还有|换成|换|要是|如果是|如果|改成|改为)(?:是|换成|换)?|呢[?？!。\s]*$|^what about|^how about|^and "
)
# 那双区要点里有这方面的吗: another document, the topic of the turn before
_SAME_TOPIC = re.compile(r"这方面|同样|这类|这个问题|类似|也(?:有|是|给)|这事|这种|相关(?:的)?(?:规定|内容)")
# 另一份文件里同号的那条: the number of the turn before in another document
_SAME_NUMBER = re.compile(r"同(?:样|一)?个?(?:[编序条款])?号|(?:编号|号码|序号)(?:相同|一样)|same number")
# 换个话题，…: what follows stands on its own
_NEW_TOPIC = re.compile(
    r"^(?:换个话题|换一个(?:话题|问题)|再问(?:一)?个(?:问题)?|另外问(?:一下|个)?|顺便问(?:一下)?|别的问题)[，,：:。\s]*"
)
# 还有别的吗: what else the place grants, not a topic that is called 别的
_BESIDES = re.compile(
    r"(?:那么?|请问)?,?(?:除(?:了|此)?(?:这|那|此)?(?:个|条|项|些)?(?:之?外|以外)?,?)?(?:"
    r"(?:还有(?:没有)?|有没有|还能(?:拿|领|享受|申请)(?:到)?)?"
    r"(?:别的|其他的?|其它的?|另外的?|什么|哪些)(?:政策|措施|奖励|补贴|补助|支持|扶持|优惠|项目|好处)?(?:可以(?:拿|领|享受|申请))?(?:吗|呢|么|没有|没)?"
    r"|还有(?:没有|没|吗|么|呢)(?:了|吗)?)[?？!。\s]*"
    r"|any(?:thing)? (?:else|others?)[?\s]*"
)
SHORT = 22  # a whole new question is rarely shorter than this without naming its document


@dataclass(frozen=True, slots=True)
class Resolved:
    """A question made whole. `carries_clause` says that the clause of the turn before is what it asks about."""

    text: str
    leans: bool = False
    carries_clause: bool = False
    neighbour: int = 0  # 前面那条: the clause this many places after the one carried
    exchanged: str = ""
    besides: bool = False  # 还有别的吗: all but what was told before
    fallback: str = ""  # tried where `text` alone finds nothing: the same with the turn before behind it


def asks_besides(question: str) -> bool:
    """还有别的吗: whether a question asks for nothing but what else there is."""
    return bool(_BESIDES.fullmatch(fold(question).strip()))


def resolve(
    question: str,
    query: Query,
    previous: Query | None,
    others: Sequence[str] = (),
    about: str = "",
    topic: Query | None = None,
) -> Resolved:
    """`question` (already read as `query`) in the light of the turn before; unchanged where it stands on its own.

    `others` are the titles of the documents that the turn before did not name, the nearest first; `about` is the title of
    the one that its answer rests on, `topic` the last turn that named a topic, where the one before only asked on about it.
    Nothing is carried over when the question names its own document and topic.
    """
    if previous is None or _NEW_TOPIC.match(question.strip()):
        return Resolved(_NEW_TOPIC.sub("", question.strip()) or question)
    if previous.references and not query.references and _SAME_NUMBER.search(fold(question)):
        named = [name.text for name in query.names] or [titled(title) for title in others]
        number = previous.references[0].text
        return Resolved("；".join(f"{name}{number}" for name in named) or number, leans=True)
    if not query.names and asks_besides(question) and len(question) > 2:
        where = _scope_words(query, previous) or (titled(about) if about else "")
        if where:
            return Resolved(f"{where}有哪些奖励和补贴？", leans=True, besides=True)
    if query.references:
        if query.names or not previous.names:
            return Resolved(question)
        return Resolved(_with_names(question, query, previous), leans=True)  # 第13条呢: of the document before
    folded = fold(question).strip()
    terms = tuple(term for term in content_terms(query.topic) if tells_topic(term))
    if neighbour := next((step for pattern, step in _NEIGHBOUR if pattern.search(folded)), 0):
        return Resolved(_with_names(question, query, previous), leans=True, carries_clause=True, neighbour=neighbour)
    if _POINTS_BACK.search(folded) and not query.names:
        return Resolved(_with_names(question, query, previous), leans=True, carries_clause=True)
    if _EXCHANGES.search(folded) and len(folded) <= SHORT + 8:
        core = _EXCHANGE_WORDS.sub("", _EXCHANGE_WORDS.sub("", question.strip())).strip(" ，,。？?")
        if not query.names and (not terms or _is_figure_alone(core, terms)):
            # 配合单位呢: the same clause, another fact of it; 到第三年呢: the same fact
            whole = core if query.asked or parts_of(core) else f"{core}：{asked_words(previous)}"
            return Resolved(_with_names(whole, query, previous), leans=True, carries_clause=True)
        if query.names and not terms:
            return Resolved(_exchange_names(previous, query, core), leans=True, exchanged=core)
        both = f"{_scope_words(query, previous)}{core}：{_without_names(previous)}"
        return Resolved(short_form(query, previous, core), leans=True, exchanged=core, fallback=both)
    if query.names and not terms and query.asked:
        return Resolved(_exchange_names(previous, query, ""), leans=True)
    if query.names and len(folded) <= SHORT + 8 and _SAME_TOPIC.search(folded):
        return Resolved(_exchange_names(previous, query, ""), leans=True)
    if not query.names and len(folded) <= SHORT:
        # 一个单位一年封顶多少？ asks on within the clause; its own words narrow it
        whole = _with_names(question, query, previous)
        if not terms:
            asks_on = query.asked or content_terms(query.topic) or parts_of(question)  # 怎么申报, 去哪办
            return Resolved(whole, leans=True, carries_clause=bool(asks_on))
        # It has a topic of its own: the place is carried over, the topic before only if this finds nothing.
        return Resolved(whole, leans=whole != question, fallback=f"{whole}（{_without_names(topic or previous)}）")
    return Resolved(question)


def _is_figure_alone(core: str, terms: Sequence[str]) -> bool:
    """如果实际投了3000万呢: another figure for the same thing, no thing of its own."""
    return bool(parse_loose_amounts(core)) and not any("n" in word_classes(term) for term in terms)


def tells_topic(term: str) -> bool:
    """Whether a word can be a topic of its own: not a number, a time or a word of degree (第三年, 最长)."""
    return bool(word_classes(term) - _NO_TOPIC)


_NO_TOPIC = frozenset("mtqrdapcfuy")


def _scope_words(query: Query, previous: Query) -> str:
    if query.names:
        return "".join(name.text for name in query.names)
    return "".join(dict.fromkeys(name.text for name in previous.names))


def _with_names(question: str, query: Query, previous: Query) -> str:
    return question if query.names else _scope_words(query, previous) + question


def _without_names(previous: Query) -> str:
    """The turn before without its document names: 昌吉高新区新认定的高企奖励多少？ -> 新认定的高企奖励多少"""
    text = list(previous.question)
    for name in previous.names:
        text[name.span.start : name.span.end] = " " * (name.span.end - name.span.start)
    return re.sub(r"\s+", " ", "".join(text)).strip(" ，,。？?！!：:的在里")


def _exchange_names(previous: Query, query: Query, core: str) -> str:
    """The turn before with its document names exchanged for the new ones; what else is asked now is kept."""
    names = "、".join(name.text for name in query.names) or core
    own = f"；{_without_names(query)}" if query.asked else ""
    return f"{names}{_without_names(previous)}{own}"


def short_form(query: Query, previous: Query, core: str) -> str:
    """The new thing with what was asked before: 昌吉高新区 独角兽落户：给多少？"""
    kinds = query.asked or previous.asked
    if "amount" in kinds and not asks_for_money(query if "amount" in query.asked else previous):
        return f"{_scope_words(query, previous)}{core}：指标是多少？"  # 要建成多少家: a target, nobody is paid
    return f"{_scope_words(query, previous)}{core}：{asked_words(query if query.asked else previous)}"


def asked_words(query: Query) -> str:
    """What `query` asks for, in a few words of its own."""
    return next((words for kind, words in _ASKED_WORDS if kind in query.asked), "有什么规定？")


_ASKED_WORDS = (
    ("amount", "给多少？"),
    ("department", "由哪个单位牵头？"),
    ("validity", "有效期到什么时候？"),
    ("eligibility", "有什么条件？"),
)
