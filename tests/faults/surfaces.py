"""Every surface of the product that takes what somebody else wrote, given what is wrong with it in thousands of ways.

    python -m tests.faults.surfaces [--share 1.0] [--only readers]

An input may end in an answer or in a sentence of the family of errors. Anything else is counted as a traceback, also
where a person would have seen a sentence with a report behind it. The table says how many inputs each surface got, how
many ended in a sentence, and how many in a traceback; the run fails on any, and names the first ones with the number
that makes them again: `--only SURFACE --begin NUMBER --share 0`.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import os
import random
import shutil
import sys
import tempfile
import time
import traceback
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from unittest.mock import patch

from click.testing import CliRunner

from assistant import unforeseen
from assistant.answering.find import find
from assistant.answering.match_answer import what_can_i_get
from assistant.ask import Assistant
from assistant.batch import read_batch
from assistant.cli import main as policy
from assistant.proposing.retrieve import Filters
from assistant.showing import feedback
from assistant.upload import preview
from assistant.writing import chat_model
from corpus.check import check_document
from corpus.errors import PolicyError
from corpus.formats import confined
from corpus.formats.read import READERS, source_of
from corpus.identity.identity import infer_identity
from corpus.parse import load_corpus, parse_source
from corpus.register import default_folder, documents_of, load_register
from corpus.shelf import Shelf
from eval.gate import load_baseline
from eval.questions import load_questions
from eval.run import load_run, saved_runs
from index import made_folder
from index.measure_index import MeasureIndex
from tests.faults import nasty
from tests.fuzz.documents import generated
from tests.fuzz.test_documents import pdf_file, word_file
from tests.toy import ToyEncoder

Trial = Callable[[random.Random], None]  # one input, made from a seed
NAMED = 5  # tracebacks told in full


class Unforeseen(Exception):
    """A report was about to be written: the words are the traceback in it."""


@dataclass
class Place:
    """What the trials share: the documents that come with the product, an encoder that costs nothing, a folder of their own."""

    folder: Path
    assistant: Assistant = field(init=False)

    def __post_init__(self) -> None:
        corpus = load_corpus(load_register())
        index = MeasureIndex.build(corpus.documents, corpus.units, ToyEncoder(), progress=False)
        self.assistant = Assistant(corpus, index)
        (self.folder / "corpus" / "raw").mkdir(parents=True)
        shutil.copytree(default_folder() / "raw", self.folder / "mine" / "raw")
        shutil.copy(default_folder() / "documents.toml", self.folder / "mine")
        (self.folder / "run").mkdir()


# ---------------------------------------------------------------- documents


def document(chance: random.Random) -> tuple[str, bytes]:
    """A file that looks real, of any format, damaged in every other case: its suffix and its bytes."""
    text = generated(chance)
    if chance.random() < 0.3:
        at = chance.randrange(len(text) + 1)
        text = text[:at] + chance.choice(nasty.PIECES) * chance.choice((1, 1, 3, 200)) + text[at:]
    suffix = chance.choice((*READERS, ".TXT"))
    raw = _file(suffix, text, chance)
    return suffix, raw if chance.random() < 0.5 else damaged(raw, suffix, chance)


def _file(suffix: str, text: str, chance: random.Random) -> bytes:
    if suffix == ".docx":
        return word_file(text)
    if suffix == ".pdf":
        return pdf_file("".join(character for character in text if not 0xD800 <= ord(character) < 0xE000))
    if suffix in (".html", ".htm"):
        tags = [chance.choice(TAGS) for _ in range(3)]
        text = f'<html><meta charset="{chance.choice(CHARSETS)}"><body>' + "".join(
            f"{chance.choice(tags)}{line}" for line in text.split("\n")
        )
    return text.encode(chance.choice(("utf-8", "utf-8", "gb18030", "utf-16", "utf-8-sig")), "replace")


TAGS = (
    "<p>", "<div>", "<table><tr><td>", "<td rowspan=3 colspan=99999999>", "<tr>", "<li>", "<ol start=-1><li>", "<br>", "</td></tr></table>",
    "<h1>", "<span style='display:none'>", "<!--", "-->", "<![CDATA[", "<script>", "<style>", "<sup>2</sup>", "<svg>", "<template>", "</p></div>",
    "<p hidden>", "<select><option>", "<textarea>", "<pre>", "<a href='javascript:1'>", "<td rowspan='x' colspan='-3'>", "&#55357;", "&#0;",
)  # fmt: skip
CHARSETS = (
    "utf-8",
    "gb2312",
    "undefined",
    "idna",
    "utf-7",
    "rot13",
    "base64",
    "utf-16",
    "hex",
    "x" * 20,
    "unicode_escape",
    "big5",
    "mbcs",
)


def damaged(raw: bytes, suffix: str, chance: random.Random) -> bytes:
    """Bytes changed, cut, doubled or out of place: for Word in its XML as well, so that the archive itself is whole."""
    if suffix == ".docx" and chance.random() < 0.7:
        return _damaged_parts(raw, chance)
    changed = bytearray(raw)
    for _ in range(chance.choice((1, 1, 3, 20))):
        at = chance.randrange(len(changed) + 1)
        kind = chance.randrange(5)
        if kind == 0 and at < len(changed):
            changed[at] ^= 1 << chance.randrange(8)
        elif kind == 1:
            changed[at:at] = chance.randbytes(chance.choice((1, 4, 100)))
        elif kind == 2:
            del changed[at : at + chance.choice((1, 10, 1_000))]
        elif kind == 3:
            other = chance.randrange(len(changed) + 1)
            changed[at:at] = changed[other : other + chance.choice((10, 500))]
        elif at < len(changed):
            changed[at : at + 4] = chance.choice((b"99999999", b"-1", b"\0\0\0\0", b"\xff\xff\xff\xff", b"%s%n"))
    return bytes(changed[: chance.randrange(len(changed) + 1)] if chance.random() < 0.15 else changed)


def _damaged_parts(raw: bytes, chance: random.Random) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as archive, zipfile.ZipFile(made, "w") as copy:
        victims = chance.sample(archive.namelist(), chance.choice((1, 1, 2)))
        if chance.random() < 0.6:
            victims = ["word/document.xml"]
        for name in archive.namelist():
            content = archive.read(name)
            if name in victims:
                kind = chance.randrange(4)
                if kind == 0:
                    continue  # the part is not there
                content = _damaged_xml(content, chance) if kind < 3 else damaged(content, "", chance)
            copy.writestr(name, content)
    return made.getvalue()


def _damaged_xml(content: bytes, chance: random.Random) -> bytes:
    """Well-formed more often than not: words of the format where they do not belong, values that are none."""
    pieces = content.split(b">")
    for _ in range(chance.choice((1, 3, 10))):
        at = chance.randrange(len(pieces))
        pieces[at] += chance.choice(WORD_XML)
    return b">".join(pieces)


WORD_XML = (
    b"><w:tbl/", b"><w:tr/", b"><w:p><w:r><w:t>x</w:t></w:r></w:p", b"><w:vMerge/", b'><w:gridSpan w:val="99999999"/', b'><w:gridSpan w:val="x"/',
    b'><w:numPr><w:ilvl w:val="99"/><w:numId w:val="-1"/></w:numPr', b"><w:del/", b"><w:ins/", b'><w:pStyle w:val="none"/', b"><w:sym/",
    b'><w:numPr><w:ilvl w:val="a"/><w:numId w:val="b"/></w:numPr', b"><w:tc><w:p/></w:tc", b'><w:footnoteReference w:id="x"/', b"><w:sdt/",
    b'><w:fldChar w:fldCharType="begin"/', b"><w:instrText>TOC</w:instrText", b"><w:br/", b"><w:tab/", b"><!-- x --", b"><?x y?", b"><w:txbxContent/",
)  # fmt: skip


def readers(_: Place) -> Trial:
    """A file is read, divided, searched for what it says of itself, and checked, in the child process."""

    def trial(chance: random.Random) -> None:
        suffix, raw = document(chance)
        source = source_of(f"文件{suffix}", raw)
        parsed = parse_source(source, "a", "文件")
        for unit in parsed.units:
            assert source.text[unit.span.start : unit.span.end] == unit.text
        infer_identity(source.text, chance.choice(("文件", "", "a" * 300)))
        check_document(source, parsed.division, parsed.units)

    return trial


def uploads(place: Place) -> Trial:
    """A file under any name as the page takes it, beside the documents that are registered."""

    def trial(chance: random.Random) -> None:
        suffix, raw = document(chance)
        name = nasty.name(chance) + chance.choice((suffix, suffix, "", ".exe", suffix.upper()))
        preview(place.folder / chance.choice(("mine", "corpus")), name, raw)

    return trial


# ---------------------------------------------------------------- the register


VALUES = (
    '"甲"', "3", "1.5", "true", "[]", "{}", "[[]]", '["甲"]', "2020-01-01", "2020-02-30", "2020-01-01T10:00:00", "10:00:00", "inf", "nan", '""', '" "',
    "{ value = 1, stated = true }", '{ value = "甲", stated = "x" }', "{ value = 2020-01-01, stated = true }", "9" * 5_000, "[" * 3_000, '"""', "'''",
    '"\\ud800"', '"\\u0000"', '"../../x"', '[{ alias = "甲", part = "附件2" }]', "[{ until = 2025-12-31, stated = true }]", "0x1F", "1e999", '"' + "长" * 400 + '"',
)  # fmt: skip
FIELDS = (
    "id", "source_file", "sha256", "title", "aliases", "part_aliases", "regions", "related_regions", "issuing_body", "number", "issued", "validity",
    "effective", "supersedes", "repealed", "colour", '"a b"', "a.b", "title.value", "",
)  # fmt: skip


