"""Any sentence-transformers model for the fast engine: traced once with PyTorch, and held against the reference.

Prompts, pooling and longest text are the model's own. What is made is used only if the vectors of twenty sentences
agree with those of sentence-transformers; else, and where a model has a part that the engine does not know, the
conversion is refused with a sentence and the caller keeps to the reference.
"""

from __future__ import annotations

import logging
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from corpus.errors import ModelUnavailable
from index import made_folder
from index.cache import cache_folder
from index.engine import OpenVinoEncoder
from index.engine_folder import FILES, GRAPH, TABLE, TOKENIZER, Pooling, Settings, write_settings
from index.openvino_runtime import ov
from index.reference import SentenceTransformerEncoder, first_line, load_reference

LAYOUT = 1  # raise it when the folder we write changes
AGREED = 0.999  # the least cosine with the reference
LOG = logging.getLogger(__name__)
POOLINGS: dict[str, Pooling] = {"mean": "mean", "cls": "cls", "lasttoken": "lasttoken"}
SENTENCES = (
    "对首次认定的高新技术企业，给予一次性奖励20万元。",
    "支持企业牵头组建创新联合体，按研发投入的5％给予补助，最高不超过300万元。",
    "牵头单位：市科技局；责任单位：市财政局、市人力资源和社会保障局。",
    "本政策自发布之日起施行，有效期至2025年12月31日。",
    "附件：重点任务分工表",
    "政发〔2019〕20号",
    "人才",
    "推行“互联网+政务服务”，实现一网通办、最多跑一次。",
    "ＡＢＣ类企业，注册资本12.6亿元。",
    "国家标准5～10项，行业标准（含地方标准）20项。",
    "What support is there for High-Tech companies?",
    "GDP per capita grew by 6.5% in 2019.",
    "我们公司刚拿到 ISO 9001 认证，能申请补贴吗？",
    "三、保障措施",
    "瞪羚企业、独角兽企业落户怎么奖励",
    "①组织申报；②专家评审；③公示。",
    "面积不少于500㎡，租金减免½。",
    "！？…——",
    "到2025年，全社会研究与试验发展经费投入强度达到2.5%。" * 12,
    "落实研发费用加计扣除75%、小微企业税收优惠等政策，鼓励金融机构开展知识产权质押贷款，给予贴息支持。",
)


class ConversionRefused(RuntimeError):
    """The model cannot be had on the fast engine; the message says why."""


def converted(folder: Path, name: str, progress: bool = True) -> Path:
    """The engine's folder for the model in `folder`, called `name`, made now if it is not in the cache.

    Raises ConversionRefused, or ModelUnavailable if sentence-transformers cannot load it either.
    """
    version = {"layout": LAYOUT, "model": name, "openvino": ov.__version__}
    place = cache_folder() / f"converted-{name.rpartition('@')[2]}-openvino-{ov.__version__.split('-')[0]}-{LAYOUT}"

    def make(started: Path) -> Sequence[str]:
        if progress:
            LOG.warning("正在为快速引擎转换嵌入模型 %s（仅一次，约需一分钟）…", folder.name)
        reference = load_reference(folder, name)
        _convert(reference, started)
        _compare(reference, OpenVinoEncoder(started, name))
        return FILES

    try:
        return made_folder.ensure(place, version, make, "转换后的嵌入模型", verify=True)
    except (ConversionRefused, ModelUnavailable):
        raise
    except Exception as error:  # whatever tracing a stranger's code may raise: the reference still works
        raise ConversionRefused(f"模型 {folder.name} 无法转换：{first_line(error)}") from error


def _convert(reference: SentenceTransformerEncoder, folder: Path) -> None:
    model = reference.model
    pooling = _pooling(list(model))
    transformer: Any = model[0]
    network = transformer.auto_model.eval()
    table = network.get_input_embeddings().weight.detach().float().cpu().numpy()
    np.save(folder / TABLE, table, allow_pickle=False)
    (folder / TOKENIZER).write_text(model.tokenizer.backend_tokenizer.to_str(), encoding="utf-8")
    query, passage = reference.prompt("query"), reference.prompt("passage")
    longest = int(model.max_seq_length or 512)
    write_settings(folder, Settings(query, passage, longest, pooling, reference.dimension))
    ov.save_model(_traced(network, table.shape[1]), folder / GRAPH, compress_to_fp16=False)


def _pooling(modules: Sequence[object]) -> Pooling:
    """How the parts of the model make one vector of many. Raises ConversionRefused where we cannot do the same."""
    kinds = [type(module).__name__ for module in modules]
    if kinds[:2] != ["Transformer", "Pooling"] or set(kinds[2:]) - {"Normalize"}:
        raise ConversionRefused(f"它的组成是 {'、'.join(kinds)}，快速引擎只认识 Transformer、Pooling、Normalize")
    mode = getattr(modules[1], "pooling_mode", None)
    chosen = POOLINGS.get(str(mode[0] if isinstance(mode, (list, tuple)) and len(mode) == 1 else mode))
    if chosen is None:
        raise ConversionRefused(f"它的池化方式是 {mode}，快速引擎只认识 {'、'.join(POOLINGS)}")
    return chosen


def _traced(network: Any, hidden: int) -> ov.Model:
    """`network`, from word vectors and mask to its last hidden states, as OpenVINO's graph with dynamic shapes."""
    import torch

    # Not `openvino.convert_model`: it would load the telemetry (index/openvino_runtime.py).
    from openvino.frontend import FrontEndManager
    from openvino.frontend.pytorch.ts_decoder import TorchScriptPythonDecoder

    class States(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.network = network

        def forward(self, vectors: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
            states: torch.Tensor = self.network(inputs_embeds=vectors, attention_mask=mask.long()).last_hidden_state
            return states

    mask = torch.ones(2, 9)
    mask[1, 6:] = 0.0  # tracing must see padding, or it takes the road without
    example = {"vectors": torch.randn(2, 9, hidden), "mask": mask}
    with torch.no_grad(), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that lengths become constants; the comparison has texts of many lengths
        decoder = TorchScriptPythonDecoder(States().eval(), example_input=example)
        frontend = FrontEndManager().load_by_framework("pytorch")
        graph = frontend.convert(frontend.load(decoder))
    for parameter, (name, shape) in zip(graph.inputs, (("vectors", [-1, -1, hidden]), ("mask", [-1, -1])), strict=True):
        parameter.get_tensor().set_names({name})
        parameter.get_node().set_partial_shape(ov.PartialShape(shape))
        parameter.get_node().set_element_type(ov.Type.f32)
    graph.validate_nodes_and_infer_types()
    return graph


def _compare(reference: SentenceTransformerEncoder, fast: OpenVinoEncoder) -> None:
    """Raises ConversionRefused if the two disagree about any of SENTENCES."""
    for encode in ("encode_queries", "encode_passages"):
        cosines = np.sum(getattr(reference, encode)(SENTENCES) * getattr(fast, encode)(SENTENCES), axis=1)
        if not float(cosines.min()) >= AGREED:  # NaN is refused too
            raise ConversionRefused(
                f"转换后的向量与原模型不符（“{SENTENCES[int(cosines.argmin())]}”的余弦只有 {cosines.min():.4f}）"
            )
