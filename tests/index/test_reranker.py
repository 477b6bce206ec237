"""The optional cross-encoder: a real (tiny, random) sentence-transformers one by folder, and what its scores do."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from assistant.ask import Assistant
from assistant.proposing.retrieve import reranked
from corpus.errors import ModelUnavailable
from index.reranker import SETTING, CrossEncoderReranker, load_reranker

QUESTION = "新型研发机构奖励多少"


class ByLength:
    """A reranker that likes short clauses."""

    name = "by length"

    def scores(self, question: str, texts: Sequence[str]) -> NDArray[np.float32]:
        return np.array([-len(text) for text in texts], dtype=np.float32)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A BERT of one small layer with random weights and one score, saved as any cross-encoder is."""
    import torch
    from transformers import BertConfig, BertForSequenceClassification, BertTokenizer

    folder = tmp_path_factory.mktemp("cross-encoder")
    (folder / "vocab.txt").write_text(
        "\n".join(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *"新型研发机构奖励多少企业高区给予万元的第条附件"]),
        "utf-8",
    )
    torch.manual_seed(7)
    config = BertConfig(
        vocab_size=64, hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=16, num_labels=1
    )
    BertForSequenceClassification(config).save_pretrained(folder)
    BertTokenizer(str(folder / "vocab.txt")).save_pretrained(folder)
    return folder


@pytest.mark.engine
def test_any_cross_encoder_by_its_folder(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SETTING, str(folder))
    reranker = load_reranker()
    assert reranker is not None
    scores = reranker.scores(QUESTION, ["新型研发机构", "企业", "高新区给予万元"])
    assert scores.shape == (3,)
    assert np.array_equal(scores, reranker.scores(QUESTION, ["新型研发机构", "企业", "高新区给予万元"]))
    assert reranker.scores(QUESTION, []).shape == (0,)


def test_without_the_setting_there_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(SETTING, raising=False)
    assert load_reranker() is None


@pytest.mark.deep
def test_a_model_that_is_not_here_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelUnavailable, match="没有重排模型"):
        CrossEncoderReranker(str(tmp_path / "nothing")).scores(QUESTION, ["一条"])


def test_scores_join_those_of_the_search(assistant: Assistant) -> None:
    hits = assistant.search("企业创新支持", 12)
    again = reranked(ByLength(), "企业创新支持", hits)
    assert {hit.measure.id for hit in again} == {hit.measure.id for hit in hits}
    assert [hit.score for hit in again] == sorted((hit.score for hit in again), reverse=True)
    assert again != hits
    shortest = min(hits, key=lambda hit: len(hit.measure.text))
    assert [h.measure.id for h in again].index(shortest.measure.id) <= [h.measure.id for h in hits].index(
        shortest.measure.id
    )


def test_an_assistant_with_a_reranker_still_answers(assistant: Assistant) -> None:
    other = Assistant(assistant.corpus, assistant.library.index, ByLength())
    assert other.search("昌吉附件2第10条", 1)[0].measure.label == "附件2 四、10."
    assert {hit.measure.id for hit in other.search(QUESTION, 5)} <= {unit.id for unit in assistant.library.units}
