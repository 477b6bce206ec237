"""What a question calls by its own name and the document has none of: said to be missing, beside what it has."""

from __future__ import annotations

import pytest

from assistant.ask import Assistant
from assistant.reading.callers import body_asked, is_called
from assistant.reading.wanted import ADDRESS, MAIL, PERSON, PHONE, URL, may_stand_in, stands_in, wanted
from corpus.text.normal import fold
from eval.wide.build import Pool, add_texts, corpus_of
from index.measure_index import MeasureIndex
from tests.toy import ToyEncoder

STALLS = """桐花县夜间摊点补贴办法
第一条 对在桐花县夜间经营区摆摊的经营户，每户一次性补贴800元。
第二条 经营户登录“桐花惠商”平台填报申请，街道5个工作日内初审，县财政局拨付补贴。
第三条 本办法自2026年2月1日起施行，有效期3年。咨询电话：县城管局 0396-6087215。
桐花县人民政府
2026年1月20日
"""


@pytest.fixture(scope="module")
def shelf() -> Assistant:
    pool = Pool()
    corpus = corpus_of(pool, add_texts(pool, [("摊点.txt", STALLS)]))
    return Assistant(corpus, MeasureIndex.build(corpus.documents, corpus.units, ToyEncoder(), progress=False))


@pytest.mark.parametrize(
    ("question", "missing"),
    [
        ("桐花县摊点补贴申请平台的网址是什么", "网址"),
        ("桐花县摊点补贴的材料发哪个邮箱", "邮箱"),
        ("桐花县摊点补贴的联系人姓什么", "联系人"),
        ("桐花县财政局的电话是多少，想问摊点补贴", "财政局的电话"),
    ],
)
def test_what_stands_nowhere_is_not_answered_with_something_else(shelf: Assistant, question: str, missing: str) -> None:
    answer = shelf.ask(question)
    assert answer.status != "answered"
    assert "没有找到" in answer.text or f"文件未写明{missing}" in answer.text


def test_the_number_of_the_body_that_is_asked_for_is_told(shelf: Assistant) -> None:
    answer = shelf.ask("桐花县城管局电话多少，问摊点补贴")
    assert answer.status == "answered"
    assert "0396-6087215" in answer.text


@pytest.mark.parametrize(
    ("question", "text", "kind"),
    [
        ("申报网址发一下", "登录https://hq.example.cn填报", URL),
        ("材料发哪个邮箱", "发送至jx2024@example.cn", MAIL),
        ("窗口地址在哪", "市民中心三楼B区12号窗口", ADDRESS),
        ("在哪条路上", "区政务中心（松岭南路188号）", ADDRESS),
        ("联系人是谁", "联系人：苗老师", PERSON),
        ("电话多少", "咨询电话：0555-1234567", PHONE),
    ],
)
def test_what_is_called_by_its_name_is_seen_where_it_stands(question: str, text: str, kind: str) -> None:
    assert kind in wanted(question)
    assert kind in stands_in(text)
    assert may_stand_in(wanted(question), fold(text)) == 1
    assert may_stand_in(wanted(question), fold("由县财政部门负责。")) == -1


@pytest.mark.parametrize("question", ["注册地址要在本县吗", "店铺地址变了还能领吗", "公司地址与营业执照不一致行吗"])
def test_an_address_that_is_a_condition_is_asked_for_by_nobody(question: str) -> None:
    assert ADDRESS not in wanted(question)


@pytest.mark.parametrize(
    ("question", "body"),
    [
        ("云岭县财政局拨补贴款的科室电话多少", "财政局"),
        ("晋沅市金融办电话", "金融办"),
        ("补贴咋办，电话多少", None),
        ("我是本科，打哪个电话", None),
        ("到大厅，电话多少", None),
        ("补贴问哪个科、电话多少", None),
        ("充电站补贴的咨询电话", None),
        ("财政局什么时候拨款", None),
    ],
)
def test_whose_number_is_asked_for(question: str, body: str | None) -> None:
    found = body_asked(question, ["云岭县", "晋沅市"])
    assert found == body or (body is not None and found is not None and found.endswith(body))


def test_a_number_belongs_to_the_name_beside_it_or_above_it() -> None:
    assert is_called("城管局", "咨询单位：县城管局\n电话：0396-6087215")
    assert not is_called("财政局", "县财政局拨付补贴。\n咨询单位：县城管局\n电话：0396-6087215")
    assert is_called("能源局", "咨询电话：0352-5102236", issuer="大同市能源局")


@pytest.mark.parametrize(
    ("asked", "written"),
    [
        ("人社局", "县人力资源和社会保障局"),
        ("人力资源和社会保障局", "县人社局"),
        ("住建局", "县住房和城乡建设局"),
        ("发改委", "县发展和改革委员会"),
        ("文旅局", "县文化广电旅游局"),
        ("市场监管局", "县市场监督管理局"),
    ],
)
def test_an_office_is_called_by_its_short_name_too(asked: str, written: str) -> None:
    assert is_called(asked, f"咨询电话：{written} 0396-6087215")
    assert not is_called(asked, "咨询电话：县城管局 0396-6087215")
