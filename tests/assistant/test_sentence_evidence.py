"""What is found between a generated sentence and its clause: each feature on lines that must have it and lines that must not."""

from __future__ import annotations

import hashlib
import re
from datetime import date

import pytest

from assistant.answer import Citation
from assistant.learned.models import read
from assistant.reading.rules import Rule
from assistant.reading.table_head import columns_above
from assistant.writing import steps, things, told_names, told_scope, told_words
from assistant.writing.cells import Tables
from assistant.writing.checked import claims_in, evidence_in
from assistant.writing.counted import numbers_of
from assistant.writing.english import in_chinese
from assistant.writing.grounds import Context
from assistant.writing.labelled import labelled
from assistant.writing.marks import ROWS, marks_of
from assistant.writing.sentences import Sentence, sentences
from assistant.writing.weighed import NAMES, SETTLES
from assistant.writing.weighed import ROWS as ROWS_WEIGHED
from assistant.writing.worked import equations
from corpus.grants.benefits import parse_benefits
from corpus.measure import Document, Measure, Span
from eval.wide.sentences import load_told
from eval.wide.set import HERE

KNOWN = {*NAMES, *(name for name, _ in SETTLES)}
CLAUSE = """第八条 首次评为五星级、四星级养老机构的，分别奖励30万元、20万元。从事一线护理的本科毕业生，入职满2年后给予2万元奖补，分三年按30%、30%、40%发放。
四级证书的不发津贴。县级民政部门应当在受理后15个工作日内审核，可以委托第三方评估。个体工商户申请的，可以不提交审计报告。
年服务3万人次以上的老年食堂补助5万元，1万—3万人次的2万元。申请时提交申请表、营业执照和收费票据。咨询电话：0551-65597381；投诉电话：0551-65597302。
本办法自2023年1月1日起施行，有效期至2025年12月31日。对列入名单的规模以上工业企业，按设备投资额的10%补助，最高80万元。"""


OTHER = """第九条 年进口量超过5万立方米的部分，每立方米45元。设置护理院并纳入医保定点的，一次性补助50万元。面积在120平方米以下、房龄在20年以内的可以收购。
参赛人数达到一万人的补助120万元，达到两万人的补助200万元。奖补按5:3:2分三年兑付，经市政府常务会议审定后拨付。申报须提交申请书、营业执照、审计报告和信用报告。
喘息服务每天补贴机构150元。市场监管部门处理知识产权投诉，公安部门负责大型活动安全。对前两年租用办公用房的给予补贴。夫妻双方均符合条件的，按较高一方的标准发放；逾期申报无效。
B、C类人才的补贴分四年发放，A类人才一次发放。现场照片或第三方报告任选。运动员获得金牌的，对输送的俱乐部奖5万元。
本办法自2024年7月15日起施行。"""


def context(question: str = "怎么补？", clause: str = CLAUSE) -> Context:
    unit = Measure(
        "x/8", "x", "正文", ("第八条",), "第八条", "", clause, Span(0, len(clause)), "measure",
        responsible_units=("县民政局",), benefits=tuple(parse_benefits(clause)),
    )  # fmt: skip
    document = Document("x", "柳河县若干措施", "x.txt", "0", regions=("柳河县",))
    cited = Citation(1, unit, document.title, "x.txt", CLAUSE, unit.span, 1.0, "not stated")
    return Context({1: cited}, {"x": document}, question, date(2026, 3, 1))


def found_in(text: str, question: str = "怎么补？", clause: str = CLAUSE) -> set[str]:
    """The features that speak on `text`."""
    tables, names = Tables(), set()
    for sentence in sentences(text):
        said = tables.sentence(sentence)
        for _, evidence in evidence_in(said, context(question, clause)) if said else ():
            names |= {name for name, value in evidence.values.items() if value > 0} if evidence else {"marker"}
    return names


