"""A question in, what it asks for out: which documents, which clauses, which kind of fact, which words carry the topic."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from assistant.reading.catalogue import Catalogue, Name
from assistant.reading.clauses import ClauseReference, Sections, find_references
from assistant.reading.dictionary import looked_up
from assistant.reading.english_titles import mention, narrowed
from assistant.reading.gloss import to_chinese
from assistant.reading.language import Language, language_of
from corpus.measure import Span
from corpus.text.normal import fold

Asked = Literal[
    "amount", "department", "validity", "issued", "number", "issuer", "eligibility", "comparison", "list", "where"
]
Role = Literal["lead", "responsible", "implementing", "cooperating"]

# 在哪办, 哪里申请 asks where to go, not where it stands
NOT_TO_GO = r"(?!在?哪(?:里|儿|个地方)?(?:能|可以?)?(?:办|申|报|领|交|登记|受理|咨询|查|下载))"
# One pattern a kind of fact, over folded text. Order does not matter: a question may ask for several.
_ASKED: Mapping[Asked, re.Pattern[str]] = {
    "amount": re.compile(
        r"多少(?!条|项|平方|年)|几(?:多|万|个?亿|百|千|个点|个百分点)|(?:规模|面积|总额|体量)(?:有|是)?多?大?|有多大|额度|金额|(?:补贴|奖励|补助|资助|收费)标准|补(?:多少|几|到)|奖(?:多少|几)|最高(?:能|可|给|补|奖|多)"
        r"|最多(?!跑)|至多|上限|封顶|顶格|比例|百分之几|几个点"
    ),
    "department": re.compile(
        r"(?:谁|哪.{0,6}|由.{1,12}|归.{0,8}|是)牵头|牵头(?:单位|部门|的?是|的?有|吗|谁)|牵头[?？]?$|谁来?(?:负责|管|办|落实|实施|配合)|(?:主抓|抓总)[?？,，]"
        r"|(?:哪|什么|几)(?:个|些|家|几个|几家)?(?:单位|部门|局|处室|机构)|(?:牵头|责任|配合|实施|主管)的?(?:单位|部门)|(?:牵头|负责|配合)的(?:是|有|呢|[?？])|哪(?:个|些|家)?.{0,2}(?:窗口|科室)|找政府|由谁|归谁|归哪"
        r"|(?:找|问|咨询|联系)(?:一下)?谁|找哪|(?:问|咨询|联系)哪(?:个|些|家|里)|谁家?(?:牵|配合)"
    ),
    "validity": re.compile(
        r"有效期(?!内)|过期|失效|到期|还(?:管用|有效|能用|算数)|有效(?:吗|么|到)|有?效力(?:吗|么|没)|(?:已经|是不是)\S{0,3}生效|生效了?(?:吗|么|没)|(?:政策|补贴|奖励|文件|办法)\S{0,2}还在(?:吗|么|不)|还作数"
        r"|(?:到|至)?(?:哪一?(?:天|年|月)|几时|何时|几号|什么时候)\S{0,3}(?:截止|到期|结束|失效|为止(?!的?目标))|不管用|不能用了|用不了|还能(?:申请|申报|享受|领|拿|用)|(?:现在|今年|目前|\d{4}年了?).{0,6}?(?:能|可以)(?:申请|申报|享受|领)|执行到"
        r"|什么时候到期|截止(?:日期|时间|到)"
    ),
    "issued": re.compile(
        r"(?:什么时候|哪(?:年|天|一年|一天)|何时|几时).{0,8}?(?:印发|发布|出台|发的|颁布|实施|施行|下发|开始|执行|生效|起效)|(?:印发|发布|发文|成文|出台|颁布|实施|施行|生效)(?:日期|时间)"
    ),
    "number": re.compile(r"文号|发文字号|文件号"),
    "issuer": re.compile(
        r"(?:谁|哪(?:个|里|家)?(?:单位|部门|机关)?)(?:印发|发布|出台|发的|颁布|制定)|发文(?:机关|单位)|印发(?:机关|单位)"
    ),
    "eligibility": re.compile(
        r"(?:什么|哪些|啥|有何)?(?:条件|资格|门槛|要求)|谁(?:可以|能|有资格)|(?:哪些|什么样?的?|啥样?的?)(?:企业|公司|人|单位|机构|项目)(?:才|都)?(?:可以|能|算)|适用(?:对象|范围)|支持对象|惠及对象|要满足"
    ),
    "comparison": re.compile(
        r"区别|不同|两样|一样|差(?:别|多少|几)|对比|比较(?!大|高|多)|相比|哪(?:个|边|家|里|份)?(?:更|给得|多|高)|分别|各(?:是|有|定|给)|\bvs\b"
    ),
    "list": re.compile(
        r"哪些|哪几|(?:有|都有)(?:什么|啥)(?!区别|不同|差|两样)|列(?:出|一下)|全部|所有|汇总|清单|一共|总共"
    ),
    "where": re.compile(
        rf"{NOT_TO_GO}(?:哪一?(?:条(?![路街巷道])|项|款|里|儿|份|些文件|个文件|些条)|出处|出自|来自|在哪(?![栋幢楼层]|条[路街巷道]|几?个(?!文件|政策|条款|办法|通知))|原文|原话|出现|提到|写了|说法|谁(?:写|说|提)的)"
    ),
}
_ROLES: Mapping[Role, re.Pattern[str]] = {
    "lead": re.compile(
        r"牵头|主办|主管|主抓|挑头|领头|抓总|谁来?(?:管|负责|办)|归(?:谁|哪)|(?:找|问|咨询|联系)(?:谁|哪)|哪.{0,6}(?:管|负责)"
    ),
    "responsible": re.compile(r"责任(?:单位|部门)|负责|responsible"),
    "implementing": re.compile(r"实施单位|由谁实施|实施部门"),
    "cooperating": re.compile(r"配合|协办|协助|cooperat"),
}
_CONDITION_ASKED = re.compile(
    r"什么(?:样的?)?(?:学历|学位|条件|资格|职称|要求|程度)|(?:哪些|啥|何种)(?:条件|要求|资格|学历)|要满足"
)
_SUM_ASKED = re.compile(r"多少|几(?:万|千|百|个点|个百分点|成)|百分之几|how")
# Asked for money that somebody gets, not for a target or a size
_GRANT = re.compile(
    r"几(?:万|千|百)|多少(?:钱|万)|补|奖|资助|封顶|上限|顶格|给|领|拿|扶持|资金|额度|金额|钱|优惠|支持|fund|get"
)
# 要做到多少, 门槛是多少: a sum to be reached, nobody gets it
_TARGET = re.compile(
    r"(?:做|达|建|增|降|提高|发展|扩大)到(?:了|多少|几)|不(?:低|少)于多少|门槛|够格|(?:才|就)(?:可能|能)?(?:算|行|够|可以|达标|拿到|领到|享受)|起步(?:要|是)?多少|(?:至|最)少(?:要|得|需)|目标|指标"
)
# 多少人才能报, 最少要几亩: a bound, whatever is got for it
_BOUND_ASKED = re.compile(rf"{_TARGET.pattern}|才(?:能|可|算|够|行|会|有资格|符合)|[至最]少")
_HOW_MANY = re.compile(r"多少|几|门槛|够格|起步|[至最]少")
_QUOTED = re.compile(r'"([^"\n]{2,40})"|\'([^\'\n]{2,40})\'|<([^<>\n]{2,60})>')
# 与白银高新区合作, 和深圳交流: a place that is a partner, not the place asked about
_PARTNER_BEFORE = re.compile(r"(?:与|和|同|跟)$")
_PARTNER_AFTER = re.compile(r"^.{0,14}?(?:合作|协作|对接|联动|交流|共建|往来)")
# 我来自兰州, 公司在兰州 … 去昌吉
_ORIGIN_BEFORE = re.compile(r"(?:我是|我们是|我们在|本人是|来自|从|公司在|总部在|注册在|原来在|人在|我在)$")
# 兰州一所大学想把分基地放到…: a place that only says where somebody is from
_ORIGIN_AFTER = re.compile(r"^的?(?:[一某]?(?:所|家|个|支|位|名))?(?:大学|高校|公司|企业|研究院|研究所|工厂|厂子?|人)")
_GOES = re.compile(r"到|去|来|在|落户|迁|搬|入驻|想|准备|打算")
# Words of asking that carry no topic; longest first, so that 多少钱 goes before 多少.
_FILLER = re.compile(
    "|".join(
        sorted(
            [
                "vs", "versus", "compare", "请问", "想问一下", "想问下", "问一下", "问一句", "请教一下", "请教", "麻烦", "帮我", "帮忙", "查一下", "查查", "找一下", "看一下", "告诉我",
                "我想知道", "想知道", "想了解", "了解一下", "你好", "您好", "谢谢", "这边", "那边", "的话", "一下", "吗", "呢", "呀", "啊", "吧", "么",
                "讲的什么", "讲什么", "说的什么", "说了啥", "说什么", "是什么内容", "是啥", "是什么", "什么内容", "写的什么", "怎么规定", "怎么说", "内容",
                "给多少钱", "给多少", "能拿多少", "能领多少", "多少钱", "多少", "几万", "哪些", "哪个", "什么", "怎么", "怎样", "如何", "有没有", "是不是", "能不能",
                "可不可以", "可以", "分别", "各自", "是否", "给不给", "给原文", "原文", "具体", "到底", "大概", "我们", "我", "你们", "你", "咱们", "咱",
            ],
            key=len,
            reverse=True,
        )
    )
)  # fmt: skip


# 多少人才能报: the persons are counted, no 人才 are spoken of
_PERSONS_ASKED = re.compile(r"(?:多少|几)(?:个|名)?人(?=才(?:能|可|算|够|行|会|有资格|符合))")
# Marks, and single characters that carry nothing unless they are part of a word: 申请, 在岗, 里程
_PARTICLES = re.compile(
    r"[\s,，。？?！!；;：:、的]|(?<!申)请(?!求)|(?<![内存所现实])在(?![岗线校地册职研建孵华园编])|里(?![程])"
)


@dataclass(frozen=True, slots=True)
class Query:
    """What a question asks for. `question` is in Chinese words: one asked in English is glossed (`assistant.reading.gloss`).

    `documents` are the ones it may be answered from (empty: any), the first `preferred` of them meant most directly;
    `topic` is the question without document names and words of asking; `foreign` are places no document covers.
    """

    question: str
    topic: str
    documents: tuple[str, ...] = ()
    preferred: tuple[str, ...] = ()
    part: str | None = None
    names: tuple[Name, ...] = ()
    references: tuple[ClauseReference, ...] = ()
    asked: frozenset[Asked] = frozenset()
    roles: tuple[Role, ...] = ()
    phrases: tuple[str, ...] = ()
    foreign: tuple[str, ...] = ()
    language: Language = "zh"
    spoken: str = (
        ""  # the question as it was asked, where that was in English: a model of many languages reads it itself
    )
    stretch: str | None = None  # the part of a longer text that is searched for, where it is not the whole question

    @property
    def sought(self) -> str:
        """The words that are searched for as a whole, names and words of asking included."""
        return self.question if self.stretch is None else self.stretch

    @property
    def meant(self) -> str:
        """The words whose meaning is searched for: those that were spoken, unless a stretch of them is meant."""
        return self.spoken if self.spoken and self.stretch is None else self.sought


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What understanding needs to know of the corpus: numbering words, its sections, its words, its departments."""

    named_words: tuple[str, ...]
    sections: Sections  # the section whose title words end with
    text: Container[str]  # whether words stand in it, folded
    often: Callable[[str], int]  # how many clauses hold a word
    departments: Callable[[str], Iterable[tuple[int, str]]]  # where which of their folded names stand in folded words


