"""How a clause is read as a whole: tags of its figures, who gets it among all who are named, and what each field rests on.

The clauses are invented; what a careful reader takes from them was written first.
"""

from __future__ import annotations

import itertools
import os
import subprocess
import sys
from decimal import Decimal

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from corpus.check import check_document
from corpus.formats.read import source_of
from corpus.grants.around import Named, Surroundings
from corpus.grants.benefits import parse_benefits, read_clause
from corpus.grants.nouns import kind_of, nouns
from corpus.grants.pieces import Piece
from corpus.grants.receivers import Sentences
from corpus.grants.tagging import TAGS, emissions, read, steps, weights
from corpus.measure import Benefit, Span
from corpus.parse import parse_source
from corpus.text.plain import plain
from tests.examples import examples


def tags(text: str) -> list[tuple[str, str]]:
    clause = read_clause(text)
    assert clause is not None
    return [
        (clause.plain.verbatim(piece.group.start, piece.group.end), TAGS[tag.tag])
        for piece, tag in zip(clause.pieces, clause.tags, strict=True)
    ]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("企业取得绿色食品证书的奖3万元，取得有机食品证书的奖5万元。", [("3万元", "given"), ("5万元", "given")]),
        ("冷库每立方米补90元，一户一年最多补30万元。", [("90元", "given"), ("30万元", "limit")]),
        ("年营业收入2000万元以上的民宿，按投入的15%补助，封顶40万元。",
         [("2000万元", "other"), ("15%", "given"), ("40万元", "limit")]),
        ("60—79周岁的每人每月40元，80周岁以上的每人每月90元。", [("40元", "given"), ("90元", "given")]),
        ("未经许可占用的，处二万元以上十万元以下罚款。", [("二万元", "other"), ("十万元", "other")]),
    ],
)  # fmt: skip
def test_tags_are_read_as_a_whole(text: str, wanted: list[tuple[str, str]]) -> None:
    assert tags(text) == wanted


def score(pieces: tuple[Piece, ...], reading: tuple[int, ...]) -> float:
    around, moves = weights()
    total = sum(emissions(piece, around)[tag] for piece, tag in zip(pieces, reading, strict=True))
    for (before, after), (one, other) in zip(itertools.pairwise(pieces), itertools.pairwise(reading), strict=True):
        total += sum(moves[name][3 * one + other] for name in steps(before, after) if name in moves)
    return total


WORDS = st.lists(
    st.sampled_from(["给予", "奖励", "最高", "20万元", "5%", "，", "。", "以上的", "企业", "每人", "不超过", "1亿元", "的", "补"]),
    max_size=16,
).map("".join)  # fmt: skip


@given(WORDS)
@example("5%给予补，1亿元奖励给予1亿元")  # two readings are equally good: a tag of each would be neither
@settings(max_examples=examples(150), deadline=None)
def test_no_reading_scores_higher_and_the_lead_is_over_the_best_that_differs(text: str) -> None:
    clause = read_clause(text)
    if clause is None or not 0 < len(clause.pieces) <= 5:
        return
    every = {
        reading: score(clause.pieces, reading) for reading in itertools.product(range(3), repeat=len(clause.pieces))
    }
    found = read(clause.pieces, *weights())
    best = max(every.values())
    assert every[tuple(one.tag for one in found)] == pytest.approx(best)
    for place, one in enumerate(found):
        rival = max(value for reading, value in every.items() if reading[place] != one.tag)
        assert one.lead == pytest.approx(best - rival)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("用人单位新招用残疾人", ["用人单位", "残疾人"]),
        ("对4A级物流企业", ["4A级物流企业"]),
        ("第三章老年人", ["老年人"]),
        ("六是老人看病", ["老人"]),
        ("无人机运输、投放人工鱼礁、参赛人数", []),
        ("单家企业", ["企业"]),
        ("给予个人", ["个人"]),
    ],
)
def test_parties_begin_where_their_name_begins(text: str, wanted: list[str]) -> None:
    found = [text[start:end].removeprefix("单家").removeprefix("家") for start, end in nouns(text, 0, len(text))]
    assert found == wanted


