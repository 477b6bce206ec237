"""The lines above a document in, the entries of its site's table out: 发文字号, 成文日期, 来源, by the names that we use."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise, zip_longest

from corpus.identity.titles import ENDS_TITLE, HEADED, Line
from corpus.text.normal import fold

_HEAD_LINES = 60
_KEYS = {
    "issuing_body": "发文机关|发文机构|发布机构|发布机关|制定机关|制发机关|印发机关|发文单位|发布单位|颁布机关|编制单位|编印单位|制定单位|印发单位|颁布单位|制发单位",
    "number": "发文字号|文号|文件编号|发文号",
    "issued": "成文日期|成文时间|发文日期|发文时间|签发日期|签署日期|印发日期",
    "published": "发布日期|发布时间|公布日期|公开日期|发表时间|颁布日期|整理日期|编制日期|更新时间|时间|日期",
    "since": "实施日期|施行日期|生效日期|执行日期|实施时间|生效时间",
    "until": "失效日期|废止日期|失效时间|废止时间|有效期至|截止日期|信息时效期",
    "title": "标题|名称|文件名称",
    "source": "信息来源|文章来源|来源|编制|编印|编写|汇编|汇编单位|整理单位|整理|制作单位|答复单位|解答单位|发布|供稿|主办单位|主办",
}
_OTHER_KEYS = "索引号|信息分类|主题分类|主题词|有效性|时效性|统一编号|浏览次数|浏览量|字体大小|浏览字号|字体|字号|公文种类|分类|体裁|关键词|组配分类|签发人|责任编辑|作者|统一登记号|公开责任部门|登记日期|公开范围|文件状态"
FIELD = re.compile(rf"[\[|]?(?P<key>{'|'.join(_KEYS.values())}|{_OTHER_KEYS})\s?(?:[\]:|]|(?<=\]))\s*[:|]?")

# 文　　号　松教字（2024）18号　　　成文日期　2024-08-20: entries that only gaps part
_GAPPED = re.compile(
    "(?:^|(?<=  ))(?P<key>"
    + "|".join(
        " *".join(key)
        for field in ("issuing_body", "number", "issued", "since", "until", "title")
        for key in [*_KEYS[field].split("|"), *(("发布日期", "发布时间") if field == "issued" else ())]
    )
    + r"|(?:日期|时间|印发日期)(?= +(?:19|20)\d{2}[年.-])) +(?=\S)"
)


def fields_of(lines: Sequence[Line]) -> dict[str, str]:
    """The entries of the site's table above the document, by our names."""
    found: dict[str, str] = {}
    names = {key: field for field, keys in _KEYS.items() for key in keys.split("|")}
    head = lines[:_HEAD_LINES]
    for line, below in pairwise(head):
        field = names.get(line.words.replace(" ", "").rstrip(":"))
        if field and not FIELD.match(below.words + ":"):
            found.setdefault(field, below.raw.strip())
    for line in head:
        words = line.words
        if len(words) > 160:  # a line of text, at most with an entry of the site's glued before it
            words = words[:60] if FIELD.match(words) else ""
        for key in {*names, "索引号", "有效性"}:  # 索 引 号: 标    题:
            words = re.sub(r" *".join(key) + r"(?= *[\]:|])", key, words)
        marks = [*FIELD.finditer(words)] or [*_GAPPED.finditer(words)]
        for mark, following in zip_longest(marks, marks[1:]):
            assert mark is not None
            value = words[mark.end() : following.start() if following else len(words)].strip(" |[]>")
            field = names.get(mark["key"].replace(" ", ""))
            if field and value and value not in ("无", "-", "暂无", "/"):
                found.setdefault(field, original(line, value))
    if "issuing_body" not in found or "issued" not in found:
        found |= {field: value for field, value in _card(head).items() if field not in found}
    return found


# The labels that every government page has to carry in its head (《政府网站发展指引》, 2017)
_LABELS = {"articletitle": "title", "pubdate": "published", "contentsource": "source"}


def labels_of(labels: Sequence[tuple[str, str]]) -> dict[str, str]:
    """What a page's head says of it, by our names.

    >>> labels_of([("ContentSource", "甲市商务局"), ("keywords", "消费"), ("PubDate", "2024-09-01 09:00")])
    {'source': '甲市商务局', 'published': '2024-09-01 09:00'}
    >>> labels_of([("<title>", "稳岗补贴问答-甲县人民政府")])
    {'page': '稳岗补贴问答', 'site': '甲县人民政府'}
    """
    found = {_LABELS[name.lower()]: value for name, value in labels if name.lower() in _LABELS}
    called = dict(labels).get("<title>", "")
    site = _SITE_BEHIND.search(called)
    page = called[: site.start()] if site else called
    return found | ({"page": page} if page else {}) | ({"site": site["site"]} if site else {})


# 稳岗补贴问答-甲县人民政府, …的通知_甲市人社局: behind the title whose site it is
_SITE_BEHIND = re.compile(
    r"\s*[-_|–—]+\s*(?P<site>[\u3400-\u9fff]{2,20}(?:政府|委员会|管委会|办公室|[厅局委办院会]|网站?|门户|平台|中心)[\u3400-\u9fff]{0,4})\s*$"
)


_CARD = re.compile(
    r"^(?P<key>发文机构|发布机构|发文机关|发文单位|发文字号|发布日期|发文时间|发布时间|成文日期)\s*(?P<value>[^:|\s/].{1,40})$"
)


def _card(lines: Sequence[Line]) -> dict[str, str]:
    """The entries of a policy card whose keys have no colon: 发文机构北京市经济和信息化局."""
    names = {key: field for field, keys in _KEYS.items() for key in keys.split("|")}
    found: dict[str, str] = {}
    for line in lines:
        if card := _CARD.match(line.words):
            found.setdefault(names[card["key"]], original(line, card["value"].strip()))
    return found


def original(line: Line, value: str) -> str:
    """`value`, found in the folded line, as the document writes it."""
    at = fold(line.raw).find(value)
    return line.raw[at : at + len(value)].strip() if at >= 0 else value


def is_field(lines: Sequence[Line], at: int) -> bool:
    """Whether a line is an entry of the site's table, its key alone, or the value below such a key."""
    words = lines[at].words
    close = words.replace(" ", "")
    if FIELD.search(words) or FIELD.fullmatch(close + ":") or FIELD.match(close):
        return True
    if at and FIELD.fullmatch(lines[at - 1].words.replace(" ", "") + ":") and "关于" not in words:
        return True
    return bool(
        re.match(r"[\u3400-\u9fff\U00020000-\U0003ffff ]{2,12}:.{1,60}$", words)
        and not ENDS_TITLE.search(words)
        and not HEADED.fullmatch(words)
    )
