"""What is found between a generated sentence and its clause: each feature on lines that must have it and lines that must not."""

from __future__ import annotations

import hashlib
import re
from datetime import date

import pytest

from assistant.answer import Citation
from assistant.learned.models import read
from assistant.writing.cells import Tables
from assistant.writing.checked import claims_in, evidence_in
from assistant.writing.counted import numbers_of
from assistant.writing.english import in_chinese
from assistant.writing.grounds import Context
from assistant.writing.labelled import labelled
from assistant.writing.marks import ROWS, marks_of
from assistant.writing.sentences import Sentence, sentences
from assistant.writing.weighed import NAMES, SETTLES
from assistant.writing.worked import equations
from corpus.grants.benefits import parse_benefits
from corpus.measure import Document, Measure, Span
from eval.wide.sentences import load_told
from eval.wide.set import HERE

KNOWN = {*NAMES, *(name for name, _ in SETTLES)}
CLAUSE = """第八条 首次评为五星级、四星级养老机构的，分别奖励30万元、20万元。从事一线护理的本科毕业生，入职满2年后给予2万元奖补，分三年按30%、30%、40%发放。
四级证书的不发津贴。县级民政部门应当在受理后15个工作日内审核，可以委托第三方评估。个体工商户申请的，可以不提交审计报告。
年服务3万人次以上的老年食堂补助5万元，1万—3万人次的2万元。申请时提交申请表、营业执照和收费票据。咨询电话：0551-65597381；投诉电话：0551-65597302。
本办法自2023年1月1日起施行，有效期至2025年12月31日。对列入名单的规模以上工业企业，按设备投资额的10%补助，最高80万元。"""


def context(question: str = "怎么补？") -> Context:
    unit = Measure(
        "x/8", "x", "正文", ("第八条",), "第八条", "", CLAUSE, Span(0, len(CLAUSE)), "measure",
        responsible_units=("县民政局",), benefits=tuple(parse_benefits(CLAUSE)),
    )  # fmt: skip
    document = Document("x", "柳河县若干措施", "x.txt", "0", regions=("柳河县",))
    cited = Citation(1, unit, document.title, "x.txt", CLAUSE, unit.span, 1.0, "not stated")
    return Context({1: cited}, {"x": document}, question, date(2026, 3, 1))


def found_in(text: str, question: str = "怎么补？") -> set[str]:
    """The features that speak on `text`."""
    tables, names = Tables(), set()
    for sentence in sentences(text):
        said = tables.sentence(sentence)
        for _, evidence in evidence_in(said, context(question)) if said else ():
            names |= {name for name, value in evidence.values.items() if value > 0} if evidence else {"marker"}
    return names


@pytest.mark.parametrize(
    ("text", "feature"),
    [
        ("评为四星级的养老机构奖励30万元[1]。", "mark of another figure"),
        ("评为五星级的养老机构奖励45万元[1]。", "nowhere sum"),
        ("评为五星级的养老机构奖励20万元[1]。", "mark against the figure's"),
        ("投诉请打0551-65597381[1]。", "nearer another figure"),
        ("审核要在受理后15日内完成[1]。", "another kind of days"),
        ("2万元奖补一次性发放到位[1]。", "once for parts"),
        ("持四级证书的也可以领津贴[1]。", "denial passed over"),
        ("个体工商户必须提交审计报告[1]。", "must for may"),
        ("只要是本科毕业生就能拿到2万元奖补[1]。", "sweeping"),
        ("入职多久没有要求[1]。", "waives what is asked"),
        ("这个办法现在仍在有效期内，可以申报[1]。", "holds after its end"),
        ("按设备销售额的10%补助，最高80万元[1]。", "base other"),
        ("20000×30%=9000元[1]。", "equation wrong"),
        ("由市教育局审核[1]。", "office nowhere"),
        ("条款没有写明咨询电话[1]。", "unstated but there"),
        ("由市级民政部门在15个工作日内审核[1]。", "office of another level"),
        ("年服务超过3万人次的食堂补助5万元[1]。", "bound edge"),
    ],
)
def test_what_speaks_against_a_sentence_is_found(text: str, feature: str) -> None:
    assert feature in KNOWN
    assert feature in found_in(text)


AGAINST = sorted(
    name for name in KNOWN if name.startswith(("nowhere", "mark", "band", "bound", "denial", "once", "equation"))
)


@pytest.mark.parametrize(
    "text",
    [
        "四星级养老机构首次评上奖励20万元，五星级30万元[1]。",
        "本科生的2万元奖补分三年发，依次是6000元、6000元和8000元[1]。",
        "持四级证书的拿不到津贴[1]。",
        "投诉电话是0551-65597302[1]。",
        "受理后15个工作日内审核[1]。",
        "| 星级 | 奖励 |\n|---|---|\n| 四星级 | 20万元 [1] |",
        "A five-star home receives CNY 300,000 [1].",
        "下面分两点说明：",
    ],
)
def test_what_is_borne_out_has_none_of_it(text: str) -> None:
    assert not found_in(text) & set(AGAINST)


def test_a_claim_stands_to_its_clause() -> None:
    said = {text: [one.standing for one in claims_in(Sentence(text, (1,)), context())] for text in (
        "五星级养老机构奖励30万元[1]。", "2万元的30%是6000元[1]。", "五星级养老机构奖励45万元[1]。", "四星级养老机构奖励30万元[1]。"
    )}  # fmt: skip
    assert list(said.values()) == [["stated"], ["follows"], ["not stated"], ["contradicted"]]


@pytest.mark.parametrize(("dimension", "name", "pattern", "has", "lacks"), ROWS)
def test_each_mark_fires_where_it_must_and_nowhere_else(
    dimension: str, name: str, pattern: str, has: str, lacks: str
) -> None:
    assert re.search(pattern, has)
    assert not re.search(pattern, lacks)
    assert (dimension, name) in marks_of(has)


def test_numbers_are_told_apart_by_what_they_count() -> None:
    kinds = [
        one.kind for one in numbers_of("每年9月30日前申报,20个工作日内拨付六成,连续两年,第八条,30万元,这一块,三方面")
    ]
    assert kinds == ["date", "work day", "%", "months", "clause", "元"]


def test_figures_know_what_they_are_of() -> None:
    assert [one.label for one in labelled("五星级、四星级分别奖励30万元、20万元")] == [
        "五星级,分别奖励",
        "四星级,分别奖励",
    ]
    row = labelled("类别|标准(元)\n新建|12000\n租赁|6000")[1]
    assert (row.number.kind, row.number.value, row.label.startswith("租赁")) == ("元", 6000, True)


def test_equations_are_worked_again() -> None:
    assert [right for right, _ in equations("800吨×60元=48,000元,(50+12)×1.2=74.4万元,3×30万元=80万元")] == [
        True,
        True,
        False,
    ]


def test_english_figures_are_read_as_values() -> None:
    said = in_chinese(
        "The subsidy is at most CNY 1.8 million, paid for three years, within 30 working days of 9 May 2026."
    )
    assert all(words in said for words in ("最高", "180万元", "3年", "30个工作日", "2026年5月9日"))


def test_the_weights_were_fitted_on_the_sentences_that_are_here() -> None:
    stored = read("sentences")
    told = hashlib.sha256((HERE / "learn" / "sentences.jsonl").read_bytes()).hexdigest()
    assert stored["fitted_on"] == {"learn/sentences.jsonl": told}
    assert tuple(stored["features"]) == NAMES
    assert len(load_told("learn")) >= 300