def registers(place: Place) -> Trial:
    """The register that comes with the product with a few lines of it wrong; now and then a document added and taken out."""
    path = place.folder / "mine" / "documents.toml"
    whole = path.read_text(encoding="utf-8").split("\n")
    given = Path(place.folder / "a.txt")
    given.write_text("松塔县稳岗补贴办法\n第一条 给予10万元补贴。\n", encoding="utf-8")
    home = place.folder / "wrong"
    (home / "raw").mkdir(parents=True)

    def trial(chance: random.Random) -> None:
        lines = list(whole)
        for _ in range(chance.choice((1, 1, 2, 6))):
            at = chance.randrange(len(lines))
            kind = chance.randrange(7)
            if kind == 0:
                lines[at] = f"{chance.choice(FIELDS)} = {chance.choice(VALUES)}"
            elif kind == 1:
                lines[at] = f"{lines[at].partition('=')[0]}= {chance.choice(VALUES)}"
            elif kind == 2:
                lines[at] += chance.choice((*nasty.PIECES, " = ", '"', "]", "[", "\n[[document]]", "[document]", "#"))
            elif kind == 3:
                del lines[at]
                lines.append("")
            elif kind == 4:
                lines.insert(at, chance.choice(lines))
            elif kind == 5:
                lines.insert(
                    at,
                    chance.choice(
                        ("[[document]]", "[document]", "[[document.validity]]", "[document.title]", "[x]", "[[x]]")
                    ),
                )
            else:
                lines[at] = nasty.question(chance)[:3_000]
        encoding, errors = chance.choice((("utf-8", "surrogatepass"), ("utf-8", "replace"), ("gb18030", "replace")))
        raw = "\n".join(lines).encode(encoding, errors)
        documents = documents_of(raw, path)
        if chance.random() < 0.3:  # of the few that are still a register
            (home / "documents.toml").write_bytes(raw)
            shelf = Shelf(home)
            shelf.add(given)
            shelf.remove(chance.choice(documents).id)

    return trial


