"""Where a text leaves a kind of applicant out: surely, or in a way that is to be asked. Pure.

A kind is left out by words behind it (个体工商户不得申报), before it (不适用于个体工商户), around it (除个体工商户外), or by the head of a
list in which it stands (下列主体不予支持). Whatever narrows the kind (新登记的, 不足500万元的) or tells a case of it (受到行政处罚的) leaves some
of it out only, and is a question.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.reading.rules import Rule, rule
from corpus.text.normal import CHINESE_NUMERALS, chinese_number, fold

_GET = r"申报|申请|申领|领取|享受|支持|扶持|补助|奖励|奖补|补贴|资助|受理|参加|参与|参评|推荐|纳入|列入|兑现"
_GIVE = r"支持|扶持|补助|奖励|奖补|补贴|资助|受理|接受|纳入|列入|享受|兑现"
_SOME = r"其他|同类|超过|[两二三多\d]+[项次个家]"  # 不得申报两项以上 leaves nobody out
LEFT_OUT = (
    rule(r"除外(?!情形)|不在(?:此列|其内|内|此限)|不含在内|不(?:包括|包含|计)在?内", "国有平台公司除外", "个体工商户在内"),
    rule(rf"不(?:得|予|能|再|可以?|给予)(?:予以|给予|进行)?(?:{_GET})(?!{_SOME})", "个体工商户不得申报", "个体工商户可以不提交审计报告"),
    rule(rf"不(?:{_GIVE})(?!{_SOME})", "个体工商户暂不支持", "个体工商户不申报的"),
    rule(r"不补(?![交充齐正])", "个体工商户不补", "个体工商户不补交材料"),
    rule(r"不适用", "公务员不适用", "不超过三家"),
    rule(r"不(?:属于|在|符合)[^,。;]{0,12}(?:范围|对象|之列|条件)", "自然人不在支持范围", "个体工商户不在本县经营"),
    rule(r"不(?:列为|作为|视为|是)[^,。;]{0,8}对象", "个体工商户不列为支持对象", "不列为重点税源"),
    rule(r"(?:严禁|禁止|谢绝|拒绝)(?:申报|申请|参加|参与|享受)(?!不实|虚假)", "个体工商户严禁申报", "严禁弄虚作假"),
    rule(r"(?:无|没有)(?:权|资格)(?:申报|申请|享受)", "个体工商户无权申报", "个体工商户无欠税"),
)  # fmt: skip
NOT_FOR = (
    rule(r"不(?:再)?适用于?", "本措施不适用于个体工商户", "本措施适用于个体工商户"),
    rule(r"不(?:包括|包含|含)(?!但)", "支持对象不包括个体工商户", "包括但不限于个体工商户"),
    rule(rf"不(?:得|予|再|能|可)?(?:面向|{_GIVE})", "本项不支持个体工商户", "不断支持个体工商户"),
    rule(r"取消(?=[^,。;]*资格)", "取消个体工商户申报资格", "取消个体工商户登记费"),
    rule(r"不(?:得|能|可)?以(?=[^,。;]*名义(?:申报|申请|受理))", "不得以个体工商户名义申报", "不以营利为目的"),
    rule(rf"不(?:得|予|再)?(?:对|向|给)(?=[^,。;]*(?:开放|{_GIVE}|给予|发放))", "不对个体工商户开放", "不向个体工商户收取费用"),
    rule(r"(?:严禁|禁止|谢绝|拒绝)(?=[^,。;]*(?:申报|申请|享受|参加|参与|领取)(?!不实|虚假))", "严禁个体工商户申报", "严禁个体工商户提供虚假材料"),
    rule(r"(?<!不)(?:排除|剔除)", "排除个体工商户", "不排除个体工商户"),
)  # fmt: skip
# Words that a second negation turns round: 非个体工商户不得申报
NOT_A = rule(r"(?<![除并莫是办])非(?:属|从)?", "非个体工商户方可申报", "除非个体工商户自愿")
NOT_BEING = rule(r"(?<!是)不(?:得为|能为|能是|得是|是|属于)", "申报主体不得为个体工商户", "不得要求个体工商户提供材料")
EXCEPT = rule(r"除(?!外|去|尘|名|夕|非)了?", "除个体工商户外", "国有平台公司除外")
# Only some of the kind, told before it
LIMITED = (
    rule(r"\d[\d.]*\s?(?:[十百千万亿]*元|[万亿]|%|平方米|㎡|人|名|家|户|台|亩|间|个月|年以[上下内])", "不足500万元的个体工商户", "2024年起个体工商户"),
    rule(r"的[^、,。;]{0,8}$", "受到处罚的", "企业、"),
    rule(r"外地|外来|异地|[省市县区州境]外|新(?:设|登记|注册|办|开办|成立)|部分|个别|失信|异常|停业|歇业", "县外个体工商户", "本县个体工商户"),
)  # fmt: skip
# A case of the kind, told behind it: 个体工商户受到行政处罚的不予支持
CASE = rule(r"原则上|的|[后时若如因受被已未有曾无]", "个体工商户受到行政处罚的", "个体工商户一律")
_CASE_END = re.compile(r"的$")
_APPLIES = re.compile(r"(?:申报|申请|举办|开办|经营)的$")  # 个体工商户申请的 are all of them
GRANTED = rule(
    r"[均都也]可|(?<!不)可以?(?:申报|申请|享受|参加)|同样适用",
    "企业、个体工商户均可申报、房地产企业除外",
    "个体工商户不可申报",
)
# 不包括个人承担的费用: not the kind is left out but its money
_MONEY = re.compile(r"^(?:缴|承担|自付|自筹|支付|出资|应缴|部分|费用|账户|信息|所得)")
_WHOLE = re.compile(rf"^(?:户|身份|名义|主体)?(?:$|[\s、和及或与等外:\"'\x00]|的?(?:{_GET})|给予|开放|发放|的$)")
_TOWARDS = re.compile(r"[向给从付由按]")
_NEGATED = re.compile(r"非$|(?:不是|不属于|未登记为|未注册为|除了?)(?:[^,。;的、和或]{1,8}[、和或])*$")
_OUTSIDE = re.compile(r"^([^,。;]{0,16}?)[以之]?外(?![地来省市县资贸籍国])")
_ALSO = re.compile(r"^[^,]{0,14}(?:还|也|另|同时|继续)")
_OTHERS = re.compile(r"^的|[均都]|其[他余]|可")
_BEHIND = re.compile(r"(?:一律|均|都|暂|的)*")
_LISTED = re.compile(
    rf"(?:{'|'.join(row.pattern.pattern for row in LEFT_OUT)}|不(?:支持|包括|包含|含|适用于?)|负面清单|排除对象)[^。;:,]{{0,12}}:"
)
_MARKER = re.compile(rf"\s*(\(?)(?:\d{{1,2}}|[{CHINESE_NUMERALS}]{{1,3}}|[①-⑳])([).、]?)\s?(?!\d)")
_CLAUSE = re.compile(
    rf"^\s*(?:\(?(?:\d{{1,2}}|[{CHINESE_NUMERALS}]{{1,3}})(?:\)|[.、](?!\d))|第[\d{CHINESE_NUMERALS}]+[条款项])\s*"
)
_PART = re.compile(r"([^。;\n]*)([。;\n]|$)")
_ASIDE = re.compile(r"\(([^()]*)\)")

# Over text without white space: places where it may stand on either side would be tried in all ways
_N = rf"\(?(?:\d+|[{CHINESE_NUMERALS}]+|[①-⑳])\)?"
_JOINED = rf"第?{_N}(?:[至到~、和及或与,-]第?{_N})*[条项款]"
_ARTICLES = re.compile(rf"(?=第){_JOINED}(?:[至到~、和及或与,-]{_JOINED})*")
_TOKEN = re.compile(rf"(至|到|-|~)|(\d+|[{CHINESE_NUMERALS}]+|[①-⑳])")
AROUND = 120  # characters on either side of a kind that are read: a list of thousands takes no minutes
LONGEST_RANGE = 100  # clauses; whoever writes more means something else


@dataclass(frozen=True, slots=True)
class Bar:
    """Words that leave the kind out; `sure` where they leave all of it out."""

    words: str
    sure: bool


def articles(text: str) -> frozenset[int]:
    """The numbers of the clauses that a text names, lists and ranges included.

    >>> sorted(articles("仅可申请第四条至第六条")), sorted(articles("第一、三条和第七款")), sorted(articles("第二条、3万元"))
    ([4, 5, 6], [1, 3, 7], [2])
    """
    found: set[int] = set()
    for named in _ARTICLES.finditer("".join(fold(text).split())):
        last, ranged = None, False
        for joint, words in _TOKEN.findall(named[0]):
            if joint:
                ranged = True
                continue
            value = _number(words)
            if value is None:
                continue
            if ranged and last is not None and last < value <= last + LONGEST_RANGE:
                found |= set(range(last, value))
            found.add(value)
            last, ranged = value, False
    return frozenset(found)


def numbers(label: str) -> frozenset[int]:
    """The numbers in a label: 三、(三)8. has 3 and 8."""
    return frozenset(value for joint, words in _TOKEN.findall(fold(label)) if words and (value := _number(words)))


def bars(told: re.Pattern[str], texts: Sequence[str], label: str) -> Iterator[Bar]:
    """What leaves out a kind that `told` names, in `texts` that follow each other; a bar of other clauses than `label` is none.

    >>> [bar.sure for bar in bars(re.compile("个体"), ["本措施不适用于个体工商户"], "")]
    [True]
    """
    own = numbers(label)
    style: str | None = None  # of the markers of a list whose head leaves out; "" before the first is seen
    after = ""
    for text in texts:
        for part, end in _PART.findall(fold(text)):
            if not part.strip():
                continue
            if style is not None and not _goes_on(part, style, after):
                style = None
            after = end or "。"
            head = _LISTED.search(part)
            if head and not re.search(r"除[^外]*外|[以之]外", part[: head.start()]):
                style = ""
                listed = part[head.end() :]
                yield from _within(told, part[: head.end()], own)
            elif style is not None:
                listed = part
            else:
                yield from _within(told, part, own)
                continue
            if listed.strip():
                style = style or _style(listed)
                yield from _item(told, listed)


def _goes_on(part: str, style: str, after: str) -> bool:
    """Whether a part is of the list before it: of its markers, or of a list without any that has not ended."""
    mark = _style(part)
    return mark == style if style else bool(mark) or after == ";"


def _style(part: str) -> str:
    found = _MARKER.match(part)
    return found[1] + "0" + found[2] if found and (found[1] or found[2] or re.search("[①-⑳]", found[0])) else ""


def _item(told: re.Pattern[str], item: str) -> Iterator[Bar]:
    """A kind in a list of those who are left out."""
    said = _CLAUSE.sub("", item).strip()
    for named in told.finditer(said):
        before, rest = said[: named.start()], _bare(said[named.end() :])
        case = bool(rest) and rest[0] not in "、和及或等" and not re.fullmatch(r"(?:申报|申请)的", rest)
        yield Bar(said, not (case or _limited(before) or re.search(r"[未不非]", before)))


def _within(told: re.Pattern[str], part: str, own: frozenset[int]) -> Iterator[Bar]:
    """Kinds in a sentence, and in its brackets, each by itself."""
    if not told.search(part):
        return
    for aside in _ASIDE.finditer(part):
        found = list(_stretches(told, aside[1], own))
        yield from found
        behind = part[aside.end() :].split(",")[0]
        if not found and told.search(aside[1]) and _first(LEFT_OUT, behind) and not GRANTED.pattern.search(behind):
            yield Bar(part.strip(), sure=False)
    yield from _stretches(told, part, own)


def _stretches(told: re.Pattern[str], part: str, own: frozenset[int]) -> Iterator[Bar]:
    # What stands in brackets is masked, so that places hold: 个体工商户（含家庭作坊）不得申报
    masked = _ASIDE.sub(lambda aside: "\x00" * len(aside[0]), part)
    masked = re.sub(r"[()]", ",", masked)
    start = 0
    for stretch in masked.split(","):
        clause = _CLAUSE.match(stretch)
        skip = clause.end() if clause else 0
        for named in told.finditer(stretch, skip):
            end = start + named.end()
            left = max(skip, named.start() - AROUND)
            near = stretch[left : named.end() + AROUND]
            found = _bar(near, named.start() - left, named.end() - left, masked[end : end + 2 * AROUND], own)
            if found is not None:
                words = part[start + skip : start + len(stretch)]
                if found.words:
                    words = part[start + skip : end] + part[end : end + len(found.words)]
                yield Bar(_CLAUSE.sub("", words).strip(), found.sure)
        start += len(stretch) + 1


def _bar(stretch: str, start: int, end: int, onward: str, own: frozenset[int]) -> Bar | None:
    """The kind from `start` to `end`; `onward` is all of the sentence behind it. The words of the bar are those used of `onward`."""
    before, rest = stretch[:start], stretch[end:]
    bare, behind = _bare(rest), _bare(onward)
    around = _around(before, onward)
    if around is not None:
        return around
    negative = _first(LEFT_OUT, behind)
    between = re.fullmatch(r"(?:身份)?(的?),?(?:一律|均|都)*", behind[: negative.start()]) if negative else None
    for row in (*NOT_FOR, NOT_BEING, NOT_A):
        for said in (found for found in row.pattern.finditer(stretch) if found.end() <= start):
            gap = stretch[said.end() : start]
            if row is NOT_A and gap and gap[-1] not in "、和或及":
                continue
            if row is NOT_A and gap and negative is not None:
                continue  # 非法人单位、个体工商户不予支持
            if (
                _TOWARDS.search(gap)
                or GRANTED.pattern.search(gap)
                or re.match(r"[均都也]?可", bare)
                or _MONEY.match(bare)
            ):
                continue
            if between is not None and (between[1] or row in (NOT_A, NOT_BEING)):
                return None  # 非个体工商户不得申报: he alone may
            return Bar("", not _limited(gap) and (not gap if row is NOT_A else _WHOLE.match(bare) is not None))
    if _NEGATED.search(before) or _MONEY.match(bare):
        return None
    return _behind(before, rest, onward, own)


def _bare(behind: str) -> str:
    """What stands behind a kind, without brackets and the end of its name: 个体|工商户."""
    return behind.replace("\x00", "").removeprefix("工商").removeprefix("户")


def _around(before: str, onward: str) -> Bar | None:
    """除个体工商户外, 个体工商户以外的."""
    behind = _bare(onward)
    outside = _OUTSIDE.match(behind)
    if outside is None:
        return None
    said = list(EXCEPT.pattern.finditer(before))
    tail = behind[outside.end() :]
    if not said:
        if not tail.startswith("的") or _first(LEFT_OUT, tail):
            return None
        return Bar("", re.search(rf"{_GIVE}|对|给|适用", before) is not None and not _limited(before))
    gap = before[said[-1].end() :]
    if re.search(r"[向给从按对]", gap) or re.search(r"给予|按|可|享受", outside[1]):
        return None  # 除对个体工商户给予补贴外 gives to him
    if _first(LEFT_OUT, tail) or _ALSO.match(tail.lstrip(",")):
        return None
    return Bar(onward, _OTHERS.search(tail[:24]) is not None and not _limited(gap))


def _behind(before: str, rest: str, onward: str, own: frozenset[int]) -> Bar | None:
    """个体工商户不得申报, 个体工商户,不得申报."""
    found = _first(LEFT_OUT, rest)
    used, said = rest, rest
    if found is None and onward[len(rest) : len(rest) + 1] == ",":
        if not re.fullmatch(r"等?(?:主体)?(?:(?:申报|申请)的)?", _bare(rest)):
            return None
        following = onward[len(rest) + 1 :].split(",")[0]
        found = _first(LEFT_OUT, following)
        if found is None or not _BEHIND.fullmatch(following[: found.start()]):
            return None
        used, said = onward[: len(rest) + 1 + len(following)], following
        gap = ""
    elif found is None:
        return None
    else:
        gap = _bare(rest[: found.start()])
    granted = GRANTED.pattern.search(gap)
    if granted and "、" in gap[granted.end() :]:
        return None  # 企业、个体工商户均可申报、房地产企业除外
    named = articles(said[found.end() :])
    if named and own and not named & own:
        return None
    first = re.split(r"[、和及或与]", gap)[0]
    case = granted is not None or (
        not _APPLIES.search(gap) and (CASE.pattern.search(first) is not None or _CASE_END.search(gap) is not None)
    )
    return Bar(used, not (case or _limited(before) or (named and not own)))


def _first(rows: Sequence[Rule], text: str) -> re.Match[str] | None:
    found = [match for row in rows if (match := row.pattern.search(text))]
    return min(found, key=lambda match: match.start()) if found else None


def _limited(before: str) -> bool:
    return any(row.pattern.search(before) for row in LIMITED)


def _number(words: str) -> int | None:
    if words.isdecimal():
        return int(words)
    if "①" <= words <= "⑳":
        return ord(words) - ord("①") + 1
    found = chinese_number(words)
    return int(found) if found is not None else None