@pytest.mark.parametrize(
    ("text", "feature"),
    [
        ("评为四星级的养老机构奖励30万元[1]。", "mark of another figure"),
        ("评为五星级的养老机构奖励45万元[1]。", "nowhere sum"),
        ("评为五星级的养老机构奖励20万元[1]。", "mark against the figure's"),
        ("投诉请打0551-65597381[1]。", "nearer another figure"),
        ("审核要在受理后15日内完成[1]。", "another kind of days"),
        ("2万元奖补一次性发放到位[1]。", "once for parts"),
        ("持四级证书的也可以领津贴[1]。", "denial passed over"),
        ("个体工商户必须提交审计报告[1]。", "must for may"),
        ("只要是本科毕业生就能拿到2万元奖补[1]。", "sweeping"),
        ("入职多久没有要求[1]。", "waives what is asked"),
        ("这个办法现在仍在有效期内，可以申报[1]。", "holds after its end"),
        ("按设备销售额的10%补助，最高80万元[1]。", "base other"),
        ("20000×30%=9000元[1]。", "equation wrong"),
        ("由市教育局审核[1]。", "office nowhere"),
        ("条款没有写明咨询电话[1]。", "unstated but there"),
        ("由市级民政部门在15个工作日内审核[1]。", "office of another level"),
        ("年服务超过3万人次的食堂补助5万元[1]。", "bound edge"),
    ],
)
def test_what_speaks_against_a_sentence_is_found(text: str, feature: str) -> None:
    assert feature in KNOWN
    assert feature in found_in(text)


SPEAKS_FOR = {row.name for row in ROWS_WEIGHED if row.side < 0}
AGAINST = sorted(
    name
    for name in KNOWN - SPEAKS_FOR
    if name.startswith(("nowhere", "mark", "band", "bound", "denial", "once", "equation", "pair", "whole", "condition"))
)


@pytest.mark.parametrize(
    ("text", "feature", "sound"),
    [
        ("全部进口量都按每立方米45元补助[1]。", "whole for part", "超过5万立方米的部分每立方米补45元[1]。"),
        (
            "养老机构设置护理院就能拿到一次性补助50万元[1]。",
            "condition passed over",
            "设置护理院并纳入医保定点的，就能拿到一次性补助50万元[1]。",
        ),
        (
            "面积在120平方米以下或者房龄在20年以内，满足一条即可收购[1]。",
            "either for both",
            "面积120平方米以下、房龄20年以内，两条都满足的可以收购[1]。",
        ),
        ("现场照片和第三方报告缺一不可[1]。", "both for either", "现场照片、第三方报告任选一样[1]。"),
        ("参赛人数达到一万人的补助200万元[1]。", "pair of other figures", "参赛人数达到两万人的补助200万元[1]。"),
        (
            "奖补分三年兑付，依次为20%、30%、50%[1]。",
            "parts in another order",
            "奖补分三年兑付，依次为50%、30%、20%[1]。",
        ),
        ("奖补不必再上市政府常务会议审定[1]。", "waives what stands there", "奖补要经市政府常务会议审定[1]。"),
        (
            "要提交申请书、营业执照、审计报告和环评批复[1]。",
            "paper of none",
            "要提交申请书、营业执照、审计报告和信用报告[1]。",
        ),
        ("喘息服务每天150元，补贴给家属[1]。", "paid to another", "喘息服务每天150元，补贴给机构[1]。"),
        ("对前五年租用办公用房的给予补贴[1]。", "nowhere time", "对前两年租用办公用房的给予补贴[1]。"),
        (
            "夫妻双方都符合条件时怎样发放，条款没有写明[1]。",
            "unstated words there",
            "外籍员工能不能领，条款没有写明[1]。",
        ),
        ("奖励运动员本人5万元[1]。", "paid to another", "奖给输送的俱乐部5万元[1]。"),
        ("办法自2024年6月12日印发之日起施行[1]。", "begins on another day", "办法自2024年7月15日起施行[1]。"),
        ("知识产权投诉由公安部门处理[1]。", "office against another", "知识产权投诉由市场监管部门处理[1]。"),
        ("申请人要先参加统一培训[1]。", "demand of none", "申报要先提交申请书[1]。"),
        ("A类人才的补贴分四年发放[1]。", "mark against the figure's", "B类人才的补贴分四年发放[1]。"),
    ],
)
def test_a_claim_that_reaches_too_far_is_told_from_a_sound_one(text: str, feature: str, sound: str) -> None:
    assert feature in KNOWN
    assert feature in found_in(text, clause=OTHER)
    assert feature not in found_in(sound, clause=OTHER)


