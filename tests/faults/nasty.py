"""Words that programs stumble over, in the places where people write words. Seeded: the same number gives the same words."""

from __future__ import annotations

import json
import random
from collections.abc import Callable

QUESTIONS = (
    "新认定的高新技术企业奖励多少？", "昌吉附件2第10条", "兰州容错机制由谁牵头", "众创空间有什么补贴", "那瞪羚企业呢？",
    "昌吉和甘州对众创空间的补助有什么不同", "哪些条款由市科技局负责", "我们公司出资1800万元建研发平台，在高新区", "有效期到什么时候",
    "How much does the Changji zone pay?", "“容错机制”在哪里", "这条的责任单位是谁", "下一条",
)  # fmt: skip
PIECES = (
    "第", "条", "章", "附件", "(", "（", "一、", "㈠", "①", "1.", "２０２０", "万元", "亿", "%", "％", "年", "月", "日", "〔2019〕20号",
    "\0", "\u2028", "\u200b", "\u202e", "\ufeff", "\ud800", "\udfff", "😀", "\U000e0001", "é", "e\u0301", "\r\n", "\t", "\x1b[31m",
    "<script>", "{{", "}}", "%s", "{0}", "${HOME}", "../", "C:\\", "'", '"', "`", "\\", "|", ";", "--", "-k", "=", "=元",
    "零", "百", "千", "万", "兆", "廿", "半", "至", "~", "—", "∞", "½", "²", "Ⅻ", "٣", "१", "NaN", "inf", "1e999", "-1", "0x", "1_000",
)  # fmt: skip


def question(chance: random.Random) -> str:
    """A real question with something wrong in it, or something wrong alone."""
    kind = chance.randrange(6)
    if kind == 0:
        return long_number(chance)
    if kind == 1:
        return "".join(chance.choice(PIECES) for _ in range(chance.randrange(1, 12)))
    if kind == 2:
        return (
            chance.choice(("", "昌吉", "附件"))
            + chance.choice("第(一附")
            + long_number(chance)
            + chance.choice("条、)章款")
        )
    if kind == 3:
        return chance.choice((*PIECES, "一", "补贴", "(")) * chance.choice((1, 50, 500, 1_999, 2_001, 20_000))
    text = list(chance.choice(QUESTIONS))
    for _ in range(chance.randrange(1, 5)):
        text.insert(chance.randrange(len(text) + 1), chance.choice(PIECES))
    return "".join(text)


def long_number(chance: random.Random) -> str:
    digit = chance.choice("9９一二十百千万亿零〇٣0.")
    return digit * chance.choice((3, 20, 400, 1_900, 5_000)) + chance.choice(
        ("", "元", "万元", "%", "条", "年", "号", "e9")
    )


def nested(chance: random.Random) -> str:
    deep = chance.choice((10, 1_000, 100_000))
    return chance.choice(("[" * deep, "[" * deep + "]" * deep, '{"a":' * deep + "1" + "}" * deep))


def json_line(chance: random.Random) -> str:
    """A line of a question file with one thing wrong."""
    good = {"id": "1", "question": question(chance), "history": [question(chance)], "filters": {"document": "x"}}
    kind = chance.randrange(7)
    if kind == 0:
        return nested(chance)
    if kind == 1:
        return '{"question": ' + "9" * 5_000 + "}"
    if kind == 2:
        return json.dumps(good)[: chance.randrange(60)]
    if kind == 3:
        good[chance.choice([*good])] = value(chance)  # type: ignore[assignment]
    if kind == 4:
        good[question(chance)] = value(chance)  # type: ignore[assignment]
    if kind == 5:
        return question(chance)
    return json.dumps(good, ensure_ascii=chance.random() < 0.5)


def value(chance: random.Random) -> object:
    kinds: tuple[Callable[[], object], ...] = (
        lambda: None, lambda: True, lambda: 10**400, lambda: 1e308, lambda: [], lambda: {}, lambda: [[]], lambda: {"a": None},
        lambda: question(chance), lambda: [question(chance)], lambda: {question(chance): 1},
    )  # fmt: skip
    return chance.choice(kinds)()


def name(chance: random.Random) -> str:
    """The name of a file that is there or not: too long, no UTF-8, a folder, a device."""
    return chance.choice(
        ("a" * 300, "深" * 100 + ".txt", "a/" * 3_000, "\udcff\udcfe.txt", ".", "/", "", "/dev/null", "/dev/full", "~", "x\ny.txt",
         "/proc/self/mem", "con.docx", "a.docx", "-", "file:///etc/passwd", question(chance).replace("\0", ""), ".txt", "a.txt/")
    )  # fmt: skip