def test_whoever_the_heading_names_gets_it_where_the_clause_names_nobody() -> None:
    heading = Named("养老机构", Span(3, 7), "lead")
    around = Surroundings((heading,), {"养老机构": 6}, (Named("养老机构", Span(3, 7), "often"),))
    [row] = parse_benefits("（一）运营补助。按实际入住人数每人每月补助200元。", 100, lambda: around)
    assert row.recipient == "养老机构"
    assert ("recipient", Span(3, 7)) in row.evidence


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("9.氢燃料电池重卡。每辆奖励5万元。", ["氢燃料电池重卡"]),
        ("（三）创业孵化基地奖补。国家级100万元。", ["创业孵化基地"]),
        ("第一条 奖励标准：国家级30万元。", []),
        ("对企业给予10万元奖励，每年一次。", []),
    ],
)
def test_a_heading_tells_what_its_clause_is_about(text: str, topic: list[str]) -> None:
    words = plain(text).words
    assert [words[slice(*each)] for each in Sentences(words).topic] == topic


@pytest.mark.parametrize("levels", ["国家级、省级", "一级、二级和三级", "A类", "五级（初级工）", "金奖"])
def test_a_list_of_levels_is_nobody(levels: str) -> None:
    assert kind_of(levels) == "level"


@pytest.mark.parametrize("words", ["省级孵化器", "三级医院、二级医院", "类脑企业"])
def test_who_has_a_level_is_somebody(words: str) -> None:
    assert kind_of(words) != "level"


def test_a_level_stays_with_whoever_the_sentence_before_names() -> None:
    found = parse_benefits("被认定为省级现代农业产业园的，奖励500万元；市级的，奖励100万元。")
    assert [row.recipient for row in found] == ["省级现代农业产业园", "市级现代农业产业园"]


def test_the_name_of_a_column_tells_whom_its_cells_name() -> None:
    text = "一、落户奖励见下表。\n机构类型 | 落户奖励\n持牌支付机构 | 50万元\n融资租赁公司 | 30万元\n"
    clause = read_clause(text)
    assert clause is not None
    choices = [grant.choice for grant in clause.grants if grant.choice]
    columns = {one.text: one.column for choice in choices for one in choice.everyone}
    assert columns["持牌支付机构"] == columns["融资租赁公司"] == "party"


def test_a_level_keeps_the_noun_that_the_first_band_names() -> None:
    found = parse_benefits("国家级孵化器奖励100万元，省级50万元，市级20万元。")
    assert [row.amount.source for row in found if row.amount] == ["100万元", "50万元", "20万元"]
    assert [level in row.recipient for row, level in zip(found, ("国家级", "省级", "市级"), strict=True)] == [True] * 3


def test_the_longest_time_is_no_row_of_years() -> None:
    [row] = parse_benefits("对引进的外籍医师每年补贴15万元，最长3年。")
    assert (row.schedule, row.per, row.years) == ((), "年", 3)
    [row] = parse_benefits("对入驻企业每年给予10万元租金补贴，连续三年。")
    assert len(row.schedule) == 3


def test_the_number_of_an_article_between_two_is_nobody() -> None:
    (row,) = parse_benefits("第三条之一 对技术合同登记的买方，给予5万元奖励。")
    assert "之一" not in row.recipient + row.condition


def test_a_later_band_is_not_given_to_whom_the_first_one_measures() -> None:
    text = "对固定资产投资1亿元（含）至5亿元的项目，按投资额的2%奖励；5亿元（含）以上的，按3%奖励，最高2000万元。"
    assert [(row.recipient, row.condition) for row in parse_benefits(text)] == [
        ("固定资产投资1亿元（含）至5亿元的项目", "固定资产投资1亿元（含）至5亿元"),
        ("项目", "固定资产投资5亿元（含）以上"),
    ]


def test_bands_of_one_share_have_its_base_and_its_limit() -> None:
    found = parse_benefits("企业投入50万元至200万元的，按投入额的15%补助；200万元以上的，补助12%，最高180万元。")
    assert [(row.base, [cap.amount.source for cap in row.caps]) for row in found] == [("投入额", ["180万元"])] * 2


