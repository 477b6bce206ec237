"""What an administrator reads: corrections, changes and feedback as escaped HTML. Pure, no Streamlit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from urllib.parse import quote

from assistant.keeping.changes import Entry
from assistant.showing.feedback import Feedback
from assistant.showing.view import clipped
from corpus.measure import Correction

KINDS = {"join": "并入上一条", "split": "从这里分开", "retitle": "改标题"}
VERDICTS = {"up": ("有帮助", "valid"), "down": ("没帮助", "expired")}


def corrections_html(corrections: Iterable[Correction]) -> str:
    rows = "".join(
        f"<li>{KINDS[each.kind]}：「{escape(each.words)}」{f'，标题「{escape(each.title)}」' if each.title else ''}</li>"
        for each in corrections
    )
    return f'<p lang="zh-CN" class="pa-note">已保存的校正：</p><ol lang="zh-CN" class="pa-rows">{rows}</ol>'


def changes_html(entries: Sequence[Entry]) -> str:
    heads = ("时间", "谁", "做了什么", "文件")
    head = "".join(f'<th scope="col">{name}</th>' for name in heads)
    body = "".join(
        "<tr>"
        + "".join(
            f'<td data-name="{name}">{escape(value)}</td>'
            for name, value in zip(
                heads,
                (
                    each.time.replace("T", " ")[:16],
                    each.who,
                    f"{each.what} {each.detail}".strip(),
                    clipped(each.title, 40),
                ),
                strict=True,
            )
        )
        + "</tr>"
        for each in entries
    )
    return (
        f'<table lang="zh-CN" class="pa-facts pa-preview"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'
    )


def feedback_html(each: Feedback) -> str:
    """One verdict: the question, what was said, the clauses that were shown, what would have been right."""
    words, look = VERDICTS[each.verdict]
    clauses = "、".join(
        f'<a class="pa-ref" href="find?clause={quote(one.id, safe="")}" target="_blank" rel="noopener">{escape(one.label or one.document)}</a>'
        for one in each.cited
    )
    lines = [f'<p class="pa-whom">{escape(each.question)} <span class="pa-tag pa-tag-{look}">{words}</span></p>']
    lines += [f'<p class="pa-note">{escape(each.time.replace("T", " ")[:16])}　给出的条款：{clauses or "无"}</p>']
    lines += [f"<p>正确的应是：{escape(each.correction)}</p>"] if each.correction else []
    lines += [f"<p>{escape(each.comment)}</p>"] if each.comment else []
    return f'<div lang="zh-CN" class="pa-match">{"".join(lines)}</div>'
