"""What figures come to on a clause: each kind with invented clauses, and near misses that must come to nothing."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from assistant.ask import Assistant
from assistant.computing import choosing
from assistant.computing.asked import Asked
from assistant.computing.bands import rate_of_band
from assistant.computing.choosing import chosen, computed, weighing
from assistant.computing.lacking import lacking
from assistant.computing.reckoning import Reckoning
from assistant.computing.schedules import told_of_year
from assistant.computing.scheme import Scheme

SHARE = "对企业实施技术改造的，按设备投资额的10%给予补助，最高50万元。"
TAX = "对引进的高管，按其缴纳个人所得税的40%给予奖励，每人每年最高20万元。"
BANDS = "投入50万元（含）至200万元的，补助15%；200万元（含）至1000万元的，补助12%；1000万元（含）以上的，补助10%，单个企业最高180万元。"
HEADS = "小微企业新招用毕业2年内高校毕业生并缴纳社保的，按每人2000元给予补贴，每家企业最多补10人。"
MONTHS = "企业接收学生实习满1个月以上的，按每人每月500元给予补贴，最长6个月。"
AREA = "租用厂房的，按每平方米每月8元给予租金补贴，单户不超过1000平方米，期限12个月。"
ROUTES = "旅行社组织游客来游的，年度人数1000人（含）至5000人的按每人20元奖励；5000人（含）以上的按每人30元奖励，单家旅行社每年不超过30万元。"
BEYOND = "经港口进口板材的，每立方米补助30元；年进口量超过2万立方米的部分，每立方米40元。每家企业每年最高200万元。"
FROM = "年度新增授权发明专利10件以上的企业，第11件起每件给3000元，封顶6万元。"
STEPS = "年网络销售额达到1000万元的，奖励5万元，每增加500万元增奖2万元，最高30万元。"
STAGES = "新建养老机构床位30张以上的，每张补贴6000元。补贴分3年拨付，第一年50%，第二年30%，第三年20%。"
RATIO = "新认定的甲级园区给予500万元奖励，分三年按5:3:2兑付。"
NAMES = "养老机构收住轻度、中度、重度失能老人的，每人每月分别补助100元、200元、300元。"
CLASSES = "人力资源机构为企业引进一、二、三类人才的，每引进一名分别奖励10万元、6万元、2万元，每家机构每年不超过60万元。"
HALVED = "主导制定国际标准、国家标准、行业标准的，每项分别奖励100万元、50万元、20万元；参与制定的（排名前五）减半。"
RAISED = "主导制定国家标准的，每项奖励20万元；以海洋装备为主题的，上浮20%。"
GROWTH = "企业上一年度研发费用在500万元以上且同比增长的，对增量部分按8%补助，最高150万元。"
MARKS = "年主营业务收入首次超过2000万元、5000万元、1亿元的软件企业，分别给予10万元、25万元、60万元奖励。"
STALLS = "参加境外展会的，每个标准展位按展位费的50%补助，单个展位不超过2万元，每家企业最多补2个展位。"
HAN = "公用充电桩按照装机功率每千瓦补助一百五十元，单站补助不超过六十万元。"

RIGHT = [
    ("我们买设备投了400万，能补多少", SHARE, "40万元"),
    ("设备投了八百万，补多少钱", SHARE, "50万元"),
    ("交了30万个税能返多少", TAX, "12万元"),
    ("改造投入120万补多少", BANDS, "18万元"),
    ("改造投入正好200万能补多少", BANDS, "24万元"),  # 200 belongs to the band that says (含)
    ("改造投入三千万能补多少", BANDS, "180万元"),
    ("招了6个应届生一共给几万", HEADS, "1.2万元"),
    ("一口气招了13个大学生，补多少", HEADS, "2万元"),
    ("接收20个学生实习4个月，能领多少", MONTHS, "4万元"),
    ("接收20个学生实习8个月，能领多少", MONTHS, "6万元"),
    ("租了600平的厂房，12个月租金补贴一共多少", AREA, "5.76万元"),
    ("租了3200平米厂房，一年下来租金补贴一共多少", AREA, "9.6万元"),
    ("我们旅行社拉了3000个游客，奖多少", ROUTES, "6万元"),
    ("我们旅行社拉了两万个游客，奖多少", ROUTES, "30万元"),
    ("今年进口了3万方板材，补多少", BEYOND, "100万元"),
    ("今年进口了1万方板材，补多少", BEYOND, "30万元"),
    ("新授权24件发明专利，能奖多少钱", FROM, "4.2万元"),
    ("网上卖了2600万，奖多少", STEPS, "11万元"),
    ("新建60张床，第一年拨多少", STAGES, "18万元"),
    ("评上甲级园区的500万，第三年拨多少", RATIO, "100万元"),
    ("收住10个重度失能、5个中度，一个月多少钱", NAMES, "4000元"),
    ("一年引了3个二类人才和2个一类人才，奖多少", CLASSES, "38万元"),
    ("参与制定行业标准能拿多少", HALVED, "10万元"),
    ("牵头定了海洋装备主题的国家标准，奖多少", RAISED, "24万元"),
    ("研发费用前年600万，去年1400万，能补多少", GROWTH, "64万元"),
    ("软件企业收入第一次过了5000万，奖多少", MARKS, "25万元"),
    ("订了三个展位，每个展位费3万，能补多少", STALLS, "3万元"),
    ("建公用充电桩一共1200千瓦，补助多少", HAN, "18万元"),
]

NOTHING = [
    ("年薪80万的高管能返多少", TAX),  # the share is of the tax, not of the pay
    ("营收8000万能补多少", SHARE),  # nor of what was sold
    ("改造投入30万能补多少", BANDS),  # below the lowest band
    ("招了6个应届生一共给几万", "对年度营业收入首次达到1亿元的企业，奖励10万元。"),
    ("接收20个学生实习，能领多少", MONTHS),  # for how long is not said
    ("拉了500个游客，奖多少", ROUTES),
    ("网上卖了600万，奖多少", STEPS),
    ("新建60张床，占地3亩，补多少", STAGES),  # 3亩 finds no place: another clause may be meant
    ("我们是省级企业，奖多少", HALVED),  # no figure, nothing to work out
    ("买设备能补多少", SHARE),
    ("设备和厂房加起来投了400万，每月租金2万，补多少", SHARE),
    ("投了400万，材料要哪些", SHARE),
    ("违规套取30万会罚多少", "违反规定的，处骗取金额30%的罚款。"),
    ("贷款500万贴息多少", "对企业贷款按实际支付利息的50%给予贴息。"),  # the interest is not known
    ("投了2000万，补多少", "按投资额的10%给予补助。对单价在1亿元以上的，最高不超过300万元，其余最高不超过100万元。"),
    ("研发费用1400万能补多少", GROWTH),  # what it grew by is not known
    ("12个人考了证，补多少", "初级每人1000元，中级每人1500元，高级每人2000元。"),  # which level is not said
    ("听说投了400万最多能补10万，对吧", SHARE),
]


YEARS = "对新设总部，第一年补助60万元、第二年补助40万元、第三年补助25万元。"
PHASES = "对孵化器运营单位，前三年按每年30万元、后两年按每年18万元给予补助。"
PATENTS = "年度授权专利20件以上，且发明占比达30%或外观设计占比达75%的，奖励6万元。"
OPEN = "职工40人以上、研发人员占比超过15%的企业，补助9万元。"
ADDS = "对省级工业设计中心奖励45万元。对绿色工厂奖励25万元。两项可叠加享受。"
EXCLUDES = "对省级工业设计中心奖励45万元。对绿色工厂奖励25万元。同一企业就高不重复。"


@pytest.mark.parametrize(
    ("question", "clause", "wanted"),
    [
        ("三年一共能拿多少", YEARS, "60万元 + 40万元 + 25万元 = 125万元"),
        ("五年总共能拿多少", PHASES, "30万元 × 3年 + 18万元 × 2年 = 126万元"),
        ("我们是省级工业设计中心，也是绿色工厂，一共多少", ADDS, "45万元 + 25万元 = 70万元"),
        (
            "我们是省级工业设计中心，也是绿色工厂，一共多少",
            EXCLUDES,
            "45万元与25万元不能同时享受（就高），取高的 = 45万元",
        ),
        ("去年授权专利24件，其中发明9件，能奖多少", PATENTS, "发明占比9 ÷ 24 = 37.5%，达到30%"),
    ],
)
def test_several_years_several_grants_and_shares(question: str, clause: str, wanted: str) -> None:
    found = computed(question, clause)
    assert found is not None
    assert found.working.startswith(wanted)


@pytest.mark.parametrize(
    ("question", "clause", "why"),
    [
        ("第四年能拿多少", YEARS, "原文只写到第3年（25万元），第4年没有写明"),
        (
            "去年授权专利24件，其中发明6件、外观设计12件，能奖多少",
            PATENTS,
            "发明占比6 ÷ 24 = 25%，没有达到30%；外观设计占比12 ÷ 24 = 50%，没有达到75%",
        ),
        ("去年授权专利24件，能奖多少", PATENTS, "发明占比须达到30%，还缺这个占比；外观设计占比须达到75%，还缺这个占比"),
        ("研发人员9人，职工60人，能补多少", OPEN, "研发人员占比9 ÷ 60 = 15%，没有超过15%"),
    ],
)
def test_what_a_year_or_a_share_lacks(question: str, clause: str, why: str) -> None:
    found = weighing(question, clause)
    assert chosen(found) is None
    assert lacking(found) == why


def test_no_year_stands_for_another() -> None:
    results = {way.reckoning.yuan for way in weighing("前两年一共能拿多少", PHASES).ways}
    assert 600_000 in results  # 2 × 30万元
    assert 360_000 not in results  # 2 × 18万元, which is told for the years after


@pytest.mark.parametrize(("question", "clause", "result"), RIGHT)
def test_what_it_comes_to(question: str, clause: str, result: str) -> None:
    found = computed(question, clause)
    assert found is not None
    assert found.result == result
    assert 0 <= found.span.start < found.span.end <= len(clause)
    assert found.span.of(clause)[:1] in "0123456789一二三四五六七八九十百分两"


@pytest.mark.parametrize(("question", "clause"), NOTHING)
def test_what_comes_to_nothing(question: str, clause: str) -> None:
    assert computed(question, clause) is None


def test_the_working_tells_base_rate_and_cap() -> None:
    found = computed("设备投了八百万，补多少钱", SHARE)
    assert found is not None
    assert found.working == "设备投资额800万元 × 10% = 80万元，超过上限，按50万元"


@pytest.mark.parametrize(
    "clause",
    ["", "第一条", "。；，", "每每每每万万元元%%%至至至", "1" * 5000, "（" * 300, "每" * 3000, "10万元、" * 400],
)
def test_any_text_is_read(clause: str) -> None:
    computed("投了400万，招了3个人，能补多少", clause)


def test_an_answer_begins_with_the_sum(assistant: Assistant) -> None:
    answer = assistant.ask("昌吉高新区一家公司出资1600万在上海新设了研发中心，当年建成，补助算下来多少？")
    assert answer.text.splitlines()[0] == "企业出资额1600万元 × 5% = 80万元，即80万元。[1]"
    assert answer.text.count("即80万元") == 1  # said once, not again by the row's own calculation


UPPER = "对规模以上企业按年度研发投入增量的10%补助；其中增量500万元以上部分按15%补助，最高200万元。"
PASSED = "对技改项目按设备投资额的8%给予补助，超过2000万元的部分按12%补助，最高500万元。"
WITHIN = "企业采购额1000万元以内的部分按5%奖励，1000万元以上的部分按3%奖励。"
BESIDE = "对技改项目按设备投资额的8%给予补助，超过2000万元的部分再按5%补助。"


@pytest.mark.parametrize(
    ("question", "clause", "working"),
    [
        ("研发投入增量800万元的规上企业补助多少", UPPER, "500万元 × 10% + 300万元 × 15% = 95万元"),
        ("研发投入增量300万元的规上企业补助多少", UPPER, "300万元 × 10% = 30万元"),
        ("研发投入增量正好500万元，补助多少", UPPER, "500万元 × 10% = 50万元"),
        ("设备投资3000万元能补多少", PASSED, "2000万元 × 8% + 1000万元 × 12% = 280万元"),
        ("设备投资8000万元能补多少", PASSED, "超过上限，按500万元"),
        ("设备投资1500万元能补多少", PASSED, "1500万元 × 8% = 120万元"),
        ("采购额1600万元奖多少", WITHIN, "1000万元 × 5% + 600万元 × 3% = 68万元"),
    ],
)
def test_each_part_at_its_own_rate(question: str, clause: str, working: str) -> None:
    found = computed(question, clause)
    assert found is not None
    assert working in found.working


THREE = "对技改项目，设备投资500万元以内的部分按10%给予补助，500万元至1000万元的部分按8%，1000万元以上的部分按5%。"
TWO = "对技改项目，设备投资500万元以下部分按10%给予补助；500万元（含）至1000万元部分按15%给予补助。"
GAP = "对技改项目，设备投资500万元以下部分按10%给予补助；600万元至1000万元部分按15%给予补助。"
CUBIC = "进口板材5万立方米以下的，每立方米补助30元；5万至10万立方米的部分，每立方米补助40元；10万立方米以上的部分，每立方米补助50元。"


@pytest.mark.parametrize(
    ("question", "clause", "working"),
    [
        ("设备投资300万元，能补多少", THREE, "300万元 × 10% = 30万元"),
        ("设备投资800万元，能补多少", THREE, "500万元 × 10% + 300万元 × 8% = 74万元"),
        ("设备投资1200万元，能补多少", THREE, "500万元 × 10% + 500万元 × 8% + 200万元 × 5% = 100万元"),
        ("设备投资800万元，能补多少", TWO, "500万元 × 10% + 300万元 × 15% = 95万元"),
        ("设备投资1200万元，能补多少", TWO, None),  # nothing is told of what lies above 1000万元
        ("设备投资800万元，能补多少", GAP, None),  # nor of what lies between 500万元 and 600万元
        ("今年进口了8万立方米板材，补多少", CUBIC, "50000 × 30元 + 30000 × 40元 = 270万元"),
        ("今年进口了12万立方米板材，补多少", CUBIC, None),
    ],
)
def test_a_part_between_two_bounds_is_no_rate_of_the_whole(question: str, clause: str, working: str | None) -> None:
    found = computed(question, clause)
    assert (found is None) if working is None else (found is not None and working in found.working)


TENTH = "对技改项目，按设备投资额的10%给予补助，"


@pytest.mark.parametrize(
    ("question", "more", "told"),
    [
        ("设备投资1200万元，能补多少", "超过500万元的部分减半。", "「超过500万元的部分减半」"),
        ("设备投资800万元，能补多少", "500万元以上部分不予补助。", "「500万元以上部分不予补助」"),
        ("设备投资1200万元，能补多少", "补助基数最高1000万元。", "「补助基数最高1000万元」"),
        ("设备投资800万元，其中软件200万元，能补多少", "其中软件投资按20%给予补助。", "「其中软件投资按20%给予补助」"),
        ("设备投资800万元，已获省级补助，能补多少", "已获上级补助的按50%给予补助。", "「已获上级补助的按50%给予补助」"),
        ("设备投资-500万元，能补多少", "最高50万元。", "「-500万元」看不出是多少"),
        ("设备投资负500万元，能补多少", "最高50万元。", "「负500万元」看不出是多少"),
        ("设备投资1万亿亿元，能补多少", "最高50万元。", "「1万亿亿元」看不出是多少"),
    ],
)
def test_what_a_clause_tells_beside_the_sum_is_not_left_out(question: str, more: str, told: str) -> None:
    found = weighing(question, f"{TENTH}{more}")
    assert chosen(found) is None
    assert told in (lacking(found) or "")


@pytest.mark.parametrize(
    ("question", "more", "working"),
    [
        ("设备投资400万元，能补多少", "超过500万元的部分减半。", "= 40万元"),  # it does not reach into that part
        ("设备投资400万元，能补多少", "500万元以上部分不予补助。", "= 40万元"),
        ("设备投资800万元，能补多少", "补助基数最高1000万元。", "= 80万元"),
        ("设备投资800万元，能补多少", "最高50万元，超出部分不予补助。", "按50万元"),
        ("设备投资800万元，能补多少", "已获上级补助的按50%给予补助。", "= 80万元"),
        ("设备投资1200万元，能补多少", "超出500万元部分按5%给予补助。", "500万元 × 10% + 700万元 × 5% = 85万元"),
        ("设备投资1万亿元，能补多少", "最高50万元。", "按50万元"),
    ],
)
def test_what_is_told_beside_the_sum_and_does_not_touch_it(question: str, more: str, working: str) -> None:
    found = computed(question, f"{TENTH}{more}")
    assert found is not None
    assert working in found.working


def test_parts_that_cannot_be_put_together_are_not_worked_out() -> None:
    found = weighing("设备投资3000万元能补多少", BESIDE)
    assert chosen(found) is None
    assert "另有算法（「超过2000万元的部分再按5%补助」）" in (lacking(found) or "")


def test_the_rate_of_the_band_a_figure_lies_in() -> None:
    bands = "对厂房投资2亿元（含）至6亿元的项目，按投资额的1%奖励；6亿元（含）以上的，按2%奖励。"
    told = rate_of_band(weighing("投资7亿元的项目奖励比例", bands))
    assert told is not None
    assert told.working == "7亿元属于「6亿元以上」一档：2%"
    assert told.span.of(bands) == "2%"
    assert rate_of_band(weighing("投资1亿元的项目奖励比例", bands)) is None
    assert rate_of_band(weighing("投资7亿元的项目奖励多少", bands)) is None


@pytest.mark.parametrize(
    ("question", "rate"),
    [
        ("固定资产投资7亿元，奖励比例", "4%"),
        ("项目总投资7亿元的奖励比例", "4%"),
        ("我们投了7亿元，奖励比例是多少", "4%"),
        ("投资超过7亿元，奖励比例", "4%"),
        ("营业收入7亿元，奖励比例", None),
        ("注册资本7亿元，奖励比例", None),
        ("亏损7亿元，奖励比例", None),
        ("公司市值7亿元，奖励比例", None),
        ("投资不到7亿元，奖励比例", None),
        ("投资7亿元以下的项目奖励比例", None),
        ("投资超过5亿元，奖励比例", None),  # may be more than 6亿元
    ],
)
def test_a_figure_of_something_else_lies_in_no_band(question: str, rate: str | None) -> None:
    bands = "对固定资产投资2亿元（含）至6亿元的项目，按固定资产投资的1%奖励；6亿元（含）以上的，按4%奖励。"
    told = rate_of_band(weighing(question, bands))
    assert (told and told.span.of(bands)) == rate


EVENLY = "人才安家补贴20万元，分5年等额拨付。"
SIXTHS = "给予博士购房补贴30万元，自到岗起分六年平均发放。"
UNEVEN = "人才安家补贴20万元，分5年拨付。"
FUND = "对成果转化项目，第一年给予200万元补助，第三年由基金投资，最高500万元。"


@pytest.mark.parametrize(
    ("question", "clause", "working"),
    [
        ("人才安家补贴第三年发多少", EVENLY, "20万元，第3年 × 20% = 4万元"),
        ("博士购房补贴第二年能领多少", SIXTHS, "30万元，第2年 × 1/6 = 5万元"),
        (
            "参与制定国家标准奖多少",
            HALVED.replace("每项分别", "分别").replace("（排名前五）", ""),
            "50万元，减半 = 25万元",
        ),
    ],
)
def test_parts_of_a_payment_and_halves(question: str, clause: str, working: str) -> None:
    found = computed(question, clause)
    assert found is not None
    assert found.working.endswith(working)


@pytest.mark.parametrize(
    ("question", "clause", "why"),
    [
        ("人才安家补贴第三年发多少", UNEVEN, "原文写的是「分5年拨付」，没有写明第3年是多少"),
        ("人才安家补贴第六年发多少", EVENLY, "原文写的是「分5年等额拨付」，没有第6年"),
        ("成果转化项目第二年给多少", FUND, "原文只写到第一年、第三年，没有写明第2年"),
        (
            "电商企业年销售额正好2000万元奖多少",
            "对年销售额超过2000万元的电商企业，一次性奖励10万元。",
            "您给的2000万元不在原文的「超过2000万元」之内",
        ),
        (
            "租厂房正好2000平方米一年补多少",
            "租用厂房面积超过2000平方米的，按每平方米每月6元给予补贴，最长3年。",
            "您给的2000平方米不在原文的「超过2000平方米」之内",
        ),
    ],
)
def test_what_is_not_read_or_not_reached_is_said(question: str, clause: str, why: str) -> None:
    found = weighing(question, clause)
    assert chosen(found) is None
    assert lacking(found) == why


@pytest.mark.parametrize(
    ("question", "clause", "why"),
    [
        ("机器厂房车辆全算上投了900万，能补多少", "对企业按设备投入的10%给予补助。", "是几项合在一起的"),
        ("宣传费用200万元，补多少", "对影片按实际发行费用的20%补助。", "是宣传方面的"),
        ("影片已经发行，宣传费用200万元，补多少", "对影片按实际发行费用的20%补助。", "是宣传方面的"),
        ("工资过五十万了，去年个税交了7万，企业能补多少", "对企业按引进人才工资的8%给予补助。", "不是这一项"),
    ],
)
def test_a_figure_of_something_else_is_no_base(question: str, clause: str, why: str) -> None:
    found = weighing(question, clause)
    assert chosen(found) is None
    assert why in (lacking(found) or "")


def test_a_figure_of_the_very_base_is_reckoned_with() -> None:
    assert computed("设备投入900万，能补多少", "对企业按设备投入的10%给予补助。") is not None
    assert computed("发行费用200万元，补多少", "对影片按实际发行费用的20%补助。") is not None


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ("第一年补助200万元,第二年、第三年由基金投入最高300万元", [("第一年", {1}), ("第二年、第三年", {2, 3})]),
        ("第一年50%,第二年至第四年20%", [("第一年", {1}), ("第二年至第四年", {2, 3, 4})]),
        ("首年补助3万元,次年补助1万元", [("首年", {1}), ("次年", {2})]),
        ("当年给予200万元支持,第二年、第三年以基金投入", [("当年", {1}), ("第二年、第三年", {2, 3})]),
        ("建成当年给予50万元补助", []),
        ("经营满三年的补助10万元", []),
        ("第一年度内申报,补助10万元", []),
    ],
)
def test_what_a_sentence_tells_for_each_year(sentence: str, told: list[tuple[str, set[int]]]) -> None:
    assert [(one.name, set(one.numbers)) for one in told_of_year(sentence)] == told


@pytest.mark.parametrize(
    "told", ["我们投了300万元，", "招了3个博士，", "设备投资800万元，招博士2名，", "投了{n}万元，"]
)
def test_a_pasted_heap_of_figures_is_not_tried_on_every_offer(told: str, monkeypatch: pytest.MonkeyPatch) -> None:
    weighed: list[Reckoning] = []
    real = choosing.features_of

    def counted(made: Sequence[Reckoning], scheme: Scheme, asked: Asked) -> list[dict[str, float]]:
        weighed.extend(made)
        return real(made, scheme, asked)

    monkeypatch.setattr(choosing, "features_of", counted)
    clause = "".join(
        f"对{kind}类企业，按设备投资额的{rate}%给予补助，每引进一名博士补助{rate}万元。"
        for rate, kind in enumerate("甲乙丙丁戊己庚辛", 3)
    )
    question = "".join(told.format(n=100 + n) for n in range(200))[:1900] + "能补多少"
    assert chosen(weighing(question, clause)) is None
    assert len(weighed) <= choosing.MOST_FIGURES * 20
    assert weighing("甲类企业设备投资800万元，能补多少", clause).ways
