"""`policy doctor`: what there is, what is missing, and what to do about each. Looks, makes nothing."""

from __future__ import annotations

import os
import platform
import re
import shutil
import socket
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

from assistant import address
from assistant.ask import corpus_identity, index_folder, open_corpus
from assistant.writing.chat_model import load_chat_model
from corpus.errors import IndexMissing, PolicyError
from corpus.home import checkout, data_folder
from corpus.parse import Corpus
from corpus.text.title_marks import titled
from index import store
from index.cache import cache_folder
from index.encoder import load_encoder

State = Literal["good", "note", "bad"]
MARKS: dict[State, str] = {"good": "✓", "note": "·", "bad": "✗"}
MEMORY = 1.0  # GB that answering and indexing take together
PAGE, SERVICE = 8501, 8600


@dataclass(frozen=True, slots=True)
class Looked:
    """What was found of one thing, and what to do where it is not well."""

    name: str
    state: State
    words: str
    then: str = ""

    def __str__(self) -> str:
        then = f" → {self.then}" if self.then else ""
        return f"{MARKS[self.state]} {self.name}：{self.words}{then}"


def examine() -> Iterator[Looked]:
    """Everything, one after the other; a look that fails in a way nobody foresaw is one that is not well."""
    for name, look in LOOKS.items():
        try:
            yield from look(name)
        except PolicyError as error:
            yield Looked(name, "bad", str(error))
        except Exception as error:
            yield Looked(name, "bad", f"没有查成（{type(error).__name__}：{error}）", "请把这一行交给维护者。")


def _program(name: str) -> Iterator[Looked]:
    where = "源码目录" if checkout() else "已安装的包"
    yield Looked(name, "good", f"Python {platform.python_version()}，{platform.system()} {platform.machine()}，{where}")


def _folders(name: str) -> Iterator[Looked]:
    for what, folder, setting in (
        ("数据", data_folder(), "POLICY_DATA"),
        ("缓存", cache_folder(), "POLICY_CACHE"),
        ("索引", index_folder(), store.SETTING),
    ):
        there = next(each for each in (folder, *folder.absolute().parents) if each.exists())
        if there.is_dir() and os.access(there, os.W_OK):
            yield Looked(f"{what}{name}", "good", f"{folder} 可以写入")
        else:
            then = f"请检查权限，或用环境变量 {setting} 指定另一个文件夹。"
            yield Looked(f"{what}{name}", "bad", f"{folder} 不能写入", then)


def _documents(name: str) -> Iterator[Looked]:
    corpus = open_corpus()
    for each in corpus.omitted:
        yield Looked(name, "bad", f"{titled(each.document.title)}读不出来。{each.why}")
    yield Looked(name, "good", f"{len(corpus.documents)} 份，{len(corpus.units)} 个单元")


def _model(name: str) -> Iterator[Looked]:
    encoder = load_encoder(progress=False)  # raises where the one that is set is not on this machine
    missing = [package for package in ("openvino", "tokenizers") if find_spec(package) is None]
    if missing and find_spec("sentence_transformers") is None:
        then = "请重新安装，或运行 pip install sentence-transformers。"
        yield Looked(name, "bad", f"缺少 {'、'.join(missing)}", then)
        return
    made = any(cache_folder().glob("*")) if cache_folder().is_dir() else False
    words = encoder.name if made else f"{encoder.name}，还没有展开"
    then = "" if made else "第一次提问时自动进行，约一分钟；policy index 现在就做。"
    yield Looked(name, "good" if made else "note", words, then)


def _index(name: str) -> Iterator[Looked]:
    corpus: Corpus = open_corpus()
    try:
        found = store.load(index_folder(), load_encoder(progress=False), corpus_identity(corpus))
    except IndexMissing:
        yield Looked(name, "note", f"{index_folder()} 里还没有", "第一次提问时自动建立；policy index 现在就做。")
        return
    yield Looked(name, "good", f"{len(found.units)} 个单元，{len(found.sentences)} 句")


def _memory(name: str) -> Iterator[Looked]:
    path = Path("/proc/meminfo")
    told = re.search(r"MemAvailable:\s+(\d+)", path.read_text()) if path.is_file() else None
    if told is None:
        yield Looked(name, "note", f"这个系统没有说明；需要约 {MEMORY:g} GB")
        return
    free = int(told[1]) / 2**20
    enough = free >= MEMORY
    then = "" if enough else f"需要约 {MEMORY:g} GB，请关掉别的程序。"
    yield Looked(name, "good" if enough else "bad", f"可用 {free:.1f} GB", then)


def _fonts(name: str) -> Iterator[Looked]:
    lister = shutil.which("fc-list")
    if platform.system() != "Linux" or lister is None:
        yield Looked(name, "note", "没有查；页面用访问者自己电脑上的中文字体")
        return
    listed = subprocess.run([lister, ":lang=zh", "family"], capture_output=True, text=True, check=False, timeout=20)
    count = len(set(listed.stdout.splitlines()))
    if count:
        yield Looked(name, "good", f"中文字体 {count} 种")
    else:
        then = "只在这台机器上打开页面时需要：请安装一种，例如 fonts-noto-cjk。"
        yield Looked(name, "note", "这台机器没有中文字体", then)


def _addresses(name: str) -> Iterator[Looked]:
    for what, port, command in (("页面", PAGE, "policy page"), ("服务", SERVICE, "policy serve")):
        with socket.socket() as tried:
            tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                tried.bind(("127.0.0.1", port))
            except OSError:
                then = f"如果不是它自己在运行，请用 {command} --port 换一个端口。"
                yield Looked(f"{what}{name}", "note", f"端口 {port} 有程序在用", then)
            else:
                yield Looked(f"{what}{name}", "good", f"端口 {port} 空着")
    if os.environ.get(address.SETTING, "").strip():
        yield Looked("条款网址", "good", address.page_address())
    else:
        then = f"要发给别人，请用环境变量 {address.SETTING} 写明页面的网址。"
        yield Looked("条款网址", "note", f"{address.page_address()}，只有这台机器打得开", then)


def _chat(name: str) -> Iterator[Looked]:
    model = load_chat_model()
    yield Looked(name, "good", model.name) if model else Looked(name, "note", "没有设置；回答用文件的原文，不需要它")


LOOKS: dict[str, Callable[[str], Iterator[Looked]]] = {
    "程序": _program,
    "文件夹": _folders,
    "文件": _documents,
    "模型": _model,
    "索引": _index,
    "内存": _memory,
    "字体": _fonts,
    "地址": _addresses,
    "对话模型": _chat,
}
