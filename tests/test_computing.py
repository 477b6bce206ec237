"""What figures come to on a clause: each kind with invented clauses, and near misses that must come to nothing."""

from __future__ import annotations

import pytest

from assistant.ask import Assistant
from assistant.proposing.computing import computed

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
