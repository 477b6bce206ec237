"""What a document says of its force: the many ways in which one repeals another, and those in which it does not."""

from __future__ import annotations

from datetime import date

import pytest

from corpus.facts.references import parse_references
from corpus.identity.effect import superseded
from corpus.identity.identity import infer_identity

HEAD = (
    "松塔县人民政府关于印发松塔县稳岗补贴办法的通知\n松政发〔2022〕8号\n各乡镇人民政府：\n"
    "现将《松塔县稳岗补贴办法》印发给你们，请认真贯彻执行。\n第一条 为稳定就业，制定本办法。\n"
)
TAIL = "\n松塔县人民政府\n2022年9月1日\n"
OLD = "《松塔县稳岗补贴办法（试行）》（松政发〔2019〕3号）"
OLD_TITLE = "松塔县稳岗补贴办法（试行）"

CLOSINGS: list[tuple[str, list[str]]] = [
    (f"本办法自2022年10月1日起施行。{OLD}同时废止。", [OLD_TITLE]),
    (f"第三条 本办法自2022年10月1日起施行，有效期5年。原{OLD}同时废止。", [OLD_TITLE]),
    (f"第三条 本办法自发布之日起施行。{OLD}自本办法施行之日起废止。", [OLD_TITLE]),
    (f"第三条 本办法自发布之日起施行，{OLD}自本办法施行之日起停止执行。", [OLD_TITLE]),
    (f"第三条 本办法自印发之日起实施，{OLD}不再执行。", [OLD_TITLE]),
    (f"第三条 自本办法施行之日起，{OLD}不再施行。", [OLD_TITLE]),
    (f"第三条 以往政策与本办法不一致的，以本办法为准。{OLD}同时停止实施。", [OLD_TITLE]),
    (f"第三条 {OLD}被本办法取代，以本文件为准。", [OLD_TITLE]),
    (f"第三条 本办法由县人社局负责解释，自2022年10月1日起施行。同时废止{OLD}。", [OLD_TITLE]),
    (f"第三条 原{OLD}自行失效。", [OLD_TITLE]),
    (f"第三条 《松塔县就业办法》（松政办发〔2018〕12号）继续有效，{OLD}同时废止。", [OLD_TITLE]),
    (f"本办法自2022年10月1日起施行。{OLD}\n同时废止。", [OLD_TITLE]),
    (f"第三条 {OLD}和《松塔县就业办法》（松政办发〔2018〕12号）同时废止。", [OLD_TITLE, "松塔县就业办法"]),
    ("第三条 本办法自印发之日起施行，原松政发〔2019〕3号文件同时废止。", ["松政发〔2019〕3号"]),
    ("第三条 松政发〔2019〕3号、松政办发〔2018〕12号文件同时废止。", ["松政发〔2019〕3号", "松政办发〔2018〕12号"]),
    # nothing is repealed
    (f"第三条 {OLD}与本办法不一致的，以本办法为准。", []),
    ("第三条 此前发布的有关规定与本办法不一致的，以本办法为准。", []),
    ("第三条 有效期至2027年12月31日。原有相关政策同时废止。", []),
    (f"第三条 {OLD}继续有效。", []),
    ("第三条 有下列情形之一的，资格证书失效：\n1.违反《松塔县市场管理条例》的；", []),
]  # fmt: skip


@pytest.mark.parametrize(("closing", "repealed"), CLOSINGS)
def test_what_the_closing_words_repeal(closing: str, repealed: list[str]) -> None:
    assert list(infer_identity(f"{HEAD}{closing}{TAIL}").supersedes) == repealed


LISTS = {
    "松塔县人民政府关于废止和修改部分行政规范性文件的决定": (
        "县政府决定：\n一、废止以下文件\n1.《甲县甲办法》（松政发〔2010〕1号）\n2.《甲县乙办法》\n"
        "二、修改以下文件\n1.《甲县丙办法》（松政发〔2012〕3号）\n将第三条修改为：略。\n"
    ),
    "松塔县人民政府关于废止部分文件的决定": (
        "县政府决定废止下列文件：\n一、《甲县甲办法》；\n二、《甲县乙办法》。\n对以下文件作出修改：\n一、《甲县丙办法》\n"
    ),
    "松塔县人民政府关于公布规范性文件清理结果的通知": (
        "经清理，县政府决定对下列2件规范性文件予以废止：\n1.《甲县甲办法》（松政发〔2010〕1号）\n（2）《甲县乙办法》\n"
        "对下列1件规范性文件予以修改：\n1.《甲县丙办法》（松政发〔2012〕3号）\n"
    ),
    "松塔县人民政府关于宣布失效和继续有效文件目录的通知": (
        "附件1 失效的文件目录\n1.《甲县甲办法》\n2.《甲县乙办法》\n附件2 继续有效的文件目录\n1.《甲县丙办法》\n"
    ),
}  # fmt: skip


@pytest.mark.parametrize("title", LISTS)
def test_a_list_of_what_is_repealed_ends_where_another_list_begins(title: str) -> None:
    assert superseded(f"{title}\n{LISTS[title]}", title) == ("甲县甲办法", "甲县乙办法")


def test_the_number_that_was() -> None:
    assert parse_references("原松政发〔2019〕3号、原国发〔2015〕2号、太原的并政发〔2019〕1号、原政发〔2018〕5号") == (
        "松政发〔2019〕3号", "国发〔2015〕2号", "并政发〔2019〕1号", "原政发〔2018〕5号",
    )  # fmt: skip