def fields_of(row: Benefit, source: str) -> list[tuple[str, str]]:
    return [(name, span.of(source)) for name, span in row.evidence]


@pytest.mark.parametrize(
    "text",
    [
        "对新认定的国家级、省级孵化器，分别给予50万元、20万元奖励。",
        "对租用厂房的企业，按实际租金的30%给予补贴，每年最高20万元。",
        "冷库每立方米补90元，一户一年最多补30万元。",
    ],
)
def test_every_field_can_be_pointed_to(text: str) -> None:
    for row in parse_benefits(text):
        told = fields_of(row, text)
        assert all(words in text for _, words in told)
        assert "".join(words for name, words in told if name == "recipient") == row.recipient
        assert ("form", row.form) in told
        assert row.base is None or ("base", row.base) in told


def test_a_near_tie_is_told_by_the_check() -> None:
    text = "一、支持企业。" + "企业" * 4 + "，3万元。\n二、其他。给予企业5万元奖励。\n"
    parsed = parse_source(source_of("near.txt", text.encode()), "near", "near.txt")
    rivals = [row.rival for unit in parsed.units for row in unit.benefits if row.rival]
    told = [finding.words for finding in check_document(parsed.source, parsed.division, parsed.units)]
    assert all(any(rival in words for words in told) for rival in rivals)


# ---- tables ----------------------------------------------------------------------------------------------------------

LEVELS_BY_COLUMN = "第五条　对首次获评的工业设计中心按下表给予奖励（单位：万元）：\n级别 | 企业工业设计中心 | 工业设计企业\n国家级 | 80 | 60\n省级 | 40 | 30\n"
BANDS = (
    "三、对实施技术改造的制造业企业，按设备投资额分档给予补助，见下表。\n设备投资额（万元） | 补助比例 | 单个项目上限（万元）\n"
    "500（含）—2000 | 6% | 100\n2000（含）以上 | 9% | 260\n"
)
COUNTED = "第四条 养老机构运营补贴标准如下：\n入住对象 | 补贴标准（元/人·月）\n轻度失能 | 150\n重度失能 | 420\n"
ONLY_NUMBERS = "各乡镇任务分解如下：\n乡镇 | 新增企业（家） | 完成投资（万元）\n东乡 | 12 | 3000\n西镇 | 9 | 2600\n"


def test_each_cell_of_a_table_is_a_grant_of_its_own() -> None:
    rows = parse_benefits(LEVELS_BY_COLUMN)
    assert [row.amount.source for row in rows if row.amount] == ["80万元", "60万元", "40万元", "30万元"]
    assert [row.amount.yuan for row in rows if row.amount] == [800_000, 600_000, 400_000, 300_000]
    assert all("国家级" in row.recipient + row.condition for row in rows[:2])
    assert all("省级" in row.recipient + row.condition for row in rows[2:])
    assert {row.form for row in rows} == {"奖励"}


def test_a_column_of_limits_limits_the_share_of_its_row() -> None:
    first, second = parse_benefits(BANDS)
    assert (first.rate and first.rate.value, second.rate and second.rate.value) == (Decimal("0.06"), Decimal("0.09"))
    assert [cap.amount.source for row in (first, second) for cap in row.caps] == ["100万元", "260万元"]
    assert first.base == "设备投资额"
    assert "500（含）—2000" in first.condition
    assert "2000（含）以上" in second.condition


def test_the_unit_of_a_head_tells_what_a_sum_is_counted_by() -> None:
    rows = parse_benefits(COUNTED)
    assert [(row.amount and row.amount.yuan, row.per) for row in rows] == [(150, "人/月"), (420, "人/月")]
    for row, level in zip(rows, ("轻度失能", "重度失能"), strict=True):
        assert level in row.recipient + row.condition


def test_a_table_of_tasks_gives_nothing() -> None:
    assert parse_benefits(ONLY_NUMBERS) == ()


