"""What the page of 对比 shows: the table of a comparison as escaped HTML. Pure, no Streamlit."""

from __future__ import annotations

from html import escape

from assistant.answer import Answer
from assistant.handing_on.sheet import cell_words, comparison_tables
from assistant.reading.topics import Topic

NOTHING = "未规定"  # how a comparison names a region that provides nothing


def table_html(answer: Answer) -> str:
    """Region × item × amount × condition × clause × validity; on a phone each row becomes a card."""
    (table,) = comparison_tables(answer)
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in table.head)
    rows = []
    place = None
    for row in table.rows:
        words = [cell_words(cell) for cell in row]
        looks = ["pa-place-first"] if words[0] != place else []
        looks += ["pa-nothing"] if words[1] == NOTHING else []
        named = zip(table.head, words, strict=True)
        cells = "".join(_cell(name, value) for name, value in named)
        rows.append(f'<tr class="{" ".join(looks)}">{cells}</tr>')
        place = words[0]
    return (
        '<table lang="zh-CN" class="pa-facts pa-compared"><caption class="pa-caption">各地对照</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>"
    )


def _cell(name: str, value: str) -> str:
    look = "" if value else ' class="pa-empty"'
    return f'<td data-name="{escape(name)}"{look}>{escape(value) or "—"}</td>'


def counts_words(answer: Answer) -> str:
    """How many of the regions provide something: 4 个地区中 3 个有规定，见 5 条；兰白试验区未规定."""
    places = list(dict.fromkeys(row.place for row in answer.comparison))
    silent = [row.place for row in answer.comparison if row.marker is None]
    words = f"{len(places)} 个地区中 {len(places) - len(silent)} 个有规定，见 {len(answer.citations)} 条"
    return words + (f"；{'、'.join(silent)}未规定" if silent else "")


def topic_words(topic: Topic) -> str:
    """The label of an offered topic: 孵化器（3 地）."""
    return f"{topic.word}（{len(topic.regions)} 地）"
