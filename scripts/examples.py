"""The examples of the READMEs and the guides, their output written anew from what the product says: python -m scripts.examples

The index is made in memory, so none has to be built before; it takes about twenty seconds. Only the lines below
`$ policy ask --as-of DAY QUESTION` change, and the pages that changed are named: read the difference before you commit it.
`tests/test_docs.py` fails where a page shows anything else.
"""

from __future__ import annotations

import re
import shlex
from datetime import date
from pathlib import Path

from assistant.ask import Assistant
from assistant.cli import answer_text
from corpus.parse import load_corpus
from corpus.register import load_register
from index.encoder import load_encoder
from index.measure_index import MeasureIndex

ROOT = Path(__file__).parent.parent
PAGES = tuple(ROOT / name for name in ("README.md", "README.zh.md", "docs/guide.md", "docs/guide.zh.md"))
EXAMPLE = re.compile(r"^```console\n\$ (?P<command>policy ask .*)\n(?P<output>(?:.*\n)*?)```$", re.MULTILINE)


def shown_output(command: str, assistant: Assistant) -> str:
    """What `command` (policy ask --as-of DAY QUESTION) prints; ValueError for any other command."""
    match shlex.split(command):
        case ["policy", "ask", "--as-of", day, question]:
            return answer_text(assistant.ask(question, as_of=date.fromisoformat(day)))
    raise ValueError(f"an example must fix the day, so that its output stays the same: {command}")


def rewritten(text: str, assistant: Assistant) -> str:
    """`text` with the output of each example as it is today."""
    return EXAMPLE.sub(
        lambda example: f"```console\n$ {example['command']}\n{shown_output(example['command'], assistant)}\n```", text
    )


def main() -> None:
    corpus = load_corpus(load_register())
    index = MeasureIndex.build(corpus.documents, corpus.units, load_encoder())
    assistant = Assistant(corpus, index)
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        now = rewritten(text, assistant)
        if now != text:
            page.write_text(now, encoding="utf-8")
        print(f"{page.relative_to(ROOT)}: {'rewritten' if now != text else 'as it was'}")


if __name__ == "__main__":
    main()