# ---------------------------------------------------------------- questions


def questions(place: Place) -> Trial:
    """A question with what was asked before and filters; a profile; a look for clauses."""

    def trial(chance: random.Random) -> None:
        words, kind = nasty.question(chance), chance.randrange(8)
        if kind == 0:
            what_can_i_get(place.assistant, words)
        elif kind == 1:
            filters = Filters(unit=nasty.question(chance), region=nasty.question(chance))
            find(place.assistant, words, chance.choice((Filters(), filters)), None)  # type: ignore[arg-type]
        else:
            history = [nasty.question(chance) for _ in range(chance.choice((0, 0, 1, 3)))]
            filters = Filters(document=chance.choice((None, "ganzhou-2017", words)), in_force=chance.random() < 0.1)
            place.assistant.ask(words, history, filters=chance.choice((None, None, filters)))

    return trial


def lines(place: Place) -> Trial:
    """Files of JSON lines: questions for `ask`, question sets, feedback, a baseline, saved runs, stamps of caches."""
    corpus, path, run = place.assistant.corpus, place.folder / "lines.jsonl", place.folder / "run"

    def trial(chance: random.Random) -> None:
        maker = chance.choice((nasty.json_line, nasty.json_line, nasty.nested, nasty.question))
        content = "\n".join(maker(chance) for _ in range(chance.choice((1, 1, 2))))
        raw = content.encode("utf-8", chance.choice(("surrogatepass", "replace")))
        kind = chance.randrange(6)
        if kind == 5:
            for name in ("run.json", "answers.jsonl"):
                (run / name).write_bytes(raw)
            saved_runs(place.folder)
            load_run(run)
        elif kind == 4:
            (run / made_folder.STAMP).write_bytes(raw)
            assert made_folder.fault(run, {"layout": 1}, verify=True) is not None
        else:
            path.write_bytes(raw)
            (read_batch, lambda one: load_questions(one, corpus), feedback.read_feedback, load_baseline)[kind](path)

    return trial