def test_a_figure_of_a_table_stands_where_it_says() -> None:
    for row in parse_benefits(LEVELS_BY_COLUMN, 7):
        assert row.amount is not None
        place = row.amount.span
        assert row.amount.source.startswith(LEVELS_BY_COLUMN[place.start - 7 : place.end - 7])


def test_a_place_or_a_number_of_people_is_nobody() -> None:
    for words in ("大同市人民政府办公室", "年组团1万人以上的", "给予本人8000元"):
        assert list(nouns(words, 0, len(words))) == []


def test_somebody_has_the_level() -> None:
    [*_, second] = parse_benefits("对国家级示范创业基地奖励60万元；省级的奖励20万元。")
    assert second.recipient == "省级示范创业基地"


# ---- bands -----------------------------------------------------------------------------------------------------------

BANDS_WITHOUT_A_COMMA = [
    ("企业年营业收入3亿元至8亿元的奖励11万元，8亿元至20亿元的奖励36万元，20亿元以上的奖励90万元。",
     ["年营业收入3亿元至8亿元", "年营业收入8亿元至20亿元", "年营业收入20亿元以上"]),
    ("企业年营业收入3亿元至8亿元的，奖励11万元，8亿元至20亿元的，奖励36万元，20亿元以上的，奖励90万元。",
     ["年营业收入3亿元至8亿元", "年营业收入8亿元至20亿元", "年营业收入20亿元以上"]),
    ("年产值4亿元（含）至7亿元的给予15万元奖励；7亿元（含）至12亿元的给予35万元奖励；12亿元（含）以上的给予70万元奖励。",
     ["年产值4亿元（含）至7亿元", "年产值7亿元（含）至12亿元", "年产值12亿元（含）以上"]),
    ("年产值不满3亿元的补助4万元，3亿元以上不满9亿元的补助12万元，9亿元以上的补助30万元。",
     ["年产值不满3亿元", "年产值3亿元以上不满9亿元", "年产值9亿元以上"]),
    ("对年出口额2亿元至5亿元的企业奖励14万元，5亿元至9亿元的奖励33万元，9亿元以上的奖励75万元。",
     ["年出口额2亿元至5亿元", "年出口额5亿元至9亿元", "年出口额9亿元以上"]),
    ("租用面积400平方米至900平方米的补贴4万元，900平方米至2000平方米的补贴9万元，2000平方米以上的补贴18万元。",
     ["租用面积400平方米至900平方米", "租用面积900平方米至2000平方米", "租用面积2000平方米以上"]),
    ("企业新增就业15人至40人的奖励2万元，40人至90人的奖励6万元，90人以上的奖励13万元。",
     ["新增就业15人至40人", "新增就业40人至90人", "新增就业90人以上"]),
    ("流转面积60亩至300亩的补贴2万元，300亩至900亩的补贴5万元，900亩以上的补贴9万元。",
     ["流转面积60亩至300亩", "流转面积300亩至900亩", "流转面积900亩以上"]),
    ("出口额增长8%至18%的奖励5万元，18%至35%的奖励12万元，35%以上的奖励25万元。",
     ["出口额增长8%至18%", "出口额增长18%至35%", "出口额增长35%以上"]),
    ("分档奖励：（1）年税收300万元至800万元的奖励5万元；（2）800万元至2000万元的奖励13万元；（3）2000万元以上的奖励31万元。",
     ["年税收300万元至800万元", "年税收800万元至2000万元", "年税收2000万元以上"]),
    ("（1）年税收300万元至800万元的奖励5万元。\n（2）800万元至2000万元的奖励13万元。\n（3）2000万元以上的奖励31万元。",
     ["年税收300万元至800万元", "年税收800万元至2000万元", "年税收2000万元以上"]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "wanted"), BANDS_WITHOUT_A_COMMA)
def test_every_band_keeps_its_own_condition(text: str, wanted: list[str]) -> None:
    assert [row.condition for row in parse_benefits(text)] == wanted
    assert all(row.amount_to is None for row in parse_benefits(text))


