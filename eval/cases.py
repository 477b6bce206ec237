"""Small cases: a file or two, what is tried on them, and what the answer must say; each run by itself over a shelf of those files.

A folder holds the files and `want.tsv`: file names parted by spaces (`-` for the registered documents), what is tried, a
regular expression that what is said must match, and one that it must not. Tried are questions, several turns of a
conversation parted by `⇒`, with `@2020-06-15` before them on another day than that of the run; `match` and somebody's words; or
`parse`, `identity`, `check`, `several`, which say what is read from the file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from assistant.answering.match import match
from assistant.ask import Assistant, open_corpus
from assistant.corpus_commands import entry_json
from corpus.check import check_document
from corpus.errors import BadQuestionSet, PolicyError
from corpus.formats.read import read_source
from corpus.identity.several import policies_in
from corpus.parse import Corpus, parse_source
from eval.wide.build import Vectors, corpus_of, open_over, read_pool
from index.encoder import Encoder

WANTED = "want.tsv"
OWN = "-"
TURNS, MATCHED = "⇒", "match "
_ON_DAY = re.compile(r"@(\d{4}-\d{2}-\d{2}) ")


@dataclass(frozen=True, slots=True)
class Case:
    """What is tried on which files, and what it must and must not say."""

    files: tuple[str, ...]
    tried: str
    must: str
    must_not: str = ""


@dataclass(frozen=True, slots=True)
class Tried:
    """A case with what was said, and whether that is right."""

    case: Case
    said: str

    @property
    def is_right(self) -> bool:
        must_not = self.case.must_not
        return bool(re.search(self.case.must, self.said)) and not (must_not and re.search(must_not, self.said))


def read_cases(folder: Path) -> tuple[Case, ...]:
    """The cases of a folder. Raises BadQuestionSet naming the line that is wrong."""
    path = folder / WANTED
    if not path.is_file():
        raise BadQuestionSet(f"{folder}：没有 {WANTED}，请给出放着文件和 {WANTED} 的文件夹。")
    return tuple(_cases(path, folder))


def _cases(path: Path, folder: Path) -> Iterator[Case]:
    for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        fields = line.split("\t")
        if len(fields) not in (3, 4):
            raise BadQuestionSet(f"{path}:{number}：应有三列或四列，用制表符隔开，请改。")
        files = () if fields[0] == OWN else tuple(fields[0].split(" "))
        if missing := [name for name in files if not (folder / name).is_file()]:
            raise BadQuestionSet(f"{path}:{number}：没有文件 {missing[0]}，请改。")
        try:
            for pattern in fields[2:]:
                re.compile(pattern)
        except re.error as error:
            raise BadQuestionSet(f"{path}:{number}：正则表达式写错了（{error}），请改。") from None
        yield Case(files, *fields[1:])


def run_cases(folder: Path, cases: Sequence[Case], encoder: Encoder, as_of: date) -> Iterator[Tried]:
    """Every case, in order; one that fails says why, and harms no other."""
    vectors = Vectors(encoder)
    opened: dict[tuple[str, ...], Assistant] = {}
    for case in cases:
        try:
            yield Tried(case, _said(folder, case, encoder, vectors, opened, as_of))
        except PolicyError as error:
            yield Tried(case, str(error))


def _said(
    folder: Path, case: Case, encoder: Encoder, vectors: Vectors, opened: dict[tuple[str, ...], Assistant], as_of: date
) -> str:
    if case.tried in READ:
        return "\n".join(READ[case.tried](folder / name) for name in case.files)
    if case.files not in opened:
        opened[case.files] = open_over(_corpus(folder, case.files), encoder, vectors, progress=False)
    assistant, tried = opened[case.files], case.tried
    if tried.startswith(MATCHED):
        return _matched(assistant, tried.removeprefix(MATCHED), as_of)
    if dated := _ON_DAY.match(tried):
        as_of, tried = date.fromisoformat(dated[1]), tried[dated.end() :]
    *before, question = (turn.strip() for turn in tried.split(TURNS))
    answer = assistant.ask(question, history=before, as_of=as_of)
    return f"{answer.status}\n{answer.text}"


def _matched(assistant: Assistant, words: str, as_of: date) -> str:
    rows = match(assistant.library, words, as_of).rows
    return "\n".join(
        f"{row.certainty} {row.measure.label} {row.benefit.recipient} {row.payment.yuan.to_integral_value() if row.payment else ''}元"
        for row in rows
    )


def _corpus(folder: Path, files: Sequence[str]) -> Corpus:
    if not files:
        return open_corpus()
    pool = read_pool([folder / name for name in files], progress=False)
    for name, why in pool.unread.items():
        raise PolicyError(f"{name}：{why}")
    return corpus_of(pool, files)


def _parsed(path: Path) -> str:
    source = read_source(path)
    units = parse_source(source, path.stem, path.name).units
    return "\n".join(f"{unit.label}\t{' '.join(unit.text.split())}" for unit in units)


def _identity(path: Path) -> str:
    pool = read_pool([path], progress=False)
    shelved = pool.shelved[path.name]
    fields = entry_json(shelved.document, shelved.text)["fields"]
    return "\n".join(f"{name}={each['value']}" for name, each in fields.items())


def _checked(path: Path) -> str:
    source = read_source(path)
    parsed = parse_source(source, path.stem, path.name)
    found = check_document(source, parsed.division, parsed.units)
    return "\n".join(f"{'问题' if one.problem else '说明'}：{one.words}" for one in found)


def _several(path: Path) -> str:
    return "\n".join(f"《{one.title}》" for one in policies_in(read_source(path).text))


READ = {"parse": _parsed, "identity": _identity, "check": _checked, "several": _several}