TAKES_EFFECT = """松塔县人民政府关于印发《松塔县茶园补助办法》的通知
松政发〔2024〕6号
各乡镇人民政府：
现印发给你们。
松塔县人民政府
2024年1月31日
松塔县茶园补助办法
第一条 为发展茶园，制定本办法。
第二条 {clause}
第三条 {closing}
"""
# (closing words, a clause before them, in force from, until)
FORCE: list[tuple[str, str, date | None, date | None]] = [
    ("本办法自发布之日起满30日后施行，有效期五年。", "每亩补助900元。", date(2024, 3, 1), date(2029, 2, 28)),
    ("本办法自发布之日起30日后施行。", "每亩补助900元。", date(2024, 3, 1), None),
    ("本办法自公布之日起三十日后施行，有效期三年。", "每亩补助900元。", date(2024, 3, 1), date(2027, 2, 28)),
    ("本办法自印发之日起一个月后施行，有效期2年。", "每亩补助900元。", date(2024, 2, 29), date(2026, 2, 28)),
    ("本办法自印发之日起满1个月后施行，有效期两年零六个月。", "每亩补助900元。", date(2024, 2, 29), date(2026, 8, 28)),
    ("本办法自2024年3月1日起施行，有效期两年零六个月。", "每亩补助900元。", date(2024, 3, 1), date(2026, 8, 31)),
    ("本办法自2024年3月1日起施行，有效期至2026年底。", "每亩补助900元。", date(2024, 3, 1), date(2026, 12, 31)),
    ("本办法有效期五年，自2024年3月1日起施行。", "每亩补助900元。", date(2024, 3, 1), date(2029, 2, 28)),
    ("本办法自印发之日起施行，试行一年半。", "每亩补助900元。", date(2024, 1, 31), date(2025, 7, 30)),
    ("本办法自发布之日起60日后施行，有效期为5年。", "每亩补助900元。", date(2024, 3, 31), date(2029, 3, 30)),
    ("本办法自发布之日起十五个工作日后施行。", "每亩补助900元。", None, None),
    (
        "本办法自2024年3月1日起执行，有效期3年。",
        "示范茶园资格有效期五年，到期复核。",
        date(2024, 3, 1),
        date(2027, 2, 28),
    ),
    ("本办法自2024年3月1日起施行。", "示范茶园称号有效期三年。", date(2024, 3, 1), None),
    ("本办法自2024年3月1日起施行。", "茶园证书自颁发之日起3年内有效。", date(2024, 3, 1), None),
    ("本办法自2024年3月1日起施行，施行期限5年。", "承租期限不少于10年。", date(2024, 3, 1), date(2029, 2, 28)),
    ("本办法自2024年3月1日起施行，2026年2月28日止。", "每亩补助900元。", date(2024, 3, 1), date(2026, 2, 28)),
    ("本办法自下发之日起实施，暂定三年。", "每亩补助900元。", date(2024, 1, 31), date(2027, 1, 30)),
    ("本办法自发布之次日起施行，有效期一年。", "每亩补助900元。", date(2024, 2, 1), date(2025, 1, 31)),
    ("本办法自发布之日起次月1日施行，有效期一年。", "每亩补助900元。", date(2024, 2, 1), date(2025, 1, 31)),
    ("本办法自发布后第30日起施行，有效期2年。", "每亩补助900元。", date(2024, 3, 1), date(2026, 2, 28)),
    ("本办法于2024年3月1日起正式实施，有效期36个月。", "每亩补助900元。", date(2024, 3, 1), date(2027, 2, 28)),
    ("本办法有效期为2024年3月1日至2026年12月31日。", "每亩补助900元。", date(2024, 3, 1), date(2026, 12, 31)),
    ("本办法自印发之日起30日后实施，有效期至2028年12月31日。", "每亩补助900元。", date(2024, 3, 1), date(2028, 12, 31)),
    ("本办法自公布30日后施行，有效期5年。", "每亩补助900元。", date(2024, 3, 1), date(2029, 2, 28)),
    ("本办法自发布之日起满三个月后施行。", "每亩补助900元。", date(2024, 4, 30), None),
]


@pytest.mark.parametrize(("closing", "clause", "since", "until"), FORCE, ids=[row[0] for row in FORCE])
def test_from_when_until_when(closing: str, clause: str, since: date | None, until: date | None) -> None:
    known = infer_identity(TAKES_EFFECT.format(clause=clause, closing=closing))
    assert (known.since, known.until) == (since, until)


# Each in a long document, between clauses on other things: what heads the sentence says that it is of the whole policy
BETWEEN = [
    ("四、政策期限\n政策实施期限截至2025年6月30日。", date(2025, 6, 30)),
    ("四、执行期限\n截止到2025年6月30日，政策执行期限至2025年6月30日。", date(2025, 6, 30)),
    ("8.问：这项政策执行到什么时候？\n答：执行至2025年6月30日。", date(2025, 6, 30)),
    ("问：政策有效期多久？\n答：实施期限至2025年6月30日。", date(2025, 6, 30)),
    # of a measure, of a thing
    ("四、扩岗补助\n政策实施期限截至2025年6月30日。", None),
    ("8.问：扩岗补助发到什么时候？\n答：执行至2025年6月30日。", None),
    ("四、申报时间\n申报执行至2025年6月30日。", None),
]


@pytest.mark.parametrize(("said", "until"), BETWEEN)
def test_what_heads_a_sentence_says_of_what_it_holds(said: str, until: date | None) -> None:
    filler = "对符合条件的企业按职工人数给予补贴，所需资金由县财政和就业补助资金分担。" * 8
    text = f"松塔县稳岗补贴通知\n一、对象\n{filler}\n二、标准\n{filler}\n{said}\n九、要求\n{filler}\n松塔县人社局\n2024年9月1日\n"
    assert infer_identity(text).until == until
