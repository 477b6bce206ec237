"""10,000 random mutations of the real documents: nothing but PolicyError, and the laws of division hold (make test-fuzz)."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest

from corpus.check import check_document
from corpus.errors import PolicyError
from corpus.formats.decoding import decode
from corpus.formats.read import SourceText
from corpus.identity.identity import infer_identity
from corpus.outline.units import divide
from corpus.parse import measures_of
from corpus.register import load_register
from tests.corpus.test_units_laws import laws_hold

pytestmark = pytest.mark.fuzz

BATCHES, EACH = 40, 250
PIECES = (
    "一、", "（二）", "3.", "第四条 ", "第四条", "①", "(1)", "附件1\n", "附件：1.甲\n", "\n", "\n\n", "　　", "。", "；", "：", "，", "**", "## ", "| ",
    "<p>", "</p>", "<br/>", "&nbsp;", "问：", "答：", "一是", "序号\n", "\n1\n", "- 3 -\n", "第3页\n", "目录\n", "……3\n", "2020年6月16日", "有效期3年",
    "自印发之日起施行", "同时废止", "《", "》", "〔2020〕3号", "万元", "20万元、15万元", "分别", "%", "（略）", "牵头单位：", "\u200b", "\ufeff", "😀", "\r", "\t", "\x0c", "\x00", "\ud800",
)  # fmt: skip


def mutated_text(text: str, rng: random.Random) -> str:
    for _ in range(rng.randint(1, 30)):
        place, other = sorted((rng.randrange(len(text) + 1), rng.randrange(len(text) + 1)))
        other = min(other, place + rng.choice((1, 5, 60, 2000)))
        match rng.randrange(6):
            case 0:
                text = text[:place] + text[other:]
            case 1:
                text = text[:place] + text[place:other] * 2 + text[other:]
            case 2:
                text = text[:place] + text[place:other].replace("\n", "") + text[other:]
            case 3:
                text = text[:place] + text[place:other][::-1] + text[other:]
            case _:
                text = text[:place] + rng.choice(PIECES) + text[place:]
    return text


def mutated_bytes(raw: bytes, rng: random.Random) -> bytes:
    changed = bytearray(raw)
    for _ in range(rng.randint(1, 12)):
        place = rng.randrange(len(changed))
        match rng.randrange(3):
            case 0:
                del changed[place : place + rng.randint(1, 9)]
            case 1:
                changed[place:place] = rng.randbytes(rng.randint(1, 5))
            case _:
                changed[place] = rng.randrange(256)
    return bytes(changed)


@pytest.fixture(scope="module")
def sources() -> list[tuple[str, bytes]]:
    register = load_register()
    return [(document.id, register.path_of(document).read_bytes()) for document in register.documents]


@pytest.mark.parametrize("batch", range(BATCHES))
def test_mutated_documents(batch: int, sources: list[tuple[str, bytes]]) -> None:
    rng = random.Random(batch)
    read: Callable[[bytes], str] = lambda raw: decode(raw, "mutated")  # noqa: E731
    for _ in range(EACH):
        name, raw = rng.choice(sources)
        try:
            text = read(mutated_bytes(raw, rng)) if rng.random() < 0.3 else mutated_text(read(raw), rng)
        except PolicyError:
            continue
        division = divide(text)
        units = measures_of(text, name, division)
        laws_hold(text, units)
        infer_identity(text)
        check_document(SourceText(name, text, ""), division, units)
