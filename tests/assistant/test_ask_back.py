"""A vague question is asked back with whole questions to choose from, and each of those is answered."""

from __future__ import annotations

import pytest

from assistant.answer import answer_to_json
from assistant.ask import Assistant
from assistant.reading.noise import is_noise
from eval.wide.build import Pool, add_texts, corpus_of
from index.measure_index import MeasureIndex
from tests.toy import ToyEncoder

VAGUE = [
    # question, what a choice begins with
    ("有什么补贴", "兰州高新区："),
    ("怎么申请", "兰州高新区："),
    ("谁负责", "兰州高新区："),
    ("昌吉高新区怎么申请", "昌吉高新区："),
    ("兰州谁牵头", "兰州："),
    ("我是做新材料的，能拿多少钱", "兰州高新区："),  # every word is known, the place is missing
    ("what support is there?", "兰州高新区："),
]


@pytest.mark.parametrize(("question", "begins"), VAGUE, ids=[row[0] for row in VAGUE])
def test_a_vague_question_is_asked_back_with_choices(assistant: Assistant, question: str, begins: str) -> None:
    answer = assistant.ask(question)
    assert answer.status == "clarify"
    assert not answer.citations
    assert 2 <= len(answer.choices) <= 3
    assert answer.choices[0].startswith(begins)
    assert answer_to_json(answer)["choices"] == list(answer.choices)


@pytest.mark.parametrize("question", ["昌吉高新区怎么申请", "兰州谁牵头"])
def test_each_choice_of_a_topic_is_answered(assistant: Assistant, question: str) -> None:
    for choice in assistant.ask(question).choices:
        assert assistant.ask(choice).citations, choice


CLEAR = ["养猪能补多少钱", "昌吉高新区补贴多少", "深圳有什么补贴", "“四棒接力”出自哪里"]


@pytest.mark.parametrize("question", CLEAR)
def test_a_clear_question_is_not_asked_back(assistant: Assistant, question: str) -> None:
    assert assistant.ask(question).status != "clarify"
    assert assistant.ask(question).choices == ()


# ---------------------------------------------------------------- what asks nothing, what asks on, what is nowhere stated

COOPERATIVES = """松塔县合作社扶持办法
第一条 对示范合作社，一次性奖励5万元。由县农业农村局负责。
第二条 示范合作社应当具备下列条件：（一）成员不少于30户；（二）注册满2年；（三）有固定办公场所。
第三条 申报单位应当向乡镇人民政府提交申请表、章程和成员名册，由县农业农村局审核。
第四条 支持合作社建设冷库，对新建冷库的合作社给予适当补助，具体标准由县财政局另行确定。
第五条 支持参加展会，鼓励合作社参加各类展会。
第六条 对研发投入的企业，按下表奖励：
年度研发投入 | 奖励金额
1000万元以下 | 20万元
1000万元（含）以上、5000万元以下 | 50万元
5000万元（含）以上 | 100万元
第七条 本办法自2025年3月1日起施行，有效期3年。
松塔县人民政府
2025年2月20日
"""
INNS = """青石县支持民宿发展措施
一、对新开办的民宿企业，一次性奖励8万元。
二、本措施自2025年3月1日起施行，有效期3年。
青石县人民政府
2025年2月20日
"""
WITHOUT_SUMS = """红山县支持竹编发展意见
一、支持竹编企业参加展会，给予适当补助。
二、鼓励竹编企业开展电商销售。
红山县人民政府
2025年2月20日
"""
BEFORE = ["松塔县示范合作社奖励多少"]


def _shelf(*texts: str) -> Assistant:
    pool = Pool()
    corpus = corpus_of(pool, add_texts(pool, [(f"{at}.txt", text) for at, text in enumerate(texts)]))
    return Assistant(corpus, MeasureIndex.build(corpus.documents, corpus.units, ToyEncoder(), progress=False))


@pytest.fixture(scope="module")
def asked() -> Assistant:
    return _shelf(COOPERATIVES, INNS)


@pytest.mark.parametrize(
    "question", ["怎么申报", "去哪办", "怎么申请？", "要什么材料", "在哪申请", "咋办", "哪里办", "那怎么申报呢"]
)
def test_a_bare_question_is_of_the_document_of_the_turn_before(asked: Assistant, question: str) -> None:
    answer = asked.ask(question, history=BEFORE)
    assert answer.status == "answered"
    assert "提交申请表、章程和成员名册" in answer.text


@pytest.mark.parametrize("question", ["找谁", "流程呢", "怎么领"])
def test_such_a_question_is_never_asked_back(asked: Assistant, question: str) -> None:
    answer = asked.ask(question, history=BEFORE)
    assert answer.citations
    assert {one.document_title for one in answer.citations} == {"松塔县合作社扶持办法"}