@pytest.mark.parametrize(
    "one",
    [*told_scope.RULES, *told_names.RULES, *told_words.RULES, *steps.RULES, *things.RULES],
    ids=lambda one: one.name,
)
def test_each_rule_fires_where_it_must_and_nowhere_else(one: Rule) -> None:
    assert one.pattern.search(one.fires)
    assert not one.pattern.search(one.spares)


PLACE = "柳河县财政局负责。服务中心设在湖滨路21号商会大厦三楼。线上申报，线下不再收取纸质件；复印件加盖公章后上传。补助40万元，分两年拨付。上半年的展会当年七月申报。取得中级证书的补助1200元。按每人300元补助企业。"


@pytest.mark.parametrize(
    ("text", "feature", "sound"),
    [
        ("中心在商会大厦二楼[1]。", "one of a kind for another", "中心在商会大厦三楼[1]。"),
        ("线上申报后再把纸质件递交到窗口[1]。", "papers that are not taken", "线上申报，不用把纸质件递交到窗口[1]。"),
        ("Applications are online and paper copies are required [1].", "papers that are not taken", "Applications are online [1]."),
        ("8×1200元=9600元[1]。", "equation wrong", "8×300元=2400元[1]。"),
        ("美国财政局[1]", "office nowhere", "柳河县财政局[1]"),
        ("补助40万元分两年拨付，平均每年30万元[1]。", "equation wrong", "补助40万元分两年拨付，平均每年20万元[1]。"),
    ],
)  # fmt: skip
def test_one_thing_put_for_its_like_papers_not_taken_and_wrong_parts(text: str, feature: str, sound: str) -> None:
    assert feature in KNOWN
    assert feature in found_in(text, clause=PLACE)
    assert feature not in found_in(sound, clause=PLACE)


def test_a_denial_beside_a_piece_denies_it_too() -> None:
    assert "denial passed over" not in found_in("三级证书的可以，被挡在外面的是四级证书[1]。")
    assert "denial passed over" in found_in("三级证书的可以，四级证书的同样可以领津贴[1]。")


def test_the_row_of_a_table_is_read_with_its_head() -> None:
    head = "设备投资（万元） | 国产 | 最高（万元）\n"
    rows = [
        Measure(f"x/{n}", "x", "正文", (), str(n), "", text, Span(at, at + len(text)), "measure")
        for n, (at, text) in enumerate(
            [(0, "奖补标准如下：\n" + head), (60, "100—300 | 8% | 20"), (90, "300—800 | 10% | 70")]
        )
    ]
    assert columns_above(rows, rows[2]).endswith(head)
    cited = Citation(1, rows[2], "柳河县若干措施", "x.txt", rows[2].text, rows[2].span, 1.0, "not stated")
    document = Document("x", "柳河县若干措施", "x.txt", "0")
    for heads, feature in (({}, True), ({"x/2": columns_above(rows, rows[2])}, False)):
        held = Context({1: cited}, {"x": document}, "500万元补多少", date(2026, 3, 1), heads=heads)
        found = {
            name for _, one in evidence_in(Sentence("最高补70万元[1]。", (1,)), held) if one for name in one.values
        }
        assert ("nowhere sum" in found) == feature


@pytest.mark.parametrize(
    "text",
    [
        "四星级养老机构首次评上奖励20万元，五星级30万元[1]。",
        "本科生的2万元奖补分三年发，依次是6000元、6000元和8000元[1]。",
        "持四级证书的拿不到津贴[1]。",
        "投诉电话是0551-65597302[1]。",
        "受理后15个工作日内审核[1]。",
        "| 星级 | 奖励 |\n|---|---|\n| 四星级 | 20万元 [1] |",
        "A five-star home receives CNY 300,000 [1].",
        "下面分两点说明：",
    ],
)
def test_what_is_borne_out_has_none_of_it(text: str) -> None:
    assert not found_in(text) & set(AGAINST)


