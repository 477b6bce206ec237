"""Whether a policy reaches the kind of applicant that somebody says to be: it does, it does not, or it does not say. Pure.

Kinds are told of oneself (我是个体工商户); that a story mentions a school makes nobody one. What decides stands in the text: a
sentence that leaves the kind out or lets it have some clauses only, the words that grant, the sentence that says whom the
policy is for. What the text leaves open is said as a thing to be asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.reading.applicants import APPLICANTS, applicants_told
from assistant.reading.left_out import articles, bars, numbers
from assistant.reading.rules import Rule, rule
from corpus.measure import Span
from corpus.text.normal import fold


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of applicant as it is told of oneself and as a text names it; `is_legal` where it may be a legal person."""

    said: Rule
    told: re.Pattern[str]
    is_legal: bool = True

    @property
    def name(self) -> str:
        return self.said.name


def _kind(name: str, said: str, told: str, fires: str, spares: str, *, is_legal: bool = True) -> Kind:
    return Kind(rule(said, fires, spares, name), re.compile(told), is_legal)


# An authority that acts on applications is none of its applicants: 受理机关不予受理的
_NO_AUTHORITY = "".join(
    f"(?<!{acts})"
    for acts in ("受理", "登记", "审批", "审核", "主管", "发放", "税务", "公安", "司法", "监察", "执法", "审计", "有关", "相关", "评审", "检察")
)  # fmt: skip
_KNOWN = {row.asked.name: row for row in APPLICANTS}
KINDS: tuple[Kind, ...] = (
    _kind("个体工商户", r"个体", r"个体", "我是个体工商户", "我们是一家公司", is_legal=False),
    _kind("个人", r"(?:我|以)个人(?!独资|所得税)|我是[^,]{0,8}个人(?!独资|所得税)|^个人(?!独资|所得税)|自然人|本人|没有?注册公司", r"个人(?!独资|所得税)|自然人",
          "我个人在路上跑货运", "个人独资企业", is_legal=False),
    _kind("公务员", r"公务员|参公", r"公务员|参公", "我是公务员", "我是教师", is_legal=False),
    _kind("机关", r"机关(?!企)", rf"党政机关|{_NO_AUTHORITY}机关(?!不[予得再]受理)", "我们是党政机关", "我们是一家公司"),
    _kind("事业单位", r"事业单位", r"事业单位|企事业", "我们是事业单位", "我们做环保事业"),
    _kind("分公司", r"分公司(?!司)|分支机构|办事处", r"分公司|分支机构|办事处", "我们是一家分公司", "我们是子公司", is_legal=False),
    _kind("合伙企业", r"合伙企业", r"合伙企业", "我们是合伙企业", "我们合伙人多", is_legal=False),
    _kind("国有企业", rf"{_KNOWN['国有企业'].asked.pattern.pattern}|国有[^,]{{0,4}}公司", r"国有(?!土地|建设|资产|林|农|房|用地)|国企|央企", "我们是国有平台公司", "国家级企业"),
    _kind("中小学", r"[中小]学(?!生)|幼儿园", r"[中小]学(?!生)|幼儿园", "我们是普通中学", "中小企业"),
    _kind("社会组织", r"民办非企业|民非|社会组织|协会|商会|基金会", r"民办非企业|社会组织|社会团体|协会|商会|基金会", "我们是行业协会", "协议签了"),
)  # fmt: skip
_BY_NAME = {kind.name: kind for kind in KINDS}
# What is told of oneself: a stretch with one of these, or the first one
_SELF = re.compile(r"我|本人|本单位|名义|登记|注册|^个人|^而?是(?!否)")
# Who is a company in his own words is no person, whatever person he tells of
_COMPANY = re.compile(r"(?:我们?|本)(?:是|的)?[^,。]{0,12}(?:公司|企业)|独资企业|法人")
_PERSONAL = frozenset({"个人"})
NOT_SAID = rule(
    r"(?:(?<!是)不(?:是|属于|算|以)|也不是|并非|(?<!办)非|没有?(?:登记|注册|办理?|开)(?:过|成|为)?|未(?:登记|注册)(?:为|成)?)"
    r"(?:一?[家个所名]|什么|任何)?(?:[^,是的、和或]{1,8}[、和或])*$",
    "我们不是机关、",
    "我不是公司,是",
)
# Who works at one, learns there or is a member of it: 我是小学老师
OF_ONE = rule(
    r"^[校里]?(?:的|在编|在职|退休)*(?:老师|教师|员工|职工|人员|工作|干部|校长|家长|毕业|任教|上班|就职|任职|会员|成员|编制)",
    "老师",
    "办学",
)
_ONE_PERSON = frozenset({"个体工商户", "个人", "公务员"})
LONGEST_KIND = 7  # characters of a stretch that is a kind and nothing else
_STRETCH = re.compile(r"[,。;!?\n]+")
_ENDS = re.compile(r"[。;\n]+")
ONLY = (
    rule(r"(?:仅|只)(?:限|可|能|适用|享受|申请|申报)[^。;]{0,12}第", "个人申请的,仅限第七条规定的奖励", "仅限企业"),
    rule(r"第[^。;]{0,24},其[他余](?:条款|条|各条)?[^。;]{0,4}不(?:适用|享受|支持)", "可以申请第二条奖励,其他条款不适用于个体工商户", "其他条款另有规定的除外"),
)  # fmt: skip
_LEGAL_PERSON = re.compile(r"独立法人|(?<!非)法人(?:资格|企业|单位|地位)|企业法人")
_FIRM = re.compile(r"企业|公司")


