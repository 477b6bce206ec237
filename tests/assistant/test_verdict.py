"""Yes, no, depends: whether a question asks whether, what a sentence says to it, and the first line of the answer."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.answer import answer_to_json
from assistant.ask import Assistant, check
from assistant.deciding.asked import confirmed
from assistant.learned.models import verdict_models
from assistant.proposing.clause_verdict import NAMES as CLAUSE_NAMES
from assistant.proposing.clause_verdict import sentences_against, values_of, verdict_of
from assistant.proposing.verdict import NAMES, evidence_of, told_apart
from assistant.reading.query import understand
from assistant.reading.whether import asks_whether, is_claim, is_negated, manner_of
from assistant.saying.say_verdict import LEAST
from corpus.measure import Measure
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
    ("租金能补一点不，一年最多补多少", True),  # one of two questions asks whether
    ("老的办法还作不作数？新的几时开始用", True),
    ("去年没超过五千万，能拿多少", False),
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
    # question, clause, verdict, how likely the clause answers at all
    ("二手设备能补贴吗", "第一条 对购置设备的给予补贴。二手设备不予补贴。", "no", 0.95),
    ("劳务派遣公司能申请岗位补贴吗", "第一条 劳务派遣公司不得申请岗位补贴。", "no", 0.95),
    ("参公人员算不算青年人才", "第一条 青年人才给予补贴。参公人员不纳入青年人才范围。", "no", 0.95),
    ("首次入库一次性奖励50万元对吧", "第一条 首次入库的企业，一次性奖励20万元。", "no", 0.95),
    ("首次入库一次性奖励20万元对吧", "第一条 首次入库的企业，一次性奖励20万元。", "yes", 0.95),
    ("合作社种了80亩连片果园能申请补助吗", "第一条 连片果园面积100亩以上的合作社，每亩补助200元。", "no", 0.95),
    ("个体工商户可以申请绣坊补贴吗", "第一条 个体工商户可以申请绣坊补贴。", "yes", 0.95),
    ("绣坊补贴是每户800对吧", "第一条 对绣坊给予开办补贴，补贴标准为每户500元。", "no", 0.95),
    ("短期来的绣娘住绣娘公寓要交房租吗", "第一条 短期来的绣娘住绣娘公寓可免收房租。", "no", 0.95),
    ("甲类绣娘住公寓要交押金吗", "第一条 入住应缴纳两个月租金的押金，甲类、乙类绣娘免缴。", "no", 0.95),
    (
        "乙类绣娘参保才1个月，能住公寓吗",
        "第一条 住公寓的绣娘应连续参保6个月以上。甲类、乙类绣娘不受参保时间限制。",
        "yes",
        0.95,
    ),
    (
        "丙类绣娘参保才1个月，能住公寓吗",
        "第一条 住公寓的绣娘应连续参保6个月以上。甲类、乙类绣娘不受参保时间限制。",
        "no",
        0.95,
    ),
    ("今天天气好吗", "第一条 申报单位于每年三月提交材料。", None, 0.05),
    ("能申报吗", "第一条 本政策分为三个部分。", None, 0.05),
]


def opened(text: str) -> Assistant:
    """An assistant over one document."""
    pool = Pool()
    corpus = corpus_of(pool, add_texts(pool, [("办法.txt", text)]))
    return Assistant(corpus, MeasureIndex.build(corpus.documents, corpus.units, ToyEncoder(), progress=False))


@pytest.fixture(scope="module")
def shelf() -> Assistant:
    return opened("松塔县绣坊奖补办法\n第一条 对绣坊一次性奖励5万元。\n第二条 本办法自2026年2月1日起施行。\n")


def clause(text: str) -> Measure:
    pool = Pool()
    corpus = corpus_of(
        pool, add_texts(pool, [("办法.txt", f"松塔县奖补办法\n{text}\n第二条 本办法自2026年2月1日起施行。\n")])
    )
    return next(unit for unit in corpus.units if unit.label == "第一条")


@pytest.mark.parametrize(("question", "text", "says", "sure"), VERDICTS)
def test_what_a_clause_says(question: str, text: str, says: str | None, sure: float) -> None:
    unit = clause(text)
    found = verdict_of(question, unit, [], sure, verdict_models(), LEAST)
    assert (found[0].says if found else None) == says
    if found:
        verdict, sentence = found
        assert sentence.text[verdict.span.start : verdict.span.end] == verdict.reason != ""
        assert sentence.span.of(f"松塔县奖补办法\n{text}").strip() in text


def test_nobody_confirms_a_figure_that_does_not_stand_there() -> None:
    unit = clause("第一条 对绣坊给予开办补贴。补贴由县文旅局发放。")
    found = verdict_of("绣坊给开办补贴800对吧", unit, [], 0.95, verdict_models(), LEAST)
    assert found is None or found[0].says != "yes"


def test_a_sum_without_its_unit_in_the_middle_of_a_claim_is_held_against_what_is_stated() -> None:
    unit = clause("第一条 绣坊收徒三名的，每年发放5000元，发满3年。")
    found = verdict_of("听说绣坊收三个徒弟每年发8000，发3年，是吗", unit, [], 0.95, verdict_models(), LEAST)
    assert found is not None
    assert found[0].says == "no"
    assert "5000元" in found[0].reason or "8000" in found[0].supposed


@pytest.mark.parametrize(
    ("question", "validity"),
    [
        ("骗过补贴的绣坊今年还能申请吗", False),
        ("去年搬走了的绣坊还能申请吗", False),
        ("绣坊补贴今年还能申请吗", True),
        ("2026年了还能申请绣坊补贴吗", True),
        ("绣坊办法过期了吗", True),
        ("绣坊补贴第一批报名到哪天为止", False),
        ("绣坊备案快到期了，想续要提前多少天提", False),
    ],
)
def test_what_somebody_did_is_no_question_for_validity(shelf: Assistant, question: str, validity: bool) -> None:
    library = shelf.library
    query = confirmed(library, understand(question, library.catalogue, library.vocabulary))
    assert ("validity" in query.asked) is validity


def test_the_sentence_that_decides_is_the_one_shown() -> None:
    unit = clause("第一条 对购置农机的给予补贴。二手农机不予补贴。补贴由县农机局发放。")
    found = verdict_of("二手农机能补贴吗", unit, [], 0.95, verdict_models(), LEAST)
    assert found is not None
    assert found[0].says == "no"
    assert "二手农机不予补贴" in found[1].text


def test_every_feature_of_a_clause_has_a_name_and_its_models_know_them() -> None:
    unit = clause("第一条 对购置农机的给予补贴。")
    values = values_of("农机有补贴吗", unit, sentences_against("农机有补贴吗", unit, [], verdict_models()), 0.9)
    assert values.shape == (len(CLAUSE_NAMES),)
    model = verdict_models().clause
    assert set(model.linear) == set(model.trees) == {"yes", "no", "depends", "none"}
    assert sum(model.shares(values, CLAUSE_NAMES).values()) == pytest.approx(1)


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
    # whoever is one of several kinds of persons will do: another kind's bound decides nothing
    ("雇的绣娘守寡才3个月能报吗", "雇用残疾人员、守寡满半年以上人员的", 0, 0),
    ("绣坊开了3个月能报吗", "开办满半年以上、从未受过处罚的绣坊", 0, 1),
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
    # a number without its unit supposes a figure too
    ("绣娘补贴是每人800对吧", "每名绣娘补助500元", "800"),
    ("绣娘补贴每月300，没错吧", "每名绣娘每月补助500元", "300"),
    ("绣娘补贴是每人500对吧", "每名绣娘补助500元", ""),
    ("绣娘一次性补贴是每人800对吧", "给予绣娘一次性补贴，每人500元", "800"),  # 一次性 counts nothing
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


def test_the_less_sure_a_clause_answers_the_less_likely_is_its_yes() -> None:
    unit = clause("第一条 个体工商户可以申请绣坊补贴。由县文旅局受理。")
    question, models = "个体工商户可以申请绣坊补贴吗", verdict_models()
    sentences = sentences_against(question, unit, [], models)
    shares = [models.clause.shares(values_of(question, unit, sentences, sure), CLAUSE_NAMES) for sure in (0.95, 0.02)]
    assert shares[0]["yes"] > shares[1]["yes"]
    assert shares[0]["none"] < shares[1]["none"]


@pytest.mark.parametrize(
    ("question", "verdict", "words"),
    [
        ("研发投入正好1亿元，给1000万对吧", "yes", "1000万元"),
        ("研发投入5000万元，是不是补500万", "yes", "500万元"),
        ("研发投入4999万，也能拿500万吗", "no", "200万元"),
        ("研发投入3000万，补100万对吗", "no", "200万元"),
    ],
)
def test_a_supposed_sum_is_held_against_the_band_that_is_meant(question: str, verdict: str, words: str) -> None:
    text = (
        "松塔县研发奖补办法\n第一条 研发投入达到或超过1亿元的企业，给予补助1000万元；5000万元（含）至1亿元（不含）的企业，给予补助500万元；"
        "1000万元（含）至5000万元（不含）的企业，给予补助200万元。\n第二条 本办法自2026年2月1日起施行。\n"
    )
    asked = opened(text)
    answer = asked.ask(f"松塔县{question}")
    assert (answer.verdict, words in answer.text.splitlines()[0]) == (verdict, True)


@pytest.mark.parametrize(
    ("question", "verdict", "words"),
    [
        ("补助残疾绣娘每人1000对吧", "no", "不是1000"),
        ("补助残疾绣娘每人1500对吧", "yes", "是："),
        ("初级绣娘补助800 是吧", "no", "不是800"),
        ("初级绣娘补助600是吧", "yes", "是："),
    ],
)
def test_a_number_without_its_unit_is_held_against_the_row_that_is_meant(
    question: str, verdict: str, words: str
) -> None:
    text = (
        "松塔县绣娘补助办法\n第一条 每招用1名绣校毕业生，给予1000元；每招用1名残疾绣娘，给予1500元。\n第二条 补助标准：\n"
        "等级 | 补助标准\n初级绣娘 | 600元\n中级绣娘 | 800元\n第三条 本办法自2026年2月1日起施行。\n"
    )
    asked = opened(text)
    answer = asked.ask(f"松塔县{question}")
    assert (answer.verdict, words in answer.text.splitlines()[0]) == (verdict, True)


@pytest.mark.parametrize(
    ("question", "verdict"),
    [
        ("松塔县2024年那个种植方案还管用吗", "no"),
        ("松农发2024年7号现在还有效吗", "no"),
        ("松塔县种植补贴通知还有效吗", "yes"),
    ],
)
def test_what_another_document_repeals_is_no_longer_in_force(question: str, verdict: str) -> None:
    text = (
        "松塔县农业农村局关于做好2026年种植补贴工作的通知\n松农发〔2026〕3号\n一、补贴标准\n每亩补贴50元。\n二、其他\n"
        "本通知自2026年2月1日起施行，有效期至2028年12月31日。《松塔县2024年种植补贴实施方案》（松农发〔2024〕7号）同时废止。\n"
    )
    asked = opened(text)
    answer = asked.ask(question, as_of=date(2026, 11, 1))
    assert answer.verdict == verdict
    assert ("废止" in answer.text.splitlines()[0]) is (verdict == "no")


def test_who_leads_nothing_names_whom_the_document_gives_to_call() -> None:
    text = "松塔县绣坊奖补办法\n第一条 对绣坊给予2万元补贴。\n第二条 本办法由县文旅局负责解释。\n第三条 咨询电话：0900-5551234。\n"
    for body, told in (
        (text, "0900-5551234（第三条"),
        (text.replace("第三条 咨询电话：0900-5551234。\n", ""), "县文旅局负责解释（第二条"),
    ):
        asked = opened(body)
        line = next(line for line in asked.ask("松塔县绣坊补贴多少").text.splitlines() if line.startswith("找谁办"))
        assert told in line


def test_where_several_clauses_hold_numbers_none_of_them_is_told() -> None:
    text = "松塔县奖补办法\n第一条 对绣坊给予2万元补贴。\n第二条 外贸企业咨询电话：0900-5551111。\n第三条 茶企咨询电话：0900-5552222。\n"
    asked = opened(text)
    line = next(line for line in asked.ask("松塔县绣坊补贴多少").text.splitlines() if line.startswith("找谁办"))
    assert "联系方式见第二条" in line
    assert "0900" not in line
