"""Who may get a grant: every party that the clause, its headings or its document names, each with what speaks for it.

The rules of `corpus.grants.recipients` propose one; the nouns of the sentence, of the sentences before, of the headings and of the
sentence that says whom the document is for are the others. The weights choose; nothing is made up.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property, lru_cache
from importlib import resources

from corpus.grants.distribution import LEVEL
from corpus.grants.recipients import ACTS, ENDS_IN_ENTITY, GENERIC, HIDDEN, PARTY, RECOGNISED, Stretch
from corpus.measure import Span
from corpus.text.plain import plain

# Who can receive money, beyond PARTY: whoever is named by what he does
_MORE = (
    "卖家|买家|商家|实体|俱乐部|旅行社|绣娘|导游|妇女|群众|对象|父母|选手|货主|车主|船东|店主|大户|食堂|总监|主播|市民|渔民|牧民|茶农|果农|粮农|菜农|蚕农|椒农|绣坊"
    "|[^员]护理员|[^成]指导员|辅导员|联络员|裁判员|评茶员|审评师|医师|讲师|教练|工程师|导师|骨干|带头人|传承人|权利人|申请人|借款人|被征收人|(?:从业|获奖|创业|取得证书|购房|投保)者|学员|新生|师傅|船员|司机|户"
)
_TAIL = "毕业生|研究生|本科生|大学生|学生|教师|职工|员工|人才|人员|团队|负责人|高管(?:人员)?|联盟|协会|法人|家庭|成员"
_PLAIN_PARTY = PARTY.rpartition("|人(")[0]  # 人 alone names somebody only as below: not 大同市人民政府, not 1万人
_HEAD = re.compile(
    rf"(?:{_PLAIN_PARTY}|{_MORE}|(?<=[^\d一二两三四五六七八九十百千几每万个、,。;:(])人(?!工|次|民|才|数|均|口|机|社|力|行|事|气|物|身|居|类|大|造|文|防|选))(?:{_TAIL})?"
)
_PARTY_END = re.compile(rf"(?:{PARTY}|{_MORE})等?$")
# Where a noun begins: behind a particle, a sign, or a verb that takes it
_EDGE = re.compile(
    rf"[元%的被把将让令及或等每均须未已并且凡该其至到{HIDDEN},、。;:!?|\n()\"<>*#/%-]|以(?![上下内外前后])|(?<!规模)(?<!限额)以[上下内]|对(?!象|外|口)|向(?!导)|给予|给(?!排)|由|为(?!主)|从(?!业|事)|按|经(?!营|济|理|销|纪|办)|在(?!校|职|岗|读|线|建|编)"
    r"|使(?!用|馆)|和(?!谐)|与(?!会)|各(?!类)|应(?!届|用|急|聘)|可(?!再)|\d(?![\da-zA-Z]*[级星aA年])|(?:家|个|名|位|户)(?=企业|单位|机构|人|项目|团队)|第.{1,3}[条章节款]|[一二三四五六七八九十]是|\d年"
    r"|支持|鼓励|引导|奖励|补贴|补助|资助|引进|引入|招用|吸纳|认定|获评|评为|取得|获得|安排|参加|入住|收住|承办|举办|通过|超过|带动|接收|参赛|购买|租用|租赁"
    r"|培育|扶持|推动|帮助|组织(?=[^,;。]{2})|入选|符合条件|针对|属于|关于|促进|加强|推进|完善|落实|加快|区分|包括"
)
_ACTS = re.compile(ACTS)
_LONGEST = 16
_LONGEST_CELL = 24
_FAR = 3000  # characters
# People, whom other sums are given than organisations; a word of many people is neither
_PERSON = re.compile(r"(?:[人员生者士才师工户民女众友娘手母]|专家|专员|导游|劳动力|骨干|家庭|个人|导师|对象)$")
_TO_PEOPLE = re.compile(r"生活|租房|购房|住房|安家|岗位|津贴|高龄|伙食|交通|社保|保险|培训|技能|创业|见习|慰问|薪酬")
_SAYS_MORE = re.compile(r"[奖补贴给最不未须应能]|\d|由|经|获|满|达|超|每|上述|是否|什么|算不算")
_NOBODY = re.compile(
    r"(?:其|该|本|上述|以上|前述)?(?:本人|其人)|(?:年度|每年|当年)?组织|单[个家户]|[一二两三四五六七八九十百千万]+人"
)
_ORGANISES = re.compile(r"[\u4e00-\u9fff](?<![的可应须在给按均每和与或及等])")  # 组织|商户参展: what one does
_DEED = re.compile(
    rf"(?:经(?:批准|认定))?(?:{ACTS}|{RECOGNISED.pattern}|采用|种植|养殖|生产|列为|办好|进入|加入|制定|主持|符合|办理|签订|每)"
)
_GIVES = re.compile(r"(?:再|另外?|一次性|各|分别|奖励|奖补|补助|补贴|资助|配套|[奖补给]|叠加|追加|同时)*")
_BAND = re.compile(r"[^\u4e00-\u9fff]*\d")
_TAKEN = re.compile(
    r"(?:引进|引入|招用|吸纳|聘用|培养|培训|组织|接待|输送|收住|服务|带动|新增|招收|接收|吸引|推荐|帮助|介绍|与|和|由|向|为)$"
)
_NOUNS_OF_A_SENTENCE = 8
_SENTENCES_BACK = 3
_FRAME = re.compile(
    r"^(?:上述|以上|相关|有关|符合条件|入选|所在|申报|实施|新|一线|本市|我市|本区|我区|本县|区内|市内|县内)"
)
_SCOPE = re.compile(
    r"适用(?:于|范围|对象)|(?:支持|扶持|补贴|补助|奖励|资助|奖补|申报|发放|享受|服务|保障)(?:对象|主体|范围)|所称|是指|面向|申报(?:单位|主体|企业)"
)
_PURE_LEVEL = re.compile(
    rf"(?:(?:{LEVEL})|[一二三四五六七八九十特甲乙丙丁A-Ea-e1-5]{{1,3}}[级类等档星]级?|[初中高]级工?|[^的]{{0,6}}[级类等档]|(?:高级)?技师|[^的]{{0,3}}[金银铜]奖|第[一二三四五六七八九十]名?|[金银铜]牌)[{HIDDEN}()（）]*(?:[（(][^）)]{{1,8}}[）)])?"
)


@dataclass(frozen=True, slots=True)
class Named:
    """A party named outside the clause: its words, where they stand in the source, and in what they stand."""

    text: str
    span: Span
    place: str  # heading, lead, scope or title


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a document says around a clause: the parties of its headings and introductions, of its scope and its title."""

    named: tuple[Named, ...] = ()
    often: Mapping[str, int] = field(default_factory=dict)  # how often the document names each party
    oftenest: tuple[Named, ...] = ()


