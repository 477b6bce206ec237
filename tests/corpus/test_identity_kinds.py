"""What a document says of itself where it comes as people really send it: pages, pieces of books, cards, bare files."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from corpus.check import check_document, unknown_findings
from corpus.formats.read import SourceText
from corpus.formats.read_html import extract_html
from corpus.identity.identity import infer_identity
from corpus.measure import Document, Validity
from corpus.outline.units import divide
from corpus.parse import measures_of, parse_text
from corpus.shelf import _called
from eval.wide.build import Pool, add_texts, corpus_of

TEXT = "第一条 为发展民宿，制定本办法。\n第二条 对新建民宿每间补助1万元。\n第三条 本办法自2024年5月1日起施行，有效期三年。\n"
LETTER = (
    "各乡镇人民政府：\n《松塔县民宿扶持办法》已经县政府同意，现印发给你们，请认真执行。\n松塔县人民政府\n2024年4月2日\n"
)
MENU = "市民网页\n语言\n简体\n繁體\nEnglish\n无障碍\n长者助手\n微信\n首页\n政务公开\n办事服务\n互动交流\n"
PATH = "当前位置：首页 > 政务公开 > 政策文件\n"
NOTICE = "松塔县人民政府关于印发松塔县民宿扶持办法的通知"
TITLE = "松塔县民宿扶持办法"
NUMBER = "松政发〔2024〕6号"
SEALED = LETTER.replace("人民政府\n2024", "人民政府（盖章）\n2024")
KNOWN = {
    "title": TITLE, "number": NUMBER, "issuing_body": "松塔县人民政府", "issued": date(2024, 4, 2),
    "since": date(2024, 5, 1), "until": date(2027, 4, 30),
}  # fmt: skip

NOTICES = {
    "as it is": f"{NOTICE}\n{NUMBER}\n{LETTER}{TITLE}\n{TEXT}",
    "a page with the menu above its path": f"{MENU}{PATH}{NOTICE}\n发布时间：2024-04-08 来源：县政府办\n分享到\n{NUMBER}\n{LETTER}{TITLE}\n{TEXT}",
    "a page with a table of the site": f"{MENU}{PATH}索 引 号 | 0001/2024-1 | 发文单位 | 松塔县人民政府\n文　　号 | {NUMBER} | 公开范围 | 全部\n{NOTICE}\n{LETTER}{TITLE}\n{TEXT}",
    "a page with its title in the table": f"索 引 号： | 0001/2024-1 | 主题分类： | 文旅\n发文机关： | 松塔县人民政府 | 成文日期： | 2024年4月2日\n标　　题： | {NOTICE}，以及与它一同印发、名字很长很长很长很长很长很长的其他几件\n发文字号： | {NUMBER} | 发布日期： | 2024年4月8日\n主 题 词：\n{NOTICE}\n{NUMBER}\n{LETTER}{TITLE}\n{TEXT}",
    "a menu on one line": f"网站首页 | 政务公开 | 无障碍浏览\n您所在的位置：首页 > 文件\n{NOTICE}\n{NUMBER}\n{LETTER}{TITLE}\n{TEXT}",
    "what a server left": f'<%@ page language="java" pageEncoding="utf-8"%>\n{NOTICE}\n{NUMBER}\n{LETTER}{TITLE}\n{TEXT}',
    "what a script left": f"{{{{ article.title }}}}\n{NOTICE}\n{NUMBER}\n{LETTER}{TITLE}\n{TEXT}",
    "the head of a firm": f"山谷咨询服务有限公司\nValley Consulting Service Limited\n服务热线：\n13000000000\n{PATH}{NOTICE}\n{NUMBER}\n{LETTER}{TITLE}\n{TEXT}",
    "a piece of a book": f"17. {NOTICE}（2024 年4 月2 日）\n{NUMBER}\n{LETTER}{TITLE}\n{TEXT}",
    "a piece of a book, its heading broken": f"3. 松塔县人民政府关于印发松塔县民宿扶\n持办法的通知（2024 年4 月2 日）\n\n# Page 318:\n松政发〔2024〕6 号\n{LETTER}{TITLE}\n{TEXT}",
    "a piece of a book, its date broken": f"3. {NOTICE}（2024 年4 月2\n日）\n{NUMBER}\n{LETTER}{TITLE}\n{TEXT}",
    "the number glued to the title": f"{NOTICE}{NUMBER}\n{LETTER}{TITLE}\n{TEXT}",
    "the number in brackets behind": f"{NOTICE}（{NUMBER}）\n{LETTER}{TITLE}\n{TEXT}",
    "the annex on the line of its mark": f"{NOTICE}\n{NUMBER}\n{LETTER}附件：{TITLE}\n{TEXT}",
    "the annex without a title": f"{NOTICE}\n{NUMBER}\n{LETTER}为发展民宿，制定本办法。\n{TEXT}第四条 略。\n",
    "the annex called a little otherwise": f"松塔县人民政府关于印发松塔县民宿产业扶持办法的通知\n{NUMBER}\n{LETTER}{TITLE}\n{TEXT}",
    "the seal before the day": f"{NOTICE}\n{NUMBER}\n{SEALED}{TITLE}\n{TEXT}",
    "one line": f"{NOTICE}{NUMBER}{LETTER}{TITLE}{TEXT}".replace("\n", ""),
}  # fmt: skip


@pytest.mark.parametrize("kind", NOTICES)
def test_a_notice_is_known_by_what_it_prints_however_it_comes(kind: str) -> None:
    known = infer_identity(NOTICES[kind])
    assert {field: getattr(known, field) for field in KNOWN} == KNOWN
    assert all("通知" in alias for alias in known.aliases)


HEADLINES: list[tuple[str, str, dict[str, Any]]] = [
    (
        "questions, below the menu",
        f"{MENU}{PATH}松塔县失业保险常见问题解答（2025年11月版）\n2025-12-05\n来源：松塔县人力资源和社会保障局\n一、领取失业保险金需要什么条件？\n累计缴费满一年。\n",
        {"title": "松塔县失业保险常见问题解答（2025年11月版）", "issuing_body": "松塔县人力资源和社会保障局", "issued": date(2025, 12, 5), "number": None},
    ),
    (
        "questions on a policy hold as long as it does",
        "松塔县民宿补贴热点问答\n来源：松塔县文化和旅游局　发布时间：2024-06-02\n"
        "就《松塔县民宿扶持办法》（松政发〔2024〕6号）执行中的问题作答。该办法自2024年5月1日起施行，至2027年4月30日止。\n问1：补多少？\n答：每间1万元。\n",
        {"title": "松塔县民宿补贴热点问答", "number": None, "since": date(2024, 5, 1), "until": date(2027, 4, 30)},
    ),
    (
        "a list of benefits",
        "![banner](img/top.png)\n\n# 松塔县惠企政策清单（2025年版）\n\n编制单位：松塔县发展和改革局、松塔县财政局\n\n"
        "> 本清单依据《松塔县惠企若干措施》（松政发〔2024〕9号，2024年11月20日起施行，有效期三年）整理。\n\n## 卡1 奖励\n- 标准：10万元\n",
        {"title": "松塔县惠企政策清单（2025年版）", "issuing_body": "松塔县发展和改革局、松塔县财政局", "since": date(2024, 11, 20), "until": date(2027, 11, 19), "number": None},
    ),
    (
        "a card without colons",
        "8. 松塔县关于提升中小企业创新能力\n松塔县关于提升中小企业创新能力\n依据文件《松塔县若干措施》\n发文机构松塔县经济和信息化局\n发文字号 /\n发布日期 2021-12-23\n服务内容\n1. 支持研发\n补助200万元。\n",
        {"title": "松塔县关于提升中小企业创新能力", "issuing_body": "松塔县经济和信息化局", "issued": date(2021, 12, 23)},
    ),
    (
        "a report that carries the whole text",
        "松塔出台扶持民宿的意见\n来源：松塔日报 2024-04-12\n松塔县文化和旅游局、松塔县财政局近日联合出台《关于扶持民宿发展的意见》（松文旅发〔2024〕9号），全文如下。\n各乡镇人民政府：为发展民宿，提出如下意见。一是新建民宿每间补助1万元。\n以上意见自2024年5月1日开始执行，试行二年。\n",
        {"title": "关于扶持民宿发展的意见", "number": "松文旅发〔2024〕9号", "issuing_body": "松塔县文化和旅游局、松塔县财政局", "since": date(2024, 5, 1), "until": date(2026, 4, 30)},
    ),
    (
        "an interview without a headline",
        "近日，某部联合印发了《关于支持民宿发展的实施意见》（以下简称《意见》）。问：请介绍背景。答：民宿发展很快。",
        {"title": "《关于支持民宿发展的实施意见》答记者问", "number": None, "until": None},
    ),
    (
        "a regulation: the congress without its session",
        "松塔市养老条例\n（2021年8月27日松塔市第十五届人民代表大会常务委员会第四十一次会议通过）\n松塔市人民代表大会常务委员会公告（十五届第14号）\n第一条 为了养老，制定本条例。\n第二条 本条例自2022年3月1日起施行。\n",
        {"title": "松塔市养老条例", "issuing_body": "松塔市人民代表大会常务委员会", "number": "松塔市人民代表大会常务委员会公告（十五届第14号）", "since": date(2022, 3, 1)},
    ),
    (
        "two bodies without a space",
        "松塔市商务局松塔海关关于促进外贸若干措施的公告\n为促进外贸，制定以下措施。\n一、奖励10万元。\n",
        {"title": "松塔市商务局松塔海关关于促进外贸若干措施的公告", "issuing_body": "松塔市商务局、松塔海关"},
    ),
    (
        "the body in brackets below the title",
        "松塔县2025年度就业补贴申报指南\n（松塔县人力资源和社会保障局　2025年2月28日）\n各乡镇：\n现就申报说明如下。\n",
        {"title": "松塔县2025年度就业补贴申报指南", "issuing_body": "松塔县人力资源和社会保障局", "issued": date(2025, 2, 28)},
    ),
    (
        "the number of a register of regulations is no title",
        "STCR-2023-0280003\n松塔县支持渔业若干政策\n松政字〔2023〕46号 2023年6月12日\n为支持渔业，提出以下政策。\n一、补助10万元。\n",
        {"title": "松塔县支持渔业若干政策", "number": "松政字〔2023〕46号", "issued": date(2023, 6, 12)},
    ),
]  # fmt: skip


@pytest.mark.parametrize(("source", "wanted"), [case[1:] for case in HEADLINES], ids=[case[0] for case in HEADLINES])
def test_other_kinds_of_documents(source: str, wanted: dict[str, Any]) -> None:
    known = infer_identity(source)
    assert {field: getattr(known, field) for field in wanted} == wanted


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("D40_松塔县总部经济扶持办法（试行）", "松塔县总部经济扶持办法（试行）"),
        ("松塔县人民政府关于发展养老服务的实施意见", "松塔县人民政府关于发展养老服务的实施意见"),
        ("附件2", None),
        ("scan0001", None),
        ("新建文本文档", None),
    ],
)
def test_the_name_of_a_file_is_its_title_only_where_it_is_one(name: str, title: str | None) -> None:
    assert infer_identity("第一章 总则\n第一条 为扶持企业，给予10万元。\n", name).title == title
    known = infer_identity(f"{TITLE}\n{TEXT}", name)
    assert known.title == TITLE  # what the text says comes first


@pytest.mark.parametrize(
    ("words", "since", "until"),
    [
        ("自发布之日起30日后施行，有效期3年", date(2025, 3, 31), date(2028, 3, 30)),
        ("自公布之日起三十日后施行，有效期三年", date(2025, 3, 31), date(2028, 3, 30)),
        ("自印发之日起满30日后施行", date(2025, 3, 31), None),
        ("自印发之日起满一个月后施行，有效期二年", date(2025, 4, 1), date(2027, 3, 31)),
        ("自发布之日起2个月后施行", date(2025, 5, 1), None),
        ("自2024年2月29日起施行，有效期一年", date(2024, 2, 29), date(2025, 2, 28)),  # that February has no such day
        ("自2025年3月31日起施行，有效期半年", date(2025, 3, 31), date(2025, 9, 30)),
        ("自2025年4月1日起施行，有效期两年零六个月", date(2025, 4, 1), date(2027, 9, 30)),
        ("自2025年4月1日起施行，有效期一年半", date(2025, 4, 1), date(2026, 9, 30)),
        ("自2025年4月1日起施行，有效期半年", date(2025, 4, 1), date(2025, 9, 30)),
        ("自2025年4月1日起施行，有效期18个月", date(2025, 4, 1), date(2026, 9, 30)),
        ("有效期五年，自2025年4月1日起施行", date(2025, 4, 1), date(2030, 3, 31)),
        ("从印发之日起实行，至2026年12月31日终止", date(2025, 3, 1), date(2026, 12, 31)),
        ("自2025年4月1日起执行，2026年12月31日到期", date(2025, 4, 1), date(2026, 12, 31)),
        ("自2025年4月1日起施行，有效期叁年", date(2025, 4, 1), date(2028, 3, 31)),
        ("自印发之日起施行，有效期限为伍年", date(2025, 3, 1), date(2030, 2, 28)),
        ("自2025年4月1日起施行，暂行期三年", date(2025, 4, 1), date(2028, 3, 31)),
        ("暂行期限为贰年，自2025年4月1日起施行", date(2025, 4, 1), date(2027, 3, 31)),
        ("自2025年4月1日起施行，暂定执行两年", date(2025, 4, 1), date(2027, 3, 31)),
        ("自发布之日起试行一年", date(2025, 3, 1), date(2026, 2, 28)),
        ("自2025年4月起执行，为期两年", date(2025, 4, 1), date(2027, 3, 31)),
        ("自印发之日起1个月后施行，有效期自施行之日起五年", date(2025, 4, 1), date(2030, 3, 31)),
        ("有效期为自2025年4月1日起三年", date(2025, 4, 1), date(2028, 3, 31)),
        ("自2025年4月1日起施行，2027年6月30日自动失效", date(2025, 4, 1), date(2027, 6, 30)),
        ("自公布之日起施行，施行至2027年底", date(2025, 3, 1), date(2027, 12, 31)),
    ],
)
def test_from_when_and_until_when(words: str, since: date, until: date | None) -> None:
    source = f"松塔县人民政府关于民宿的意见\n松政发〔2025〕3号\n各乡镇：\n一、补助1万元。\n二、本意见{words}。\n松塔县人民政府\n2025年3月1日\n"
    known = infer_identity(source)
    assert (known.since, known.until) == (since, until)


@pytest.mark.parametrize("heading", ["三、实施期限。", "三、政策有效期\n", "三、执行时间：\n"])
def test_a_term_stands_below_its_heading(heading: str) -> None:
    source = f"松塔县人民政府关于民宿的意见\n松政发〔2025〕3号\n各乡镇：\n一、补助1万元。\n{heading}2025年5月1日至2027年4月30日。\n松塔县人民政府\n2025年3月1日\n"
    known = infer_identity(source)
    assert (known.since, known.until) == (date(2025, 5, 1), date(2027, 4, 30))


FILLER = "".join(
    f"{number}.支持第{number}类项目，按投资额的10%给予补助，单个项目最高50万元，由县财政局兑现。\n"
    for number in range(1, 30)
)


@pytest.mark.parametrize(
    "clause",
    [
        "降低工伤保险费率，政策执行期限至2024年9月30日。",
        "创新平台资格有效期为三年。",
        "减征增值税，自2023年1月1日至2023年12月31日执行。",
        "房票有效期12个月。",
    ],
)
def test_a_clause_between_others_speaks_of_its_own_measure(clause: str) -> None:
    source = f"松塔县支持企业若干措施\n{FILLER}30.{clause}\n{FILLER}本措施自2025年5月1日起施行。\n"
    known = infer_identity(source)
    assert (known.since, known.until) == (date(2025, 5, 1), None)


@pytest.mark.parametrize(
    ("closing", "repealed"),
    [
        ("《松塔县民宿扶持办法》（松政发〔2019〕3号）同时废止", ("松塔县民宿扶持办法",)),  # the edition before
        ("旧办法同时废止", ("松塔县民宿扶持办法",)),
        ("《松塔县农家乐办法》（松政发〔2014〕3号）自本办法施行之日起失效", ("松塔县农家乐办法",)),
        ("《松塔县农家乐办法》同步停用", ("松塔县农家乐办法",)),
        ("《松塔县民宿扶持办法（2024年修订）》由县文旅局解释，许可证自期满之日起失效", ()),
    ],
)
def test_an_older_edition_is_repealed_by_its_number_or_the_name_given_to_it(
    closing: str, repealed: tuple[str, ...]
) -> None:
    source = f"松塔县民宿扶持办法（2024年修订）\n第一条 对《松塔县民宿扶持办法》（松政发〔2019〕3号，下称旧办法）修订，制定本办法。\n第二条 本办法自2024年5月1日起施行。{closing}。\n"
    assert infer_identity(source).supersedes == repealed


@pytest.mark.parametrize(
    ("words", "aliases"),
    [
        ("制定如下政策（以下简称“绿能12 条”）。", ("绿能12条",)),
        ("《松塔县新能源若干政策》（以下简称“绿能政策”）已印发。", ("绿能政策",)),
        ("本文以下简称“绿能十条”。", ("绿能十条",)),
        ("根据《甘省新能源办法》（以下简称《甘办法》），提出本政策。", ()),  # another document
        ("制定本政策（以下简称“若干政策”）。", ()),  # anybody's
        ("新能源企业（以下简称企业）应当登记。", ()),
    ],
)
def test_the_names_that_a_document_gives_itself(words: str, aliases: tuple[str, ...]) -> None:
    assert infer_identity(f"松塔县新能源若干政策\n为发展新能源，{words}\n一、补助10万元。\n").aliases == aliases


def test_what_a_page_s_program_left_is_no_text() -> None:
    page = '<%@ page language="java" pageEncoding="utf-8"%><h1>松塔县办法</h1><p>{{ item.body }}第一条 补助10万元。</p><script>var a = "{{x}}";</script>'
    extract = extract_html(page)
    assert extract.text == "松塔县办法\n第一条 补助10万元。\n"
    assert [left.why for left in extract.left_out] == ["程序指令", "程序指令"]


DOCUMENT = Document("a", "scan0001", "scan0001.txt", "0" * 64, inferred=frozenset({"title"}))


def test_what_nobody_knows_is_asked_for() -> None:
    told = " ".join(finding.words for finding in unknown_findings(DOCUMENT))
    assert "暂用文件名「scan0001」" in told
    assert "文号、发文机关、发布日期、地区" in told
    known = Document(
        "a", TITLE, "a.txt", "0" * 64, number=NUMBER, issuing_body="松塔县人民政府", issued=date(2024, 4, 2), regions=("松塔县",)
    )  # fmt: skip
    assert unknown_findings(known) == ()


@pytest.mark.parametrize(
    "text",
    [
        "您访问的页面不存在\n该页面可能已被删除，5秒后自动跳转到首页。\n返回首页\n",
        "加载中\n请开启JavaScript后再访问。\n",
        "404 Not Found\n",
    ],
)
def test_an_error_page_is_doubted(text: str) -> None:
    division = divide(text)
    findings = check_document(SourceText("a.html", text, ""), division, measures_of(text, "a", division))
    assert any(finding.problem and "没有政策正文" in finding.words for finding in findings)
    own = f"{TITLE}\n{TEXT}"
    division = divide(own)
    assert not any(
        "没有政策正文" in finding.words
        for finding in check_document(SourceText("a.txt", own, ""), division, measures_of(own, "a", division))
    )


@pytest.mark.parametrize(
    ("day", "force"),
    [
        (date(2024, 4, 1), "not yet"),
        (date(2024, 4, 30), "not yet"),
        (date(2024, 5, 1), "yes"),
        (date(2027, 5, 1), "expired"),
    ],
)
def test_a_document_is_not_in_force_before_its_start(day: date, force: str) -> None:
    document = Document(
        "a", TITLE, "a.txt", "0" * 64, issued=date(2024, 4, 2), effective=date(2024, 5, 1),
        validity=(Validity(date(2027, 4, 30), None, date(2024, 5, 1)),),
    )  # fmt: skip
    assert document.in_force(day) == force


@pytest.mark.parametrize(("day", "force"), [(date(2024, 4, 1), "not yet"), (date(2024, 4, 2), "not stated")])
def test_nor_before_its_issue(day: date, force: str) -> None:
    assert Document("a", TITLE, "a.txt", "0" * 64, issued=date(2024, 4, 2)).in_force(day) == force


LAW = "第一条 为了发展民宿，制定本条例。\n第二条 对新建民宿给予补助。\n第三条 本条例自2024年5月1日起施行。\n"
HEADS: dict[str, tuple[str, dict[str, Any]]] = {
    "the letter names it in a sentence of its own": (
        f"{NOTICE}\n{NUMBER}\n各乡镇人民政府：\n《{TITLE}》\n已经县政府同意，现印发给你们。\n松塔县人民政府\n2024年4月2日\n{TITLE}\n{TEXT}",
        {"title": TITLE, "issuing_body": "松塔县人民政府"},
    ),
    "its years are told in the letter only": (
        "松塔县民政局等四部门\n关于印发松塔县托育行动方案（2023—2026年）的通知\n松民发〔2023〕9号\n各乡镇：现将行动方案印发给你们。\n2023年5月8日\n松塔县托育行动方案\n一、目标\n到2026年新增托位。\n二、举措\n每个托位补助1万元。\n",
        {"title": "松塔县托育行动方案", "issued": date(2023, 5, 8)},
    ),
    "a note says who printed it": (
        f"{TITLE}\n（松政办规〔2024〕3号 2024年4月2日松塔县人民政府办公室印发）\n{TEXT}",
        {"number": "松政办规〔2024〕3号", "issuing_body": "松塔县人民政府办公室", "issued": date(2024, 4, 2)},
    ),
    "an authority on a line below the title": (
        f"# {TITLE}\n\n{NUMBER}　　2024年4月2日\n\n松塔县人民政府办公室\n\n各乡镇人民政府：\n\n{TEXT}",
        {"issuing_body": "松塔县人民政府办公室", "issued": date(2024, 4, 2)},
    ),
    "an office that names only its rank": (
        f"黄冈市民宿资金办法\n（市文旅局、市财政局 2024年4月2日印发）\n{TEXT}",
        {"issuing_body": "黄冈市文旅局、黄冈市财政局"},
    ),
    "a law that the assembly above approved": (
        f"松塔市民宿条例\n（2023年8月30日松塔市第十五届人民代表大会常务委员会第十六次会议通过　2023年9月22日云岭省第十四届人民代表大会常务委员会第五次会议批准）\n{LAW}",
        {"issued": date(2023, 9, 22)},
    ),
    "a law that was approved, on two lines": (
        f"# 松塔市民宿条例\n2022年11月25日 松塔市第十六届人民代表大会常务委员会第八次会议通过\n2023年1月9日 云岭省第十三届人民代表大会常务委员会第四十一次会议批准）\n{LAW}",
        {"issued": date(2023, 1, 9)},
    ),
    "a law that needs no approval": (
        f"松塔市民宿条例\n（2023年8月30日松塔市第十五届人民代表大会常务委员会第十六次会议通过）\n{LAW}",
        {"issued": date(2023, 8, 30)},
    ),
    "a list whose basis has a number": (
        "# 松塔县民宿政策清单（2024年版）\n> 整理：松塔县文旅局 ｜ 依据《松塔县民宿办法》（松文规〔2024〕2号，2024年6月1日起执行，至2027年5月31日）\n## 卡片01\n- **支持标准**：每间1万元\n",
        {"number": None, "since": date(2024, 6, 1), "until": date(2027, 5, 31)},
    ),
    "a list with one term for all": (
        "松塔县人才政策清单（2025年版）\n松塔县委人才办公室编印　2025年6月\n说明：本清单方便查用。政策执行期限统一为2025年1月1日至2029年12月31日，另行标注的除外。\n卡片01　安家补贴\n支持标准 | 50万元\n",
        {"since": date(2025, 1, 1), "until": date(2029, 12, 31)},
    ),
    "questions whose makers sign": (
        "黄冈市民宿热点问答\n来源：业务科　　发布时间：2024年4月9日\n一、补多少？\n每间1万元。\n二、找谁？\n找我局。\n（上述问答由黄冈市文化和旅游局、黄冈市财政局负责解答。）\n",
        {"issuing_body": "黄冈市文化和旅游局、黄冈市财政局"},
    ),
    "a guide on the page of an office": (
        "首页\n民宿补助简介\n发布时间：2024年4月9日\n在我市新建民宿的，每间补助1万元，具体按国家和云南省有关规定办理，云南省另有规定的从其规定。\n一、条件\n在我市注册。\n版权所有：黄冈市文化和旅游局\n",
        {"regions": ("黄冈市",)},
    ),
    "a place that begins like another": (
        f"荔湾湖市人民政府办公室关于印发民宿办法的通知\n荔政办〔2024〕2号\n各有关单位：\n现印发给你们。\n荔湾湖市人民政府办公室\n2024年4月2日\n民宿办法\n{TEXT}",
        {"regions": ("荔湾湖市",), "issuing_body": "荔湾湖市人民政府办公室"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", HEADS)
def test_heads_as_they_really_come(kind: str) -> None:
    text, wanted = HEADS[kind]
    known = infer_identity(text)
    assert {field: getattr(known, field) for field in wanted} == wanted


@pytest.mark.parametrize(
    ("place", "names"),
    [
        ("河北雄安新区", ["河北雄安新区", "雄安新区"]),
        ("伊犁哈萨克自治州", ["伊犁哈萨克自治州", "伊犁", "伊犁州"]),
        ("楚雄彝族自治州", ["楚雄彝族自治州", "楚雄", "楚雄州"]),
        ("苏州工业园区", ["苏州工业园区", "苏州工业园"]),
        ("松塔县", ["松塔县", "松塔"]),
    ],
)
def test_a_place_is_called_as_people_call_it(place: str, names: list[str]) -> None:
    assert _called([place]) == names


def test_the_table_of_a_site_is_no_text_however_long_its_rows() -> None:
    page = NOTICES["a page with its title in the table"]
    measures = measures_of(page, "notice", divide(page))
    assert not any(
        "标　　题" in unit.text or "主 题 词" in unit.text for unit in measures if unit.kind != "boilerplate"
    )


REPORT = "关于民宿安全意见的报告\n县人民政府：\n一、加强检查。\n二、定期演练。\n以上意见如无不妥，请批转各地执行。\n松塔县文化和旅游局\n2024年3月1日\n"
PASSED_ON = "松塔县人民政府办公室转发县文化和旅游局关于民宿安全意见报告的通知"
SITE = "发文机关： | 松塔县人民政府办公室 | 成文日期： | 2024年4月2日\n"
SIGNED = "松塔县人民政府办公室\n2024年4月2日\n"
OF_THE_OFFICE = {
    "a report passed on": f"{PASSED_ON}\n松政办发〔2024〕6号\n各乡镇人民政府：\n现转发给你们，请认真执行。\n{SIGNED}{REPORT}",
    "a plan passed on": f"松塔县人民政府办公室批转县文化和旅游局关于民宿安全意见的通知\n各乡镇人民政府：\n现批转给你们。\n{SIGNED}{REPORT}",
    "a letter with a signed annex": f"松塔县人民政府办公室关于民宿险情有关问题的复函\n松政办函〔2024〕6号\n梨花乡人民政府：\n来文收悉，请认真组织落实。\n附件：调研情况的报告\n{SIGNED}附件\n{REPORT}",
    "an answer to deputies": f"松塔县人民政府办公室对县人大第12号建议的答复\n王代表：\n来信收悉。\n{SIGNED}附件\n{REPORT}",
    "only the site's table names it": f"{SITE}关于民宿险情有关问题的复函\n梨花乡人民政府：\n来文收悉，请认真组织落实。\n{SIGNED}附件\n{REPORT}",
    "nobody is named above, and an annex is signed": f"关于民宿险情有关问题的复函\n松政办函〔2024〕6号\n梨花乡人民政府：\n来文收悉，请认真组织落实。\n{SIGNED}附件\n{REPORT}",
    "a letter that nobody signed": f"{SITE}{PASSED_ON}\n各乡镇人民政府：\n现转发给你们，请认真执行。\n{REPORT}",
}  # fmt: skip


@pytest.mark.parametrize("kind", OF_THE_OFFICE)
def test_who_signed_what_is_passed_on_or_annexed_did_not_issue_it(kind: str) -> None:
    known = infer_identity(OF_THE_OFFICE[kind])
    assert known.issuing_body == "松塔县人民政府办公室"
    assert known.issued == date(2024, 4, 2)


def test_a_signature_in_full_names_the_place_that_the_title_leaves_out() -> None:
    notice = "县财政局关于发放补贴的通知\n各乡镇：\n请认真执行。\n松塔县财政局\n2024年4月2日\n"
    assert infer_identity(notice).issuing_body == "松塔县财政局"
    ministry = (
        "国家发展改革委关于支持民宿的通知\n发改社会〔2024〕7号\n各省：\n请执行。\n国家发展和改革委员会\n2024年4月2日\n"
    )
    assert infer_identity(ministry).issuing_body == "国家发展和改革委员会"
    joint = "松塔县财政局等两部门关于发放补贴的通知\n各乡镇：\n请认真执行。\n松塔县财政局 松塔县林业局\n2024年4月2日\n"
    assert infer_identity(joint).issuing_body == "松塔县财政局、松塔县林业局"


@pytest.mark.parametrize("wide", ["松 塔 县 工 作 规 则", "松塔县人民政府工 作 规 则"])
def test_a_title_set_wide_is_its_words(wide: str) -> None:
    known = infer_identity(f"{wide}\n（2024年4月2日松塔县人民政府发布）\n{TEXT}")
    assert known.title == wide.replace(" ", "")


def test_lines_that_the_sites_table_calls_the_title_are_it_though_one_could_end_before() -> None:
    lines = ["松塔县人民政府关于推行", "民宿公示制度、安全记录制度", "价格审核制度的指导意见"]
    page = f"标　　题： | {''.join(lines)}\n" + "\n".join(lines) + f"\n松政发〔2024〕6号\n各乡镇人民政府：\n{TEXT}"
    assert infer_identity(page).title == "".join(lines)


INTERVIEW = """问答实录：《松塔县促进民营经济发展若干措施》相关情况
发布日期：2025-04-21
松塔日报：目前全县民营经济发展的整体情况怎么样？有关部门还有什么打算？

