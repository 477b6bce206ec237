"""Two editions, or several levels, asked for at once: which questions do."""

from __future__ import annotations

import pytest

from assistant.reading.several import asks_of_several


@pytest.mark.parametrize(
    "question",
    [
        "我们镇上的民宿，县里补得多还是市里补得多，各多少",
        "高龄津贴的新标准和旧标准差多少",
        "21版和25版的人才办法安家费各给多少",
        "省里、市里对规上企业分别给多少",
    ],
)
def test_a_question_for_several_documents(question: str) -> None:
    assert asks_of_several(question)


@pytest.mark.parametrize(
    "question",
    [
        "市里新认定的高企给多少",
        "区里的补贴和市里的能一起拿吗",
        "新办厂房要多久批下来",
        "老人搬进新房补多少",
        "2024年3月买的设备2025年验收，按哪个标准",
    ],
)
def test_a_question_for_one(question: str) -> None:
    assert not asks_of_several(question)