@pytest.mark.parametrize("history", [[], BEFORE], ids=["alone", "after an answer"])
@pytest.mark.parametrize(
    "said", ["啊啊啊啊啊", "补补补补补", "1111111", "asdfghjkl", "松塔县啊啊啊啊", "dsjfklsdjf", "的的的的"]
)
def test_noise_is_asked_for_a_question(asked: Assistant, said: str, history: list[str]) -> None:
    answer = asked.ask(said, history=history)
    assert answer.status == "clarify"
    assert answer.text.startswith("没有看懂「")
    assert not answer.citations


@pytest.mark.parametrize("said", ["补多少", "VR", "B2B", "SDPR", "谢谢", "民宿民宿", "PPT", "12345", "gdp", "support"])
def test_words_and_short_names_are_no_noise(said: str) -> None:
    assert not is_noise(said)


@pytest.mark.parametrize(
    "question", ["合作社建冷库最高能补多少", "冷库一共给多少钱", "松塔县建冷库补多少", "参加展会最高能补多少"]
)
def test_a_thing_that_one_document_alone_names_needs_no_place(asked: Assistant, question: str) -> None:
    answer = asked.ask(question)
    assert answer.status == "not_stated"
    assert "文件未写明具体金额或比例" in answer.text


@pytest.mark.parametrize("question", ["最高能补多少", "一共给多少钱", "红山县最高能补多少", "红山县有哪些补贴"])
def test_a_document_that_names_no_sum_is_said_to_name_none(question: str) -> None:
    answer = _shelf(WITHOUT_SUMS).ask(question)
    assert answer.status == "not_stated"
    assert "文件未写明具体金额或比例" in answer.text


def test_where_sums_are_named_one_is_asked_which(asked: Assistant) -> None:
    assert asked.ask("最高能补多少").status == "clarify"
    assert _shelf(INNS).ask("最高能补多少").status != "not_stated"


@pytest.mark.parametrize(
    "question", ["松塔县示范社要多少个成员", "松塔县示范合作社要多少成员", "松塔县示范社要几个成员才行"]
)
def test_members_are_counted_in_whatever_unit_the_document_counts_them(asked: Assistant, question: str) -> None:
    answer = asked.ask(question)
    assert answer.status == "answered"
    assert "成员不少于30户" in answer.text


@pytest.mark.parametrize(
    ("question", "begins", "verdict"),
    [
        ("松塔县研发投入3000万，奖励500万对吧", "不是500万：1000万元（含）以上、5000万元以下：50万元", "no"),
        ("松塔县研发投入800万奖励20万对吧", "是：1000万元以下：20万元", "yes"),
        ("我们在松塔县，去年投了六百万研发，是500万对吧", "不是500万：1000万元以下：20万元", "no"),
        ("松塔县研发投入3000万元是不是奖励50万", "是：1000万元（含）以上、5000万元以下：50万元", "yes"),
        ("松塔县研发投入6000万给100万吗", "是：5000万元（含）以上：100万元", "yes"),
    ],
)
def test_a_supposed_sum_is_held_against_the_row_of_a_table(
    asked: Assistant, question: str, begins: str, verdict: str
) -> None:
    answer = asked.ask(question)
    assert answer.text.startswith(begins)
    assert answer.verdict == verdict


def test_without_a_supposed_sum_a_row_has_no_verdict(asked: Assistant) -> None:
    answer = asked.ask("松塔县研发投入800万奖励多少")
    assert "20万元" in answer.text
    assert "50万元" not in answer.text
    assert answer.verdict is None


WRAPPED = """青石县支持民宿产业高质量发展若干措施

第一条 支持民宿企业发展。对在本县范围内新开办并正常营业满一年的民宿企
业，一次性奖励8万元；对获评丙级、乙级、甲级旅游民宿的，分别给予3万元、5万元、1
0万元奖励。由县文化和旅游局牵头负责，县财政局配合，具体办法由县文化和旅游局另
行制定。
第二条 支持人才引进。对民宿企业新引进的高级管理人员，每人每年给予2万元补
贴，最长不超过三年。
"""


@pytest.mark.parametrize(
    ("question", "whole"), [("第一条讲什么", "民宿企业，一次性"), ("第一条讲什么", "旅游局另行制定"), ("新开办的民宿企业奖励多少", "民宿企业（"), ("高级管理人员补贴多少", "2万元补贴")]
)  # fmt: skip
def test_a_word_that_a_page_broke_off_is_told_whole(question: str, whole: str) -> None:
    answer = _shelf(WRAPPED).ask(question)
    assert whole in answer.text
    assert "企 业" not in answer.text
