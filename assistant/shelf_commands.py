"""`policy supports`, `policy calendar` and `policy card`: what the pages 支持清单, 申报日历 and 办事卡 show, for the terminal and for files."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import click

from assistant.corpus_commands import as_of_option, told_corpus
from assistant.handing_on.card import card_of, card_text
from assistant.handing_on.deadlines import KINDS, calendar_of, days_words, ics_bytes, state_words
from assistant.handing_on.export import check_free, check_target, export, write_out
from assistant.handing_on.supports import COLUMNS, Wanted, cells, sorted_by, supports, supports_sheet
from assistant.showing.view import validity_words
from corpus.errors import UnknownClause
from corpus.text.title_marks import titled


@click.command("supports")
@click.argument("words", default="")
@click.option("--place", multiple=True, help="只列这个地区的；可以写几次。")
@click.option("--valid", is_flag=True, help="只列写明有效、没有过期的。")
@click.option("--least", type=click.FloatRange(0), help="金额至少多少万元。")
@click.option("--sort", type=click.Choice(COLUMNS), help="按这一列排序；金额和比例从大到小。")
@click.option("--export", "target", type=click.Path(path_type=Path), help="写成 Excel（.xlsx，A4 横向）。")
@click.option("--force", is_flag=True, help="文件已存在时覆盖。")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON。")
@as_of_option
def supports_command(
    words: str,
    place: tuple[str, ...],
    valid: bool,
    least: float | None,
    sort: str | None,
    target: Path | None,
    force: bool,
    as_json: bool,
    as_of: date | None,
) -> None:
    """支持清单：文件库里写明金额或比例的支持，一项一行。"""
    day = as_of or date.today()
    if target is not None:
        check_target(target, force=force)
    corpus = told_corpus()
    sum_wanted = Decimal(str(least)) * 10_000 if least else None
    wanted = Wanted(words, place, (), (), valid, sum_wanted)
    rows = [row for row in supports(corpus.documents, corpus.units, day) if wanted.takes(row)]
    if sort is not None:
        column = next(name for name in COLUMNS if name == sort)
        rows = sorted_by(rows, column, descending=column in ("标准", "比例", "上限"))
    if target is not None:
        export(supports_sheet(rows, "、".join((words, *place)).strip("、"), day), target, force=force)
        click.echo(f"已写入 {target}：{len(rows)} 项。")
    elif as_json:
        told = [
            {**cells(row), "yuan": str(row.yuan) if row.yuan is not None else None, "clause_id": row.unit.id}
            for row in rows
        ]
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        for row in rows:
            told_row = cells(row)
            click.echo("｜".join(told_row[name] for name in ("地区", "对象", "标准", "条件", "效力", "条款")))
        click.echo(f"共 {len(rows)} 项。")


@click.command("calendar")
@click.option("--place", multiple=True, help="只列这个地区的；可以写几次。")
@click.option("--kind", multiple=True, type=click.Choice(KINDS), help="只列这一种；可以写几次。")
@click.option("--ics", "target", type=click.Path(path_type=Path), help="写成 iCalendar 文件（.ics）。")
@click.option("--force", is_flag=True, help="文件已存在时覆盖。")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON。")
@as_of_option
def calendar_command(
    place: tuple[str, ...], kind: tuple[str, ...], target: Path | None, force: bool, as_json: bool, as_of: date | None
) -> None:
    """申报日历：文件写明的申报期、截止日、施行和失效日期。"""
    day = as_of or date.today()
    corpus = told_corpus()
    entries = [
        entry
        for entry in calendar_of(corpus.documents, corpus.units, day)
        if (not place or entry.place in place) and (not kind or entry.kind in kind)
    ]
    if target is not None:
        check_free(target, force=force)
        write_out(target, ics_bytes(entries, day))
        click.echo(f"已写入 {target}：{len(entries)} 项。")
    elif as_json:
        click.echo(json.dumps([entry.to_json() for entry in entries], ensure_ascii=False, indent=2))
    else:
        for entry in entries:
            click.echo(
                f"{days_words(entry)}｜{entry.kind}｜{state_words(entry, day)}｜{entry.place}｜{entry.words}｜{titled(entry.document.title)}{entry.label}"
            )
        click.echo(f"共 {len(entries)} 项。")


@click.command("card")
@click.argument("clause")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON。")
@as_of_option
def card_command(clause: str, as_json: bool, as_of: date | None) -> None:
    """办事卡：一条措施的对象、条件、标准、材料、流程、时间、地点、电话、依据、有效期。CLAUSE 是条款 id（policy search --json 列出）。"""
    day = as_of or date.today()
    corpus = told_corpus()
    unit = next((unit for unit in corpus.units if unit.id == clause), None)
    if unit is None:
        raise UnknownClause(f"没有条款「{clause}」。请用 policy search --json 查到条款后写它的 id。")
    document = next(document for document in corpus.documents if document.id == unit.document_id)
    validity = validity_words(document.in_force(day, unit.part), document, unit.part)
    units = [other for other in corpus.units if other.document_id == document.id]
    card = card_of(unit, document, units, day, validity)
    if as_json:
        lines = [{"name": line.name, "words": line.words or None, "source": line.source} for line in card.lines]
        click.echo(
            json.dumps(
                {"title": card.title, "place": card.place, "clause_id": card.clause, "lines": lines},
                ensure_ascii=False,
                indent=2,
            )
        )
    else:
        click.echo(card_text(card))
