"""What was learned: fitted on the questions that are here, readable, and the same on a shelf of any size."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace

import numpy as np
import pytest

from assistant.ask import Assistant
from assistant.deciding.answerable import KINDS, THRESHOLD, WEIGHED, answerable
from assistant.deciding.place import place_of
from assistant.learned.models import (
    GramModel,
    LinearModel,
    TreeModel,
    gram_json,
    grams,
    linear_json,
    models,
    read,
    tree_json,
)
from assistant.library import Library
from assistant.proposing.features import JUDGED, RANKED, SENTENCED
from assistant.proposing.retrieve import rank
from assistant.reading.query import understand
from corpus.measure import Document, Measure, Span
from corpus.parse import Corpus
from eval.examinee import QUESTIONS
from eval.wide.set import load_split
from index.measure_index import MeasureIndex
from tests.toy import ToyEncoder

NAMES = {"ranking": RANKED, "sure": JUDGED, "answerable": WEIGHED, "sentence": SENTENCED}


@pytest.mark.parametrize("name", NAMES)
def test_weights_are_of_the_features_in_use(name: str) -> None:
    assert getattr(models(), name).names == NAMES[name]


def test_the_kinds_are_those_that_questions_and_sentences_were_labelled_with() -> None:
    assert models().asked.classes == models().told.classes == KINDS


@pytest.mark.deep
@pytest.mark.parametrize("name", ["ranking", "sure", "answerable", "sentence"])
def test_weights_are_fitted_on_the_questions_that_are_here(name: str) -> None:
    """Red? The questions changed: `policy eval train` fits the weights anew."""
    fitted = read(name)["fitted_on"]
    learn = load_split("learn")
    assert learn is not None
    assert fitted["learn"] == learn.fingerprint
    assert fitted["own"] == hashlib.sha256(QUESTIONS.read_bytes()).hexdigest()


def test_a_model_is_read_as_it_was_written() -> None:
    gram = GramModel(("a", "b"), np.array([0.1, -0.1]), {"补": np.array([1.25, -1.25]), "x": np.array([0.001, 0.0])})
    assert gram_json(gram)["weights"] == {"补": [1.25, -1.25]}  # what says nothing is left out
    linear = LinearModel(("cosine",), np.array([0.8]), np.array([0.1]), np.array([2.0]), -1.0)
    assert json.loads(json.dumps(linear_json(linear))) == {
        "bias": -1.0,
        "features": {"cosine": {"mean": 0.8, "scale": 0.1, "weight": 2.0}},
    }
    assert linear.scores(np.array([[0.9]])).tolist() == pytest.approx([1.0])


def test_a_tree_is_read_as_it_was_written_and_tells_what_each_feature_adds() -> None:
    """Far from the question, and asking for a sum: together they speak against, alone neither does."""
    tree = (
        (0, 0.5, 1, 2, -0.5),
        (1, 0.0, 3, 4, -1.0),
        (-1, 0.0, -1, -1, 0.0),
        (-1, 0.0, -1, -1, 0.0),
        (-1, 0.0, -1, -1, -2.0),
    )
    model = TreeModel(("cosine", "asks amount"), 1.0, (tree,))
    again = json.loads(json.dumps(tree_json(model)))
    assert again["trees"] == [[list(node) for node in tree]]
    rows = np.array([[0.4, 1.0], [0.4, 0.0], [0.9, 1.0]])
    assert model.scores(rows).tolist() == [-1.0, 1.0, 1.0]
    assert model.contributions(rows).tolist() == [[-0.5, -1.0], [-0.5, 1.0], [0.5, 0.0]]


def test_a_figure_is_a_figure_whatever_it_is() -> None:
    assert grams("补 20 万") == grams("补500万")


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("这个补贴一次能给多少钱", "amount"), ("要交哪些材料", "materials"), ("打哪个电话问", "contact"),
        ("最晚几号之前报名", "deadline"), ("到哪一年失效", "validity"), ("文件里说的小微企业是什么意思", "definition"),
    ],
)  # fmt: skip
def test_what_is_asked_for_is_learned(question: str, kind: str) -> None:
    asked = models().asked
    assert asked.classes[int(asked.probabilities(question).argmax())] == kind


def clause(document: str, number: int, text: str) -> Measure:
    start = number * 1_000
    label = f"第{number}条"
    return Measure(
        f"{document}/{label}", document, "正文", (label,), label, "", text, Span(start, start + len(text)), "measure"
    )


def shelf(others: int) -> Library:
    """One document on old people's meals among `others` on other subjects, each with three clauses."""
    subjects = ["茶园", "船舶", "冰雪", "陶瓷", "电影", "氢能", "校车", "马铃薯", "无人机", "民宿"]
    documents, units, sources = [], [], {}
    for number in range(others + 1):
        name = f"d{number}"
        subject = "老年助餐" if number == 0 else f"{subjects[number % 10]}第{number}批"
        texts = [
            f"对{subject}服务点一次性给予{number + 3}万元建设补贴。",
            f"{subject}项目应当向主管部门提出申请，并接受检查。",
            f"本办法所称{subject}，是指符合本地规划的相关项目。",
        ]
        documents.append(Document(name, f"{subject}支持办法", f"{name}.txt", ""))
        units += [clause(name, place + 1, text) for place, text in enumerate(texts)]
        sources[name] = "".join(text.ljust(1_000) for text in ["", *texts])
    index = MeasureIndex.build(documents, units, ToyEncoder(), progress=False)
    return Library(Corpus(tuple(documents), tuple(units), sources, "x"), index)