def understand(question: str, catalogue: Catalogue, vocabulary: Vocabulary, filtered: Sequence[str] = ()) -> Query:
    """Read `question`; `filtered` are document ids the caller has already limited it to."""
    language, spoken = language_of(question), question
    said = mention(question) if language == "en" else None
    if said is not None and not narrowed(catalogue.find(said.plain), said, lambda each: catalogue.get(each).title):
        said = None  # no document of that kind and place
    if language == "en":
        question = looked_up(to_chinese(said.plain if said else question), vocabulary.often)
    folded = fold(question)
    inside = _departments_in(folded, vocabulary.departments)
    names = [
        name
        for name in catalogue.find(question)
        if not _is_partner(folded, name.span)
        and not any(span.contains(name.span) and span != name.span for span in inside)
    ]
    if said is not None:
        names = narrowed(names, said, lambda each: catalogue.get(each).title) or names
    mentioned = names
    foreign = catalogue.foreign_places(question, vocabulary.text)
    # 广州黄埔区: the place around another one is not the place asked about
    names = [name for name in names if not (name.is_region and any(span.start == name.span.end for span in foreign))]
    names = _without_origin(folded, names)
    references = find_references(question, vocabulary.named_words, vocabulary.sections, [name.span for name in names])
    if references and not names and not foreign:
        documents, span = catalogue.kind_word_documents(question)
        if documents and span:
            names = [Name(span, span.of(question), documents, None, is_region=False)]
    asked = asked_for(question)
    documents, preferred = _scope(names, filtered)
    part = next((name.part for name in names if name.part), None)
    # Where a document is named, a place is part of what is asked of it: 双区要点里白银高新区…
    direct = any(not name.is_region for name in names) and len({name.text for name in names if name.is_region}) > 1
    cut = [name for name in (*names, *mentioned) if not (direct and name.is_region)]
    spans = [name.span for name in cut] + [reference.span for reference in references]
    return Query(
        question=question,
        topic=topic_of(question, spans),
        documents=documents,
        preferred=preferred,
        part=part,
        names=tuple(names),
        references=references,
        asked=asked,
        roles=tuple(role for role, pattern in _ROLES.items() if pattern.search(folded)),
        phrases=quoted(question),
        foreign=tuple(dict.fromkeys(span.of(question) for span in foreign)),
        language=language,
        spoken=spoken if language == "en" else "",
    )


