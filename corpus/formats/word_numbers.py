"""A number and the name of a style in, the numeral as a list shows it out: 3 and chineseCounting give 三."""

from __future__ import annotations

_DIGITS = "零一二三四五六七八九"
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
    (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
_FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")


def number_text(number: int, style: str) -> str:
    """`number` in a style of ECMA-376 part 1, 17.18.59 (ST_NumberFormat); in Arabic digits where we know none better.

    >>> [number_text(21, style) for style in ("decimal", "chineseCountingThousand", "lowerLetter", "upperRoman")]
    ['21', '二十一', 'u', 'XXI']
    >>> number_text(3, "decimalEnclosedCircleChinese"), number_text(2, "ideographTraditional"), number_text(7, "none")
    ('③', '乙', '')
    """
    match style:
        case "none" | "bullet":
            return ""
        case "decimalZero":
            return f"{number:02}"
        case "decimalFullWidth" | "decimalFullWidth2":
            return str(number).translate(_FULL_WIDTH)
        case "lowerLetter" | "upperLetter" if number > 0:
            letters = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)
            return letters.upper() if style == "upperLetter" else letters
        case "lowerRoman" | "upperRoman" if 0 < number < 4000:
            return _roman(number).upper() if style == "upperRoman" else _roman(number)
        case "decimalEnclosedCircle" | "decimalEnclosedCircleChinese" if 1 <= number <= len(_CIRCLED):
            return _CIRCLED[number - 1]
        case "ideographTraditional" if 1 <= number <= len(_STEMS):
            return _STEMS[number - 1]
        case "ideographZodiac" if 1 <= number <= len(_BRANCHES):
            return _BRANCHES[number - 1]
        case "ideographDigital" | "japaneseDigitalTenThousand" | "taiwaneseDigital":
            return "".join(_DIGITS[int(digit)] for digit in str(number))
        case "chineseCounting" | "chineseCountingThousand" | "japaneseCounting" | "taiwaneseCounting" | \
                "taiwaneseCountingThousand" | "koreanCounting" if 0 <= number < 10_000:  # fmt: skip
            return _counted(number)
        case _:
            return str(number)


def _counted(number: int) -> str:
    """0–9999 as counted: 十一, 二十, 一百零五.

    >>> [_counted(number) for number in (0, 10, 11, 20, 105, 110, 1001)]
    ['零', '十', '十一', '二十', '一百零五', '一百一十', '一千零一']
    """
    if number < 10:
        return _DIGITS[number]
    words, gap = "", False
    for size, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // size % 10
        if digit:
            words += ("零" if gap and words else "") + _DIGITS[digit] + unit
        gap = not digit
    return words[1:] if words.startswith("一十") else words


def _roman(number: int) -> str:
    words = ""
    for value, letters in _ROMAN:
        while number >= value:
            words, number = words + letters, number - value
    return words
