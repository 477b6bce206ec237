"""Yes, no, depends: whether a question asks whether, what a sentence says to it, and the first line of the answer."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.answer import answer_to_json
from assistant.ask import Assistant, check
from assistant.learned.models import verdict_models
from assistant.library import Library
from assistant.proposing.verdict import NAMES, evidence_of, told_apart, verdict_of
from assistant.reading.query import understand
from assistant.reading.whether import asks_whether, is_claim, is_negated, manner_of
from assistant.saying.clause_facts import clause_facts
from assistant.saying.draft import Draft
from eval.wide.build import Pool, add_texts, corpus_of
from index.measure_index import MeasureIndex
from tests.toy import ToyEncoder

ASKED = [
    ("合伙企业能不能申报", True),
    ("一次给80万元对吧", True),
    ("个体户可以申请这个补贴吗", True),
    ("是不是只能报一次", True),
    ("新认定的高新技术企业奖励多少", False),
    ("申报要交哪些材料", False),
    ("由哪个部门牵头", False),
    ("什么时候截止", False),
]


@pytest.mark.parametrize(("question", "asks"), ASKED)
def test_whether_a_question_asks_whether(question: str, asks: bool) -> None:
    assert asks_whether(question, verdict_models().whether) is asks


MANNERS = [
    ("合伙企业能申报吗", "can"),
    ("一次给80万元对吧", "is"),
    ("还要交纸质材料吗", "need"),
    ("外观设计奖不奖", "have"),
    ("二手设备有没有补贴", "have"),
]


@pytest.mark.parametrize(("question", "manner"), MANNERS)
def test_what_the_reply_says_yes_or_no_to(question: str, manner: str) -> None:
    assert manner_of(question) == manner


@pytest.mark.parametrize(
    ("question", "negated"),
    [
        ("没有发票也能报吗", True),
        ("能不能报", False),
        ("给补贴不", False),
        ("有没有奖励", False),
        ("未备案可以吗", True),
    ],
)
def test_an_a_or_not_a_question_denies_nothing(question: str, negated: bool) -> None:
    assert is_negated(question) is negated


def test_a_claim_is_told_from_a_question() -> None:
    assert is_claim("听说要满五年")
    assert is_claim("每件奖2000元，没错吧？")
    assert not is_claim("每件奖多少")


VERDICTS = [
    # question, sentence, verdict
    ("二手设备能补贴吗", "二手设备不予补贴。", "no"),
    ("劳务派遣公司能申请岗位补贴吗", "劳务派遣公司不得申请岗位补贴。", "no"),
    ("参公人员算不算青年人才", "参公人员不纳入青年人才范围。", "no"),
    ("首次入库一次性奖励50万元对吧", "首次入库的企业，一次性奖励20万元。", "no"),
    ("首次入库一次性奖励20万元对吧", "首次入库的企业，一次性奖励20万元。", "yes"),
    ("合作社种了80亩连片果园能申请补助吗", "连片果园面积100亩以上的合作社，每亩补助200元。", "no"),
    ("今天天气好吗", "申报单位于每年三月提交材料。", None),
    ("能申报吗", "本政策分为三个部分。", None),
]


@pytest.mark.parametrize(("question", "sentence", "says"), VERDICTS)
def test_what_a_sentence_says(question: str, sentence: str, says: str | None) -> None:
    found = verdict_of(question, sentence, verdict_models())
    assert (found.says if found else None) == says
    if found:
        assert sentence[found.span.start : found.span.end] == found.reason != ""


BOUNDS = [
    # question, sentence, met, unmet
    ("年营业收入2000万元能报吗", "年营业收入超过2000万元的企业", 0, 1),
    ("年营业收入2000万元能报吗", "年营业收入2000万元以上的企业", 1, 0),
    ("我36岁能报吗", "申请人年龄不超过35周岁", 0, 1),
    ("我35岁能报吗", "申请人年龄不超过35周岁", 1, 0),
    ("能耗比1.45能报吗", "能耗比高于1.4的不予支持", 0, 1),
    ("能耗比1.35能报吗", "能耗比高于1.4的不予支持", 0, 0),
    ("种了4亩能报吗", "连片6亩以上（山区3亩以上）", 0, 0),  # which of the two is meant is not said
    ("我们12个人能报吗", "面积不少于100平方米", 0, 0),
]


@pytest.mark.parametrize(("question", "sentence", "met", "unmet"), BOUNDS)
def test_a_figure_given_is_held_against_the_bound(question: str, sentence: str, met: int, unmet: int) -> None:
    values = dict(zip(NAMES, evidence_of(question, sentence).values, strict=True))
    assert (values["bound_met"], values["bound_unmet"]) == (met, unmet)


SUPPOSED = [
    # question, sentence, the figure put right
    ("首次入库奖500万元对吧", "首次入库的企业奖励100万元", "500万元"),
    ("首次入库奖100万元对吧", "首次入库的企业奖励100万元", ""),
    ("二级奖30万元对吧", "一级、二级、三级分别奖励50万元、30万元、10万元", ""),
    ("贷款最高55万元对吧", "由45万元提高到55万元", ""),
    ("首次入库奖多少", "首次入库的企业奖励100万元", ""),
]


@pytest.mark.parametrize(("question", "sentence", "supposed"), SUPPOSED)
def test_only_a_figure_that_is_not_stated_is_put_right(question: str, sentence: str, supposed: str) -> None:
    assert evidence_of(question, sentence).supposed == supposed


def test_words_that_one_sentence_holds_tell_it_apart() -> None:
    first, second = told_apart("二手农机有补贴吗", ["农机给予补贴", "二手农机不补"])
    assert second > first


def test_nothing_shared_speaks_of_nothing() -> None:
    assert told_apart("abc", ["农机给予补贴"]) == [0.0]


FIRST_LINES = [
    ("昌吉高新区对新认定的高新技术企业一次性奖励20万元对吧", "yes", "是：「对高新区内新认定的"),
    ("昌吉高新区新认定的高新技术企业一次奖50万元对吧", "no", "不是50万元："),
    ("昌吉高新区对瞪羚企业奖励500万元，对吗", "no", "不是500万元：瞪羚企业"),
]


@pytest.mark.parametrize(("question", "verdict", "begins"), FIRST_LINES)
def test_the_first_line_says_it(assistant: Assistant, question: str, verdict: str, begins: str) -> None:
    answer = assistant.ask(question)
    check(answer)
    assert (answer.verdict, answer.text[: len(begins)]) == (verdict, begins)
    assert answer_to_json(answer)["verdict"] == verdict


@pytest.mark.parametrize("question", ["昌吉高新区新认定的高新技术企业奖励多少", "兰州容错纠错机制由谁牵头"])
def test_what_does_not_ask_whether_has_no_verdict(assistant: Assistant, question: str) -> None:
    assert assistant.ask(question).verdict is None


@pytest.mark.parametrize(("sure", "verdict"), [(0.95, "yes"), (0.62, None)])
def test_a_clause_that_may_not_answer_says_no_yes(sure: float, verdict: str | None) -> None:
    """Its words stand below in any case; only who is sure that they answer may say 能."""
    pool = Pool()
    text = (
        "松塔县绣坊奖补办法\n第一条 个体工商户可以申请绣坊补贴。由县文旅局受理。\n第二条 本办法自2026年2月1日起施行。\n"
    )
    corpus = corpus_of(pool, add_texts(pool, [("办法.txt", text)]))
    library = Library(corpus, MeasureIndex.build(corpus.documents, corpus.units, ToyEncoder(), progress=False))
    unit = next(unit for unit in corpus.units if unit.label == "第一条")
    draft = Draft(library, date(2026, 6, 1), sure=sure)
    clause_facts(draft, understand("个体工商户可以申请绣坊补贴吗", library.catalogue, library.vocabulary), unit)
    assert draft.verdict == verdict
    assert any("个体工商户可以申请" in line for line in draft.lines)
