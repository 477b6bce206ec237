"""Other models on the fast engine: tiny random ones of the families people choose, made here, against the reference."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from index.encoder import load_encoder
from index.reference import SentenceTransformerEncoder, load_reference

pytestmark = pytest.mark.engine

pytest.importorskip("openvino", reason="this platform has no openvino wheel")
SENTENCES = ["对首次认定的高新技术企业给予奖励20万元。", "人才", "support for High-Tech firms", "人才" * 40, ""]


def write_tokenizer(folder: Path) -> int:
    """A tokenizer of single characters as BERT and its kin save it; gives back how many pieces it has."""
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors
    from transformers import PreTrainedTokenizerFast

    characters = sorted(set("".join(SENTENCES).lower().replace(" ", "")) | set("支持企业奖励资金项目"))
    pieces = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", *characters, *(f"##{c}" for c in characters)]
    tokenizer = Tokenizer(models.WordPiece({piece: row for row, piece in enumerate(pieces)}, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer()
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.post_processor = processors.BertProcessing(("[SEP]", 3), ("[CLS]", 2))
    PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, pad_token="[PAD]", unk_token="[UNK]", cls_token="[CLS]", sep_token="[SEP]"
    ).save_pretrained(folder)
    return len(pieces)


def write_model(folder: Path, family: str, pooling: str, further: tuple[str, ...] = ()) -> Path:
    """A random model of `family` with 2 layers as a sentence-transformers folder with prompts of its own."""
    import torch
    from transformers import AutoConfig, AutoModel

    torch.manual_seed(7)
    pieces = write_tokenizer(folder)
    sizes = {"vocab_size": pieces, "hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 4}
    more = {"qwen3": {"num_key_value_heads": 2, "head_dim": 8}}.get(family, {})
    config = AutoConfig.for_model(
        family, **sizes, **more, intermediate_size=64, max_position_embeddings=66, pad_token_id=0
    )
    AutoModel.from_config(config).eval().save_pretrained(folder)
    kinds = ["Transformer", "Pooling", *further]
    modules = [
        {
            "idx": i,
            "name": str(i),
            "path": "" if i == 0 else f"{i}_{kind}",
            "type": f"sentence_transformers.models.{kind}",
        }
        for i, kind in enumerate(kinds)
    ]
    files: dict[str, object] = {
        "modules.json": modules,
        "sentence_bert_config.json": {"max_seq_length": 48, "do_lower_case": False},
        "1_Pooling/config.json": {"word_embedding_dimension": 32, f"pooling_mode_{pooling}": True}
        | ({} if pooling == "mean_tokens" else {"pooling_mode_mean_tokens": False}),
        "config_sentence_transformers.json": {"prompts": {"query": "奖励", "document": ""}},
    }
    for name, content in files.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(json.dumps(content), encoding="utf-8")
    for i, kind in enumerate(further, start=2):
        (folder / f"{i}_{kind}").mkdir()
    return folder


@pytest.fixture(autouse=True)
def own_cache(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("POLICY_CACHE", str(tmp_path / "cache"))


@pytest.mark.parametrize(
    ("family", "pooling"),
    [("bert", "cls_token"), ("xlm-roberta", "cls_token"), ("bert", "mean_tokens"), ("qwen3", "lasttoken")],
)
def test_a_chosen_model_gives_the_vectors_of_the_reference(tmp_path: Path, family: str, pooling: str) -> None:
    folder = tmp_path / "model"
    folder.mkdir()
    write_model(folder, family, pooling, ("Normalize",))
    fast = load_encoder(str(folder), progress=False)
    slow = load_reference(folder, fast.name)
    assert not isinstance(fast.loaded(), SentenceTransformerEncoder)
    for encode in ("encode_queries", "encode_passages"):
        cosines = np.sum(getattr(fast, encode)(SENTENCES) * getattr(slow, encode)(SENTENCES), axis=1)
        assert cosines.min() > 0.99999, (encode, cosines)
    # Its own prompt stands before a question, and nothing before a passage.
    assert float(fast.encode_queries(["人才"])[0] @ fast.encode_passages(["奖励人才"])[0]) > 0.99999


def test_what_cannot_be_converted_is_said_and_runs_on_the_reference(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    folder = tmp_path / "model"
    folder.mkdir()
    write_model(folder, "bert", "max_tokens")
    encoder = load_encoder(str(folder), progress=False)
    assert encoder.encode_queries(SENTENCES).shape == (5, 32)
    assert isinstance(encoder.loaded(), SentenceTransformerEncoder)
    assert [record.getMessage() for record in caplog.records if "池化方式是 max" in record.getMessage()]
    assert "sentence-transformers" in caplog.text


def test_a_conversion_that_changes_the_vectors_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    folder = tmp_path / "model"
    folder.mkdir()
    write_model(folder, "bert", "mean_tokens")
    monkeypatch.setattr(
        "index.converted_model.POOLINGS", {"mean": "cls"}
    )  # the fault: another pooling than the model's
    assert isinstance(load_encoder(str(folder), progress=False).loaded(), SentenceTransformerEncoder)
    assert "与原模型不符" in caplog.text
    assert not [path for path in (tmp_path / "cache").iterdir() if path.name.startswith("converted")]
