"""Clause references in every form people type, led to the clauses they mean on the real documents."""

from __future__ import annotations

import pytest

from assistant.ask import Assistant
from assistant.reading.clauses import Step, find_references, label_steps, part_name, section_among
from corpus.errors import UnknownClause
from corpus.measure import Span

FORMS = [
    ("兰发20号文第十七条", ["lanfa-2019-20/二、(四)17."]),
    ("兰发〔2019〕20号 第17条", ["lanfa-2019-20/二、(四)17."]),
    ("兰发[2019]20号第１７条", ["lanfa-2019-20/二、(四)17."]),
    ("兰州实施意见17条", ["lanfa-2019-20/二、(四)17."]),
    ("昌吉附件2第4条", ["changji-2020/附件2二、4."]),
    ("昌吉附件二第四条", ["changji-2020/附件2二、4."]),
    ("昌吉 附件2 三、7.", ["changji-2020/附件2三、7."]),
    ("昌吉若干政策第8条", ["changji-2020/附件2三、8."]),
    ("双区要点第18项", ["gansu-liangqu-2020/(四)18."]),
    ("两区要点十四", ["gansu-liangqu-2020/14."]),
    ("工作21", ["lanzhou-hnz-plan/工作21"]),
    ("工作２４", ["lanzhou-hnz-plan/工作24"]),
    ("工作十八", ["lanzhou-hnz-plan/工作18"]),
    ("甘州方案三(二)6", ["ganzhou-2017/三、(二)6."]),
    ("甘州方案三、（二）6.", ["ganzhou-2017/三、(二)6."]),
    ("甘州方案四、2", ["ganzhou-2017/四、2."]),
    ("昌吉保障措施第二项", ["changji-2020/三、(二)"]),
    ("昌吉第三部分（二）", ["changji-2020/三、(二)"]),
    ("兰州实施意见第三部分第（四）项", ["lanfa-2019-20/三、(四)"]),
    ("兰发20号文第5条、第9条", ["lanfa-2019-20/二、(一)5.", "lanfa-2019-20/二、(二)9."]),
    ("双区要点第14至16项", ["gansu-liangqu-2020/14.", "gansu-liangqu-2020/(四)15.", "gansu-liangqu-2020/(四)16."]),
    ("昌吉附件2第1、3条", ["changji-2020/附件2一、1.", "changji-2020/附件2二、3."]),
    ("甘州方案“强化三大保障”的第2项", ["ganzhou-2017/三、(三)8."]),
    ("What does item 12 of the 双区要点 say", ["gansu-liangqu-2020/12."]),
    # a bare number may mean several clauses: all of them
    ("甘州方案第4条", ["ganzhou-2017/三、(二)4.", "ganzhou-2017/四、4."]),
    ("实施意见二(四)15", ["lanfa-2019-20/二、(四)15.", "changji-2020/二、(四)15."]),
    ("昌吉第4条", ["changji-2020/二、(一)4.", "changji-2020/附件2二、4."]),
]
NOT_REFERENCES = [
    "昌吉去年投了15件专利，出资1800万",
    "昌吉第二年给多少",
    "落实3条政策是什么",
    "兰州2022年的目标",
    "昌吉20%怎么算",
]


@pytest.mark.parametrize(("typed", "expected"), FORMS, ids=[typed for typed, _ in FORMS])
def test_a_reference_leads_to_its_clauses(typed: str, expected: list[str], assistant: Assistant) -> None:
    assert [unit.id for unit in assistant.show(typed)] == expected


@pytest.mark.parametrize("question", NOT_REFERENCES)
def test_quantities_are_no_references(question: str) -> None:
    assert find_references(question, ("工作",), section_among(())) == ()


@pytest.mark.parametrize("typed", ["兰发20号文第五十条", "双区要点第8项", "工作99", "附件9第1条", "随便什么"])
def test_an_unknown_clause_is_said_to_be_unknown(typed: str, assistant: Assistant) -> None:
    with pytest.raises(UnknownClause, match=typed):
        assistant.show(typed)


def test_every_label_resolves_to_its_own_unit(assistant: Assistant) -> None:
    """What a citation shows can be typed back: alias + label names the clause."""
    for unit in assistant.library.units:
        if unit.kind == "measure":
            alias = assistant.library.document(unit.document_id).aliases[-1]
            assert unit in assistant.show(f"{alias} {unit.label}"), unit.id


def test_labels_have_steps() -> None:
    assert label_steps("附件2 三、7.") == (Step("cn", 3), Step("ar", 7))
    assert label_steps("工作21") == (Step("named", 21, "工作"),)
    assert label_steps("第三十一条") == (Step("article", 31),)
    assert label_steps("第六条(一)") == (Step("article", 6), Step("cnp", 1))
    assert part_name("附件 二") == part_name("附件2") == "附件2"


@pytest.mark.parametrize(
    "typed", ["《白石县稳岗若干意见》二、", "《白石县稳岗若干意见》 二、", "“白石县稳岗若干意见”二、"]
)
def test_a_number_may_stand_right_behind_the_marks_of_a_title(typed: str) -> None:
    [reference] = find_references(typed, (), section_among(()), (Span(1, typed.index("见") + 1),))
    assert reference.steps
