"""The wheel in a clean environment, outside the checkout, in an empty folder and with an empty home: it answers, its page
and its service open, and nothing is written into what is installed. `make test-package`; the installer needs a registry.
"""

from __future__ import annotations

import json
import os
import shlex
import socket
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

ROOT = Path(__file__).parents[2]
ASKED, TOLD = "我们的研究院刚被认成自治区级新型研发机构，昌吉高新区给多少", "30万元"
ROOMS = ("corpus", "index", "assistant", "service", "eval", ".streamlit")
STARTED = 180  # seconds, on a busy machine
pytestmark = pytest.mark.package


@dataclass(frozen=True, slots=True)
class Installed:
    """The product in an environment of its own, and the empty folder and home that it is called in."""

    environment: Path
    folder: Path
    home: Path

    def command(self, *words: str) -> list[str]:
        return [str(self.environment / "bin" / "policy"), *words]

    @property
    def settings(self) -> dict[str, str]:
        """What a shell of this home would say; nothing of the test's own."""
        kept = {name: value for name, value in os.environ.items() if name in ("PATH", "LANG", "LC_ALL")}
        return {**kept, "HOME": str(self.home), "LANG": "C.UTF-8"}

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            self.command(*words), cwd=self.folder, env=self.settings, capture_output=True, text=True, check=False
        )

    @contextmanager
    def serving(self, *words: str) -> Iterator[str]:
        """The address at which `policy …` serves, once it answers there."""
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        log = (self.home / "server.log").open("ab")
        server = subprocess.Popen(
            self.command(*words, "--port", str(port)), cwd=self.folder, env=self.settings, stdout=log, stderr=log
        )
        try:
            until = time.monotonic() + STARTED
            while socket.socket().connect_ex(("127.0.0.1", port)):
                assert server.poll() is None, (self.home / "server.log").read_text(encoding="utf-8")
                assert time.monotonic() < until
                time.sleep(0.2)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait(30)
            log.close()


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Made from the source archive, as an index would get both."""
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    subprocess.run(command, check=True, capture_output=True)
    (found,) = folder.glob("*.whl")
    assert list(folder.glob("*.tar.gz"))
    return found


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    base = tmp_path_factory.mktemp("stranger")
    made = Installed(base / "environment", base / "folder", base / "home")
    made.folder.mkdir()
    made.home.mkdir()
    subprocess.run([sys.executable, "-m", "venv", str(made.environment)], check=True)
    pip = [str(made.environment / "bin" / "python"), "-m", "pip", "install", "-q", "-c", str(ROOT / "constraints.txt")]
    subprocess.run([*pip, str(wheel)], check=True)
    return made


def files_of(installed: Installed) -> set[Path]:
    """What is installed, but for what Python itself keeps of it."""
    found = installed.environment.rglob("*")
    return {path for path in found if path.is_file() and path.suffix != ".pyc"}


def test_everything_that_a_room_holds_is_in_the_wheel(wheel: Path) -> None:
    listed = subprocess.run(["git", "ls-files", "-z", *ROOMS], cwd=ROOT, check=True, capture_output=True)
    kept = {name for name in listed.stdout.decode().split("\0") if name and not name.endswith((".md", ".gitignore"))}
    with zipfile.ZipFile(wheel) as archive:
        assert kept - set(archive.namelist()) == set()


def test_a_stranger_asks(installed: Installed) -> None:
    before = files_of(installed)
    first = installed.run("ask", ASKED)
    assert first.returncode == 0, first.stderr
    assert TOLD in first.stdout
    assert "第一次使用" in first.stderr
    again = installed.run("ask", "--json", ASKED)
    assert json.loads(again.stdout)["citations"][0]["url"]
    assert again.stderr == ""
    assert files_of(installed) == before
    assert list(installed.folder.iterdir()) == []


def test_what_is_missing_is_said(installed: Installed) -> None:
    told = installed.run("doctor")
    assert (told.returncode, told.stderr) == (0, "")
    assert "已安装的包" in told.stdout


def test_the_page_opens_with_its_looks(installed: Installed) -> None:
    with installed.serving("page") as address:
        assert httpx.get(f"{address}/_stcore/health", timeout=60).status_code == 200
        assert httpx.get(f"{address}/find", timeout=60).status_code == 200
    found = "pathlib.Path(importlib.util.find_spec('streamlit_app').origin).parent / '.streamlit'"
    script = f"import importlib.util, pathlib, assistant.pages.shell as shell; print({found}, shell.SCRIPTS)"
    python = str(installed.environment / "bin" / "python")
    done = subprocess.run(
        [python, "-c", script],
        cwd=installed.folder,
        env=installed.settings,
        capture_output=True,
        text=True,
        check=False,
    )
    folders = [Path(folder) for folder in done.stdout.split()]
    assert [(folder / "page.css").is_file() for folder in folders] == [True, True], done.stderr


def test_the_service_answers(installed: Installed) -> None:
    with installed.serving("serve") as address:
        until = time.monotonic() + STARTED
        while httpx.get(f"{address}/ready").status_code != 200:
            assert time.monotonic() < until
            time.sleep(0.2)
        told = httpx.post(f"{address}/v1/ask", json={"question": ASKED}, timeout=60).json()
    assert TOLD in told["text"]


def test_a_document_goes_to_the_users_own_folder(installed: Installed) -> None:
    before = files_of(installed)
    path = installed.folder / "办法.txt"
    path.write_text(
        "松塔县稳岗补贴办法\n第一条 对未裁员的企业给予10万元补贴。\n第二条 自印发之日起施行。\n", encoding="utf-8"
    )
    for words in (("corpus", "add", str(path)), ("index", "--if-stale")):
        done = installed.run(*words)
        assert done.returncode == 0, done.stderr
    path.unlink()
    assert "10万元" in installed.run("ask", "松塔县对未裁员的企业补贴多少").stdout
    assert (installed.home / ".local/share/policy-assistant/corpus/raw/办法.txt").is_file()
    assert files_of(installed) == before


@pytest.mark.installs  # two more environments with all that PyTorch brings
@pytest.mark.parametrize("tool", ["pipx", "uv"])
def test_the_lines_of_the_guide_install_it(tool: str, wheel: Path, tmp_path: Path) -> None:
    """Word for word, but for the wheel, which the test has made elsewhere; with the newest version of the tool."""
    tools, home = tmp_path / "tools", tmp_path / "home"
    home.mkdir()
    subprocess.run([sys.executable, "-m", "venv", str(tools)], check=True)
    subprocess.run([str(tools / "bin" / "python"), "-m", "pip", "install", "-q", "pipx", "uv"], check=True)
    guide = (ROOT / "docs" / "guide.md").read_text(encoding="utf-8")
    (line,) = (line for line in guide.splitlines() if line.startswith((f"{tool} install", f"{tool} tool install")))
    words = [str(wheel) if word.endswith(".whl") else word for word in shlex.split(line)]
    settings = {**os.environ, "HOME": str(home), "LANG": "C.UTF-8"}
    subprocess.run([str(tools / "bin" / words[0]), *words[1:]], cwd=ROOT, env=settings, check=True)
    policy = home / ".local" / "bin" / "policy"
    told = subprocess.run([str(policy), "ask", ASKED], cwd=tmp_path, env=settings, capture_output=True, text=True)
    assert TOLD in told.stdout, told.stderr