　　王某：近年来，全县聚焦优化营商环境。

　　一是优化环境。设立服务专窗。

　　二是统一市场。清理各类限制。

　　松塔广播电视台：民营企业融资难的问题如何解决，有哪些新的政策安排？

　　李某：融资问题一直是重点。

　　一是落实信贷奖补。对银行按新增贷款的0.5%给予奖励。

　　二是发挥担保作用。担保费率降至1%以下。
"""


def test_an_interview_is_titled_by_its_first_line_and_divided_by_its_questions() -> None:
    assert infer_identity(INTERVIEW).title == "问答实录：《松塔县促进民营经济发展若干措施》相关情况"
    units = [unit for unit in parse_text(INTERVIEW, "x") if unit.kind == "measure"]
    assert len(units) == 2
    assert all("一是" in unit.text and "二是" in unit.text for unit in units)
    assert "信贷奖补" in units[1].text
    assert "融资难" in units[1].title


def test_the_day_on_which_a_rule_was_passed_is_not_the_day_of_its_publication() -> None:
    text = "松塔县职工休假办法\n2019年7月17日 经松塔县人力资源和社会保障局第6次局务会议通过\n第一条 职工享受休假。\n第二条 本办法自发布之日起施行。\n"
    known = infer_identity(text)
    assert known.issuing_body == "松塔县人力资源和社会保障局"
    assert known.since is None
    named = infer_identity(text.replace("自发布之日", "自2019年9月1日"))
    assert named.since == date(2019, 9, 1)


@pytest.mark.parametrize(
    ("source", "issuer"),
    [("松塔县住房和城乡建设局", "松塔县住房和城乡建设局"), ("松塔日报", None), ("新华社", None)],
)
def test_questions_and_answers_are_of_the_office_they_come_from(source: str, issuer: str | None) -> None:
    text = f"《松塔县人才安居实施办法》政策解读（一问一答）\n\n来源：{source}  发布时间：2026-02-06\n\n一、问：谁可以申请？\n答：本科以上毕业生可以申请。\n"
    assert infer_identity(text).issuing_body == issuer


@pytest.mark.parametrize(
    "title",
    [
        "望江县长者食堂运营补助办法",
        "泰河市困难老年人家庭适老化改造办事指南",
        "云岭县企业注册登记便利化措施",
        "北沃县政务服务便民热线管理办法",
        "清河县登录平台申报奖补资金的通知",
        "北沃县无障碍改造办事指南",
    ],
)
def test_a_title_may_hold_words_that_sites_hold(title: str) -> None:
    """长者, 注册, 热线 stand on the buttons of sites, and are what policies are on."""
    text = f"{title}\n望江财规〔2024〕3号\n一、申报条件\n持有证件。\n望江县财政局\n2024年3月2日\n"
    assert infer_identity(text).title == title


def test_conditions_that_hold_words_of_sites_are_no_furniture() -> None:
    text = (
        "望江县长者食堂运营补助办法\n一、申报条件\n1. 在本县登记注册满一年\n2. 食堂有无障碍通道\n（一）适老化改造验收合格\n"
        "二、附件下载方式\n登录县政府网站下载\n三、联系人\n关于我们：略\n四、其他\n每年补助不超过3场。\n望江县民政局\n2024年3月2日\n"
    )
    pool = Pool()
    units = corpus_of(pool, add_texts(pool, [("a.txt", text)])).units
    assert [unit.label for unit in units if unit.kind == "measure"] == [
        "一、1.",
        "一、2.",
        "一、（一）",
        "二、",
        "三、",
        "四、",
    ]
    assert not any(unit.kind == "boilerplate" for unit in units)


@pytest.mark.parametrize("line", ["时间：2026年4月1日至4月30日", "时间：2026年5月10日", "时间：2026-04-01至2026-04-30"])
def test_a_time_that_is_set_is_no_furniture(line: str) -> None:
    pool = Pool()
    text = (
        f"望江县就业补助办法\n一、申报\n{line}\n地点：县政务大厅\n二、标准\n每人2000元。\n望江县民政局\n2024年3月2日\n"
    )
    units = corpus_of(pool, add_texts(pool, [("a.txt", text)])).units
    assert any(line in unit.text for unit in units if unit.kind == "measure")


def test_buttons_of_a_site_are_furniture() -> None:
    pool = Pool()
    text = "登录 | 注册 | 无障碍阅读\n望江县就业补助办法\n一、标准\n每人2000元。\n二、期限\n一年。\n望江县民政局\n2024年3月2日\n"
    units = corpus_of(pool, add_texts(pool, [("a.txt", text)])).units
    assert any(unit.kind == "boilerplate" and "注册" in unit.text for unit in units)
