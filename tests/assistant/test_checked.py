"""The check of generated sentences: every line of the tables, and what each rule is for over clauses of other fields."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.answer import Citation
from assistant.writing.checked import faults_in
from assistant.writing.grounds import Context
from assistant.writing.sentences import Splitter, sentences
from benchmarks.checked import TABLES, Written, findings, read_table
from corpus.grants.benefits import parse_benefits
from corpus.measure import Document, Measure, Span
from corpus.parse import Corpus

# What the check does not see yet: true pieces put together wrongly, one condition of several, one word that decides alone
NOT_YET = {
    "企业创建国家级高新技术产业化基地的，按投资额的5%配套，最高200万元[1]。",
    "创建国家级高新技术产业化基地最高配套50万元[2]。",
    "研发项目加计扣除备案的奖励最高200万元[1]。",
    "自创区规划面积为128.77平方公里[2]。",
    "自创区规划面积182.77平方公里[1]。",
    "争取新认定高新技术企业5家以上[2]。",
    "企业出资不低于1000万元的异地研发平台，补助5%，每个最高100万元[1]。",
    "年度考核优秀的综合体连续三年每年给予50万元[1][2]。",
    "全日制本科及以上学历人员购买首套自住房，可执行公积金贷款最高标准[1]。",
    "省级孵化器和省级科技创新型企业新认定后各补助5万元[1]。",
    "每年培育申请2件以上专利的大户2家[2]。",
    "重大科研课题牵头人离岗3年内可回原单位，其他人员可延长至5年[1]。",
    "高新区设立一级财政和一级金库[2]。",
    "科技特派员队伍稳定在15人以上[2]。",
    "新建的社会办养老机构每张床位一次性补贴1万元[1]。",
}
# and what it drops though it is true: an abbreviation in quotation marks, a name that shares its end with another recipient's, a figure
# beside a mark that only another one has in the clause
TOO_STRICT: set[str] = {
    "三类主体的一次性奖励分别是：独角兽企业300万元、瞪羚企业100万元、新认定高企20万元[1]。",
    "院士工作站新挂牌资助五十万元，博士后工作站四十万元，博士后创新实践基地二十万元[1]。",
    "国家级双创示范基地三年里依次补50万、30万、20万元[2]，产业创新服务综合体考核优秀的最高补50万元[1]。",
    "国家级“双创”示范基地第三年的运营补贴为20万元[2]。",
    "“四众”联盟做得好的补3万元；省级孵化器、众创空间新认定的各补1万元[1]。",
    "住房公积金和社保单位缴费那部分，政策和渠道都照旧[1]。",
    "土地储备、供应和不动产登记，只要符合规划，都由高新区管委会自己办[1]。",
    "年纳税首次突破500万元的工业企业奖励10万元，首次突破1000万元的奖励25万元[1]。",
}
WRITTEN = [one for path in sorted(TABLES.glob("*.txt")) for one in read_table(path)]


@pytest.mark.parametrize("written", [one for one in WRITTEN if one.fault], ids=lambda one: one.text[:30])
def test_a_fault_is_found(written: Written, corpus: Corpus) -> None:
    assert bool(findings(written, corpus)) == (written.text not in NOT_YET)


@pytest.mark.parametrize("written", [one for one in WRITTEN if not one.fault], ids=lambda one: one.text[:30])
def test_a_faithful_sentence_is_kept(written: Written, corpus: Corpus) -> None:
    assert bool(findings(written, corpus)) == (written.text in TOO_STRICT)


def test_the_tables_are_as_large_as_they_are_said_to_be() -> None:
    for path in sorted(TABLES.glob("*.txt"))[:2]:
        table = read_table(path)
        assert sum(bool(one.fault) for one in table) >= 60
        assert sum(not one.fault for one in table) >= 40


DAY = date(2024, 6, 1)
CLAUSE = (
    "第十七条 对新引进的博士给予10万元安家费，硕士每人每月1500元生活补贴。对入驻园区的企业按实际租金的50%给予补贴，每家企业每年最高20万元。"
    "不得重复享受。由县人社局负责组织实施，县财政局配合。"
)


def faults(text: str, question: str = "怎么补贴？") -> list[str]:
    """The kinds of fault in `text`, over one clause of a place that no document of the corpus is of."""
    unit = Measure(
        "x/17", "x", "正文", ("第三章 补贴", "第十七条"), "第十七条", "", CLAUSE, Span(0, len(CLAUSE)), "measure",
        responsible_units=("县人社局",), benefits=tuple(parse_benefits(CLAUSE)),
    )  # fmt: skip
    document = Document("x", "柳河县若干措施", "x.txt", "0", regions=("柳河县",))
    cited = Citation(1, unit, document.title, "x.txt", CLAUSE, unit.span, 1.0, "not stated")
    context = Context(
        {1: cited}, {"x": document}, question, DAY, ("县人社局", "县财政局", "县教育局"), ("柳河县", "青山县")
    )
    return [finding.fault for one in sentences(text) for finding in faults_in(one, context)]


@pytest.mark.parametrize(
    "text",
    [
        "新引进的博士有10万元安家费[1]。",
        "硕士每人每月能领1500元生活补贴[1]。",
        "入驻园区的企业按实际租金的50%补贴，每家每年不超过20万元[1]。",
        "按第十七条，由县人社局组织实施，县财政局配合[1]。",
        "柳河县规定，这些补贴不得重复享受[1]。",
        "条款没有写明申请的时间[1]。",
        "博士和硕士的待遇不同：前者是10万元安家费，后者是每月1500元[1]。",
    ],
)
def test_free_wording_over_another_field_is_kept(text: str) -> None:
    assert faults(text) == []


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("新引进的博士有15万元安家费[1]。", "amount"),
        ("新引进的硕士有10万元安家费[1]。", "recipient"),
        ("硕士每人每年1500元生活补贴[1]。", "timing"),
        ("入驻园区的企业按实际租金的50%给予补贴[1]。", "cap"),
        ("入驻园区的企业按装修费用的50%补贴，每家每年最高20万元[1]。", "base"),
        ("按第十八条，博士有10万元安家费[1]。", "clause"),
        ("这项工作由县教育局负责[1]。", "department"),
        ("青山县的博士有10万元安家费[1]。", "region"),
        ("这项政策目前仍然有效[1]。", "validity"),
        ("这些补贴可以重复享受[1]。", "negation"),
        ("条款没有写明安家费的金额[1]。", "unstated"),
        ("条款称之为“安居工程计划”[1]。", "quote"),
        ("申请人应当先在网上提交身份证明和学历材料并等待审核[1]。", "support"),
        ("博士有10万元安家费[2]。", "marker"),
        ("博士有10万元安家费。", "marker"),
    ],
)
def test_each_rule_over_another_field(text: str, fault: str) -> None:
    assert fault in faults(text)


def test_the_question_s_own_figures_are_no_grant() -> None:
    assert faults("租金30万元的50%是15万元，每家每年最高20万元[1]。", "租金30万元补多少？") == []
    assert "amount" in faults("可以获得30万元[1]。", "租金30万元补多少？")


WRITINGS = [
    "有两项。一项20万元[1]；另一项不变。\n另外，由县人社局负责。[1]",
    "没有标记。也没有。\n- 第一项[1]\n- 第二项。 [2]\n",
    "甲[1]。乙。丙。[2]丁",
    "",
]


@pytest.mark.parametrize("text", WRITINGS, ids=range(len(WRITINGS)))
@pytest.mark.parametrize("size", [1, 2, 3, 7, 100])
def test_a_text_that_is_being_written_gives_the_same_sentences(text: str, size: int) -> None:
    splitter = Splitter()
    came = [one for at in range(0, len(text), size) for one in splitter.feed(text[at : at + size]) if one is not None]
    assert [*came, *splitter.end()] == list(sentences(text))