@dataclass(slots=True)
class Candidate:
    """One who may get it: a stretch of the clause, or a party named outside it; `stretch` and `outside` both None: nobody."""

    text: str
    stretch: Stretch | None = None
    outside: Named | None = None
    rule: bool = False
    closed: bool = False  # it names nobody, and cannot be chosen
    sources: set[str] = field(default_factory=set)
    before: str = ""
    after: str = ""
    often: int = 0  # how often the document names it
    opens: bool = False  # whether its sentence begins with it
    acts: bool = False  # whether a verb stands behind it: 企业|购置
    commas: int = 9  # between it and the figure, where it stands in the same sentence
    figures: int = 9  # how many other sums and shares stand between it and the figure
    times: int = 0  # how often the clause names it


def nouns(words: str, start: int, end: int, most: int = _NOUNS_OF_A_SENTENCE) -> Iterator[Stretch]:
    """The parties that `words[start:end]` names, in order, each from the word that begins it; overlapping heads as one."""
    count, floor = 0, start
    for head in _HEAD.finditer(words, start, end):
        if count >= most:
            return
        begin = max(floor, head.end() - _LONGEST, start)
        for edge in _EDGE.finditer(words, begin, head.end()):  # an edge looks at what stands behind it
            if edge.end() > head.start():
                break
            begin = edge.end()
        begin = min(begin, head.start())
        if head.end() - begin < 2 or _NOBODY.fullmatch(words, begin, head.end()):
            continue
        if words.endswith("组织", begin, head.end()) and _ORGANISES.match(words, head.end()):
            continue
        if frame := _FRAME.match(words, begin, head.start()):
            begin = frame.end()
        count += 1
        floor = head.end()
        yield begin, head.end()


