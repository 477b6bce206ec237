"""Each piece of work is done once: what an answer needs of a text, of a clause and of a document is not worked out again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from assistant.ask import Assistant, build_index, open_corpus
from assistant.computing import choosing
from assistant.deciding.confidence import confidences
from assistant.proposing.features import JUDGED, RANKED, judged, seen
from assistant.proposing.retrieve import rank
from assistant.reading import lexicon
from assistant.reading.by_heart import Clause, grams_of
from assistant.reading.lexicon import Folded, says
from assistant.reading.query import understand
from assistant.reading.terms import coverage
from corpus.shelf import add_file
from index import sentences, vectors
from index.recent import Recent
from tests.toy import ToyEncoder

DAY = date(2026, 11, 23)
POLICY = """{place}人民政府关于支持企业的若干措施
{place}政发〔2025〕{number}号
第一条 对首次认定的高新技术企业，按研发投入的10%给予奖励，最高不超过{sum}万元。（牵头单位：{place}科技局）
第二条 对新设立的博士后工作站给予{sum}万元资助；对引进的博士给予安家补贴5万元。（牵头单位：{place}人社局）
第三条 对在境内上市的企业给予{sum}万元奖励。申报材料由{place}金融办受理，每年6月底前报送。
第四条 对租用厂房的企业给予租金补贴，每平方米每月10元。
第五条 对参加境外展会的企业，展位费补贴50%。
第六条 本措施自2025年3月1日起施行，有效期3年。
"""
QUESTIONS = (
    "高新技术企业研发投入了500万元，能奖励多少",
    "引进博士有安家补贴吗",
    "我们公司去年上市了，招了3个博士，还租了厂房，能拿哪些补贴",
    "展位费补贴多少",
)


class Counting(ToyEncoder):
    """Notes the texts that each call was for."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[tuple[str, ...]] = []

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.asked.append(tuple(texts))
        return super().encode_queries(texts)


