"""Which ways to reckon are found on a clause, by kinds: each with invented clauses, and what must not be found."""

from __future__ import annotations

import pytest

from assistant.computing.bearers import names_bearer
from assistant.computing.choosing import best_of, chosen, computed, weighing
from assistant.proposing.rows import asked_rows
from corpus.measure import yuan_text
from corpus.tables.tables import tables_of

PILES = "公用直流充电桩按装机功率每千瓦补助200元，公用交流充电桩每千瓦补助80元，单个充电站补助不超过90万元。"
BEDS = "新建养老机构，按每张床位3000元给予一次性补助，单个小区不超过30万元。"
ORDERED = "既有小区每建成一个有序充电桩补助700元，单个小区不超过10万元。"
CARDS = "取得境外认证的，按认证费用的40%补贴，每项不超过4万元，每家企业每年不超过15万元。"
STALL = "参加境外展会的，每个标准展位补贴2万元，每家企业每个展会最多2个展位，全年合计不超过30万元。"
DAYS = "学员每天发60元交通补贴，每人每年累计不超过20天。"
GUIDES = "导游每带一个入境团补贴300元，一年最多补40个团。"
HOURS = "志愿服务每满50小时奖励100元购物卡。"
NODES = "甲档500万元，乙档200万元，资助款按合同签订、中期、验收三个节点以4:3:3拨付。"
PARTS = "设备投资1000万元（含）以上的，按设备投资额10%补助。补助按开业验收40%、开业满一年30%、获国际认证30%三期拨付。"
BORNE = "对特殊困难家庭按户均4000元给予改造补助，省与市县按5:5负担。"
PREMIUM = "茶树低温保险保费每亩50元，其中财政补助80%，农户自缴20%。"
LPR = "按贷款合同签订日一年期LPR的50%给予贴息，单户企业年度不超过60万元。"
DAILY = "应急转贷资金按日综合费率万分之三收取，时间不超过15天。"
THIRDS = "灵活就业的，按实际缴费额三分之二给予社保补贴，不超过3年。"
HALF = "企业租用标准厂房的，租金减半，每户每月减免不超过400元，减免期24个月。"
FINE = "虚报冒领的，处骗取金额一倍以上三倍以下罚款。"
NAMED = "企业牵头制定国家标准每项奖励30万元，行业标准每项15万元。"
LEVELS = "取得一级、二级、三级证书的，每人每月给予900元、600元、300元津贴。"
TIMES = "引进博士、正高职称每月补助3000元，全日制硕士每月1000元，发3年。"
POWER = "新增算力1000P（含）—3000P（不含）的，奖励50万元；3000P（含）以上的，奖励80万元。"
STATIONS = "日加氢能力500公斤以上的，按设备投资的25%补助，单站最高300万元；日加氢能力1000公斤以上的，单站最高500万元。"
UNITS = "项目 | 类别 | 标准（元） | 计发单位\n建设补助 | 新建 | 12000 | 张，分2年\n建设补助 | 租赁 | 6000 | 张，分2年\n运营补助 | 重度失能 | 700 | 人·月\n"
CELL = "人才 | 薪酬补贴 | 名额\nA类 | 20%，30万元 | 2\nB类 | 15%，20万元 | 5\n"
WATER = "投放人工鱼礁1万空方以上的，每空方补助80元，单个项目最高300万元。"
WITHOUT = "承办国际赛事的，按实际办赛支出（不含场馆改造）的30%补助，不超过800万元。"
LOAN = "保租房贷款按实际贷款利率的1.5个百分点贴息，贴息期限不超过3年，每年不超过80万元。"
ACRES = "同一地块深松每亩补助40元，全年累计补助不超过60元/亩。"
CONTRACTS = "对实现技术转移的企业，按技术交易额的3%给予补贴，单个技术合同最高50万元，每个单位年度不超过120万元。"
LEAST = "投资机构按实际投资额的3%奖励，单个项目最高50万元。投资额不足200万元的项目不计。"
RATES = "企业出口增量按每美元奖励0.03元人民币，单户最高80万元。"
INTEREST = "质押贷款，区财政按实付利息补两成，一户一年不过15万元。"

FOUND = [
    ("10台120千瓦的直流，10台7千瓦的交流，一共补多少", PILES, "24.56万元"),  # a count within a count, each by its name
    ("床位正好二十张，补多少", BEDS, "6万元"),
    ("装了170个有序充电桩，补多少", ORDERED, "10万元"),  # 单个小区 is no 个 of 充电桩
    ("甲认证花了5万，乙认证花了13万，补贴加起来多少", CARDS, "6万元"),
    ("一年去了5个境外展，每个展都是2个标展，全年能补多少", STALL, "20万元"),
    ("学了35天，交通补贴一共多少", DAYS, "1200元"),
    ("一年带了63个入境团，补多少", GUIDES, "1.2万元"),
    ("攒了180个钟头，能换多少钱的购物卡", HOURS, "300元"),
    ("乙档团队中期那笔拨多少", NODES, "60万元"),
    ("设备投了六千万，开业验收那一期先拨多少", PARTS, "240万元"),
    ("给140户困难家庭改造，省里那一半是多少钱", BORNE, "28万元"),
    ("种了45亩茶买低温保险，我自己要掏多少", PREMIUM, "450元"),
    ("贷了2000万一年期，LPR是3.45%，贴息多少", LPR, "34.5万元"),
    ("借600万过桥，用了12天，要交多少费用", DAILY, "2.16万元"),
    ("去年实际缴费10800元，补多少", THIRDS, "7200元"),
    ("一个月房租一千块，减免期全享受完，一共能省多少钱", HALF, "9600元"),
    ("骗了补助八万块，罚多少", FINE, "24万元"),
    ("牵头搞了一项国家标准、三项行业标准，加起来奖多少", NAMED, "75万元"),
    ("两个一级、三个二级，还有四个五级的，一个月津贴一共多少", LEVELS, "3600元"),
    ("引进一个博士、三个全日制硕士，补助发满年限总共多少", TIMES, "21.6万元"),
    ("新增算力3000P，奖多少", POWER, "80万元"),
    ("日加氢1000公斤的加氢站，设备花了两千四百万，补多少", STATIONS, "500万元"),
    ("租赁办的，一共80张床，建设补助多少", UNITS, "48万元"),
    ("B类人才年薪一百五十万，薪酬补贴多少", CELL, "20万元"),
    ("投了两万五千空方人工鱼礁，补多少", WATER, "200万元"),
    ("总支出3000万，其中500万是改场馆的，能补多少", WITHOUT, "750万元"),
    ("贷了三千万，贴息三年一共多少", LOAN, "135万元"),
    ("签了三份技术合同，每份技术交易额都是2000万元，一共补多少", CONTRACTS, "120万元"),  # 每个单位 is for all of them
    ("去年出口1300万美元，今年1800万美元，增量奖励多少", RATES, "15万元"),
    ("付了60万利息，补多少", INTEREST, "12万元"),
]

