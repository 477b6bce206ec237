"""What can I get: rows, checks of figures, totals, and the same list from a story and from a form, on the real documents."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from click.testing import CliRunner

from assistant.answering import heard
from assistant.answering.heard import Heard
from assistant.answering.match import MatchList, form_words, levels_said, match
from assistant.answering.match_answer import match_to_json, what_can_i_get
from assistant.ask import Assistant, build_index, open_corpus
from assistant.cli import main
from assistant.reading.lexicon import Folded, says
from assistant.reading.terms import coverage
from assistant.reading.thresholds import Check, check, figures, thresholds
from corpus.shelf import add_file
from tests.toy import ToyEncoder

DAY = date(2024, 6, 1)

# Words, and the labels of the clauses with a certain or likely row
STORIES = [
    ("我的研究院刚被认定为自治区级新型研发机构，在昌吉高新区", {"附件2 四、10."}),
    ("昌吉高新区，公司入选科技部瞪羚企业名单，准备落户", {"附件2 三、6."}),
    ("张掖甘州的公司，刚被省里认定为科技创新型企业，请来的专家被聘为市级工业特派员", {"三、(三)8.", "三、(三)9."}),
    ("昌吉，企业出资1800万在深圳新设立异地研发平台，博士后科研工作站也挂牌了", {"附件2 四、11.", "附件2 四、9."}),
    ("昌吉，企业出资800万在深圳新设立异地研发平台", set()),
    ("昌吉，在街上开奶茶店", set()),
]


def found_by(assistant: Assistant, words: str) -> MatchList:
    return match(assistant.library, words, DAY)


@pytest.mark.parametrize(("words", "labels"), STORIES, ids=[words for words, _ in STORIES])
def test_the_rows_a_story_speaks_of(assistant: Assistant, words: str, labels: set[str]) -> None:
    rows = found_by(assistant, words).rows
    assert {row.measure.label for row in rows if row.certainty != "possible"} == labels


def test_a_form_gives_what_the_story_gives(assistant: Assistant) -> None:
    story = "我们在昌吉高新区。我们是瞪羚企业。准备落户。出资1800万元。"
    assert form_words("昌吉高新区", ["瞪羚企业"], "准备落户。", {"出资": "1800万元"}) == story
    assert found_by(assistant, story).rows


def test_a_threshold_shows_its_working(assistant: Assistant) -> None:
    (row,) = (r for r in found_by(assistant, "昌吉，企业出资1800万新设立异地研发平台").rows if r.checks)
    assert [each.words for each in row.checks] == ["企业出资额1800万元 ≥ 1000万元：满足"]
    assert row.payment is not None
    assert row.payment.yuan == Decimal(900_000)


def test_what_is_open_is_asked(assistant: Assistant) -> None:
    found = found_by(assistant, "我们是新型研发机构，新认定的")
    assert found.ask == "是否在昌吉高新区" or found.ask in found.rows[0].unknown
    assert all(row.certainty != "certain" for row in found.rows)


MEASURES = [
    ("我是兰大老师，想离岗到兰州高新区办企业，一家人还要租房", {"二、(三)13.", "二、(三)14."}),
    ("昌吉高新区的公司，太太想在当地找工作，想做知识产权质押贷款", {"二、(四)15."}),
    ("深圳的公司，想做知识产权质押贷款", set()),
]


@pytest.mark.parametrize(("words", "labels"), MEASURES, ids=[words for words, _ in MEASURES])
def test_measures_without_a_sum_are_listed_too(assistant: Assistant, words: str, labels: set[str]) -> None:
    found, answer = what_can_i_get(assistant, words, DAY)
    listed = {hit.measure.label for hit in found.measures}
    assert labels <= listed if labels else not listed
    assert all(not hit.measure.benefits for hit in found.measures)
    cited = {citation.measure.id for citation in answer.citations}
    assert {hit.measure.id for hit in found.measures} <= cited
    assert match_to_json(found)["measures"] == [hit.measure.id for hit in found.measures]


def test_another_level_is_no_match(assistant: Assistant) -> None:
    rows = found_by(assistant, "昌吉高新区，当年被认定为自治区级企业技术中心、工程技术研究中心、重点实验室").rows
    assert {row.benefit.amount.source for row in rows if row.benefit.amount} == {"20万元"}


def test_rows_add_up_only_where_they_may(assistant: Assistant) -> None:
    found = found_by(assistant, "昌吉，博士后科研工作站挂牌了，企业出资2000万新设立异地研发平台")
    assert found.total == Decimal(1_400_000)
    one = found_by(assistant, "昌吉，博士后科研工作站挂牌了")
    assert one.total is None


def test_a_place_without_documents(assistant: Assistant) -> None:
    found, answer = what_can_i_get(assistant, "我们是深圳的瞪羚企业", DAY)
    assert found.rows == ()
    assert answer.status == "not_found"
    assert "深圳" in answer.text


def test_every_row_is_cited_and_dated(assistant: Assistant) -> None:
    found, answer = what_can_i_get(assistant, "昌吉高新区瞪羚企业落户", date(2026, 1, 1))
    assert {row.measure.id for row in found.rows} == {citation.measure.id for citation in answer.citations}
    assert any("已过期" in warning for warning in answer.warnings)
    assert [row["in_force"] for row in match_to_json(found)["rows"]] == ["expired"] * len(found.rows)


@pytest.mark.parametrize(
    ("condition", "told", "met"),
    [
        ("企业出资额不低于1000万元", "自己出资1800万", True),
        ("企业出资额不低于1000万元", "出资900万元", False),
        ("企业出资额不低于1000万元", "销售收入3000万元", None),
        ("专利授权达15件", "今年专利授权20件", True),
        ("年龄在45周岁以下", "年龄50岁", False),
        ("年龄在45周岁以下", "年龄50周岁", False),
        ("投资不超过500万元", "投资300万", True),
        ("投资不超过500万元", "投资500万元", True),
        ("年销售额超过2000万元", "年销售额2000万元", False),
        ("年销售额超过2000万元", "年销售额2001万元", True),
        ("年零售额不足500万元", "年零售额500万元", False),
        # of several figures the one that the condition's name ends with
        ("绣品出口额超过500万元", "绣品投资80万元，绣品出口额600万元", True),
        ("绣品出口额超过500万元", "绣品投资800万元，绣品出口额400万元", False),
    ],
)
def test_thresholds(condition: str, told: str, met: bool | None) -> None:
    (threshold,) = thresholds(condition)
    assert check(threshold, figures(told)).met is met


def test_an_open_threshold_says_what_is_wanted() -> None:
    (threshold,) = thresholds("企业出资额不低于1000万元")
    assert Check(threshold).words == "企业出资额不低于1000万元"
    (threshold,) = thresholds("年销售额超过2000万元")
    assert Check(threshold).words == "年销售额超过2000万元"
    assert check(threshold, figures("年销售额2000万元")).words == "年销售额2000万元 ≤ 2000万元：不满足"


def test_levels_are_heard_in_who_recognised_it() -> None:
    assert "省级" in levels_said("刚被省里认定")
    assert "市级" not in levels_said("刚被省里认定")


def test_the_command_says_what_it_needs() -> None:
    result = CliRunner().invoke(main, ["match"])
    assert result.exit_code == 2
    assert "--region" in result.output


@pytest.mark.parametrize(
    ("condition", "least"),
    [
        ("一次性收取不得超过3个月", False),
        ("押金不得高于3个月", False),
        ("年零售额不足500万元", False),
        ("不少于3个月", True),
    ],
)
def test_a_bound_that_may_not_be_passed_is_none_to_be_reached(condition: str, least: bool) -> None:
    assert [one.least for one in thresholds(condition)] == [least]


@pytest.mark.deep
def test_of_a_very_long_story_so_many_statements_are_searched_for_and_that_is_said(assistant: Assistant) -> None:
    """Each statement costs a search; the same one again costs none, and is no reason to say anything."""
    told = "".join(f"昌吉高新区的公司第{number}个项目要建孵化器，" for number in range(100))
    for words, is_said in ((told, True), ("我们在昌吉高新区，想建孵化器，" * 200, False)):
        _, answer = what_can_i_get(assistant, words, DAY)
        assert any("只按前" in warning for warning in answer.warnings) is is_said


RENTS = """松塔县支持制造业发展若干政策
松政发〔2026〕3号
松塔县人民政府
2026年1月5日
第一条 支持租赁厂房。新引进企业租用标准厂房的，按租金的50%给予补贴，最高20万元。
第二条 支持人才引育。对企业引进硕士的，按每人每月1000元给予生活补贴。
第三条 支持技术改造。对设备投资额500万元以上的技术改造项目，按设备投资额分段给予补助：500万元至2000万元部分按8%，2000万元以上部分按10%。
第四条 本政策自2026年2月1日起施行，有效期3年。
"""


@pytest.fixture(scope="module")
def rents(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    folder = tmp_path_factory.mktemp("rents")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("POLICY_CORPUS", str(folder / "corpus"))
        path = folder / "rents.txt"
        path.write_text(RENTS, encoding="utf-8")
        add_file(folder / "corpus", path)
        corpus = open_corpus()
        index, _ = build_index(corpus, ToyEncoder())
        return Assistant(corpus, index)


def test_the_share_of_a_band_is_not_taken_of_the_whole(rents: Assistant) -> None:
    found = match(rents.library, "松塔县的企业，技术改造项目设备投资额3000万元", date(2026, 3, 1)).rows
    rows = [row for row in found if row.measure.label == "第三条"]
    assert rows
    assert [row.payment for row in rows] == [None] * len(rows)


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("松塔县的企业，引进了2名硕士", False),
        ("松塔县的企业，新引进硕士3名", False),
        ("松塔县的企业，今年招聘了5名毕业生，引进两位博士", False),
        ("我们是松塔县新引进的企业，租了标准厂房", True),
        ("松塔县，公司去年新引进落户的，租用标准厂房，引进了2名硕士", True),
    ],
)
def test_a_verb_done_to_persons_says_nothing_of_the_firm(words: str, first: bool, rents: Assistant) -> None:
    labels = {row.measure.label for row in match(rents.library, words, date(2026, 3, 1)).rows}
    assert ("第一条" in labels) is first


@pytest.mark.parametrize(
    ("condition", "said"),
    [
        ("获评荣誉称号且年度跨境直播零售总额达到3000万元", "年度跨境直播零售总额不低于3000万元"),
        ("上一年度研究开发经费占主营收入比例不低于5%", "上一年度研究开发经费占主营收入比例不低于5%"),
        ("企业出资额不低于1000万元", "企业出资额不低于1000万元"),
    ],
)
def test_what_a_threshold_is_of_begins_with_a_whole_word(condition: str, said: str) -> None:
    assert [Check(one).words for one in thresholds(condition)] == [said]


HEARD = "我们是高新技术的企业,引进博士后2名,制定国家、行业及地方标准"


def test_terms_are_heard_as_they_are_said(assistant: Assistant) -> None:
    weights = assistant.library.weights
    told = Heard.of(HEARD, weights)
    for term, said, held in (
        ("高新技术企业", True, True),
        ("博士", False, False),
        ("国家标准", False, True),
        ("展会", False, False),
    ):
        assert (told.says(term), told.holds(term)) == (said, held)
        assert told.says(term) == says(Folded.of(HEARD), term)
    terms = ("高新技术企业", "展会")
    assert told.share(terms) == coverage(terms, HEARD, weights).share > 0
    assert told.share(("展会",)) == told.share(()) == 0.0


def test_a_term_is_looked_for_once(assistant: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[str] = []

    def counted(text: Folded, term: str) -> bool:
        looked.append(term)
        return says(text, term)

    monkeypatch.setattr(heard, "says", counted)
    told = Heard.of(HEARD, assistant.library.weights)
    for _ in range(3):
        assert told.holds("博士后")
        assert not told.says("展会")
    assert looked == ["博士后", "展会"]
