"""A document's text in, what it says of itself out: title, number, issuer, dates, validity, place, what it replaces.

Everything here is inferred from where words stand: the title is the block of lines that is most like one
(`corpus/identity/titles.py`), around it stand number and dates, below the document or its covering letter the signature; the
sentences on when it takes effect say the rest. Nothing is taken from what the document says of other documents, but for
one: questions and answers on a policy, or a list of what it grants, hold as long as that policy does.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from corpus.identity.covering import passed_on_at, printed_by
from corpus.identity.effect import bare, date_of, superseded, validity_of
from corpus.identity.issued import (
    bodies_in,
    issued_on,
    issuer_by_number,
    issuing_body_of,
    made_by,
    named_in,
    of_the_state,
    only_passed_on,
    own_number,
    owner_of,
    signature_of,
    whole_day,
    with_place,
)
from corpus.identity.site_table import FIELD, fields_of, is_field, labels_of
from corpus.identity.titles import (
    ENDS_TITLE,
    FEWEST,
    Kind,
    Line,
    Title,
    find_title,
    kind_of,
    scored_block,
    seen_lines,
)
from corpus.measure import MAIN_PART, Span
from corpus.outline.furniture import Part, find_zones
from corpus.places.places import is_national, region_fitted, region_mentioned, regions_of, wider_regions
from corpus.text.invisible import without_invisible
from corpus.text.normal import fold, without_markup

# A report on a document is not the document: what it says of dates and issuers it says of another
_REPORT = re.compile(r"解读|答记者问|一图读懂|图解|发布会|新闻|访谈|[-—]访|问答|在线回应|专家谈|记者|举行|召开|座谈")
_REPORTED = re.compile(r"本报讯|讯\s?\(|记者(?:从|获悉|[:了])")
# What an office itself says of a policy, to those whom it is for: it holds as long as the policy
_GUIDES = re.compile(r"热点|问答|答疑|解答|清单|一览|卡片?")
_DOUBTFUL = 5.0  # a title of this score or less gives way to what the site calls the title
_NO_GUIDE = re.compile(r"解读|记者|发布会|[-—]访|新闻")
_BASIS = re.compile(
    r"《(?P<title>[^《》\n]{4,80})》\s*[（(](?P<number>[\u3400-\u9fff\U00020000-\U0003ffff]{1,14}\s?[〔\[【]\s?(?:19|20)\d{2}\s?[〕\]】]\s?\d{1,5}\s?号)"
)
_MADE_FROM = re.compile(r"(?:依据|根据|按照|围绕|就)《.*(?:整理|编制|汇编|汇总|解答|答复|作答|问答|回应)")
# 甲局、乙局近日联合出台《…》(甲发〔2023〕19号),全文如下
_IN_FULL = re.compile(
    r"^(?P<bodies>[^。《》]{2,80}?)(?:近日|日前)?(?:联合)?(?:出台|印发|发布|制定)了?《(?P<title>[^《》\n]{6,80})》(?:[（(](?P<number>[^()（）]{5,24}号)[)）])?[^。\n]{0,20}全文(?:如下|刊[登发]|发布)"
)
_OURS = re.compile(r"[我本][省市县区州](?!场)")  # 我市: the page is of the place whose site it is on
_SHORT = re.compile(r"[（(](?:以下|下)(?:统一)?简?称[:：]?(?:为)?(?P<name>[^（）()。；;]{2,40})[)）]")
_CALLED_ITSELF = re.compile(
    r"本(?:文件?|办法|政策|措施|意见|方案|细则)(?:以下)?(?:统一)?简称(?:为)?[“\"](?P<name>[^“”\"。]{2,20})[”\"]"
)
_BESIDE = re.compile(r"解读|图解|一图|问答|查看|a[+-]")  # a page's links to what was written on the document
_LEAST_AGAIN, _MOST_LINES = 8, 4  # characters of a title that stands again, and the lines it may take
_GENERAL_NAMES = re.compile(
    r"(?:[本新旧老原])?(?:关于)?(?:意见|办法|措施|规定|细则|方案|通知|条例|政策|若干措施|若干政策|实施意见|实施办法|实施细则|行动方案|指南|清单|文件|公告|计划|实施方案|管理办法)"
)


@dataclass(frozen=True, slots=True)
class Identity:
    """What a text says of itself; None where it does not. `words` holds for each field the words it was taken from."""

    title: str | None = None
    number: str | None = None
    issuing_body: str | None = None
    issued: date | None = None
    since: date | None = None  # in force from
    until: date | None = None  # the last day of its validity
    validity_part: str | None = None  # 附件2, where the validity is of that part only
    regions: tuple[str, ...] = ()
    wider_regions: tuple[str, ...] = ()  # the places around it, the widest first
    supersedes: tuple[str, ...] = ()  # titles, or numbers where no title is given
    words: tuple[tuple[str, str], ...] = ()
    aliases: tuple[str, ...] = ()  # the notice that carries it, the short names that it gives itself


def infer_identity(source: str, name: str = "", labels: tuple[tuple[str, str], ...] = ()) -> Identity:
    """What `source` says of itself; `name` is its file's, without the ending: a title where the text has none.

    `labels` are what a page's head says of it: they count where the text itself is silent.

    >>> known = infer_identity("甲县人民政府关于促进就业的意见\\n甲政发〔2020〕3号\\n各乡镇：\\n一、给予补贴。\\n甲县人民政府\\n2020年5月6日")
    >>> known.title, known.number, known.issuing_body, known.issued
    ('甲县人民政府关于促进就业的意见', '甲政发〔2020〕3号', '甲县人民政府', datetime.date(2020, 5, 6))
    """
    readable = _parted(_without_directives(without_markup(without_invisible(source))))
    zones = find_zones(readable)
    top = _top(readable, zones.furniture, labels_of(labels))
    letter = top.title.words if top.title else None
    title, printed_at = printed_by(top.lines, top.kinds, letter or "", top.after) or (letter, None)
    named = _as_title(top.fields.get("title"))
    if named and (top.title is None or top.title.score < _DOUBTFUL):
        title = named
    whole = next((match for line in top.opening if (match := _IN_FULL.search(line))), None)
    if whole is not None:
        title = whole["title"]
    guide = bool(title and _GUIDES.search(title) and not _NO_GUIDE.search(title))
    report = whole is None and not guide and _is_report(letter, top.opening)
    title = title or _interview(readable) or _as_title(re.sub(r"^[A-Za-z]?\d+[_\-. ]+", "", name))
    stated = bodies_in(fold(top.fields.get("issuing_body", "")))
    writers = named_in(letter or title) or stated
    ends_at = printed_at or passed_on_at(top.lines, top.kinds, letter or "", top.after) or _printed_again(top, title)
    signature = signature_of(top.lines, ends_at, writers)
    if not writers and ends_at is None:  # what an annex is signed with is not the letter's
        main = [line for line in top.lines if _in_main_text(line, zones.parts)]
        letters = signature_of(main, None)
        signature = letters if letters is not None and letters.bodies else signature
    number = own_number(top.lines, top.head, top.title, top.fields) if whole is None else whole["number"]
    issued = issued_on(top.fields, top.head, top.lines[-6:], top.title, signature, number)
    if guide and issued is None:
        issued = whole_day(top.fields.get("source"))  # 发布：甲区商务局 2024年2月20日
    if report:
        issued = whole_day(top.fields.get("published")) or issued  # the days that it tells are those of what it is on
        source = (top.fields.get("source") or "").split(" ")[0]
        explains = _EXPLAINS.search(fold(title or "")) and not _NO_GUIDE_OF_ITS_OWN.search(fold(title or ""))
        asked = "、".join(named_in(title) or _offices(source, title)) if explains else ""
        asked = asked or (made_by(top.lines) or "" if explains else "")
        regions = regions_of(title, asked or None, readable) or tuple(filter(None, [region_mentioned(readable)]))
        return Identity(title, issuing_body=asked or None, issued=issued, regions=regions)
    body = issuing_body_of(top.head, top.fields, letter or title, signature)
    body = "、".join(map(of_the_state, body.split("、"))) if body else None
    if whole is not None and body is None:
        body = "、".join(bodies_in(fold(whole["bodies"]))) or None
    owner = owner_of(top.everything)
    if guide and body is None:
        body = made_by(top.lines) or owner
    regions = regions_of(title, body, readable)
    if not regions and not any(is_national(one) for one in (title, letter, body) if one):
        owned = regions_of(None, owner, readable) if _OURS.search(readable) else ()
        named_there = region_fitted(readable) or region_mentioned(readable, body)
        regions = owned or tuple(filter(None, [named_there])) or regions_of(None, top.fields.get("site"), readable)
    wider = wider_regions(title, body, readable, regions[0] if regions else None)
    body = with_place(body, [*wider, *regions]) or issuer_by_number(number, fold(f"{title}\n{readable}"), regions)
    body = _as_written(body, readable)
    basis = _basis(top) if guide else None
    own = {bare(one) for one in (title, letter, basis) if one}
    published = (
        None if guide or issued in only_passed_on(top.head) else issued
    )  # 自发布之日起施行 needs the day of publication
    since, until, part = validity_of(readable, zones.parts, published, own, explains=basis is not None)
    return Identity(
        title,
        number,
        body,
        issued,
        date_of(top.fields.get("since")) or since,
        date_of(top.fields.get("until")) or until,
        part,
        regions,
        wider,
        superseded(readable, title or ""),
        aliases=_aliases(readable, title, letter),
    )


def _in_main_text(line: Line, parts: Sequence[Part]) -> bool:
    return any(part.name == MAIN_PART and part.span.start <= line.span.start < part.span.end for part in parts)


@dataclass(frozen=True, slots=True)
class _Top:
    """The lines of a document without its furniture, its title, and what stands around that."""

    everything: list[Line]
    lines: list[Line]  # without furniture
    kinds: list[Kind]
    title: Title | None
    after: int  # the index of the line below the title
    head: list[Line]  # below the title down to the text, then what stands above it, the nearest first
    opening: list[str]  # below the title, with the first lines of the text, as they are written
    fields: dict[str, str]


def _top(readable: str, furniture: Collection[Span], labels: dict[str, str]) -> _Top:
    everything = seen_lines(readable)
    path = {below.span for line, below in pairwise(everything) if re.search(r"位置\s?:|首页\s?>", line.words)}
    lines = [
        replace(line, below_path=line.span in path)
        for line in everything
        if line.span not in furniture or FIELD.search(line.words)
    ]
    kinds = [kind_of(line, is_field(lines, at)) for at, line in enumerate(lines)]
    told = labels | fields_of(everything)
    title = find_title(lines, kinds, bare(readable), told.get("title") or told.get("page"))
    title = _again(lines, kinds, title) or title
    start, after = (title.start, title.end) if title else (0, 0)
    head_end = _head_end(lines, kinds, after)
    above = [line for line, kind in zip(lines[:start], kinds[:start], strict=True) if kind not in ("body", "clause")]
    text_from = lines[head_end].span.start if title and head_end < len(lines) else len(readable)
    return _Top(
        everything,
        lines,
        kinds,
        title,
        after,
        [*lines[after:head_end], *reversed(above)],
        [line.raw.strip() for line in lines[after : head_end + 3]],
        labels | fields_of([line for line in everything if line.span.start < text_from]),
    )


def _printed_again(top: _Top, title: str | None) -> int | None:
    """Where the title stands once more, below the day of the order or the letter that a page shows under it."""
    for at in range(top.after + 1, min(len(top.lines), top.after + _WRAPPED)):
        if top.kinds[at - 1] == "date" and bare(top.lines[at].words) == bare(title or ""):
            return at
    return None


_WRAPPED = 16  # lines between a page's own head and that of the document it carries


def _again(lines: Sequence[Line], kinds: Sequence[Kind], title: Title | None) -> Title | None:
    """The title of the document's own head, where a page's head stands before it: 甲办法, 发布日期: …, 关于印发甲办法的通知.

    Only what says the title again, with no text between.
    """
    own = bare(title.words) if title is not None else ""
    if title is None or len(own) < _LEAST_AGAIN:
        return None
    found: list[Title] = []
    for start in range(title.end, min(len(lines), title.end + _WRAPPED)):
        if kinds[start] in ("body", "clause", "salutation"):
            break
        for end in range(start + 1, min(start + _MOST_LINES, len(lines)) + 1):
            if kinds[end - 1] != "text" or lines[end - 1].heading != lines[start].heading:
                break
            words, score = scored_block(lines, kinds, start, end)
            if own in bare(words) and score >= FEWEST and not _BESIDE.search(fold(words)):
                found.append(Title(words, start, end, "", score))
    return max(found, key=lambda again: again.score, default=None)


def _is_report(headline: str | None, opening: Sequence[str]) -> bool:
    return bool(_REPORT.search(fold(headline or ""))) or any(_REPORTED.search(fold(line)) for line in opening[:6])


# What an office writes to explain a policy is its own; a report in the news is nobody's policy
_EXPLAINS = re.compile(r"一问一答|问答|解答|解读|图解|一图读懂")
_ASKS_AND_ANSWERS = re.compile(r"一问一答|问答|解答")
_RANK_ONLY = re.compile(r"^[省市县区州我本]")
_NO_GUIDE_OF_ITS_OWN = re.compile(r"记者|发布会|[-—]访|新闻")
_OFFICE = re.compile(r"(?:局|厅|委|委员会|政府|办公室|办公厅)$")


def _as_written(body: str | None, readable: str) -> str | None:
    """Bodies whose names hold marks (甲市“三品”领导小组) with the marks as the text has them."""
    if body is None or not re.search(r"[\"()]", body):
        return body
    folded, found = fold(readable), []
    for one in body.split("、"):
        at = folded.find(one)
        found.append(readable[at : at + len(one)] if at >= 0 else one)
    return "、".join(found)


def _offices(source: str, title: str | None) -> list[str]:
    """The office whose page a text is from: of questions and answers any, of other explanations one that names its place."""
    bodies = bodies_in(source) if _OFFICE.search(source) else []
    placed = regions_of(None, source) != () and not _RANK_ONLY.match(source)
    return bodies if placed or _ASKS_AND_ANSWERS.search(fold(title or "")) else []


# <%@ page …%>, {{ item.title }}: what a server or a page's script should have replaced
_DIRECTIVE = re.compile(r"<%.{0,400}?%>|\{\{[^{}\n]{0,200}\}\}|<!--.{0,400}?-->", re.DOTALL)


def _without_directives(text: str) -> str:
    return _DIRECTIVE.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), text)


_GLUED = 150  # characters; a longer first line is a document without line breaks
_SEAMS = re.compile(
    r"(?<=通知|公告|意见|办法)(?=[\u3400-\u9fff\U00020000-\U0003ffff]{1,8}[〔\[](?:19|20)\d{2}[〕\]]\d+号)|(?<=\d号)(?=各[^。]{2,60}[:：])|(?<=[:：])(?=[《现])|(?<=。)(?=[\u3400-\u9fff\U00020000-\U0003ffff]{4,24}(?:19|20)\d{2}年\d{1,2}月\d{1,2}日)"
    r"|(?<=日)(?=[\u3400-\u9fff\U00020000-\U0003ffff（）()]{6,60}第一[条章])|(?<=[\u3400-\u9fff\U00020000-\U0003ffff）)。])(?=第[一二三四五六七八九十]{1,3}[条章][ \u3000])"
)


def _parted(text: str) -> str:
    """A document that came as one line, with its lines again: only white space is put where a line certainly ends.

    The text is read, never stored: its offsets are its own.
    """
    first = text.lstrip().partition("\n")[0]
    return _SEAMS.sub("\n", text) if len(first) > _GLUED and _SEAMS.search(first) else text


def _as_title(words: str | None) -> str | None:
    """Words that were called a title elsewhere (a file's name, a site's table), where they can be one."""
    words = " ".join((words or "").split())
    chinese = len(re.findall(r"[\u3400-\u9fff\U00020000-\U0003ffff]", words))
    return words if chinese >= 6 and ENDS_TITLE.search(fold(words)) else None


# 近日，…联合印发了《关于…的意见》…问：…答：…
_INTERVIEW = re.compile(r"(?:印发|出台|发布|公布|制定)了?《(?P<title>[^《》\n]{6,80})》")
_ASKED = re.compile(r"(?:^|[。\s])(?:问|记者)\s?[:：]")


def _interview(readable: str) -> str | None:
    """《关于…的意见》答记者问: what an interview without a headline is on."""
    on = _INTERVIEW.search(readable[:600])
    return f"《{' '.join(on['title'].split())}》答记者问" if on and _ASKED.search(readable) else None


def _basis(top: _Top) -> str | None:
    """The policy that questions and answers, or a list of benefits, are on: the only one that they name as such."""
    for said in (top.opening, [line.raw for line in top.lines if _MADE_FROM.search(line.raw)]):
        numbered = [match["title"] for line in said for match in _BASIS.finditer(line)]
        named = [
            name for line in said if _MADE_FROM.search(line) for name in re.findall(r"《([^《》\n]{4,80})》", line)
        ]
        found = numbered or named
        if len(set(map(bare, found))) == 1:
            return found[0]
    return None


def _aliases(readable: str, title: str | None, letter: str | None) -> tuple[str, ...]:
    """Other names of the document: the notice that carries it, and what it calls itself."""
    found = [letter] if letter and title and bare(letter) != bare(title) else []
    found += [match["name"] for match in _CALLED_ITSELF.finditer(readable)]
    for match in _SHORT.finditer(readable):
        before = bare(readable[max(0, match.start() - 120) : match.start()])
        named = title is not None and re.search(rf"{re.escape(bare(title))}(?:[(\[][^()]*[)\]])?$", before)
        itself = re.search(
            r"(?:制定|制订|提出|出台|采取)(?:了)?(?:如下|以下|本)[\u3400-\u9fff\U00020000-\U0003ffff]{2,6}$", before
        )
        short = re.split(r"[、，,]|或者?", match["name"])[0].strip(' 《》“”"')
        short = re.sub(r"^[“”\"《]|[“”\"》].*$|\s", "", short)
        if (named or itself) and 2 <= len(short) <= 20 and not _GENERAL_NAMES.fullmatch(short):
            found.append(short)
    return tuple(dict.fromkeys(found))


def _head_end(lines: Sequence[Line], kinds: Sequence[Kind], after: int) -> int:
    """Where the text begins below the title: at the first salutation, sentence or clause."""
    for at in range(after, min(len(lines), after + 14)):
        if kinds[at] in ("salutation", "clause", "body") or lines[at].heading > lines[after - 1].heading:
            return at
    return min(len(lines), after + 14)