NOT_FOUND = [
    ("装了170个有序充电桩，补多少", ORDERED, "11.9万元"),  # the cap of all of them bites
    ("贷了2000万一年期，LPR是3.45%，贴息多少", LPR, "1000万元"),  # 50% is of the rate, not of the loan
    ("日加氢1000公斤的加氢站，设备花了两千四百万，补多少", STATIONS, "600万元"),
    ("新增算力3000P，奖多少", POWER, "15万元"),
    ("管了800亩深松，一年补助多少", ACRES, "60元"),  # 60元/亩 is of each 亩
]


def _results(question: str, clause: str) -> set[str]:
    return {yuan_text(way.reckoning.yuan) for way in weighing(question, clause).ways if not way.reckoning.is_plain}


@pytest.mark.parametrize(("question", "clause", "result"), FOUND)
def test_the_sum_is_among_the_ways(question: str, clause: str, result: str) -> None:
    assert result in _results(question, clause)


@pytest.mark.parametrize(("question", "clause", "result"), NOT_FOUND)
def test_what_is_no_way(question: str, clause: str, result: str) -> None:
    assert result not in _results(question, clause)


@pytest.mark.parametrize(
    ("question", "clause"),
    [
        ("给140户困难家庭改造，区里要掏多少", BORNE),  # 区 bears no part that is told
        ("贷了2000万，用了一年，贴息多少", LPR),  # the rate is not told
        ("投了一个150万的项目，奖多少", LEAST),
        ("借600万过桥，要交多少费用", DAILY),  # for how many days is not told
        ("把它们加一块奖多少", CARDS),  # 加一块 is no sum of one yuan
    ],
)
def test_nothing_is_said_where_something_is_open(question: str, clause: str) -> None:
    assert chosen(weighing(question, clause)) is None


def test_a_bearer_is_known_by_its_level() -> None:
    found = weighing("给140户困难家庭改造，省里那一半是多少钱", BORNE)
    shares = [offer for offer in found.scheme.offers if offer.is_borne]
    assert [names_bearer(offer, found.asked) for offer in shares] == [True, False]


def test_the_ways_of_a_question_with_many_figures_are_bounded() -> None:
    figures = "、".join(f"{n}台{n * 10}千瓦的直流" for n in range(2, 40))
    assert len(weighing(f"我们建了{figures}，一共补多少", PILES).ways) <= 1200


ENGINEERS = (
    "对新引进的年薪60万元以上算法工程师，按其年薪的8%给予企业引才补助，每人每年不超过20万元，单家企业不超过15人。"
)
OF_EACH = [
    ("新引进12个算法工程师，年薪都是75万，一年能补企业多少", "72万元"),
    ("新引进18个算法工程师，年薪都是75万，一年能补企业多少", "90万元"),  # 15 at most
    ("新引进12个算法工程师，每人年薪300万，一年能补企业多少", "240万元"),  # 20万元 for each at most
]


@pytest.mark.parametrize(("question", "result"), OF_EACH)
def test_what_each_has_is_not_what_all_have_together(question: str, result: str) -> None:
    found = computed(question, ENGINEERS)
    assert found is not None
    assert found.result == result


ANY_UNIT = (
    "奖补标准如下：\n项目类别 | 条件 | 标准 | 上限（万元）\n智算中心 | 新增算力1000P（含）—3000P（不含） | 每P 2000元 | 400\n"
    "智算中心 | 新增算力3000P（含）—1万P（不含） | 每P 2500元 | 1500\n智算中心 | 新增算力1万P（含）以上 | 每P 3000元 | 4000"
)


@pytest.mark.parametrize(
    ("question", "result"),
    [
        ("新建2500P智算中心，奖补多少", "400万元"),
        ("新建3000P智算中心，奖补多少", "750万元"),
        ("新建1500P智算中心，奖补多少", "300万元"),
    ],
)
def test_a_band_of_a_table_may_be_of_any_unit(question: str, result: str) -> None:
    found = weighing(question, ANY_UNIT)
    best = best_of(found.ways)
    assert best is not None
    assert yuan_text(best.reckoning.yuan) == result
    rows = asked_rows(question, tables_of(ANY_UNIT))
    assert rows is not None
    assert [row.cells[1].text[4:9] for row in rows.rows] == (["3000P"] if "3000P" in question else ["1000P"])