def named_in(text: str, offset: int, place: str, most: int = 4) -> tuple[Named, ...]:
    """The parties of a heading or a sentence outside the clause."""
    source = plain(text)
    found = []
    for start, end in nouns(source.words, 0, min(len(source.words), 240), most):
        found.append(Named(source.words[start:end], source.span(start, end, offset), place))
    return tuple(found)


class Sentences:
    """The sentences of a clause and their parties, each looked for once."""

    def __init__(self, words: str) -> None:
        self.words = words
        self.starts = [0, *(match.end() for match in re.finditer(r"[。;!?\n]", words))]
        self._nouns: dict[int, list[Stretch]] = {}
        self._times: dict[str, int] = {}

    def at(self, place: int) -> int:
        return bisect_right(self.starts, place) - 1

    def nouns(self, number: int) -> list[Stretch]:
        if number not in self._nouns:
            end = self.starts[number + 1] if number + 1 < len(self.starts) else len(self.words)
            start = max(self.starts[number], end - 400)
            self._nouns[number] = list(nouns(self.words, start, end))
        return self._nouns[number]

    def times(self, text: str) -> int:
        """How often the clause names somebody, as far as one looks."""
        if text not in self._times:
            self._times[text] = self.words.count(text, 0, _FAR) if text else 0
        return self._times[text]

    @cached_property
    def heading(self) -> list[Stretch]:
        end = self.words.find("\n")
        return list(nouns(self.words, 0, min(80, end if end >= 0 else 80), 3))


@dataclass(frozen=True, slots=True)
class Place:
    """Where a grant stands: its figure, where its verb begins, what the rules say of it, and what came before."""

    figure: Stretch
    verb: int
    stop: int  # the end of its stretch
    rule: Stretch | None
    rule_text: str
    rule_parts: Mapping[str, Stretch | None]  # own, object, item, known, lead
    carried: Candidate | None
    since: str  # how far the grant before is: none, stretch, sentence, line, far
    per: str | None
    kind: str
    named: tuple[tuple[str, Stretch], ...] = ()  # of a table: the cells of the row, the names of the column
    figures: Sequence[int] = ()  # where the sums and shares of the clause begin
    form: str = ""
    size: int = 0  # how many figures the sum in yuan has; 0 of a share


@dataclass(frozen=True, slots=True)
class Choice:
    """Who was chosen, among whom, and how far ahead of the next."""

    place: Place
    everyone: tuple[Candidate, ...]
    best: Candidate
    lead: float


