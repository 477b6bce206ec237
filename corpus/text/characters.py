"""Signs that look like a character and are none, made the character; which encoding bytes are written in, by what is common.

Radicals and compatibility ideographs come out of PDF files and old fonts: ⻓岭湾 is not found by who types 长岭湾.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator

# CJK Radicals Supplement -> the ideograph, as Unicode's EquivalentUnifiedIdeograph has them; what is not here has none
_RADICALS = dict(
    zip(
        "⺁⺄⺅⺆⺈⺉⺊⺌⺍⺎⺐⺒⺓⺔⺖⺘⺙⺛⺜⺝⺞⺟⺠⺡⺢⺣⺤⺥⺦⺧⺨⺩⺫⺬⺭⺮⺯⺰⺱⺲⺶⺷⺸⺹⺻⺼⺽⺾⺿⻀⻁⻂⻃⻄⻅⻆⻇⻈⻉⻊⻋⻌⻍⻎⻏⻐⻑⻒⻓⻔⻖⻗⻘⻙⻚⻛⻜⻝⻟⻠⻡⻢⻣⻤⻥⻦⻧⻨⻩⻪⻫⻬⻭⻮⻯⻰⻱⻲⻳",
        "厂乙亻冂刀刂卜小小兀尢巳幺彑忄扌攵旡日月歺母民氵氺灬爫爫丬牛犭王目示礻竹糹纟罓罒羊羊羊耂聿肉臼艹艹艹虎衤覀西见角角讠贝足车辶辶辶阝钅長镸长门阝雨青韦页风飞食飠饣首马骨鬼鱼鸟卤麦黄黾斉齐歯齿竜龙龟亀龟",
        strict=True,
    )
)
_LOOKALIKE = re.compile("[\u2e80-\u2fdf\uf900-\ufaff\U0002f800-\U0002fa1f]")
# The characters that stand in any Chinese text, simplified and traditional
_COMMON = frozenset(
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过说产种面而方后多定行学法所民得经十三之进等部度家电力水化高自二理起小现加量两制机当使点从业本去把性好应开合还因由其些然外天政四日社义事平形全表间与各重新线内数正心反你明看原又利比或但质气第向道命变条只没结解问意建月公无系军情者最立代想已通并提题程展五果料位入常文总次品式活设及管特件长求基资边流路级少图山统接知较将组见计根论运农指几九区强放决西被干做必先回则任取据处给光门即保治北规热领七海东导志世金增争济阶技术受联认六共权收证改清再采转更单打带安场身具万每目至达积示议报完类八离名确科张信节整空况集度请步支持符合企项奖补助贴申材审条例通知实施意见措施办法规定单位政府管理部门市县区省号"
    "為國們發動學會對於這時來個產種後過實進開關現樣與經應無從業設機總條據處區務員請證資補獎勵辦項類長點當將組織體製權農團結論認識領導導縣並則"
)


def whole(text: str) -> str:
    """`text` with radicals and compatibility ideographs as the characters that they look like, one for one.

    >>> whole("⻓岭湾市⼈才，\\uf9dd")
    '长岭湾市人才，利'
    """
    return _LOOKALIKE.sub(_character, text)


def _character(sign: re.Match[str]) -> str:
    character = _RADICALS.get(sign[0]) or unicodedata.normalize("NFKC", sign[0])
    return character if len(character) == 1 else sign[0]


# Neither written nor drawn: BEL marks the cells of a table in texts out of Word, NUL pads records; line ends and tabs say something
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_NAMES = {"\x00": "NUL", "\x07": "BEL", "\x08": "BS", "\x1a": "SUB", "\x1b": "ESC", "\x7f": "DEL"}


_ROW_END = "\x07\x07"  # how Word's text closes a cell and with it the row
_HAS_ROW = re.compile(r"[^\x07\n]\x07[^\x07\n]+\x07\x07")


def with_rows(text: str) -> str:
    """The cells that Word's text marks with BEL as rows of a table, a line each; `text` as it is where no row is closed.

    >>> with_rows("按下表补助：\\x07甲\\x075万元\\x07\\x07乙\\x072万元\\x07\\x07\\n第二条")
    '按下表补助：\\n甲 | 5万元\\n乙 | 2万元\\n第二条'
    """
    if _ROW_END not in text:
        return text
    return "\n".join("\n".join(_rows(line)) if _HAS_ROW.search(line) else line for line in text.split("\n"))


def _rows(line: str) -> Iterator[str]:
    for row in line.split(_ROW_END):
        first, *cells = row.split("\x07")
        if cells and first.endswith(("：", ":", "。", "；")):  # the sentence before the table
            yield first
            first, *cells = cells
        if words := " | ".join(each for each in [first, *cells] if each.strip()).strip():
            yield words


def without_controls(text: str) -> tuple[str, tuple[tuple[str, int], ...]]:
    """`text` without control characters, and how many of each there were.

    >>> without_controls("奖励\\x0720\\x07万元\\t\\x00")
    ('奖励20万元\\t', (('NUL（U+0000）', 1), ('BEL（U+0007）', 2)))
    """
    text = with_rows(text)
    if not (found := Counter(_CONTROL.findall(text))):
        return text, ()
    return _CONTROL.sub("", text), tuple((_called(sign), count) for sign, count in sorted(found.items()))


def _called(sign: str) -> str:
    code = f"U+{ord(sign):04X}"
    return f"{_NAMES[sign]}（{code}）" if sign in _NAMES else code


def is_chinese(text: str) -> float:
    """The share of common characters among those of `text` that are no ASCII: 0.3 and more in Chinese, 0.1 in what is misread."""
    written = [character for character in text if ord(character) > 127 and unicodedata.category(character)[0] != "P"]
    return sum(character in _COMMON for character in written) / len(written) if written else 0.0
