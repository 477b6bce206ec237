"""Characters as what they are: radicals in every reader, encodings without a mark, traditional ones, 第三条之一."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from assistant.reading.clauses import Step, label_steps
from corpus.formats.read import source_of
from corpus.parse import parse_text
from corpus.text.characters import whole
from corpus.text.normal import fold
from tests.table_kit import as_docx, as_html, as_markdown

ARTICLES = "湖田市人才安居办法\n第一条 为支持人才安居，制定本办法。\n第二条 对高层次人才给予购房补贴60万元。\n第三条 本办法由市人社局负责解释。\n"
TRADITIONAL = "湖田市人民政府關於印發獎勵辦法的通知\n第一條 為鼓勵企業創新，制定本辦法。\n第二條 對首次認定的高新技術企業，一次性獎勵25萬元。\n"


@pytest.mark.parametrize("write", [as_docx, as_html, as_markdown])
def test_radicals_are_characters_in_every_reader(write: Callable[[str, list[list[str]], str], bytes]) -> None:
    suffix = {as_docx: ".docx", as_html: ".html", as_markdown: ".md"}[write]
    text = source_of(
        f"a{suffix}", write("⻓岭市⼈才办法", [["⼈才", "奖励"], ["⻘年", "5万元"]], "⾃印发之⽇起施⾏")
    ).text
    assert "长岭市人才办法" in text
    assert "青年 | 5万元" in text.replace("| 青年 | 5万元 |", "青年 | 5万元")
    assert "自印发之日起施行" in text


@pytest.mark.parametrize(
    ("sign", "character"), [("⻢", "马"), ("⼀", "一"), ("\uf9b4", "領"), ("⻋", "车"), ("⺟", "母")]
)
def test_what_looks_like_a_character_is_it(sign: str, character: str) -> None:
    assert whole(f"甲{sign}乙") == f"甲{character}乙"


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16-le", "utf-16-be", "utf-16"])
def test_a_text_is_read_in_whatever_it_is_written(encoding: str) -> None:
    assert source_of("a.txt", ARTICLES.encode(encoding)).text == ARTICLES


@pytest.mark.parametrize("encoding", ["big5", "utf-16-le", "utf-8"])
def test_traditional_characters_too(encoding: str) -> None:
    text = TRADITIONAL.replace("為", "為")
    assert source_of("a.txt", text.encode(encoding)).text == text


def test_traditional_articles_are_articles() -> None:
    assert [unit.label for unit in parse_text(TRADITIONAL, "a") if unit.kind == "measure"] == ["第一條", "第二條"]


@pytest.mark.parametrize(
    ("one", "other"), [("第二條", "第二条"), ("獎勵辦法", "奖励办法"), ("翠嶼市", "翠屿市"), ("乾县", "乾县")]
)
def test_both_scripts_are_one_to_a_comparison(one: str, other: str) -> None:
    assert fold(one) == fold(other)
    assert len(fold(one)) == len(one)


INSERTED = (
    "湖田市科技办法\n第一条 为促进科技，制定本办法。\n第二条 对卖方奖励3%。\n第二条之一 对买方奖励5%。\n"
    "第二条之二 对经纪机构奖励1%。\n第三条 违反第二条之一规定的，追回资金。\n第四条 本办法由市科技局负责解释。\n"
)


def test_an_inserted_article_is_one_of_its_own() -> None:
    labels = [unit.label for unit in parse_text(INSERTED, "a") if unit.kind == "measure"]
    assert labels == ["第一条", "第二条", "第二条之一", "第二条之二", "第三条", "第四条"]


@pytest.mark.parametrize(
    ("label", "step"),
    [
        ("第三条之一", Step("article", 3, sub=1)),
        ("第12条之2", Step("article", 12, sub=2)),
        ("第三条", Step("article", 3)),
    ],
)
def test_its_label_can_be_typed_back(label: str, step: Step) -> None:
    assert label_steps(label) == (step,)


@pytest.mark.parametrize(
    "second",
    [
        "本办法施行前已认定的平台继续有效。",
        "原《湖田市平台办法》同时废止。",
        "此前规定与本办法不一致的，以本办法为准。",
    ],
)
def test_a_last_article_keeps_its_second_paragraph(second: str) -> None:
    text = f"湖田市平台办法\n第一条 为规范认定，制定本办法。\n第二条 资格有效期三年。\n第三条 本办法自2025年4月1日起施行。\n{second}\n"
    last = [unit for unit in parse_text(text, "a") if unit.kind == "measure"][-1]
    assert last.text.endswith(second)