def candidates(words: str, sentences: Sentences, place: Place, around: Surroundings) -> list[Candidate]:
    """Everyone who may get it, the proposal of the rules first; each text once."""
    found: dict[str, Candidate] = {}
    here = sentences.at(place.figure[0])

    def add(text: str, source: str, stretch: Stretch | None = None, outside: Named | None = None) -> Candidate:
        one = found.get(text)
        if one is None:
            one = found[text] = Candidate(text, stretch, outside)
            if stretch:
                one.before = words[max(0, stretch[0] - 2) : stretch[0]]
                one.after = words[stretch[1] : stretch[1] + 2]
                one.acts = _ACTS.match(words, stretch[1]) is not None
                if stretch[1] <= place.figure[0] and sentences.at(stretch[0]) == here:
                    one.commas = min(3, words.count(",", stretch[1], place.figure[0]))
                if stretch[1] <= place.figure[0]:
                    between = bisect_left(place.figures, place.figure[0]) - bisect_left(place.figures, stretch[1])
                    one.figures = min(4, between)
                one.opens = stretch[0] - sentences.starts[sentences.at(stretch[0])] <= 1
        one.sources.add(source)
        return one

    first = add(place.rule_text, "rule" if place.rule_text else "rule nobody", place.rule)
    first.rule = True
    for name, stretch in place.rule_parts.items():
        if stretch and stretch[1] - stretch[0] <= 30:
            add(words[slice(*stretch)].strip(HIDDEN), f"rule {name}", stretch)
    for name, stretch in place.named:
        if stretch[1] - stretch[0] <= _LONGEST_CELL and not _BAND.match(words, *stretch):
            add(words[slice(*stretch)], name, stretch)
        for number, noun in enumerate(nouns(words, stretch[0], min(stretch[1], stretch[0] + 60), 2)):
            add(words[slice(*noun)], f"{name} in {number}", noun)
    if place.carried is not None and place.carried.text:
        add(place.carried.text, "carried", place.carried.stretch, place.carried.outside)
    own = sentences.nouns(here)
    before = [noun for noun in own if noun[1] <= place.figure[0]]
    behind = [noun for noun in own if noun[0] >= place.figure[1] and noun[1] <= place.stop]
    for number, noun in enumerate(reversed(before)):
        where = "verb" if noun[0] >= place.verb else "same"
        add(words[slice(*noun)], f"{where} -{min(number, 3)}", noun)
    if before:
        add(words[slice(*before[0])], "first of sentence", before[0])
    for number, noun in enumerate(behind[:2]):
        add(words[slice(*noun)], f"behind {number}", noun)
    for back in range(1, _SENTENCES_BACK + 1):
        if here - back < 0:
            break
        for number, noun in enumerate(sentences.nouns(here - back)[:3]):
            add(words[slice(*noun)], f"back {back} {number}", noun)
    for number, noun in enumerate(sentences.heading):
        add(words[slice(*noun)], f"title {number}", noun)
    for number, noun in enumerate(sentences.nouns(0)[:3] if here > _SENTENCES_BACK else ()):
        add(words[slice(*noun)], f"opening {number}", noun)
    seen: dict[str, int] = {}
    for named in around.named:
        number = seen.get(named.place, 0)
        seen[named.place] = number + 1
        add(named.text, f"{named.place} {min(number, 4)}", None, named)
    for number, named in enumerate(around.oftenest):
        add(named.text, f"often {number}", None, named)
    found = {text: one for text, one in found.items() if one.rule or _kind(text) != "level"}
    if len(found) > 1 and place.rule_text and (_kind(place.rule_text) == "level" or names_nobody(place.rule_text)):
        # Somebody has the level, or gets what 再奖 gives: the level stays with whoever that is
        first.closed = True
    for each in found.values():
        each.often = around.often.get(each.text, 0)
        each.times = sentences.times(each.text)
    ranked = sorted((one for one in found.values() if one.often), key=lambda one: -one.often)
    for number, one in enumerate(ranked):
        one.sources.add(f"rank {min(number, 3)}")
    return list(found.values())


Key = tuple[object, ...]


def evidence(one: Candidate, place: Place, everyone: Sequence[Candidate]) -> list[str]:
    """What speaks for or against a candidate, by name."""
    return list(dict.fromkeys(name for key in _keys(one, place, everyone) for name in _names(key)))


def chosen(everyone: Sequence[Candidate], place: Place) -> tuple[Candidate, float]:
    """The candidate with the highest score, and how far it is ahead of the next; the first of equals."""
    scores = [-99.0 if one.closed else sum(map(_worth, _keys(one, place, everyone))) for one in everyone]
    best = max(range(len(scores)), key=lambda at: (scores[at], -at))
    rest = [score for at, score in enumerate(scores) if at != best]
    return everyone[best], scores[best] - max(rest, default=scores[best] - 9.0)


def best_of(some: Sequence[Candidate], choice: Choice) -> Candidate | None:
    """The highest of `some`, as scored among all."""
    return max(some, key=lambda one: sum(map(_worth, _keys(one, choice.place, choice.everyone))), default=None)


