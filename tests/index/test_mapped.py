"""Meaning that was taught what answers: maps of zeros change nothing, learned ones bring the answer nearer, always by as much."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.ask import Assistant
from assistant.learned.models import models
from eval.train_meaning import Shown, Taught, first_right, fit_maps
from eval.wide.build import Pool, add_texts, corpus_of
from index.mapped import Maps
from index.measure_index import MeasureIndex
from tests.toy import ToyEncoder

NONE = np.zeros((8, 8), dtype=np.float32)
TEXT = "松塔县就业补助办法\n第一条 招用毕业生的企业每人补助2000元。\n第二条 每年三月申请。交合同。\n"


@given(st.integers(0, 10_000))
def test_maps_of_zeros_leave_every_cosine(seed: int) -> None:
    random = np.random.default_rng(seed)
    query, sentences = _unit(random.normal(size=(1, 8)))[0], _unit(random.normal(size=(5, 8)))
    assert np.allclose(Maps(NONE, NONE).cosines(query, sentences), sentences @ query, atol=1e-4)
    assert Maps(NONE, NONE).cosines(np.zeros(8, dtype=np.float32), sentences).tolist() == [0.0] * 5


@pytest.mark.deep
def test_what_answers_comes_nearer_and_the_same_on_every_run() -> None:
    """Questions of three kinds, each answered by the clause of its kind, all of them about the subject of their document."""
    random = np.random.default_rng(1)
    taught, shown = [], {}
    for number in range(200):
        subject = np.zeros(8)
        subject[6] = 3.0
        clauses = np.array([subject + np.eye(8)[kind + 3] + 0.1 * random.normal(size=8) for kind in range(3)])
        clauses[0] += subject  # says the subject once more: the nearest, whatever is asked
        shown[str(number)] = Shown(_unit(clauses), np.arange(3), 3)
        for kind in range(3):
            question = _unit((subject + np.eye(8)[kind])[None])[0]
            taught.append(Taught(question, str(number), np.arange(3) == kind, str(number)))
    seen, unseen = taught[:510], taught[510:]
    maps = fit_maps(seen, shown)
    assert first_right(unseen, shown, Maps(NONE, NONE)) < 0.5
    assert first_right(unseen, shown, maps) > 0.9
    again = fit_maps(seen, shown)
    assert np.array_equal(maps.question, again.question)
    assert np.array_equal(maps.sentence, again.sentence)


def test_another_encoder_keeps_its_cosines() -> None:
    pool = Pool()
    corpus = corpus_of(pool, add_texts(pool, [("办法.txt", TEXT)]))
    library = Assistant(
        corpus, MeasureIndex.build(corpus.documents, corpus.units, ToyEncoder(), progress=False)
    ).library
    rows = np.arange(len(library.index.units))
    assert np.array_equal(library.nearness("补助多少", rows), library.index.cosines("补助多少", rows))
    assert models().maps.dimension == 384


def _unit(rows: np.ndarray) -> np.ndarray:
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)