def test_a_bound_of_another_kind_is_not_of_what_the_band_before_is() -> None:
    found = parse_benefits("总投资2亿元以上的奖励20万元，100人以上的奖励5万元。")
    assert [row.condition for row in found] == ["总投资2亿元以上", "100人以上"]


@pytest.mark.parametrize("text", ["给予4万元至9万元的奖励。", "对入选团队给予4万元至9万元的奖励。"])
def test_a_range_that_is_given_is_no_condition(text: str) -> None:
    [row] = parse_benefits(text)
    assert [paid and paid.source for paid in (row.amount, row.amount_to)] == ["4万元", "9万元"]


# ---- limits, units, bases and forms ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (
            "组团1000人至5000人的按每人20元奖励；1万人以上的按每人40元奖励，单家旅行社每年封顶80万元。",
            [["80万元"], ["80万元"]],
        ),
        (
            "企业取得证书的，每个型号奖励150万元；量产的每个型号奖励20万元；单个企业年度合计不超过300万元。",
            [["300万元"], ["300万元"]],
        ),
        (
            "对A类企业按租金的30%补贴，最高20万元；对B类企业按租金的50%补贴，每家企业每年最高50万元。",
            [["20万元"], ["50万元"]],
        ),
        ("购置机床的补助10万元；购置软件的补助2万元，单个项目最高8万元。", [[], ["8万元"]]),
    ],
)
def test_what_one_receives_in_all_limits_every_sum_before(text: str, wanted: list[list[str]]) -> None:
    assert [[cap.amount.source for cap in row.caps] for row in parse_benefits(text)] == wanted


@pytest.mark.parametrize(
    ("text", "per"),
    [
        ("给企业每个标准展位（9平方米）补贴1.5万元。", "标准展位"),
        ("企业每采用1件发明专利资助1万元。", "采用1件发明专利"),
        ("企业出口每增长10%奖励1万元。", "增长10%"),
        ("企业每年奖励1万元。", "年"),
    ],
)
def test_a_sum_is_counted_by_what_stands_behind_each(text: str, per: str) -> None:
    assert [row.per for row in parse_benefits(text)] == [per]


def test_the_sentence_that_speaks_of_a_table_tells_what_its_shares_are_of() -> None:
    text = (
        "三、保险支持\n1.企业购买研发险的，按年度实缴保费给予补贴，具体比例见表1；\n2.提供虚假保单的，退回补贴。\n"
        "表1 保险补贴标准\n险种 | 企业类型 | 比例\n研发险 | 高新技术企业 | 60%\n研发险 | 中小企业 | 70%\n"
    )
    assert [row.base for row in parse_benefits(text)] == ["年度实缴保费", "年度实缴保费"]
    [row] = parse_benefits("一、企业购买设备的，按表1给予补助。\n表1\n设备 | 比例\n机床 | 20%\n")
    assert row.base is None


def test_a_heading_says_what_is_given_where_the_clause_does_not() -> None:
    form = Named("补贴", Span(3, 5), "form")
    [row] = parse_benefits("取得证书的给机构1500元/人。", 100, lambda: Surroundings(form=form))
    assert row.form == "补贴"
    assert ("form", Span(3, 5)) in row.evidence
    [row] = parse_benefits("取得证书的奖励机构1500元/人。", 100, lambda: Surroundings(form=form))
    assert row.form == "奖励"