@dataclass(frozen=True, slots=True)
class Reach:
    """What a text says of the applicant: `barred` is the words that leave him out, `open` what is to be asked; both may be empty."""

    barred: str = ""
    open: str = ""


def kinds_told(story: str) -> tuple[str, ...]:
    """The kinds of applicant that somebody says to be.

    >>> kinds_told("我在这里登记了个体工商户，和商会签了协议"), kinds_told("我们公司给个人发补贴"), kinds_told("国有平台公司，想申报")
    (('个体工商户',), (), ('国有企业',))
    """
    folded = fold(story)
    stretches = [stretch for stretch in _STRETCH.split(folded) if stretch]
    own = [
        stretch for place, stretch in enumerate(stretches) if place == 0 or _SELF.search(stretch) or _is_kind(stretch)
    ]
    found = [kind.name for kind in KINDS if any(_is_told(kind, stretch) for stretch in own)]
    if _COMPANY.search(folded) and "个体工商户" not in found:
        found = [name for name in found if name not in _PERSONAL]
    return tuple(found)


# Told of oneself in so many words: in a question a kind alone may be what is asked about (个体工商户转企业奖励多少)
ONESELF = rule(r"我|咱|俺|本(?:单位|店|社|校|所)|以[^,。]{0,6}名义", "我是个体户", "本地个体户")
_TAIL = re.compile(r"(?:工商户|户|工商业主)?")
_HEAD = re.compile(r"(?:我们?|咱们?|俺)?(?:只?是|算|开了?|登记了?|注册了?|办了?)?(?:一?[家个名位])?$")


def kinds_of_oneself(question: str) -> tuple[str, ...]:
    """The kinds of applicant that an asker says to be in so many words.

    >>> kinds_of_oneself("我是个体户，新建冷库补多少"), kinds_of_oneself("个体户转企业奖励多少"), kinds_of_oneself("个体户，新建冷库补多少")
    (('个体工商户',), (), ('个体工商户',))
    """
    own = ",".join(_own_stretches(fold(question)))
    return kinds_told(own) if own else ()


def kind_spans(question: str) -> list[Span]:
    """Where an asker says which kind of applicant he is.

    >>> [span.of("我是个体户，新建冷库补多少") for span in kind_spans("我是个体户，新建冷库补多少")]
    ['我是个体户']
    """
    folded, kinds = fold(question), kinds_of_oneself(question)
    found: list[Span] = []
    for kind in (_BY_NAME[name] for name in kinds):
        for named in kind.said.pattern.finditer(folded):
            before = re.split(r"[,。;!?\n]", folded[: named.start()])[-1]
            head, tail = _HEAD.search(before), _TAIL.match(folded, named.end())
            assert head is not None
            assert tail is not None
            found.append(Span(named.start() - len(head[0]), tail.end()))
    return found


def _own_stretches(folded: str) -> Iterator[str]:
    for stretch in _STRETCH.split(folded):
        if stretch and (ONESELF.pattern.search(stretch) or _is_kind(stretch)):
            yield stretch


