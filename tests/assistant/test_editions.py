"""Two editions of one document, and days computed from 自发布之日起30日后: which clause counts, and what is said of the days."""

from __future__ import annotations

from datetime import date
from itertools import permutations
from types import SimpleNamespace
from typing import cast

import numpy as np
import pytest

from assistant.ask import Assistant, build_index, open_corpus
from assistant.deciding.editions import of_current_editions
from assistant.library import Library
from assistant.proposing.features import RANKED, Seen, _editions
from assistant.proposing.retrieve import Ranking
from corpus.measure import Document
from corpus.shelf import add_file
from index.hit import Hit
from tests.toy import ToyEncoder

LETTER = """{place}人民政府办公室关于印发《{title}》的通知
{number}
各有关单位：
《{title}》已经同意，现印发给你们，请认真执行。
{place}人民政府办公室
{day}
{title}
一、支持境内上市。对在境内主板上市的企业，奖励{sum}万元。
二、支持挂牌。对新三板挂牌企业，奖励{sum}元。
三、附则。{closing}
"""
OLD = LETTER.format(
    place="砚湖市", title="砚湖市鼓励企业上市若干措施", number="砚政办〔2021〕20号", day="2021年5月10日", sum=300,
    closing="本措施自2021年6月1日起施行，有效期五年。",
)  # fmt: skip
NEW = LETTER.format(
    place="砚湖市", title="砚湖市鼓励企业上市若干措施（2025年修订）", number="砚政办〔2025〕20号", day="2025年5月10日", sum=500,
    closing="本措施自2025年6月1日起施行，有效期五年。《砚湖市鼓励企业上市若干措施》（砚政办〔2021〕20号）同时废止。",
)  # fmt: skip
LATER = LETTER.format(
    place="岚墅市", title="岚墅市养老补助办法", number="岚政规〔2025〕2号", day="2025年3月1日", sum=1,
    closing="本办法自发布之日起30日后施行，有效期两年零六个月。",
)  # fmt: skip


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    folder = tmp_path_factory.mktemp("editions")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("POLICY_CORPUS", str(folder / "corpus"))
        for name, text in (("old", OLD), ("new", NEW), ("later", LATER)):
            path = folder / f"{name}.txt"
            path.write_text(text, encoding="utf-8")
            add_file(folder / "corpus", path)
        corpus = open_corpus()
        index, _ = build_index(corpus, ToyEncoder())
        return Assistant(corpus, index)


def ranked(assistant: Assistant, **scores: float) -> Ranking:
    """The first measure of each document named, with the score given to it."""
    units = {unit.document_id: unit for unit in reversed(assistant.library.units) if unit.kind == "measure"}
    found = tuple(Hit(units[name], score, units[name].span) for name, score in scores.items())
    seen = Seen(np.arange(len(found)), np.zeros((len(found), len(RANKED))), tuple(hit.sentence for hit in found))
    return Ranking(found, tuple(range(len(found))), seen)


@pytest.mark.parametrize(
    ("question", "as_of", "kept"),
    [
        ("砚湖市主板上市奖励多少", date(2026, 1, 1), ["new"]),
        ("砚湖市主板上市奖励多少", date(2025, 5, 20), ["old"]),  # the new one has been issued, and is not yet in force
        ("砚湖市主板上市奖励多少", date(2032, 1, 1), ["new"]),  # both are over: the later
        ("砚湖市2021年的措施中主板上市奖励多少", date(2026, 1, 1), ["old"]),
        ("砚湖市2025年的措施中主板上市奖励多少", date(2025, 5, 20), ["new"]),
        ("砚湖市2023年主板上市奖励多少", date(2026, 1, 1), ["new"]),  # no edition of that year
    ],
)
def test_the_edition_that_counts(assistant: Assistant, question: str, as_of: date, kept: list[str]) -> None:
    found = of_current_editions(assistant.library, question, as_of, ranked(assistant, old=1.2, new=1.0))
    assert [hit.measure.document_id for hit in found.hits] == kept


def test_another_document_and_a_clause_far_behind_take_nothing_away(assistant: Assistant) -> None:
    day = date(2026, 1, 1)
    for found in (ranked(assistant, old=1.0, later=1.0), ranked(assistant, old=2.0, new=1.0)):
        assert of_current_editions(assistant.library, "主板上市", day, found).hits == found.hits


@pytest.mark.parametrize(
    ("question", "as_of", "said"),
    [
        ("岚墅市养老补助办法什么时候施行", date(2025, 6, 1), ["自2025年3月31日起施行", "自发布之日起30日后施行"]),
        ("岚墅市养老补助办法有效期到哪天", date(2025, 6, 1), ["2027年9月30日", "有效期两年零六个月"]),
        ("岚墅市养老补助办法现在有效吗", date(2025, 3, 30), ["截至2025年3月30日尚未施行"]),
        ("岚墅市养老补助办法现在有效吗", date(2025, 3, 31), ["仍在有效期内"]),
        ("岚墅市养老补助办法的文号是什么", date(2025, 6, 1), ["的文号：岚政规〔2025〕2号。"]),  # stated: no 推断
    ],
)
def test_what_is_said_of_days(assistant: Assistant, question: str, as_of: date, said: list[str]) -> None:
    answer = assistant.ask(question, as_of=as_of)
    assert [words for words in said if words not in answer.text] == []
    assert answer.citations


def test_of_editions_of_one_day_the_same_counts_in_whichever_order_a_set_gives_them() -> None:
    def made(name: str, day: date) -> Document:
        return Document(name, "砚湖市鼓励企业上市若干措施", f"{name}.txt", name, issued=day)

    shelf = {name: made(name, date(2021, 5, 1)) for name in ("a", "b")}
    library = cast("Library", SimpleNamespace(document=shelf.__getitem__))
    found = [_editions(library, "2021年那版上市奖励多少", order) for order in permutations(shelf)]
    assert found[0]
    assert all(each == found[0] for each in found)
