"""`policy diff OLD NEW`: two editions clause by clause, and what the changes mean in money and conditions."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import click

from assistant.comparing.editions import CHANGES, Compared, Pair, compared, effect_words
from corpus.errors import PolicyError, UnknownDocument, UsageError
from corpus.formats.confined import for_text
from corpus.identity.identity import infer_identity
from corpus.measure import Document, Measure, Validity
from corpus.parse import load_document, parse_document
from corpus.register import load_register
from corpus.shelf import names_of
from corpus.text.normal import fold
from corpus.text.title_marks import titled

GONE, NEW, PLAIN = ("[-", "-]"), ("{+", "+}"), 30  # marks as those of `git diff --word-diff`; characters of context


@click.command("diff")
@click.argument("old")
@click.argument("new")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON。")
@click.option("--all", "whole", is_flag=True, help="没有变的条款也列出来。")
def diff_command(old: str, new: str, as_json: bool, whole: bool) -> None:
    """两个版本逐条对照：新增、删去、移动、改动，以及金额和条件的变化。OLD、NEW 是文件，或已登记文件的 id、标题、别名。"""
    made = compared(*edition(old), *edition(new))
    if as_json:
        click.echo(json.dumps(made.to_json(), ensure_ascii=False, indent=2))
    else:
        click.echo("\n".join(_lines(made, whole=whole)))


def edition(name: str) -> tuple[Document, tuple[Measure, ...]]:
    """A file that is there, else a registered document of that name. Raises UnknownDocument, UnreadableDocument, UsageError."""
    path = Path(name)
    if path.is_file():
        parsed = parse_document(path)
        text = parsed.source.text
        identity = for_text(text, name, infer_identity, text, path.stem, parsed.source.labels)
        validity = (Validity(identity.until, identity.validity_part, identity.since),) if identity.until else ()
        document = Document(
            path.stem,
            identity.title or path.stem,
            path.name,
            parsed.source.sha256,
            number=identity.number,
            validity=validity,
        )
        return document, parsed.units
    try:
        register = load_register()
    except PolicyError as problem:
        raise UnknownDocument(f"没有文件「{name}」；登记表也读不出来：{problem}") from None
    wanted = fold(name).strip("<>")
    found = [one for one in register.documents if one.id == name or wanted in {fold(each) for each in names_of(one)}]
    if len(found) > 1:
        raise UsageError(f"「{name}」可能指 {'、'.join(one.id for one in found)}，请写 id。")
    if not found:
        raise UnknownDocument(f"没有文件「{name}」，也没有登记这个名字的文件。policy corpus list 列出已登记的文件。")
    return found[0], load_document(register, found[0])[1]


def _lines(made: Compared, *, whole: bool) -> Iterator[str]:
    yield f"旧：{titled(made.old.title)}"
    yield f"新：{titled(made.new.title)}"
    counts = "，".join(f"{words} {made.count(change)} 处" for change, words in CHANGES.items())
    yield f"{counts}；其中数字有变 {made.figures} 处。"
    if made.effects:
        yield "\n变化的意思："
        yield from (f" · {effect_words(effect)}" for effect in made.effects)
    yield "\n逐条对照："
    for pair in made.pairs:
        if pair.change != "same" or whole:
            yield from _pair_lines(pair)


def _pair_lines(pair: Pair) -> Iterator[str]:
    labels = [unit.label or unit.kind for unit in (pair.old, pair.new) if unit is not None]
    where = labels[0] if len(set(labels)) == 1 else " → ".join(labels)
    marks = (
        CHANGES[pair.change]
        + ("，位置变了" if pair.moved and pair.change == "changed" else "")
        + ("，数字变了" if pair.figures else "")
    )
    yield f"\n【{marks}】{where}"
    if pair.change == "changed":
        yield "  " + "".join(_marked(piece.sort, piece.text) for piece in pair.words)
    else:
        unit = pair.new or pair.old
        assert unit is not None
        yield "  " + " ".join(unit.text.split())


def _marked(sort: str, text: str) -> str:
    words = " ".join(text.split()) or " "
    if sort == "same":
        return words if len(words) <= 2 * PLAIN else f"{words[:PLAIN]}……{words[-PLAIN:]}"
    first, last = GONE if sort == "gone" else NEW
    return f"{first}{words}{last}"