@pytest.mark.deep
def test_the_decision_does_not_depend_on_how_much_stands_beside_it() -> None:
    """The same clause first, and a question that is answered ahead of one that is not, on five documents and on 300."""
    told = []
    for others in (4, 60, 300):
        library = shelf(others)
        sure = []
        for question in ("老年助餐服务点建设补贴多少钱", "养一只孔雀每天给多少饲料"):
            query = understand(question, library.catalogue, library.vocabulary)
            ranking = rank(library, query)
            sure.append(answerable(library, query, ranking))
            told.append(ranking.hits[0].measure.id)
        assert sure[0] >= THRESHOLD - 0.1 > sure[1], (others, sure)
    assert set(told[::2]) == {"d0/第1条"}


def test_no_place_read_from_a_question_takes_a_clause_out_of_the_ranking(assistant: Assistant) -> None:
    library = assistant.library
    query = understand("兰州的瞪羚企业落户奖励多少", library.catalogue, library.vocabulary)
    ranked = {hit.measure.document_id for hit in rank(library, query).hits}
    assert "changji-2020" in ranked


@pytest.mark.parametrize(
    ("question", "place"),
    [
        ("昌吉的瞪羚企业奖励多少", "the same"),
        ("瞪羚企业奖励多少", "unknown"),
        ("兰州的瞪羚企业奖励多少", "another"),
        ("成都的瞪羚企业奖励多少", "another"),
    ],
)
def test_which_place_a_clause_is_for_is_decided_on_the_clause(assistant: Assistant, question: str, place: str) -> None:
    library = assistant.library
    unit = next(unit for unit in library.units if "瞪羚企业" in unit.text and unit.benefits)
    query = understand(question, library.catalogue, library.vocabulary)
    assert place_of(library, query, unit) == place


def test_a_document_without_a_place_stays_in_the_race(assistant: Assistant) -> None:
    library = assistant.library
    unit = library.units[0]
    placeless = [replace(document, regions=(), related_regions=()) for document in library.corpus.documents]
    other = Library(replace(library.corpus, documents=tuple(placeless)), library.index)
    query = understand("榆中的高企奖励多少", library.catalogue, library.vocabulary)
    assert place_of(other, replace(query, names=()), unit) == "unknown"
