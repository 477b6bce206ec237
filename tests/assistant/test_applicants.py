"""Which kinds of applicant a document speaks of."""

from __future__ import annotations

import pytest

from assistant.reading.applicants import applicants_told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("对新招用高校毕业生的小微企业给予补贴", {"个人", "学校", "学生"}),
        ("个体工商户可以申请", {"个体户"}),
        ("按企业实缴税额返还", set()),
    ],
)
def test_what_a_document_speaks_of(text: str, told: set[str]) -> None:
    assert applicants_told(text) == told