def addresses(_: Place) -> Trial:
    """What somebody set as the address of a chat model."""

    def trial(chance: random.Random) -> None:
        url = chance.choice(("http://", "https://[", "http://[::1", "//", "http://a:", "")) + nasty.question(chance)
        chat_model.settings_from(
            {chat_model.URL: url, chat_model.MODEL: "m", chat_model.SECONDS: nasty.long_number(chance)}
        )

    return trial


# ---------------------------------------------------------------- the command line


WORDS: dict[str, Callable[[random.Random], list[str]]] = {
    "ask": lambda r: ["ask", "--", nasty.question(r)],
    "ask --json": lambda r: ["ask", "--json", "--", nasty.question(r)],
    "ask --document": lambda r: ["ask", f"--document={nasty.question(r)}", "补贴多少"],
    "ask --region": lambda r: ["ask", f"--region={nasty.question(r)}", "补贴多少"],
    "ask --as-of": lambda r: ["ask", f"--as-of={nasty.question(r)}", "补贴多少"],
    "ask --export": lambda r: ["ask", f"--export={nasty.name(r)}{r.choice(('', '.docx', '.xlsx', '.md'))}", "兰州第3条"],
    "search": lambda r: ["search", "--", nasty.question(r)],
    "search -k": lambda r: ["search", f"-k{nasty.long_number(r)}", "补贴"],
    "search filters": lambda r: ["search", f"--part={nasty.question(r)}", f"--unit={nasty.question(r)}", "补贴"],
    "match": lambda r: ["match", "--", nasty.question(r)],
    "match --figure": lambda r: ["match", f"--figure={nasty.question(r)}={nasty.long_number(r)}", "我们是瞪羚企业"],
    "match --kind": lambda r: ["match", f"--kind={nasty.question(r)}", f"--region={nasty.question(r)}", f"--plan={nasty.question(r)}"],
    "show": lambda r: ["show", "--", nasty.question(r)],
    "verify": lambda r: ["verify", "--", nasty.name(r)],
    "corpus parse": lambda r: ["corpus", "parse", "--", nasty.name(r)],
    "corpus add": lambda r: ["corpus", "add", "--", nasty.name(r)],
    "corpus check": lambda r: ["corpus", "check", "--", nasty.name(r)],
    "corpus show": lambda r: ["corpus", "show", "--", nasty.question(r)],
    "corpus remove": lambda r: ["corpus", "remove", "--", nasty.question(r)],
    "ask --jsonl": lambda r: ["ask", f"--jsonl={nasty.name(r)}"],
    "ask lines": lambda r: ["ask", "--jsonl=lines.jsonl"],
    "search lines": lambda r: ["search", "--jsonl=lines.jsonl"],
    "eval --set": lambda r: ["eval", f"--set={nasty.name(r)}", f"--baseline={nasty.name(r)}"],
    "anything": lambda r: [nasty.question(r) for _ in range(r.randrange(4))],
}  # fmt: skip


def as_the_system_hands_over(argument: str) -> str:
    """Bytes without NUL; those that are no UTF-8, as half a character is not, come as Python escapes them."""
    return argument.replace("\0", "").encode("utf-8", "surrogatepass").decode("utf-8", "surrogateescape")