def test_a_claim_stands_to_its_clause() -> None:
    said = {text: [one.standing for one in claims_in(Sentence(text, (1,)), context())] for text in (
        "五星级养老机构奖励30万元[1]。", "2万元的30%是6000元[1]。", "五星级养老机构奖励45万元[1]。", "四星级养老机构奖励30万元[1]。"
    )}  # fmt: skip
    assert list(said.values()) == [["stated"], ["follows"], ["not stated"], ["contradicted"]]


@pytest.mark.parametrize(("dimension", "name", "pattern", "has", "lacks"), ROWS)
def test_each_mark_fires_where_it_must_and_nowhere_else(
    dimension: str, name: str, pattern: str, has: str, lacks: str
) -> None:
    assert re.search(pattern, has)
    assert not re.search(pattern, lacks)
    assert (dimension, name) in marks_of(has)


def test_numbers_are_told_apart_by_what_they_count() -> None:
    kinds = [
        one.kind for one in numbers_of("每年9月30日前申报,20个工作日内拨付六成,连续两年,第八条,30万元,这一块,三方面")
    ]
    assert kinds == ["date", "work day", "%", "months", "clause", "元"]


def test_figures_know_what_they_are_of() -> None:
    assert [one.label for one in labelled("五星级、四星级分别奖励30万元、20万元")] == [
        "五星级,分别奖励",
        "四星级,分别奖励",
    ]
    row = labelled("类别|标准(元)\n新建|12000\n租赁|6000")[1]
    assert (row.number.kind, row.number.value, row.label.startswith("租赁")) == ("元", 6000, True)


def test_equations_are_worked_again() -> None:
    assert [right for right, _ in equations("800吨×60元=48,000元,(50+12)×1.2=74.4万元,3×30万元=80万元")] == [
        True,
        True,
        False,
    ]


def test_english_figures_are_read_as_values() -> None:
    said = in_chinese(
        "The subsidy is at most CNY 1.8 million, paid for three years, within 30 working days of 9 May 2026."
    )
    assert all(words in said for words in ("最高", "180万元", "3年", "30个工作日", "2026年5月9日"))


def test_english_words_are_whole() -> None:
    """The over of covered and the all of allowance are no words of their own, nor is June 2025 the twentieth of June."""
    said = in_chinese(
        "Flights are not covered, the allowance for 4A sites connected in June 2025 may not exceed CNY 3 million."
    )
    assert not [words for words in ("超过", "全部", "可以", "20日") if words in said]
    assert [words for words in ("4A", "2025年6月", "最高", "300万元") if words not in said] == []


def test_the_weights_were_fitted_on_the_sentences_that_are_here() -> None:
    stored = read("sentences")
    told = hashlib.sha256((HERE / "learn" / "sentences.jsonl").read_bytes()).hexdigest()
    assert stored["fitted_on"] == {"learn/sentences.jsonl": told}
    assert tuple(stored["features"]) == NAMES
    assert len(load_told("learn")) >= 300


WAY = """第十二条 申报材料一式两份，由经办银行在每季度结束后10日内汇总报送，县残联核实残疾等级，县民政局审核。提交《青河县见习补贴申请表》和发票。
窗口在行政中心二楼西侧看台旁。每人每年最多享受3次，见习期3至12个月，参加者不少于15人，场地不少于10间。县人社局复核后公示7日，再由县财政局拨付。
培训期满由旅行社申领补贴，按实缴保费的50%补助。依据青人社发〔2022〕19号办理。初级工补1000元，中级工补1500元。有下列情形之一的，不予补贴：
（一）费用由境外客户承担的；
（二）已在外地领取的。
1.申请书；2.执照；5.凭证。按设备投资额分档：省级示范基地补20万元，企业每年合计不超过50万元。"""


