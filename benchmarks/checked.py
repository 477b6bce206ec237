"""The check of generated sentences on hand-written ones: what share of the faults it catches, what share of the good it drops.

python -m benchmarks.checked [--all]     # --all also lists the sentences it gets wrong
"""

from __future__ import annotations

import re
import statistics
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from assistant.answer import Citation
from assistant.writing.checked import faults_in
from assistant.writing.grounds import Context
from assistant.writing.rules import Finding
from assistant.writing.sentences import Sentence, sentences
from assistant.writing.values import plain
from corpus.facts.departments import split_units
from corpus.grants.benefits import parse_benefits
from corpus.measure import Document, Measure, Span
from corpus.parse import Corpus, load_corpus
from corpus.register import load_register

TABLES = Path(__file__).parent.parent / "tests" / "fixtures" / "generated"
DAY = date(2026, 1, 1)  # the one document with a stated validity has expired on it


@dataclass(frozen=True, slots=True)
class Written:
    """One generated answer of a table: the clauses given, the question, the text, its fault or "" where it is faithful."""

    clauses: tuple[str, ...]
    question: str
    text: str
    fault: str


def read_table(path: Path) -> list[Written]:
    """The answers of one table; tests/fixtures/generated/first.txt says how it is written."""
    found: list[Written] = []
    clauses: tuple[str, ...] = ()
    question = ""
    for line in path.read_text(encoding="utf-8").splitlines():
        mark, _, rest = line.partition(" ")
        match mark:
            case "@":
                clauses = tuple(name.strip() for name in rest.split(";"))
            case "?":
                question = rest
            case "+":
                found.append(Written(clauses, question, rest.replace("⏎", "\n"), ""))
            case "-":
                fault, _, text = rest.partition(" | ")
                found.append(Written(clauses, question, text.replace("⏎", "\n"), fault.strip()))
    return found


def context_of(written: Written, corpus: Corpus) -> Context:
    units = {unit.id: unit for unit in corpus.units}
    documents = {document.id: document for document in corpus.documents}

    def cited(marker: int, unit: Measure) -> Citation:
        document = documents[unit.document_id]
        force = document.in_force(DAY, unit.part)
        return Citation(marker, unit, document.title, document.source_file, unit.text, unit.span, 1.0, force)

    documents[ELSEWHERE.id] = ELSEWHERE
    given = [units[name] if name in units else unit_of(name, place) for place, name in enumerate(written.clauses)]
    citations = {marker: cited(marker, unit) for marker, unit in enumerate(given, 1)}
    return Context(citations, documents, written.question, DAY, departments_of(corpus), places_of(corpus))


ELSEWHERE = Document("elsewhere", "若干措施", "elsewhere.txt", "0")
_NUMBER = re.compile(r"第[一二三四五六七八九十]+条|（[一二三四五六七八九十]+）|[一二三四五六七八九十]+、|\d+\.")

_LEAD = re.compile("牵头单位[：:]([^；;。）)]+)")
_COOPERATING = re.compile("配合单位[：:]([^；;。）)]+)")


def unit_of(written: str, place: int) -> Measure:
    """A clause that a table gives as its own words, behind "=": read as the parser reads one."""
    text = written.removeprefix("=")
    found = _NUMBER.match(text)
    label = found[0] if found else ""
    lead, cooperating = (tuple(split_units("、".join(pattern.findall(text)))) for pattern in (_LEAD, _COOPERATING))
    return Measure(
        f"elsewhere/{place}", ELSEWHERE.id, "正文", (text[:12],), label, text[:12], text, Span(0, len(text)), "measure",
        lead_units=lead, cooperating_units=cooperating, benefits=parse_benefits(text),
    )  # fmt: skip


def departments_of(corpus: Corpus) -> tuple[str, ...]:
    return tuple(
        sorted({plain(name) for unit in corpus.units for name in unit.all_units}, key=lambda name: (-len(name), name))
    )


def places_of(corpus: Corpus) -> tuple[str, ...]:
    names = {plain(place) for document in corpus.documents for place in (*document.regions, *document.related_regions)}
    return tuple(sorted(names, key=lambda name: (-len(name), name)))


def findings(written: Written, corpus: Corpus) -> list[Finding]:
    """What the check says of the whole text, each sentence in the light of its neighbours."""
    context = context_of(written, corpus)
    return [finding for found in judged(list(sentences(written.text)), context) for finding in found]


def judged(texts: list[Sentence], context: Context) -> Iterator[list[Finding]]:
    for place, sentence in enumerate(texts):
        before = texts[place - 1].bare if place else ""
        after = texts[place + 1].bare if place + 1 < len(texts) else ""
        yield faults_in(sentence, context, before, after)


def main() -> None:
    corpus = load_corpus(load_register())
    for path in sorted(TABLES.glob(sys.argv[2] if len(sys.argv) > 2 else "*.txt")):
        table = read_table(path)
        started, took = 0.0, []
        caught: Counter[str] = Counter()
        faulty: Counter[str] = Counter(one.fault for one in table if one.fault)
        dropped, wrong = 0, []
        for one in table:
            started = time.perf_counter()
            found = findings(one, corpus)
            took.append(1000 * (time.perf_counter() - started))
            caught[one.fault] += bool(found) if one.fault else 0
            dropped += bool(found) and not one.fault
            if bool(found) != bool(one.fault):
                wrong.append(f"  {one.fault or '(faithful)'} | {one.text} {[(f.fault, f.words) for f in found]}")
        total, good = sum(faulty.values()), sum(not one.fault for one in table)
        print(
            f"{path.stem}: caught {sum(caught.values())}/{total} = {sum(caught.values()) / total:.1%}, "
            f"faithful dropped {dropped}/{good} = {dropped / good:.1%}, median {statistics.median(took):.2f} ms"
        )
        print("  " + ", ".join(f"{kind} {caught[kind]}/{faulty[kind]}" for kind in sorted(faulty)))
        if "--all" in sys.argv:
            print("\n".join(wrong))


if __name__ == "__main__":
    main()