def commands(place: Place) -> Trial:
    """`policy …` in this process."""

    def trial(chance: random.Random) -> None:
        lines = "\n".join(nasty.json_line(chance) for _ in range(chance.randrange(1, 3)))
        Path("lines.jsonl").write_bytes(lines.encode("utf-8", chance.choice(("surrogatepass", "replace"))))
        arguments = [as_the_system_hands_over(each) for each in WORDS[chance.choice([*WORDS])](chance)]
        result = CliRunner().invoke(policy, arguments)
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        assert result.exit_code in (0, 1, 2)
        assert "Traceback" not in result.output
        if result.exit_code:
            raise PolicyError(result.output)

    return trial


# ---------------------------------------------------------------- counting


SURFACES: dict[str, tuple[int, Callable[[Place], Trial]]] = {  # with how many inputs a whole run gives it
    "readers": (20_000, readers),
    "uploads": (5_000, uploads),
    "register": (20_000, registers),
    "questions": (10_000, questions),
    "JSON lines": (50_000, lines),
    "addresses of a chat model": (50_000, addresses),
    "command line": (10_000, commands),
}


@dataclass
class Tried:
    """What came of the inputs of one surface."""

    inputs: int = 0
    sentences: int = 0
    ended: int = 0  # of the sentences, those where the child process ended over a file
    tracebacks: list[str] = field(default_factory=list)  # with the number that makes the input again


@contextlib.contextmanager
def place() -> Iterator[Place]:
    """A folder to work in, the toy assistant behind the command line, and no report that could be written unseen."""

    def raised(error: BaseException, *_: object, **__: object) -> str:
        raise error

    def reported(about: str, told: str, folder: Path | None = None) -> None:
        raise Unforeseen(f"{about}\n{told}")

    before = Path.cwd()
    with tempfile.TemporaryDirectory() as folder, contextlib.ExitStack() as patched:
        made = Place(Path(folder))
        for each in (
            patch.object(unforeseen, "told", raised),
            patch.object(confined, "write_report", reported),
            patch("assistant.cli._opened", lambda: made.assistant),
            patch("assistant.first_start.open_assistant", lambda: made.assistant),
            patch.dict(os.environ, {"POLICY_CORPUS": str(made.folder / "corpus")}),
        ):
            patched.enter_context(each)
        os.chdir(made.folder)
        try:
            yield made
        finally:
            os.chdir(before)


def tried(trial: Trial, surface: str, numbers: Sequence[int]) -> Tried:
    """The inputs of these numbers, one after the other."""
    came = Tried()
    for number in numbers:
        came.inputs += 1
        try:
            trial(random.Random(f"{surface} {number}"))
        except PolicyError as error:
            came.sentences += 1
            came.ended += "中止" in str(error)
        except Exception:
            came.tracebacks.append(f"{surface} {number}\n{traceback.format_exc()}")
    return came


@cache
def width() -> int:
    return max(len(name) for name in SURFACES)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--share", type=float, default=1.0, help="of the inputs of a whole run; 0 for one input each")
    parser.add_argument("--only", nargs="+", choices=[*SURFACES], default=[*SURFACES])
    parser.add_argument("--begin", type=int, default=0, help="the number of the first input")
    given = parser.parse_args()
    faults: list[str] = []
    total = Tried()
    print(
        f"{'surface':{width()}}  {'inputs':>8} {'sentences':>10} {'child ended':>12} {'tracebacks':>11} {'seconds':>8}"
    )
    with place() as here:
        for name in given.only:
            most, make = SURFACES[name]
            began = time.perf_counter()
            numbers = range(given.begin, given.begin + max(1, round(most * given.share)))
            came = tried(make(here), name, numbers)
            took = time.perf_counter() - began
            print(
                f"{name:{width()}}  {came.inputs:8} {came.sentences:10} {came.ended:12} {len(came.tracebacks):11} {took:8.0f}",
                flush=True,
            )
            total.inputs += came.inputs
            faults += came.tracebacks
    print(f"{'all':{width()}}  {total.inputs:8} {len(faults):36}")
    if faults:
        sys.exit("\n".join(faults[:NAMED]))


if __name__ == "__main__":
    main()