@pytest.mark.parametrize(
    ("text", "feature", "sound"),
    [
        ("每人每年最多领2次[1]。", "another tally", "每人每年最多领3次[1]。"),
        ("窗口在行政中心三楼[1]。", "another tally", "窗口在行政中心二楼[1]。"),
        ("参加的人至少10位[1]。", "another tally", "参加的人至少15位[1]。"),
        ("县民政局负责核实残疾等级[1]。", "another actor", "县残联负责核实残疾等级[1]。"),
        ("要填《青河县培训补贴审批表》[1]。", "title of none", "要填《青河县见习补贴申请表》[1]。"),
        ("依据是青人社发〔2022〕31号[1]。", "title of none", "依据是青人社发〔2022〕19号[1]。"),
        ("先公示7天，再交县人社局复核[1]。", "steps in another order", "先由县人社局复核，再公示7天[1]。"),
        ("初级工是1000元，中级工是1500元，加起来2600元[1]。", "total wrong", "初级工是1000元，中级工是1500元，加起来2500元[1]。"),
        ("在行政中心二楼东侧看台旁[1]。", "a side for another", "在行政中心二楼西侧看台旁[1]。"),
        ("费用由境外客户承担的也能补[1]。", "given though listed as denied", "费用由境外客户承担的不能补[1]。"),
        ("另外要附上邀请函[1]。", "paper nowhere", "另外要附上发票[1]。"),
        ("按年销售额的50%补助[1]。", "base nowhere", "按实缴保费的50%补助[1]。"),
        ("还要现场答辩[1]。", "step nowhere", "之后公示7天[1]。"),
        ("个体工商户也可以参加[1]。", "person nowhere", "参加者不少于15人[1]。"),
        ("市级示范基地补20万元[1]。", "level against another", "省级示范基地补20万元[1]。"),
        ("至少要见习两周[1]。", "nowhere time", "公示一周[1]。"),
        ("要交的材料有5份[1]。", "another tally", "要交的材料一式两份[1]。"),
    ],
)  # fmt: skip
def test_numbers_names_steps_and_things_are_held_to_the_clause(text: str, feature: str, sound: str) -> None:
    assert feature in KNOWN
    assert feature in found_in(text, clause=WAY)
    assert feature not in found_in(sound, clause=WAY)


@pytest.mark.parametrize(
    "text",
    [
        "接着县财政局拨付[1]。",  # 接着县 is no place
        "您先别急，辛苦了！县财政局会拨付[1]。",  # a courtesy with no marker of its own
        "企业每年合计不超过500,000元[1]。",  # the comma of thousands parts no pieces
        "假设保费是8万元，按50%能补4万元[1]。",  # an example needs no ground
    ],
)
def test_what_is_right_in_other_words_is_kept(text: str) -> None:
    assert not found_in(text, clause=WAY) & {"rule region", "nowhere sum", "another tally", "rhythm against another"}
    assert all(not one.findings for said in sentences(text) for one in claims_in(said, context(clause=WAY)))


def test_numbers_of_lines_count_nothing_and_the_lower_end_of_a_range_has_its_unit() -> None:
    assert [(str(one.value), one.kind) for one in numbers_of("1.申请书;2.执照;见习3至12个月,3-5万元")] == [
        ("3", "months"), ("12", "months"), ("30000", "元"), ("50000", "元"),
    ]  # fmt: skip
    assert [(str(one.value), one.kind) for one in numbers_of("公示一周,上午9点到下午5点,2万单")] == [
        ("7", "days"), ("9:00", "clock"), ("17:00", "clock"), ("20000", "count"),
    ]  # fmt: skip


def test_the_head_of_a_table_may_name_a_figure() -> None:
    tables = Tables()
    rows = ["| 家庭 | 每平方米 | 40平方米的月租 |", "|---|---|---|", "| 低保家庭 | 1.3元[1] | 52元 |"]
    assert [tables.read(row) for row in rows] == ["", "", "家庭低保家庭，每平方米1.3元[1]，40平方米的月租52元"]