@pytest.fixture
def assistant(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> Assistant:
    monkeypatch.setenv("POLICY_CORPUS", str(tmp_path / "corpus"))
    for number, (place, total) in enumerate((("砚湖市", 30), ("岚墅市", 50)), start=1):
        path = tmp_path / f"{number}.txt"
        path.write_text(POLICY.format(place=place, number=number, sum=total), encoding="utf-8")
        add_file(tmp_path / "corpus", path)
    corpus = open_corpus()
    index, _ = build_index(corpus, Counting())
    return Assistant(corpus, index)


def counted(monkeypatch: pytest.MonkeyPatch, place: Any, name: str) -> Counter[Any]:
    """How often the function of that name is called from now on, by its first arguments that are texts or rows."""
    calls: Counter[Any] = Counter()
    real: Callable[..., Any] = getattr(place, name)

    def counting(*args: Any, **kwargs: Any) -> Any:
        calls[tuple(arg for arg in args if isinstance(arg, str))] += 1
        return real(*args, **kwargs)

    monkeypatch.setattr(place, name, counting)
    return calls


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_text_is_embedded_once_and_compared_once(
    assistant: Assistant, question: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    encoder = assistant.library.index.encoder
    assert isinstance(encoder, Counting)
    compared = counted(monkeypatch, vectors, "inner_products")
    assert assistant.ask(question, as_of=DAY).citations
    asked = [text for texts in encoder.asked for text in texts]
    assert len(asked) == len(set(asked))
    assert 0 < compared.total() <= len(asked)  # not again for each clause that is found


def test_what_a_question_is_searched_with_is_embedded_together(assistant: Assistant) -> None:
    encoder = assistant.library.index.encoder
    assert isinstance(encoder, Counting)
    query = understand("砚湖市引进博士给多少安家补贴", assistant.library.catalogue, assistant.library.vocabulary)
    rank(assistant.library, query)
    assert len(encoder.asked) == 1
    assert len(encoder.asked[0]) > 1


def test_a_sum_is_worked_out_once_an_answer(assistant: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: Counter[int] = Counter()
    real = choosing.reckonings

    def counting(scheme: Any, asked: Any) -> Any:
        calls[hash((scheme, asked.text))] += 1
        return real(scheme, asked)

    monkeypatch.setattr(choosing, "reckonings", counting)
    choosing.weighing.cache_clear()
    answer = assistant.ask("砚湖市高新技术企业研发投入了200万元，能奖励多少", as_of=DAY)
    assert "20万元" in answer.text
    assert calls
    assert max(calls.values()) == 1


def test_the_next_question_reads_no_clause_again(assistant: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
    for place in ("砚湖市", "岚墅市"):
        assistant.ask(f"{place}高新技术企业研发投入了500万元，能奖励多少", as_of=DAY)
    split = counted(monkeypatch, sentences, "_enclosed")
    told = counted(monkeypatch, type(assistant.library.models.told), "probabilities")
    folded = counted(monkeypatch, lexicon, "fold")
    assistant.ask("高新技术企业研发投入奖励几个点", as_of=DAY)
    known = {unit.text for unit in assistant.corpus.units}
    texts = {text for calls in (split, told, folded) for (text, *_) in calls if text}
    assert not [text for text in texts if text in known or text in assistant.corpus.sources.values()]
    assert all(count <= 2 for count in told.values())  # the kind of the question, and what is unmet


def test_clauses_judged_together_are_judged_as_each_alone(assistant: Assistant) -> None:
    library = assistant.library
    for question in QUESTIONS:
        query = understand(question, library.catalogue, library.vocabulary)
        hits = rank(library, query).hits
        together = confidences(library, query, hits)
        for hit, sure in zip(hits, together, strict=True):
            library.sureness.clear()
            assert confidences(library, query, [hit]) == [sure]


def test_a_clause_is_weighed_alike_whatever_is_weighed_beside_it(assistant: Assistant) -> None:
    library = assistant.library
    rows = np.arange(len(library.index.units))
    query = understand(QUESTIONS[0], library.catalogue, library.vocabulary)
    every = seen(library, query, rows)
    assert every.values.shape == (len(rows), len(RANKED))
    for row in rows:
        alone = seen(library, query, np.array([row]))
        assert np.allclose(alone.values, every.values[[row]], atol=1e-12)
        assert alone.spans == (every.spans[row],)
    assert judged(library, query, every, [0, 2]).shape == (2, len(JUDGED))
    assert seen(library, query, rows[:0]).values.shape == (0, len(RANKED))


def test_a_clause_by_heart_is_what_its_text_says(assistant: Assistant) -> None:
    library = assistant.library
    every = grams_of("".join(library.corpus.sources.values())) | {"2020年", "5", "a企"}
    for row, unit in enumerate(library.index.units):
        clause = library.clause(row)
        assert "".join(clause.sentences) in unit.text.replace("\n", "")
        for held, sentence in zip(clause.held, clause.sentences, strict=True):
            grams = grams_of(sentence)
            assert all(gram in held for gram in grams)
            assert not any(gram in held for gram in every - grams)
        assert library.clause(row) is clause
        assert library.told(row).shape == (len(clause.spans), len(library.models.told.classes))
    assert Clause(unit, ()).held == ()


def test_a_text_folded_beforehand_says_the_same() -> None:
    text = "引进高新技术的企业，博士后工作站"
    once = Folded.of(text)
    for term, said in (("高新技术企业", True), ("博士", False), ("博士后", True), ("展会", False)):
        assert says(once, term) == says(text, term) == said


def test_coverage_of_a_text_folded_beforehand(assistant: Assistant) -> None:
    terms, text, weights = ("安家补贴", "博士"), "对引进的博士给予安家补贴5万元。", assistant.library.weights
    assert coverage(terms, text, weights) == coverage(terms, Folded.of(text), weights)
    assert coverage(terms, text, weights).share == 1.0


def test_no_more_is_kept_than_was_said() -> None:
    kept: Recent[int, list[int]] = Recent(3)
    first = kept.get(0, lambda: [0])
    assert kept.get(0, lambda: [9]) is first
    for key in range(1, 4):
        kept.get(key, lambda key=key: [key])  # type: ignore[misc]
    assert len(kept) == 3
    assert 0 not in kept
    assert kept.get(3, lambda: []) == [3]


def test_many_threads_may_keep_at_once() -> None:
    kept: Recent[int, int] = Recent(5)
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda key: kept.get(key % 17, lambda: -(key % 17)), range(4_000)))
    assert found == [-(key % 17) for key in range(4_000)]
    assert len(kept) == 5


@pytest.mark.deep
def test_many_threads_get_the_answers_of_one(assistant: Assistant) -> None:
    alone = [assistant.ask(question, as_of=DAY).text for question in QUESTIONS]
    fresh = Assistant(assistant.corpus, assistant.library.index)
    with ThreadPoolExecutor(4) as pool:
        told = list(pool.map(lambda at: fresh.ask(QUESTIONS[at % len(QUESTIONS)], as_of=DAY).text, range(24)))
    assert told == [alone[at % len(QUESTIONS)] for at in range(24)]
