"""What a clause refers to: titles in title marks and document numbers, never the words before them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.facts.references import parse_references

EXAMPLES: list[tuple[str, tuple[str, ...]]] = [
    # titles
    ("根据《中小企业促进法》制定", ("《中小企业促进法》",)),
    ("对符合《昌吉州人才引进办法(试行)》条件的", ("《昌吉州人才引进办法(试行)》",)),
    ("《关于印发《创新券管理办法》的通知》要求", ("《关于印发《创新券管理办法》的通知》",)),
    ("《关于印发〈创新券管理办法〉的通知》要求", ("《关于印发〈创新券管理办法〉的通知》",)),
    ("《甲办法》《乙办法》，《甲办法》", ("《甲办法》", "《乙办法》")),
    ("《跨行\n的办法》", ("《跨行\n的办法》",)),
    ("《》", ()),
    ("《没有右边", ()),
    ("<p>段落</p>，a < b > c", ()),
    # numbers in every bracket
    ("国函〔2018〕145 号", ("国函〔2018〕145 号",)),
    ("（昌州党办发〔2017〕4号）", ("昌州党办发〔2017〕4号",)),
    ("国办发﹝2019﹞11号", ("国办发﹝2019﹞11号",)),
    ("国办发[2019]11号", ("国办发[2019]11号",)),
    ("国办发(2012)12号", ("国办发(2012)12号",)),
    ("国办发（2012）第12号", ("国办发（2012）第12号",)),
    ("东府办【2016】20号", ("东府办【2016】20号",)),
    ("新政发〔２０１９〕３９号", ("新政发〔２０１９〕３９号",)),
    # a number does not swallow the words before it
    ("根据国发〔2018〕1号", ("国发〔2018〕1号",)),
    ("国务院批复国函〔2018〕145号", ("国函〔2018〕145号",)),
    ("按照省政府印发的甘政发〔2019〕2号文件", ("甘政发〔2019〕2号",)),
    ("落实兰政发〔2018〕3号和兰科发〔2018〕4号", ("兰政发〔2018〕3号", "兰科发〔2018〕4号")),
    ("详见财建〔2020〕5号、财教〔2020〕6号", ("财建〔2020〕5号", "财教〔2020〕6号")),
    ("《若干意见》（新政发〔2019〕39号）", ("《若干意见》", "新政发〔2019〕39号")),
    ("继续执行东府〔2014〕99号", ("东府〔2014〕99号",)),
    ("经信发〔2018〕7号", ("经信发〔2018〕7号",)),
    ("根据国务院令第588号、市政府令第 12 号", ("国务院令第588号", "市政府令第 12 号")),
    # no letters, no number
    ("〔2018〕145号", ()),
    ("2018年145号", ()),
    ("会议室（2018）", ()),
    ("", ()),
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "expected"), [pytest.param(*case, id=case[0].replace("\n", "⏎") or "empty") for case in EXAMPLES]
)
def test_parse_references(text: str, expected: tuple[str, ...]) -> None:
    assert parse_references(text) == expected


@given(st.text(alphabet="国发办〔〕[]（）20189145 号《》根据的", max_size=60) | st.text(max_size=60))
def test_references_are_words_of_the_text(text: str) -> None:
    for reference in parse_references(text):
        assert reference in text