def asked_for(question: str) -> frozenset[Asked]:
    """The kinds of fact that `question` asks for.

    >>> sorted(asked_for("新认定的高企给多少？由谁牵头？"))
    ['amount', 'department']
    """
    folded = fold(question)
    found = frozenset(kind for kind, pattern in _ASKED.items() if pattern.search(folded))
    if _CONDITION_ASKED.search(folded) and not _SUM_ASKED.search(folded):
        return found - {"amount"} | {"eligibility"}  # 拿最高额度要什么学历: the sum is known
    return found


def asks_for_money(query: Query) -> bool:
    """Whether the question is for money that somebody gets, not for a target or a size."""
    folded = fold(query.question)
    return bool(_GRANT.search(folded)) and not _TARGET.search(folded)


def asks_for_bound(query: Query) -> bool:
    """Whether the question is for what has to be reached: 要多少人才算, 门槛是多少."""
    folded = fold(query.question)  # 8项以上的目标 tells a figure, and asks for none
    return bool(_BOUND_ASKED.search(folded) and _HOW_MANY.search(folded))


def quoted(question: str) -> tuple[str, ...]:
    """The exact phrases a question quotes, without the marks."""
    folded = fold(question)
    spans = [
        next(Span(*match.span(group)) for group in (1, 2, 3) if match[group]) for match in _QUOTED.finditer(folded)
    ]
    return tuple(span.of(question).strip() for span in spans)


