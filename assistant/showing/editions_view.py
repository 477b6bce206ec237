"""What 版本对照 shows: clauses side by side with their changed words marked, and the effects as a table. Escaped HTML, no Streamlit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape

from assistant.comparing.editions import CHANGES, Change, Compared, Effect, Pair, difference_words
from assistant.comparing.words import Piece
from corpus.measure import Document, Measure

LOOKS: Mapping[Change, str] = {
    "same": "open",
    "changed": "related",
    "moved": "open",
    "added": "valid",
    "dropped": "expired",
}
WHOLE_DOCUMENT = "全文"


def counts_words(made: Compared) -> str:
    counts = "，".join(f"{words} {number} 处" for change, words in CHANGES.items() if (number := made.count(change)))
    return f"{counts or '没有条款'}；数字有变 {made.figures} 处"


def effects_html(effects: Iterable[Effect]) -> str:
    """What it means: one row an effect; on a phone each becomes a card."""
    heads = ("变化", "对象或事项", "旧版", "新版", "条款")
    head = "".join(f'<th scope="col">{name}</th>' for name in heads)
    body = "".join(_effect_html(effect, heads) for effect in effects)
    return (
        f'<table lang="zh-CN" class="pa-facts pa-effects"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'
    )


def _effect_html(effect: Effect, heads: tuple[str, ...]) -> str:
    where = effect.new_label or effect.old_label or WHOLE_DOCUMENT
    values = (effect.kind, effect.what, effect.before, effect.after + difference_words(effect), where)
    cells = "".join(
        f'<td data-name="{name}"{"" if value else " class=pa-empty"}>{escape(value) or "—"}</td>'
        for name, value in zip(heads, values, strict=True)
    )
    return f"<tr>{cells}</tr>"


def pair_html(pair: Pair) -> str:
    """One clause of the old edition beside that of the new; on a phone the new one below."""
    words = CHANGES[pair.change]
    tags = [f'<span class="pa-tag pa-tag-{LOOKS[pair.change]}">{words}</span>']
    tags += ['<span class="pa-tag pa-tag-open">位置变了</span>'] if pair.moved and pair.change == "changed" else []
    tags += ['<span class="pa-tag pa-tag-related">数字变了</span>'] if pair.figures else []
    left = _side(pair.old, pair.words, "gone", "旧版没有这一条")
    right = _side(pair.new, pair.words, "new", "新版没有这一条")
    return f'<div lang="zh-CN" class="pa-pair"><p class="pa-tags">{"".join(tags)}</p><div class="pa-sides">{left}{right}</div></div>'


def _side(unit: Measure | None, pieces: tuple[Piece, ...], own: str, none: str) -> str:
    if unit is None:
        return f'<div class="pa-side pa-nobody">{none}</div>'
    label = f'<p class="pa-roles">{escape(unit.label or unit.title)}</p>'
    text = "".join(_piece(piece, own) for piece in pieces) if pieces else escape(unit.text)
    return f'<div class="pa-side">{label}<p class="pa-side-text">{text}</p></div>'


def _piece(piece: Piece, own: str) -> str:
    if piece.sort == "same":
        return escape(piece.text)
    if piece.sort != own:
        return ""
    tag = "del" if own == "gone" else "ins"
    return f"<{tag}>{escape(piece.text)}</{tag}>"


def edition_names(documents: Iterable[Document]) -> dict[str, str]:
    """Each document by its id with what tells editions apart: number or day of issue."""
    return {
        one.id: one.title + (f"（{told}）" if (told := one.number or (str(one.issued) if one.issued else "")) else "")
        for one in documents
    }
