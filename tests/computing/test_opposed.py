"""What of a question stands against a sentence without a figure: another place, another time, what whoever asks lacks."""

from __future__ import annotations

import pytest

from assistant.proposing.opposed import is_elsewhere, lacks, times_held


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("我们没进过并购项目库，还能直接申请吗", ("进过并购项目库",)),
        ("不是高新技术企业，研发补助报得了不", ("高新技术企业",)),
        ("公司还没备案，能补吗", ("备案",)),
        ("能不能报，有没有年限", ()),
        ("这么做没错吧", ()),
        ("个体户给补没？", ()),
        ("是不是要备案", ()),
    ],
)
def test_what_somebody_lacks(question: str, told: tuple[str, ...]) -> None:
    assert lacks(question) == told


@pytest.mark.parametrize(
    ("question", "sentence", "answer"),
    [
        ("服务中心是设在成都的对吧", "支持重庆设立服务中心", True),
        ("番禺的农户能学吗", "面向广州市的农户", False),
        ("平凉的公司在深圳开店给吗", "在北京、上海、广州、深圳开设专卖店", False),
        ("在西安开店给吗", "在北京、上海、广州、深圳开设专卖店", True),
        ("能报吗", "面向广州市的农户", False),
        ("西安的企业能报吗", "面向本市的企业", False),
    ],
)
def test_another_place(question: str, sentence: str, answer: bool) -> None:
    assert is_elsewhere(question, sentence) is answer


@pytest.mark.parametrize(
    ("question", "sentence", "inside", "outside"),
    [
        ("2023年3月才拿到贷款，轮得到吗", "对2022年第四季度获得贷款的企业", False, True),
        ("2019年5月考的证，能申请吗", "2019年1月1日至2020年12月31日，放宽至1年", True, False),
        ("2016年5月提交的，补不补", "申请日在2016年2月23日及之前的", False, True),
        ("2016年1月提交的，补不补", "申请日在2016年2月23日及之前的", True, False),
        ("2023年那个办法还能报吗", "对2022年获得贷款的企业", False, False),  # the edition, not a time
        ("能报吗", "2022年1月1日以后的", False, False),
    ],
)
def test_another_time(question: str, sentence: str, inside: bool, outside: bool) -> None:
    assert times_held(question, sentence) == (inside, outside)
