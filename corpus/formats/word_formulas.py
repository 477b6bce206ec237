"""Equations and symbols of a Word file as text on one line: a fraction is (a)/(b), a Symbol ³ is ≥, a ticked box ☑."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
EQUATION = f"{_MATH}oMath"
_RAISED = str.maketrans("0123456789+-n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿ")
_LOWERED = str.maketrans("0123456789+-", "₀₁₂₃₄₅₆₇₈₉₊₋")

# What the signs of fonts without letters stand for, by their place in the font
_SYMBOL = {
    0xA3: "≤", 0xA5: "∞", 0xB0: "°", 0xB1: "±", 0xB2: "″", 0xB3: "≥", 0xB4: "×", 0xB5: "∝", 0xB7: "•", 0xB8: "÷",
    0xB9: "≠", 0xBA: "≡", 0xBB: "≈", 0xBC: "…", 0xC5: "⊕", 0xC7: "∩", 0xC8: "∪", 0xCE: "∈", 0xD0: "∠", 0xD5: "∏",
    0xD6: "√", 0xD7: "⋅", 0xDE: "⇒", 0xE5: "∑", 0xF2: "∫", 0x2D: "−", 0x5E: "⊥", 0x61: "α", 0x62: "β", 0x67: "γ",
    0x64: "δ", 0x65: "ε", 0x6C: "λ", 0x6D: "μ", 0x70: "π", 0x72: "ρ", 0x73: "σ", 0x77: "ω", 0x44: "Δ", 0x53: "Σ",
    0x57: "Ω", 0xAB: "↔", 0xAC: "←", 0xAD: "↑", 0xAE: "→", 0xAF: "↓",
}  # fmt: skip
_WINGDINGS = {
    0xFE: "☑", 0xA8: "☐", 0x6F: "☐", 0xFD: "☒", 0xFC: "✓", 0xFB: "✗", 0x6C: "●", 0x6E: "■", 0x75: "◆", 0xD8: "➢",
    0xE0: "→", 0xDF: "←", 0xAB: "★", 0x28: "☎", 0x2A: "✉", **{0x81 + n: chr(0x2460 + n) for n in range(10)},
    **{0x8C + n: chr(0x2776 + n) for n in range(10)},
}  # fmt: skip
_WINGDINGS_2 = {
    0x50: "✓", 0x4F: "✗", 0x51: "☒", 0x52: "☑", 0x53: "☒", 0x54: "☒", 0xA3: "☐", 0x30: "☐", 0x2A: "☐",
    **{0x6A + n: chr(0x2460 + n) for n in range(10)}, **{0x75 + n: chr(0x2776 + n) for n in range(10)},
}  # fmt: skip
_FONTS = {"symbol": _SYMBOL, "wingdings": _WINGDINGS, "wingdings 2": _WINGDINGS_2}


def symbol(element: etree._Element) -> str | None:
    """What a w:sym stands for; None where its font says so to nobody but itself."""
    code, font = element.get(f"{_WORD}char", ""), element.get(f"{_WORD}font", "").lower()
    try:
        place = int(code, 16)
    except ValueError:
        return None
    if font in _FONTS:
        return _FONTS[font].get(place & 0xFF if place >= 0xF000 else place)
    return chr(place) if 0x20 <= place < 0xD800 or 0xF900 <= place < 0xFFF0 else None


def formula(element: etree._Element) -> str:
    """An m:oMath on one line, with the brackets that keep its order."""
    return "".join(_parts(element))


def _parts(element: etree._Element) -> Iterator[str]:
    for child in element:
        name = etree.QName(child).localname if isinstance(child.tag, str) else ""
        if name == "t":
            yield child.text or ""
        elif name == "sym":
            yield symbol(child) or ""
        elif name == "f":
            yield f"{_closed(child, 'num')}/{_closed(child, 'den')}"
        elif name in ("sSup", "sSub", "sSubSup"):
            yield _of(child, "e") + _small(child, "sub", _LOWERED, "_") + _small(child, "sup", _RAISED, "^")
        elif name == "rad":
            yield f"{_of(child, 'deg')}√{_closed(child, 'e')}"
        elif name == "nary":
            yield f"{_sign(child, 'chr', '∫')}{_small(child, 'sub', _LOWERED, '_')}{_small(child, 'sup', _RAISED, '^')}{_of(child, 'e')}"
        elif name == "d":
            inside = _sign(child, "sepChr", "|").join(formula(each) for each in child.findall(f"{_MATH}e"))
            yield f"{_sign(child, 'begChr', '(')}{inside}{_sign(child, 'endChr', ')')}"
        elif name not in ("del", "moveFrom", "rPr", "ctrlPr") and not name.endswith("Pr"):
            yield formula(child)


def _of(element: etree._Element, name: str) -> str:
    part = element.find(f"{_MATH}{name}")
    return "" if part is None else formula(part)


def _closed(element: etree._Element, name: str) -> str:
    words = _of(element, name)
    return words if len(words) <= 1 or words.isalnum() else f"({words})"


def _small(element: etree._Element, name: str, table: dict[int, int], mark: str) -> str:
    words = _of(element, name)
    if not words:
        return ""
    return words.translate(table) if all(ord(each) in table for each in words) else f"{mark}{_closed(element, name)}"


def _sign(element: etree._Element, name: str, otherwise: str) -> str:
    properties = element.find(f"{_MATH}{etree.QName(element).localname}Pr")
    told = properties.find(f"{_MATH}{name}") if properties is not None else None
    return otherwise if told is None else told.get(f"{_MATH}val", otherwise)