@pytest.mark.deep
def test_evidence_comes_in_one_order_on_every_machine() -> None:
    program = (
        "from corpus.grants.benefits import read_clause\nfrom corpus.grants.choosing import evidence\n"
        "clause = read_clause('支持企业上云。企业上云的，给予企业10万元奖励；服务企业的，再奖励机构2万元。')\n"
        "for grant in clause.grants:\n    for one in grant.choice.everyone:\n"
        "        print(evidence(one, grant.choice.place, grant.choice.everyone))\n"
    )
    told = {
        subprocess.run(
            [sys.executable, "-c", program], env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, check=True
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(told) == 1


# ---- who gets it -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ("1500平方米以上企业", ["企业"]),
        ("年营业收入3000万元以上企业", ["企业"]),
        ("对规模以上企业", ["规模以上企业"]),
        ("限额以上商贸企业", ["限额以上商贸企业"]),
        ("3000平方米及以下民宿", ["民宿"]),
        ("以企业名义", ["企业"]),
    ],
)
def test_a_word_cut_in_its_middle_is_nobody(words: str, wanted: list[str]) -> None:
    assert [words[slice(*each)] for each in nouns(words, 0, len(words))] == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("对众创空间每引进1家软件企业奖励3万元，另奖励企业1万元。", ["众创空间", "企业"]),
        ("众创空间新孵化科技型企业的，每家奖励众创空间3万元，另奖励企业1万元。", ["众创空间", "企业"]),
        ("医院引进博士的，给予个人安家费15万元，同时给予用人单位4万元引才奖励。", ["个人", "用人单位"]),
        ("学生获金奖的，奖励个人1万元，补贴院校2万元。", ["个人", "院校"]),
        ("对国家级孵化器给予60万元奖励，给予企业8万元补贴。", ["国家级孵化器", "企业"]),
        ("对认定的高新技术企业，给予企业10万元奖励。", ["高新技术企业"]),
    ],
)
def test_whom_the_verb_names_gets_it(text: str, wanted: list[str]) -> None:
    assert [row.recipient.removeprefix("认定的") for row in parse_benefits(text)] == wanted


def rows(text: str) -> list[tuple[str, str, str]]:
    """Each row as its figure, who gets it and on what condition."""
    found = []
    for row in parse_benefits(text):
        figures = [one.source for one in (row.amount or row.rate, row.amount_to or row.rate_to) if one]
        found.append(("–".join(figures), row.recipient, row.condition))
    return found


NOT_GIVEN = [
    "奖励资金按项目开工、竣工验收和投产满一年3个阶段，分别按应奖励额的30%、30%和40%对企业兑现。",
    "政策奖励按封顶、验收、运营3个阶段，分别按应补助额的20%、30%和50%对企业进行奖励。",
    "补助资金分两批拨付，立项后拨付60%，验收合格后拨付剩余40%。",
    "去年全市担保机构业务规模同比增长近30%，累计为企业节约费用2亿元。",
    "孵化器中有6家由民营机构运营，高新技术企业约占三分之一，民营企业发明专利占全市的45%。",
    "单个企业当年享受奖补总额不超过其当年对本区地方财政贡献的120%。",
]


@pytest.mark.parametrize("text", NOT_GIVEN)
def test_stages_statistics_and_a_cap_of_all_are_no_grants(text: str) -> None:
    assert rows(text) == []


def test_a_share_of_what_is_more_than_last_year_is_given() -> None:
    [(figure, recipient, _)] = rows("对生产加工型企业，按其地方财政贡献额同比超出部分的20%给予奖励。")
    assert (figure, recipient) == ("20%", "生产加工型企业")