def _is_told(kind: Kind, stretch: str) -> bool:
    """Whether a stretch tells the kind of somebody who is of it."""
    for named in kind.said.pattern.finditer(stretch):
        works = kind.name not in _ONE_PERSON and OF_ONE.pattern.search(stretch[named.end() :])
        if not works and not NOT_SAID.pattern.search(stretch[: named.start()]):
            return True
    return False


def _is_kind(stretch: str) -> bool:
    """Whether a stretch says nothing but a kind: 开家具作坊，个体工商户，"""
    return len(stretch) <= LONGEST_KIND and any(kind.said.pattern.match(stretch) for kind in KINDS)


def reach_of(
    kinds: Sequence[str], recipient: str, granting: str, label: str, sentences: Sequence[str], scope: str
) -> Reach:
    """Whether the words that grant reach somebody of `kinds`.

    `granting` are the words around `recipient`; `sentences` those of the clause and of clauses of the document that grant
    nothing; `scope` the sentences that say whom the document is for.

    >>> reach_of(["个体工商户"], "企业", "企业奖励10万元", "第四条", [], "适用于具有独立法人资格的企业").barred
    '适用于具有独立法人资格的企业'
    >>> reach_of(["个体工商户"], "企业", "企业奖励10万元", "第四条", [], "").open
    '政策写明给企业的，是否也给个体工商户'
    """
    for name in kinds:
        found = _reach(_BY_NAME[name], recipient, granting, label, sentences, scope)
        if found != Reach():
            return found
    return Reach()


def _reach(kind: Kind, recipient: str, granting: str, label: str, sentences: Sequence[str], scope: str) -> Reach:
    limited = _limited(kind, sentences, label)
    if limited is not None and limited != Reach():
        return limited
    # Whom the clause leaves out, it leaves out wherever it says so: 经营主体（不含个体工商户）
    texts = [text for text in (*sentences, granting, recipient, scope) if not _limits(kind, text)]
    found = list(bars(kind.told, texts, label))
    for bar in found:
        if bar.sure:
            return Reach(barred=bar.words)
    if limited is not None:
        return limited
    if found:
        return Reach(open=f"是否属于「{found[0].words}」")
    firm = _FIRM.search(fold(recipient)) is not None
    if kind.told.search(fold(recipient)) or (not firm and kind.told.search(fold(granting))):
        return Reach()
    if kind.name in _PERSONAL and not firm and applicants_told(granting) & {"个人", "学生", "农户"}:
        return Reach()
    if not kind.is_legal and not kind.told.search(fold(granting)) and _LEGAL_PERSON.search(fold(granting)):
        return Reach(barred=_told(granting))
    included = kind.told.search(fold(scope)) is not None
    if scope and not included and not kind.is_legal and _LEGAL_PERSON.search(fold(scope)):
        return Reach(barred=_told(scope))
    if firm and kind.name != "国有企业" and kind.name != "合伙企业":
        return Reach(open=f"政策写明给企业的，是否也给{kind.name}")
    if recipient and kind.name in _PERSONAL and not included:
        return Reach(open=f"是否也给{kind.name}（写明的对象：{recipient}）")
    if scope and not included and kind.name != "国有企业":
        return Reach(open=f"政策的适用范围是否包括{kind.name}")
    return Reach()


def _limits(kind: Kind, text: str) -> bool:
    return any(True for _ in _limiting(kind, text))


def _limiting(kind: Kind, text: str) -> Iterator[str]:
    """The sentences that let the kind have some clauses only."""
    for part in filter(kind.told.search, _ENDS.split(fold(text))):
        if any(one.pattern.search(part) for one in ONLY):
            yield part.strip()


def _limited(kind: Kind, sentences: Sequence[str], label: str) -> Reach | None:
    """What a text says that lets the kind have some clauses only: is `label` one of them; None where none does."""
    own = numbers(label)
    for part in (part for sentence in sentences for part in _limiting(kind, sentence)):
        allowed = articles(part)
        if not own or not allowed:
            return Reach(open=f"是否属于「{part}」")
        return Reach() if own & allowed else Reach(barred=part)
    return None


def _told(scope: str) -> str:
    """The sentence that asks for a legal person."""
    parts = [part.strip() for part in re.split(r"[。；;\n]", scope) if _LEGAL_PERSON.search(fold(part))]
    return parts[0] if parts else scope.strip()