def _keys(one: Candidate, place: Place, everyone: Sequence[Candidate]) -> list[Key]:
    """What the evidence of a candidate depends on, in parts that come again and again: each is weighed once."""
    text, rule = one.text, everyone[0]
    kind, rule_kind = _kind(text), _kind(rule.text)
    relation = ""
    if rule.text and one is not rule and text:
        if text in rule.text:
            relation = "within rule end" if rule.text.endswith(text) else "within rule"
        elif rule.text in text:
            relation = "holds rule"
    longer = shorter = False
    outside = parties = 0
    for other in everyone:
        their = other.text
        if not their:
            continue
        parties += _kind(their) == "party"
        if other is not one and text:
            longer = longer or text in their
            shorter = shorter or their in text
        if other.outside is not None and text and (their in text or text in their):
            outside += 1
    own = place.rule_parts
    origin = (
        "table"
        if place.named
        else "nobody"
        if place.rule is None
        else next((name for name in ("item", "object", "own") if place.rule == own.get(name)), "known")
    )
    by_verb = one.stretch is not None and place.verb <= one.stretch[0] and one.stretch[1] <= place.figure[0]
    keys: list[Key] = [("text", text), ("edges", one.before, one.after)]
    keys += [("source", source, kind, rule_kind, origin, place.since) for source in one.sources]
    keys.append(("many", min(4, len(one.sources)), min(12, one.often).bit_length(), kind, min(3, outside)))
    keys.append(("place", one.commas, one.acts, one.opens, kind, one.before[-1:], by_verb))
    keys.append(("beside", relation, kind, longer, shorter, parties == 1 and kind == "party"))
    taken = one.stretch is not None and _TAKEN.search(one.before) is not None
    keys.append(("between", one.figures, kind, taken, min(4, one.times).bit_length(), place.rule is None))
    to_people = _TO_PEOPLE.search(place.form) is not None
    keys.append(("people", _is_person(text), kind, place.size, to_people, place.per is not None))
    if place.per:
        keys.append(("per", re.search(r"[人名员生]", place.per) is not None, text[-2:]))
    return keys


@lru_cache(200_000)
def _names(key: Key) -> tuple[str, ...]:
    return tuple(_NAMED[str(key[0])](*key[1:]))


@lru_cache(200_000)
def _worth(key: Key) -> float:
    weights = receiver_weights()
    return sum(weights.get(name, 0.0) for name in _names(key))


@lru_cache(50_000)
def _kind(text: str) -> str:
    if not text:
        return "nobody"
    if _PARTY_END.search(text):
        return "party"
    if _DEED.match(text):
        return "deed"
    if ENDS_IN_ENTITY.search(text):
        return "thing"
    return "level" if _PURE_LEVEL.fullmatch(text) else "other"


@lru_cache(50_000)
def _is_person(text: str) -> bool:
    return _PERSON.search(text) is not None


def _of_text(text: str) -> Iterator[str]:
    kind = _kind(text)
    yield f"is {kind}"
    if kind in ("party", "thing"):
        yield from (f"head {text[-2:]}", f"head {text[-1:]}")
    yield f"length {min(10, len(text)) if len(text) < 10 else 10 + min(4, (len(text) - 10) // 5)}"
    if text and GENERIC.fullmatch(text):
        yield "generic"
    if "的" in text:
        yield "has of"
    if re.search(r"\d", text):
        yield "has digits"
    if "\n" in text or "|" in text:
        yield "broken"
    if _SAYS_MORE.search(text):
        yield f"says more {kind}"


def _of_edges(before: str, after: str) -> Iterator[str]:
    yield from (f"before {before[-1:]}", f"before2 {before}", f"after {after[:1]}", f"after2 {after}")


def _of_source(source: str, kind: str, rule_kind: str, origin: str, since: str) -> Iterator[str]:
    general = re.sub(r" -?\d+$", "", source)
    yield from (source, f"{source} {kind}", f"{general} {kind}", f"{source} & rule {rule_kind}")
    yield from (f"{general} & {origin}", f"{general} & {origin} {rule_kind} {kind}")
    if general in ("carried", "rule", "rule nobody"):
        yield from (f"{general} since {since}", f"{general} since {since} {origin}")


def _of_many(sources: int, often: int, kind: str, outside: int) -> Iterator[str]:
    yield from (f"sources {sources}", f"often {often} {kind}", f"outside alike {outside}")


