"""What an answer must look like, by the unit of the question, and what a sentence holds of it."""

from __future__ import annotations

import pytest

from assistant.ask import Assistant
from assistant.reading.wanted import fits, stands_in, wanted


@pytest.mark.parametrize(
    ("question", "sentence", "fit"),
    [
        ("要提前多少天告知", "应当提前四十日书面告知。", 1),
        ("能返还多少钱", "第七条 返还社会保险费叁拾万元整。", 1),
        ("积分里硕士给几分", "| 硕士 | 15 |", 1),
        ("窗口电话是多少", "咨询电话：0555-1234567。", 1),
        ("窗口电话是多少", "由民政部门负责实施。", -1),
        ("给多少万", "18.对新认定的基地按规定给予奖补（政发〔2019〕39号）。", -1),
        ("要多少个成员", "成员不少于30户。", 1),
        ("要多少个成员", "一次性奖励5万元。", -1),
        ("要几个床位才行", "床位不少于20张。", 1),
        ("最多奖几个钱", "给予最高不超过50万元的奖励。", 1),
        ("手里就几个专利，能贷款吗", "开展知识产权质押贷款，单笔不超过300万元。", 1),
        ("冬天卧室最低多少度算达标", "卧室、起居室的温度不低于18℃。", 1),
        ("一个月用电多少度以内有优惠", "月用电不超过200度的，按第一档收费。", 1),
        ("怎么申报", "向县政务大厅提出申请。", 0),
    ],
)
def test_a_sentence_holds_what_the_question_wants(question: str, sentence: str, fit: int) -> None:
    assert fits(wanted(question), stands_in(sentence)) == fit


def test_who_is_left_out_is_no_list_of_what_is_granted(assistant: Assistant) -> None:
    assert "写明金额或比例的支持共" not in assistant.ask("昌吉哪些单位不能享受这些奖补").text


def test_whom_support_is_for_allows_nothing_by_itself(assistant: Assistant) -> None:
    assert assistant.ask("在昌吉高新区上班的个人能申请这些奖励吗").verdict != "yes"
