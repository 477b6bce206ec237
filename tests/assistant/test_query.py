"""What a question asks for: documents, kinds of fact, phrases, places, topic."""

from __future__ import annotations

import pytest

from assistant.ask import Assistant
from assistant.reading.gloss import to_chinese
from assistant.reading.query import asked_for, quoted, understand

ASKED = [
    ("新认定的高企给多少钱", {"amount"}),
    ("补贴比例和上限是多少", {"amount"}),
    ("数字化转型由谁牵头", {"department"}),
    ("容错机制归哪个部门管", {"department"}),
    ("配合单位有哪些", {"department", "list"}),
    ("这个政策有效期到什么时候", {"validity"}),
    ("现在还能申请吗", {"validity"}),
    ("文件什么时候印发的", {"issued"}),
    ("发文字号是什么", {"number"}),
    ("申报条件是什么", {"eligibility"}),
    ("昌吉和甘州有什么区别", {"comparison"}),
    ("How much is the award for a gazelle company?", {"amount"}),
    ("Who is responsible for IP protection?", {"department"}),
    # 牵头 as a verb of the asker's own is no question for a department
    ("我们单位牵头写的国家标准批下来了", set()),
]
SCOPES = [
    ("昌吉高新区对瞪羚企业奖励多少", ("changji-2020",)),
    ("CHANGJI gazelle award", ("changji-2020",)),
    ("兰发20号文怎么说创新券", ("lanfa-2019-20",)),
    ("《兰州高新区建设国家自创区实施方案》里的智慧园区", ("lanzhou-hnz-plan",)),
    ("双区要点谁牵头智库建设", ("gansu-liangqu-2020",)),
    ("张掖甘州的孵化器补助", ("ganzhou-2017",)),
    ("智库建设谁牵头", ()),
]
FOREIGN = [
    ("深圳对瞪羚企业奖励多少", ("深圳",)),
    ("成都高新区的住房补贴", ("成都高新区",)),
    ("凉州区给高企多少", ("凉州区",)),
    ("昌吉高新区给高企多少", ()),
    ("高新区的企业有什么支持", ()),
    ("是不是市财政局牵头", ()),
]


@pytest.mark.parametrize(("question", "kinds"), ASKED, ids=[question for question, _ in ASKED])
def test_kinds_asked_for(question: str, kinds: set[str]) -> None:
    assert asked_for(to_chinese(question)) == kinds


@pytest.mark.parametrize(("question", "documents"), SCOPES, ids=[question for question, _ in SCOPES])
def test_documents_named(question: str, documents: tuple[str, ...], assistant: Assistant) -> None:
    query = understand(question, assistant.library.catalogue, assistant.library.vocabulary)
    assert query.preferred == documents


@pytest.mark.parametrize(("question", "places"), FOREIGN, ids=[question for question, _ in FOREIGN])
def test_places_that_no_document_covers(question: str, places: tuple[str, ...], assistant: Assistant) -> None:
    query = understand(question, assistant.library.catalogue, assistant.library.vocabulary)
    assert query.foreign == places


def test_quoted_phrases() -> None:
    assert quoted("哪里写了“四棒接力”和『一区多园』") == ("四棒接力", "一区多园")


def test_topic_leaves_names_and_asking_out(assistant: Assistant) -> None:
    query = understand("请问昌吉高新区对瞪羚企业奖励多少？", assistant.library.catalogue, assistant.library.vocabulary)
    assert query.topic == "对瞪羚企业奖励"