def _of_place(commas: int, acts: bool, opens: bool, kind: str, before: str, by_verb: bool) -> Iterator[str]:
    yield from (f"commas {commas} {kind}", f"commas {commas} acts {acts} before {before}")
    if opens:
        yield f"opens {kind}"
    if acts:
        yield f"acts {kind}"
    if opens and acts:
        yield "opens and acts"
    if by_verb:
        yield f"named by verb {kind}"


def _of_beside(relation: str, kind: str, longer: bool, shorter: bool, only: bool) -> Iterator[str]:
    if relation:
        yield f"{relation} {kind}"
    if longer:
        yield "in longer"
    if shorter:
        yield "holds shorter"
    if only:
        yield "only party"


def _of_between(figures: int, kind: str, taken: bool, times: int, nobody: bool) -> Iterator[str]:
    yield from (f"figures between {figures} {kind}", f"times {times} {kind}", f"times {times} {kind} rule {nobody}")
    if taken:
        yield f"taken {kind}"


def _of_people(person: bool, kind: str, size: int, to_people: bool, counted: bool) -> Iterator[str]:
    if kind in ("party", "thing"):
        who = "person" if person else kind
        yield from (f"{who} size {size}", f"{who} to people {to_people}", f"{who} counted {counted}")


def _of_per(person: bool, head: str) -> Iterator[str]:
    each = "person" if person else "thing"
    yield from (f"per {each} head {head}", f"per {each} {'to person' if _PERSON.search(head) else 'to other'}")


_NAMED: Mapping[str, Callable[..., Iterator[str]]] = {
    "text": _of_text,
    "edges": _of_edges,
    "source": _of_source,
    "many": _of_many,
    "place": _of_place,
    "beside": _of_beside,
    "per": _of_per,
    "between": _of_between,
    "people": _of_people,
}


def is_level(words: str) -> bool:
    """Whether the words are but a level or a grade, which somebody has: 省级, 四级(中级工), 银牌."""
    return _PURE_LEVEL.fullmatch(words) is not None


def names_nobody(words: str) -> bool:
    """再奖, 一次性: words of giving that were taken for who gets it."""
    return _GIVES.fullmatch(words) is not None


def is_party(words: str) -> bool:
    return _PARTY_END.search(words) is not None


def counted(text: str, most: int = 6) -> tuple[dict[str, int], tuple[Named, ...]]:
    """How often a document names each party, and those that it names most."""
    source = plain(text[:60_000])
    often: dict[str, int] = {}
    places: dict[str, Stretch] = {}
    for start in range(0, len(source.words), 400):
        for noun in nouns(source.words, start, min(len(source.words), start + 400), 60):
            name = source.words[slice(*noun)]
            often[name] = often.get(name, 0) + 1
            places.setdefault(name, noun)
    # A name within longer ones counts with them: 企业 in 家具企业
    best = sorted(often, key=lambda name: (-often[name], places[name]))[:most]
    return often, tuple(Named(name, source.span(*places[name]), "often") for name in best if often[name] > 1)


def of_document(text: str, most: int = 12) -> Iterable[Named]:
    """The parties of the title and of the sentences that say whom a document is for."""
    head = text[:200]
    yield from named_in(head, 0, "title", 3)
    count = 0
    for match in _SCOPE.finditer(text[:20_000]):
        if count >= most:
            return
        start = max(text.rfind("。", 0, match.start()), text.rfind("\n", 0, match.start())) + 1
        for one in named_in(
            text[max(start, match.start() - 60) : match.end() + 80], max(start, match.start() - 60), "scope", 4
        ):
            count += 1
            yield one


@cache
def receiver_weights() -> Mapping[str, float]:
    """The fitted weight of each name of evidence; a proposal of the rules stands where nothing was fitted."""
    fitted = json.loads((resources.files("corpus") / "learned" / "grants.json").read_text("utf-8"))
    weighed: dict[str, float] = fitted.get("receivers", {"rule": 1.0, "rule nobody": 1.0})
    return weighed


def forget() -> None:
    """Weigh anew whatever was weighed: the weights have changed."""
    _worth.cache_clear()
