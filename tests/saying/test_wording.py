"""Every sentence an answer can say has its English, with the same fields; benefits and days are told in both languages."""

from __future__ import annotations

import ast
import string
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from assistant.ask import Assistant, build_index, open_corpus
from assistant.reading.language import language_of
from assistant.saying.wording import ENGLISH, Words
from corpus.grants.benefits import parse_benefits
from corpus.shelf import add_file
from tests.toy import ToyEncoder

ROOT = Path(__file__).parents[2]
MODULES = [path for path in sorted((ROOT / "assistant").rglob("*.py")) if "Draft" in path.read_text(encoding="utf-8")]


def fields(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


def said_in(path: Path) -> set[str]:
    """The first argument of every draft.say, draft.warn and words(…) of a module, where it is written there."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            if name in {"say", "warn", "words"} and isinstance(node.args[0].value, str):
                found.add(node.args[0].value)
    return found


def test_every_sentence_has_its_english() -> None:
    said = set().union(*(said_in(path) for path in MODULES))
    assert len(said) > 40  # the search finds them
    assert said - ENGLISH.keys() == set()


@pytest.mark.parametrize("sentence", ENGLISH, ids=str)
def test_a_translation_has_the_same_fields(sentence: str) -> None:
    assert fields(ENGLISH[sentence]) == fields(sentence)


LANGUAGES = [
    ("How much does the zone pay for local standards?", "en"),
    ("which clauses mention “四棒接力”", "en"),
    ("what is the deadline in 《关于支持高新区建设的若干政策措施实施意见》?", "en"),
    ("gazelle award", "en"),
    ("R&D 投入补贴多少", "zh"),
    ("IPO", "zh"),
    ("昌吉 SME 补贴", "zh"),
    ("", "zh"),
]


@pytest.mark.parametrize(("question", "language"), LANGUAGES)
def test_the_language_of_a_question(question: str, language: str) -> None:
    assert language_of(question) == language


BENEFITS = [
    ("对瞪羚企业给予100万元奖励。", "瞪羚企业: award (奖励) CNY 1,000,000 (100万元)"),
    (
        "按技术合同交易额的3%给予补贴，单个合同最高50万元。",
        "subsidy (补贴) of 3% of the 技术合同交易额, at most CNY 500,000 (50万元) per 合同",
    ),
    (
        "对国家级孵化器，连续三年分别给予50万元、30万元、20万元补助。",
        "国家级孵化器: subsidy (补助) year 1 CNY 500,000 (50万元), year 2 CNY 300,000 (30万元), year 3 CNY 200,000 (20万元)",
    ),
]


@pytest.mark.parametrize(("clause", "told"), BENEFITS)
def test_a_benefit_in_english_keeps_the_words_of_the_clause(clause: str, told: str) -> None:
    assert Words("en").benefit(parse_benefits(clause)[0]) == told


def test_days_and_sums() -> None:
    assert Words("en").day(date(2025, 12, 31)) == "2025-12-31"
    assert Words("zh").day(date(2025, 12, 31)) == "2025年12月31日"
    assert Words("en").yuan(Decimal(1_200_000)) == "CNY 1,200,000"


ANSWERS = [
    # question, what the answer says
    (
        "How much does Changji pay for a newly certified high-tech enterprise?",
        ["CNY 200,000 (20万元)", "Validity: This policy was valid until 2025-12-31; it has expired."],
    ),
    ("Which department leads the fault tolerance mechanism in Lanzhou?", ["lead department (牵头单位): "]),
    ("How much does Shenzhen pay for patents?", ["No policy of Shenzhen was found"]),
    ("How much does Wuxi pay for patents?", ["No policy of Wuxi was found"]),
    ("Is the Changji policy still valid?", ["it has expired"]),
]


@pytest.mark.parametrize(("question", "told"), ANSWERS)
def test_english_is_answered_in_english_around_verbatim_chinese(
    assistant: Assistant, question: str, told: list[str]
) -> None:
    answer = assistant.ask(question)
    assert answer.language == "en"
    assert [words for words in told if words not in answer.text] == []
    own = answer.text
    for citation in answer.citations:
        own = own.replace(citation.quote, "")
    assert "找谁办" not in own
    assert "有效期：" not in own


def test_a_follow_up_in_english_stays_english(assistant: Assistant) -> None:
    history = ["How much does Changji pay for a newly certified high-tech enterprise?"]
    answer = assistant.ask("And a gazelle company moving in?", history)
    assert answer.language == "en"
    assert "CNY 1,000,000 (100万元)" in answer.text


EXPLAINED = """《松塔县稳岗补贴实施办法》政策解读（一问一答）

来源：松塔县人力资源和社会保障局  发布时间：2026-02-06

一、问：补贴标准是多少？
答：对稳岗企业，按每人500元给予补贴。

二、问：在哪里办？
答：到县政务服务中心二楼3号窗口办理。

三、问：办法执行到什么时候？
答：《松塔县稳岗补贴实施办法》（松政办规〔2026〕1号）自2026年1月20日起施行，有效期5年。
"""
MARKED = "《〈松塔县稳岗补贴实施办法〉政策解读（一问一答）》"
AS_TYPED = [
    MARKED,
    "《《松塔县稳岗补贴实施办法》政策解读（一问一答）》",
    "《松塔县稳岗补贴实施办法》政策解读（一问一答）",
    "《松塔县稳岗补贴实施办法》政策解读",
    "松塔县稳岗补贴实施办法政策解读",
]


@pytest.fixture(scope="module")
def explained(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    folder = tmp_path_factory.mktemp("explained")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("POLICY_CORPUS", str(folder / "corpus"))
        path = folder / "wenda.txt"
        path.write_text(EXPLAINED, encoding="utf-8")
        add_file(folder / "corpus", path)
        corpus = open_corpus()
        index, _ = build_index(corpus, ToyEncoder())
        return Assistant(corpus, index)


def test_a_title_inside_a_title_has_the_inner_marks(explained: Assistant) -> None:
    text = explained.ask("松塔县稳岗补贴每人多少", as_of=date(2026, 3, 1)).text
    assert MARKED in text
    assert "《《" not in text
    assert Words("en")("《{title}》没有写明{what}。", title="《甲》解读", what="x").startswith("《〈甲〉解读》")


@pytest.mark.parametrize("title", AS_TYPED)
def test_a_document_is_found_by_its_title_however_its_marks_are_typed(title: str, explained: Assistant) -> None:
    assert [unit.label for unit in explained.show(f"{title}二、")] == ["二、"]


@pytest.mark.deep
def test_no_module_sets_a_title_between_marks_by_itself() -> None:
    """Only `corpus.text.title_marks` does: whoever writes 《{title}》 in an f-string writes 《《…》…》 one day."""
    found = []
    for folder in ("assistant", "service", "index"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.JoinedStr):
                    before = [part.value for part in node.values if isinstance(part, ast.Constant)]
                    marked = any(str(each).endswith("《") for each in before)
                    found += [f"{path.name}:{node.lineno}"] * (marked and "《{_TITLE}》" not in ast.unparse(node))
    assert found == []


def test_questions_and_answers_tell_the_validity_of_the_policy_they_explain(explained: Assistant) -> None:
    for question in ("松塔县稳岗补贴实施办法有效期到哪天", "松塔县稳岗补贴实施办法哪天到期"):
        answer = explained.ask(question, as_of=date(2026, 3, 1))
        assert answer.status == "answered"
        assert "所解读的《松塔县稳岗补贴实施办法》有效期至2031年1月19日" in answer.text
        assert "有效期5年" in answer.text
        assert "未写明有效期" not in answer.text
    late = explained.ask("松塔县稳岗补贴实施办法有效期到哪天", as_of=date(2031, 2, 1))
    assert "已过期" in late.text
