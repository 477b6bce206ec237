"""A document's sentences in, what they say of its force out: from when, until when, of which part, and what it repeals."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from corpus.furniture import Part
from corpus.measure import MAIN_PART
from corpus.normal import chinese_number, fold
from corpus.references import parse_references

_CN_DIGITS = "零一二三四五六七八九0o"  # 二0二0年 and 二O二O年 are often typed
_DATE_WORDS = (
    rf"(?P<{{0}}y>(?:19|20)\d{{{{2}}}}|[{_CN_DIGITS}]{{{{4}}}})[年./-](?P<{{0}}m>\d{{{{1,2}}}}|[一二三四五六七八九十]{{{{1,2}}}})"
    r"[月./-](?:(?P<{0}d>\d{{1,2}}|[一二三四五六七八九十]{{1,3}})日?|(?P<{0}e>底))?"
)


def date_pattern(name: str) -> str:
    return _DATE_WORDS.format(name)


DATE = re.compile(date_pattern("a"))
_YEAR = r"(?:19|20)\d{2}年"
_WORKS = "施行|实施|执行|生效|试行|起效|计算"
_FOREIGN = re.compile(
    r"该|许可证|合格证|证书|资质|合同|协议|资格|活动|项目|工程|保修|质保|租赁|租期|聘期|任期|申报|报名|受理|授牌|称号|消费券|券"
)
_SINCE = re.compile(
    rf"(?:自|从|于)?(?:{date_pattern('a')}|(?P<print>(?:本[\u4e00-\u9fff]{{1,6}})?(?:印发|发布|公布|下发|签发|颁布|发文)之日))(?:起)?"
    rf"(?:(?P<days>\d{{1,3}}|[一二三四五六七八九十]{{1,3}})(?:个工作)?日(?:之)?后(?:起)?)?(?:正式|开始|起)?(?:{_WORKS})"
)
_TERM = r"(?:有效期限?|执行期限?|实施期限?|政策期限?|施行期限?|试行期限?|适用期限?|执行时间|实施时间|政策时限|期限)(?:自|从|为|是|:|暂定|暂为|共)*"
_UNTIL = re.compile(rf"(?:{_TERM})(?:至|到|截至|截止到?)(?:{date_pattern('u')}|(?P<year>{_YEAR})(?P<yearend>底|末)?)")
_RANGE = re.compile(
    rf"(?:{_TERM})(?:{date_pattern('a')}(?:起)?|(?P<from>{_YEAR}?))(?:-{{1,2}}|至|到|~)(?:{date_pattern('u')}|(?P<to>{_YEAR}))"
)
_YEARS = re.compile(
    rf"(?:{_TERM}|暂定|暂行|试行)(?:(?P<years>\d{{1,2}}|[一二两三四五六七八九十]{{1,2}})年|(?P<months>\d{{1,3}}|[一二三四五六七八九十]{{1,3}})个月)"
)
_TO = re.compile(
    rf"(?:起(?:{_WORKS})?,?|{_WORKS},?)(?:有效期|期限)?(?:至|到|截至|截止到?)(?:{date_pattern('u')}|(?P<year>{_YEAR})(?P<yearend>底|末)?)"
)
_ENDS = re.compile(rf"(?:于|至){date_pattern('u')}(?:止|自行失效|失效|自行废止|废止|自动失效)")
_REPEAL = re.compile(
    r"(?:同时|予以|即行|自行|相应|一并|随之|一律|立即)?"
    r"(?:废止|失效|作废|(?:停止|不再)(?:执行|实施|施行|适用|使用)|[被由]本[\u4e00-\u9fff]{1,4}(?:所)?(?:取代|代替|替代))"
)
# 决定废止下列文件: the titles that follow are repealed
_REPEALS_LIST = re.compile(
    r"(?:废止|失效)[^。]{0,30}(?:下列|以下|如下|目录|清单)|(?:下列|以下)[^。]{0,40}(?:废止|失效)"
)
_REPEALS_NOTHING = re.compile(
    r"已(?:于|经|由)?[^,]{0,16}(?:废止|失效)|(?:废止|失效)[后前时]|之日起[^,<>]{0,6}(?:自行)?失效"
)
_STAYS = re.compile(r"继续(?:有效|执行|实施|施行|适用)")
# 决定对下列2件规范性文件予以废止: such a list may stand under any title
_DECIDES = re.compile(
    r"(?:文件|规章)[^。,]{0,20}予以(?:废止|失效)|(?:决定|宣布)[^。]{0,30}(?:废止|失效)[^。]{0,30}(?:文件|规章)"
)
_ENTRY = re.compile(
    r"^(?:[\d一二三四五六七八九十]{1,3}[.、．)）]|[（(][\d一二三四五六七八九十]{1,3}[)）])?《((?:[^《》]|《[^《》]*》){4,120})》"
)
_LOOSE_ENTRY = re.compile(r"^[^《》]{0,8}《((?:[^《》]|《[^《》]*》){4,120})》")
# 二、修改以下文件, 继续有效的文件目录: from here on the list is of others
_ANOTHER_LIST = re.compile(
    r"(?:修改|修订|修正|保留|继续有效|继续执行|延长|延续|重新公布)[^。]{0,30}(?:下列|以下|如下|目录|清单|文件)"
    r"|(?:下列|以下)[^。]{0,40}(?:修改|修订|修正|保留|继续有效|继续执行|延长|重新公布)"
)
_REPEALED = re.compile(r"废止|失效")
# 根据《…》: cited, not repealed; 《…》第五条同时废止 repeals a clause only
_CITED = re.compile(
    r"(?:根据|按照|依据|依照)《[^《》]*》|《[^《》]*》(?:[（(][^（）()]*[）)])?第[一二三四五六七八九十\d]+[条款项章](?:[、和及]第[一二三四五六七八九十\d]+[条款项章])*"
)
# What may head a clause of the main text: whether it has any decides whom a sentence in an annex speaks of
_CLAUSE = re.compile(
    r"第\s?[一二三四五六七八九十\d]{1,4}\s?[章条]|[一二三四五六七八九十]{1,3}、|\([一二三四五六七八九十]{1,3}\)|\d{1,2}[.、](?!\d)"
)
_ANNEX = re.compile(r"附[件表]\s?(?:[0-9]{1,2}|[一二三四五六七八九十]{1,2})?")


def bare(text: str) -> str:
    return re.sub(r"[\s《》<>\"“”]", "", fold(text))


def date_of(words: str | None) -> date | None:
    found = DATE.search(re.sub(r"\s", "", fold(words))) if words else None
    return as_date(found, "a") if found else None


def as_date(found: re.Match[str], name: str, *, end: bool = False) -> date | None:
    """The day that a match of `date_pattern(name)` means; a bare month means its first day, or its last where `end`."""
    written_year = re.sub(r"o|(?<!\d)0|0(?!\d)", "零", found[f"{name}y"] or "")
    year, month = chinese_number(written_year), chinese_number(found[f"{name}m"] or "")
    if not year or not month or not 1 <= month <= 12:
        return None
    last = calendar.monthrange(year, month)[1]
    written = found[f"{name}d"]
    day = chinese_number(written) if written else last if end or found[f"{name}e"] else 1
    return date(year, month, day) if day and 1 <= day <= last else None


def validity_of(
    readable: str, parts: Sequence[Part], issued: date | None, own: set[str]
) -> tuple[date | None, date | None, str | None]:
    """(in force from, last day, the annex it is about) as the sentences on taking effect say."""
    since = until = part = None
    main = sum(1 for line in fold(parts[0].span.of(readable)).split("\n") if _CLAUSE.match(line.strip()))
    for within, words in ((zone, sentence) for zone in parts for sentence in _sentences(zone.span.of(readable))):
        sentence = re.sub(r"^\((.*)\)$", r"\1", fold(words))
        if not re.search(rf"{_WORKS}|期限|有效|暂定|试行|止", sentence):
            continue
        begun = _SINCE.search(sentence)
        if begun and not _speaks_of_us(sentence, begun.start(), own):
            begun = None
        start = _start(begun, issued) if begun else None
        about = _about_annex(sentence)
        end, its_start = _end(sentence, start or (since if about is None else None), own)
        start = start or its_start
        if start and since is None:
            since = start
        if end and until is None:
            # A sentence inside an annex speaks of the annex, unless the annex is all that the letter before it prints.
            until, part = end, about or (within.name if within.name != MAIN_PART and main > 1 else None)
    return since, until, part


def _sentences(text: str) -> Iterator[str]:
    """Sentences without white space, as they are written; lines that a page wrapped are joined."""
    joined = ""
    for line in text.split("\n"):
        begins = re.match(r"\s*(?:本|第[一二三四五六七八九十\d]+[章条]|[一二三四五六七八九十]+、|[（(])", line)
        wrapped = (
            len(before := joined.rpartition("\n")[2].strip()) > 20
            and re.search(r"[，、,]", before)
            and before[-1] not in "。；;：:！？!?"
        )
        verb_only = _REPEAL.match(fold(line).strip()) is not None and not wrapped and joined.rstrip()[-1:] in "》）)号"
        joined += line if (wrapped and not begins) or verb_only else "\n" + line
    for piece in re.split(r"[。；;！!？?\n]", joined):
        sentence = re.sub(r"\s", "", piece)
        if sentence:
            yield sentence


def _speaks_of_us(sentence: str, at: int, own: set[str]) -> bool:
    """Whether what stands before the words on taking effect names this document, or nothing else that could be meant."""
    before = sentence[:at]
    if before.count("(") > before.count(")"):
        return False  # (江财金[2019]41号,有效期5年)
    for name in re.findall(r"<([^<>]+)>", re.sub(r"附件\d?<[^<>]+>", "", before)):
        if bare(name) not in own:
            return False
    near = re.split(r"[,:]", before)[-1] or (re.split(r"[,:]", before)[-2] if "," in before else "")
    if re.search(r"本(?:政策|办法|意见|措施|规定|细则|方案|通知|条例|文件|公告|通告|决定|指南|标准)", near):
        return True
    return not _FOREIGN.search(near) and not re.search(r"其中第", near)


def _start(begun: re.Match[str], issued: date | None) -> date | None:
    day = issued if begun["print"] else as_date(begun, "a")
    if day is None:
        return None
    days = chinese_number(begun["days"]) if begun["days"] else 0
    return day + timedelta(days=days or 0)


def _about_annex(sentence: str) -> str | None:
    annex = _ANNEX.match(
        re.sub(
            r"^(?:[一二三四五六七八九十]{1,3}、|第[一二三四五六七八九十\d]+条|\d+[.、]|\([一二三四五六七八九十]+\))",
            "",
            sentence,
        )
    )
    return annex[0].replace(" ", "") if annex else None


def _end(sentence: str, start: date | None, own: set[str]) -> tuple[date | None, date | None]:
    """The last day that a sentence gives, and the first one where it gives both."""
    for pattern in (_RANGE, _UNTIL, _TO, _ENDS, _YEARS):
        found = pattern.search(sentence)
        if not found or not _speaks_of_us(sentence, found.start(), own):
            continue
        if pattern is _YEARS:
            if start is None:
                continue
            months = (
                12 * (chinese_number(found["years"]) or 0) if found["years"] else chinese_number(found["months"]) or 0
            )
            return (_months_later(start, months) - timedelta(days=1), None) if months else (None, None)
        if pattern is _RANGE:
            first = as_date(found, "a") if found["ay"] else _year(found["from"], 1, 1)
            last = as_date(found, "u", end=True) if found["uy"] else _year(found["to"], 12, 31)
            return last, first
        if found["uy"]:
            return as_date(found, "u", end=True), None
        if "year" in found.groupdict() and found["year"]:
            return _year(found["year"], 12, 31), None
    return None, None


def _year(words: str | None, month: int, day: int) -> date | None:
    return date(int(words[:4]), month, day) if words else None


def _months_later(day: date, months: int) -> date:
    """The same day some months later; the last of the month where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def superseded(readable: str, title: str) -> tuple[str, ...]:
    """The documents that this one repeals, by title or else by number, in order."""
    found: list[str] = []
    clearing = bool(_REPEALED.search(title))
    listing = False
    for sentence in _sentences(readable):
        folded = fold(sentence)
        said = re.sub(r"<[^<>]*>", "", folded)
        if _REPEALS_LIST.search(said) and (clearing or _DECIDES.search(said)):
            listing = True
        elif _ANOTHER_LIST.search(said) and not _REPEALED.search(said):
            listing = False
        verb = _REPEAL.search(folded)
        if listing and not verb:
            found += (_LOOSE_ENTRY if clearing else _ENTRY).findall(_CITED.sub("", sentence))
        elif verb and not _REPEALS_NOTHING.search(folded):
            scope = sentence[: verb.start()]
            if stays := [*_STAYS.finditer(folded, 0, verb.start())]:
                scope = scope[stays[-1].end() :]  # 《甲》继续有效,《乙》同时废止
            scope = scope if re.search(r"[《\]〕]", scope) else sentence[verb.end() :]
            named = parse_references(_CITED.sub("", scope))
            titles = [name[1:-1] for name in named if name.startswith("《")]
            found += titles or list(named)
    own = bare(title)
    return tuple(dict.fromkeys(name for name in found if clearing or bare(name) not in own))