def test_a_grant_stays_one_beside_the_words_of_its_stages() -> None:
    assert rows("按设备投资额的10%给予补助，最高100万元，分两年按60%、40%拨付。") == [("10%", "", "")]
    assert rows("对新增服务业企业，给予企业10万元奖励（第一年奖励5万元，第二年奖励3万元，第三年奖励2万元）。") == [
        ("10万元", "服务业企业", "新增")
    ]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("对设备投资额300万元以上的技改项目，按设备投资额分段给予补助：300万元（含）至1000万元（不含）部分按6%，"
         "1000万元（含）至3000万元（不含）部分按8%，3000万元（含）以上部分按10%，单个项目最高不超过500万元。",
         [("6%", "300万元（含）至1000万元（不含）部分"), ("8%", "1000万元（含）至3000万元（不含）部分"), ("10%", "3000万元（含）以上部分")]),
        ("对年研发投入超过100万元的企业，分段给予补助：100万元至500万元部分补助5%，500万元以上部分补助8%，最高200万元。",
         [("5%", "100万元至500万元部分"), ("8%", "500万元以上部分")]),
        ("100万元以内部分按20%、100万元至500万元部分按30%、500万元以上部分按40%给予奖励。",
         [("20%", "100万元以内部分"), ("30%", "100万元至500万元部分"), ("40%", "500万元以上部分")]),
    ],
)  # fmt: skip
def test_every_marginal_band_is_a_row(text: str, wanted: list[tuple[str, str]]) -> None:
    assert [(figure, condition) for figure, _, condition in rows(text)] == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("对新引进的总部项目，年度地方财政贡献1000万元及以上至2000万元、2000万元以上至5000万元、5000万元以上的，"
         "分别参照其地方财政贡献的70%、80%和90%给予企业奖励。",
         [("70%", "年度地方财政贡献1000万元及以上至2000万元"), ("80%", "年度地方财政贡献2000万元以上至5000万元"), ("90%", "年度地方财政贡献5000万元以上")]),
        ("对特色农业项目，投资500万元至1000万元、1000万元至5000万元、5000万元以上的，分别给予企业10万元、20万元和50万元奖励。",
         [("10万元", "投资500万元至1000万元"), ("20万元", "投资1000万元至5000万元"), ("50万元", "投资5000万元以上")]),
    ],
)  # fmt: skip
def test_bands_are_conditions_and_nobody(text: str, wanted: list[tuple[str, str]]) -> None:
    read = rows(text)
    assert [(figure, condition) for figure, _, condition in read] == wanted
    assert not any(character.isdigit() for _, recipient, _ in read for character in recipient)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("部分丧失劳动能力的，颁发50万元以上80万元以下特别奖金。", ["50万元–80万元"]),
        ("对获评先进个人的，给予五万元以上十万元以下奖励。", ["五万元–十万元"]),
        ("对固定资产投资1000万元以上5000万元以下的项目，给予20万元奖励。", ["20万元"]),
        ("违反规定的，处二万元以上十万元以下罚款。", []),
    ],
)
def test_a_range_between_two_bounds_is_given_as_one(text: str, wanted: list[str]) -> None:
    assert [figure for figure, _, _ in rows(text)] == wanted


LOANS = [
    "创业担保贷款及贴息\n对象 | 最高额度 | 期限 | 贴息比例\n个人 | 20万元 | 3年 | 财政贴息50%\n小微企业 | 300万元 | 2年 | 按LPR的50%贴息",
    "创业担保贷款标准\n借款人 | 贷款额度 | 贴息比例\n个人 | 20万元 | 50%\n小微企业 | 300万元 | 40%",
    "对个人申请创业担保贷款的，最高额度30万元，按贷款利率的50%给予贴息。",
]


@pytest.mark.parametrize("text", LOANS)
def test_what_is_lent_is_not_given(text: str) -> None:
    read = rows(text)
    assert read
    assert all(figure.endswith("%") for figure, _, _ in read)


def test_each_of_a_list_of_people_has_its_own_terms() -> None:
    assert rows("全日制博士、硕士、本科毕业生在本区购买首套住房的，分别给予12万元、6万元、2万元购房补贴。") == [
        ("12万元", "博士", "在本区购买首套住房"),
        ("6万元", "硕士", "在本区购买首套住房"),
        ("2万元", "本科毕业生", "在本区购买首套住房"),
    ]
    assert [
        row[:2]
        for row in rows("五、问：租房补贴标准是多少？\n答：博士每月1500元、硕士每月1000元、本科每月600元，按季度发放。")
    ] == [
        ("1500元", "博士"),
        ("1000元", "硕士"),
        ("600元", "本科"),
    ]


def test_blanks_of_a_page_are_in_no_name() -> None:
    [(figure, recipient, condition)] = rows(
        "对新认定的高新技术企 业，营业收入达到  1000万元的，给予企 业 20万元奖 励。"
    )
    assert not {" ", "\u3000"} & set(recipient + condition)
    assert figure == "20万元"


def test_the_base_of_one_share_is_no_condition_of_the_next() -> None:
    read = rows("新引进企业租用园区厂房的，前两年租金全额补贴，第三年按租金的50%补贴。")
    assert [figure for figure, _, _ in read] == ["全额", "50%"]
    assert not any("前两年" in condition for _, _, condition in read)
