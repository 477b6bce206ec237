"""The address of a clause as people write it: its label as it stands, a clerk's short ways, and what is near where it leads nowhere."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from assistant.answering.find import find
from assistant.ask import Assistant, UnknownClause
from eval.wide.build import Pool, add_texts, corpus_of
from index.measure_index import MeasureIndex
from tests.toy import ToyEncoder

_CHINESE = ("零", "一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二")
_LABELS: dict[str, Callable[[int], str]] = {
    "松塔县民宿发展措施": lambda number: f"{number}. ",
    "梨花县茶叶发展措施": lambda number: f"（{number}）",
    "竹溪县竹编发展措施": lambda number: f"{_CHINESE[number]}、",
    "云岭县药材发展措施": lambda number: f"{number}、",
    "石桥县灯具发展措施": lambda number: f"（{_CHINESE[number]}）",
    "青石县陶瓷产业扶持办法": lambda number: f"第{_CHINESE[number]}条 ",
}
_THINGS = ["窑炉", "品牌", "人才", "展会", "电商", "技改", "认证", "商标", "出口", "厂房", "物流", "设备"]
_MORE = "对跨省物流的企业，再奖励2万元。\n对国际物流的企业，再奖励3万元。\n"


def _document(title: str, number: int) -> tuple[str, str]:
    place = title[:3]
    lines = [
        f"{_LABELS[title](at)}支持{thing}。对{thing}做得好的企业，一次性奖励{at}万元。"
        for at, thing in enumerate(_THINGS, 1)
    ]
    letter = f"现将《{title}》印发给你们，请认真执行。\n{place}人民政府办公室\n2024年2月20日\n"
    head = f"{place}人民政府办公室关于印发{title}的通知\n{place[0]}政办发〔2024〕{number}号\n各乡镇人民政府：\n{letter}{title}\n"
    if title.endswith("办法"):
        lines[10] += f"\n{_MORE.strip()}"
        lines.append("附件1\n申报材料\n1. 申请表。\n2. 营业执照。\n附件2\n评审细则")
        lines += [f"第{_CHINESE[at]}条 评审第{at}步由专家组完成，时限{at}日。" for at in range(1, 7)]
    return f"{title}.txt", head + "\n".join(lines) + "\n"


@pytest.fixture(scope="module")
def asked() -> Assistant:
    pool = Pool()
    texts = [_document(title, number) for number, title in enumerate(_LABELS, 15)]
    corpus = corpus_of(pool, add_texts(pool, texts))
    return Assistant(corpus, MeasureIndex.build(corpus.documents, corpus.units, ToyEncoder(), progress=False))


@pytest.mark.parametrize("title", _LABELS)
@pytest.mark.parametrize(
    "label",
    ["11.", "11、", "(11)", "（11）", "第11条", "第十一条", "十一、", "（十一）", "11", "十一", "11条", "（试行）11.", "里的第11条"],
)  # fmt: skip
def test_a_label_behind_a_title_in_book_marks_leads_to_its_clause(asked: Assistant, title: str, label: str) -> None:
    address = f"《{title}》{label}"
    assert ["物流" in unit.text for unit in asked.show(address)] == [True]
    answer = asked.ask(address)
    assert [one.measure.title for one in answer.citations] == ["支持物流"]


@pytest.mark.parametrize("title", _LABELS)
def test_every_label_of_a_shelf_leads_back_to_its_clause(asked: Assistant, title: str) -> None:
    own = [unit for unit in asked.library.units if unit.kind == "measure"]
    own = [unit for unit in own if asked.library.document(unit.document_id).title == title]
    for unit in own:
        assert asked.show(f"《{title}》{unit.label}")[0].id == unit.id
        found = find(asked, f"《{title}》{unit.label}{unit.title or ''}")
        assert (found.way, found.exact[0].citation.measure.id) == ("number", unit.id)
    assert len(own) >= len(_THINGS)


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("青石县陶瓷办法11条", "对物流做得好"),
        ("陶瓷产业扶持办法十一条", "对物流做得好"),
        ("青政办发20号文第十条", "对厂房做得好"),
        ("20号文第10条", "对厂房做得好"),
        ("青石20号文件十条", "对厂房做得好"),
        ("陶瓷办法附件2第6条", "评审第6步"),
        ("青石陶瓷附件2第6条", "评审第6步"),
    ],
)
def test_a_clerks_short_way_leads_to_the_clause(asked: Assistant, address: str, words: str) -> None:
    assert [words in unit.text for unit in asked.show(address)] == [True]
    found = find(asked, address)
    assert found.way == "number"
    assert [words in one.citation.measure.text for one in found.exact] == [True]


@pytest.mark.parametrize("address", ["陶瓷办法11条2款", "陶瓷办法十一条二款", "陶瓷办法第11条第2款"])
def test_a_paragraph_without_its_ordinal_sign_is_one(asked: Assistant, address: str) -> None:
    answer = asked.ask(address)
    assert "「对跨省物流的企业，再奖励2万元。」" in answer.text
    assert "国际物流" not in answer.text


@pytest.mark.parametrize(
    ("address", "near"),
    [
        ("《青石县陶瓷产业扶持办法》第三十条", "条款编号从1到12"),
        ("《青石县陶瓷产业扶持办法》附件3第6条", "附件只有附件1、附件2"),
        ("《松塔县民宿发展措施》第11条第4款", "11.「支持物流」里没有这一处"),
        ("99号文第三条", "没有「99号文」这份文件"),
        ("青政办发〔2099〕3号第三条", "没有「青政办发[2099]3号」这份文件"),
    ],
)
def test_an_address_that_leads_nowhere_is_told_what_is_near(asked: Assistant, address: str, near: str) -> None:
    answer = asked.ask(address)
    assert answer.status == "not_found"
    assert near in answer.text
    assert not answer.citations
    with pytest.raises(UnknownClause, match=near.replace("[", r"\[").replace("]", r"\]")):
        asked.show(address)
    assert find(asked, address).way == "words"


@pytest.mark.parametrize(
    "question", ["《松塔县民宿发展措施》的三项补贴", "《松塔县民宿发展措施》十条措施是什么", "《松塔县民宿发展措施》11.5万元给谁", "《松塔县民宿发展措施》里11万元给谁"]
)  # fmt: skip
def test_a_count_or_a_sum_behind_a_title_is_no_address(asked: Assistant, question: str) -> None:
    with pytest.raises(UnknownClause):
        asked.show(question)