def topic_of(question: str, spans: Iterable[Span]) -> str:
    """`question` without the given stretches and without words of asking."""
    kept = list(question)
    for span in spans:
        kept[span.start : span.end] = " " * (span.end - span.start)
    text = _PARTICLES.sub(" ", _FILLER.sub(" ", _PERSONS_ASKED.sub(" ", "".join(kept))))
    return " ".join(text.split())


# 甲政发〔2024〕7号, 99号文: the number of a document, whole or as it is spoken
_FILE_NUMBER = re.compile(
    r"[\u4e00-\u9fff]{0,8}[\[(](?:19|20)\d{2}[\])]\s?第?\s?\d{1,5}号(?:文件?)?|(?<!\d)\d{1,5}号(?:文件?|令)"
)


def unknown_numbers(query: Query) -> tuple[str, ...]:
    """The numbers of documents in a question that no registered document has, where it names none otherwise."""
    if any(not name.is_region for name in query.names):
        return ()
    return tuple(found[0] for found in _FILE_NUMBER.finditer(fold(query.question)))


def _departments_in(folded: str, departments: Callable[[str], Iterable[tuple[int, str]]]) -> list[Span]:
    """Where department names stand: the place in 兰州高新区管委会 is part of a name, not the place asked about."""
    spans: list[Span] = []
    for start, name in sorted(departments(folded), key=lambda found: (-len(found[1]), found[1], found[0])):
        span = Span(start, start + len(name))
        if not any(span.overlaps(other) for other in spans):
            spans.append(span)
    return spans


def _without_origin(folded: str, names: list[Name]) -> list[Name]:
    """我来自兰州，准备在甘州区设园区: where somebody comes from is not where the support is asked for."""
    kept = []
    for place, name in enumerate(names):
        before, after = folded[: name.span.start], folded[name.span.end :]
        comes = name.is_region and (_ORIGIN_BEFORE.search(before) or _ORIGIN_AFTER.search(after))
        if not (comes and _goes_on(folded, name, names[place + 1 :])):
            kept.append(name)
    return kept


def _goes_on(folded: str, name: Name, later: Sequence[Name]) -> bool:
    """Whether a name behind says of another place that somebody goes there."""
    others = (other for other in later if not set(other.documents) & set(name.documents))
    return any(_GOES.search(folded[name.span.end : other.span.start]) for other in others)


def _is_partner(folded: str, span: Span) -> bool:
    return bool(_PARTNER_BEFORE.search(folded[: span.start]) and _PARTNER_AFTER.match(folded[span.end :]))


def _scope(names: Sequence[Name], filtered: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The documents meant, and those meant most directly. A document's own name is stronger than its region's."""
    direct = [name for name in names if not name.is_region]
    chosen = direct or list(names)
    preferred = _union(name.documents for name in chosen)
    if not direct and len(chosen) > 1:
        # 兰州 … 兰州高新区 narrows; 兰州 … 昌吉 widens.
        common = set(chosen[0].documents).intersection(*(set(name.documents) for name in chosen[1:]))
        preferred = tuple(document for document in preferred if document in common) or preferred
    documents = _union([preferred, *(() if direct else (name.related for name in chosen))])
    if filtered:
        narrowed = tuple(document for document in documents if document in filtered)
        return tuple(filtered), narrowed or tuple(filtered)
    return documents, preferred


def _union(groups: Iterable[Sequence[str]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(document for group in groups for document in group))
