"""`policy corpus`: the documents themselves. Add, remove, list, show, check, parse and export them."""

from __future__ import annotations

import contextlib
import json
import os
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import click
from tqdm import tqdm

from assistant import ingest
from assistant.ask import build_index, corpus_beside, index_folder, known_entries, open_corpus, parser_identity
from assistant.incoming import incoming
from assistant.saying.wording import Words
from corpus.check import (
    Finding,
    check_document,
    identity_findings,
    missing_fields,
    same_number_findings,
    unknown_findings,
)
from corpus.errors import BadRegister, PolicyError, UnknownDocument, UsageError
from corpus.files import is_folder
from corpus.formats.confined import for_text
from corpus.identity.identity import infer_identity
from corpus.identity.stated import Standing, Statements
from corpus.measure import Document, Measure
from corpus.parse import Corpus, Parsed, parse_document, parse_file
from corpus.register import Register, default_folder, home_folder, load_register
from corpus.shelf import Shelf, names_of, remove_document
from corpus.text.normal import fold
from corpus.text.title_marks import titled
from corpus.versions import linked
from index import store
from index.encoder import load_encoder
from index.records import measure_to_json

KINDS = {
    "measure": "条款", "introduction": "引导语", "preamble": "前言", "closing": "结尾", "attachment": "附件",
    "paragraph": "段落", "boilerplate": "页面附加文字",
}  # fmt: skip
OUTCOMES = {"added": "已登记", "replaced": "已换成新版本", "unchanged": "已经登记过，没有改动"}
FEW = 12  # facts shown of one kind


# What to type to say what a document does not
OPTIONS = {"没有标题": "--title 标题", "没有文号": "--number 文号", "没有发文机关": "--issuer 机关", "没有发布日期": "--issued 2024-06-01", "没有地区": "--place 地区"}  # fmt: skip


def _day(_context: click.Context, _parameter: click.Parameter, value: str | None) -> date | None:
    try:
        return date.fromisoformat(value) if value else None
    except ValueError:
        raise UsageError(f"--issued 的日期「{value}」写法不对，应为 2024-06-01 这样的年-月-日。") from None


def _as_of(_context: click.Context, _parameter: click.Parameter, value: str | None) -> date | None:
    if value is None:
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise UsageError(f"--as-of 的日期「{value}」写法不对，应为 2024-06-01 这样的年-月-日。") from None


as_of_option = click.option("--as-of", callback=_as_of, metavar="YYYY-MM-DD", help="按这一天判断是否有效（默认今天）。")


def told_corpus() -> Corpus:
    """The registered corpus; what of it cannot be read is told, and is not in it."""
    opened = open_corpus()
    tell_omitted(opened)
    return opened


def _shown(path: Path | str) -> str:
    """A path as it can be printed, also where it is no UTF-8."""
    return str(path).encode("utf-8", "backslashreplace").decode()


def tell_omitted(opened: Corpus) -> None:
    for each in opened.omitted:
        click.echo(f"警告：{titled(each.document.title)}没有收入，其余文件照常。{each.why}", err=True)


@click.group()
def corpus() -> None:
    """登记、查看、检查文件。"""


@corpus.command("add")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--workers", type=click.IntRange(1, 256), default=max(1, (os.cpu_count() or 2) - 1), show_default=True,
    help="登记整个文件夹时用几个进程。",
)  # fmt: skip
@click.option("--whole", is_flag=True, help="文件里有几份政策时也作为一份登记（不写就逐份登记）。")
@click.option("--title", help="文件的标题；文中写得不清楚时用。只能和一个文件一起用，以下几项也是。")
@click.option("--place", help="文件适用的地区，例如 松塔县。")
@click.option("--number", help="文号。")
@click.option("--issuer", help="发文机关。")
@click.option("--issued", callback=_day, metavar="YYYY-MM-DD", help="发布日期。")
def corpus_add(
    files: tuple[Path, ...],
    workers: int,
    whole: bool,
    title: str | None,
    place: str | None,
    number: str | None,
    issuer: str | None,
    issued: date | None,
) -> None:
    """登记 FILES：解析，显示目录和从文中认出的信息，写入登记表。重复登记不改变任何东西。

    压缩包里的文件、汇编或政策卡里的各份政策逐份登记。给出文件夹时，由几个进程解析其中全部文件并计算向量，最后一次登记、建好索引；
    中断后再运行同一命令，从断处继续。文件已经登记过时，--title 等几项改它的登记信息。
    """
    given: dict[str, str | date | None] = {
        "title": title, "regions": place, "number": number, "issuing_body": issuer, "issued": issued,
    }  # fmt: skip
    if blank := [name for name in given.values() if isinstance(name, str) and name and not name.strip()]:
        raise UsageError(f"--title 等几项里有 {len(blank)} 项是空白，没有登记。请写明，或不写这一项。")
    told = {field: value for field, value in given.items() if value}
    if told and len(files) != 1:
        raise UsageError("--title、--place、--number、--issuer、--issued 只能和一个文件一起用，请逐份登记。")
    folders = [path for path in files if is_folder(path)]
    if folders:
        if told:
            raise UsageError("--title 等几项说的是一份文件，不能和文件夹一起用。")
        if len(folders) != len(files):
            raise UsageError("文件夹和单个文件请分开登记。")
        try:
            _add_folders(folders, workers)
        except (OSError, sqlite3.Error) as error:
            home = home_folder()
            raise BadRegister(
                f"{_shown(home)}：登记没有做完（{error}）。请检查权限和磁盘空间后再运行同一命令，从断处继续；"
                f"若是 {ingest.TABLE} 损坏，请先删除它。"
            ) from None
        return
    _add(files, whole, told)


def _add(files: Sequence[Path], whole: bool, told: Mapping[str, str | date]) -> None:
    changed = False
    failed = 0
    shelf = Shelf(home_folder(), known_entries(store.saved_shelf(index_folder())))
    for each in incoming(tqdm(files, desc="登记", unit="份", disable=len(files) < 2), whole=whole):
        where = _shown(each.where)
        if each.note and told:
            raise UsageError(f"{where}：里面不止一份政策，--title 等几项不知道说的是哪一份，请加 --whole 或逐份登记。")
        if each.note:
            click.echo(f"{where}：{each.note}")
        if each.file is None or each.parsed is None:
            failed += each.error is not None
            if each.error is not None:
                click.echo(str(each.error), err=True)
            continue
        try:
            added = shelf.register(each.file)
            if told:
                shelf.describe(added.document_id, told, each.parsed.source.text)
        except PolicyError as error:
            failed += 1
            click.echo(str(error), err=True)
            continue
        document = next(one for one in linked(shelf.documents) if one.id == added.document_id)
        outcome = (
            "已经登记过，登记信息已按所给的改" if told and added.outcome == "unchanged" else OUTCOMES[added.outcome]
        )
        click.echo(f"{where}：{outcome}（{added.document_id}）。")
        if added.outcome != "unchanged" or told:
            changed = True
            click.echo("\n".join(_described(document, each.parsed)))
            findings = [
                *_findings(where, each.parsed),
                *same_number_findings(shelf.documents, document),
                *unknown_findings(document),
            ]
            _report(where, findings)
    if changed:
        click.echo("改动登记后，请运行 policy index 更新索引。")
    if failed:
        click.echo(f"{failed} 份文件没有登记，原因见上；其余文件不受影响。", err=True)
        click.get_current_context().exit(1)


def _add_folders(folders: Sequence[Path], workers: int) -> None:
    """Files in number: by worker processes, noted in a table of jobs, registered and indexed at the end."""
    home = home_folder()
    home.mkdir(parents=True, exist_ok=True)
    table = home / ingest.TABLE
    encoder = load_encoder()
    with contextlib.closing(ingest.opened(table)) as jobs:
        for folder in folders:
            ingest.enqueue(jobs, folder.resolve(), parser_identity(), encoder.name)
        before = ingest.progress(jobs)
        with tqdm(total=before.total, initial=before.done + before.failed, desc="解析并计算向量", unit="份") as bar:
            ingest.run_workers(table, workers, lambda now: _moved(bar, now))
        outcomes = Counter(each.outcome for each in ingest.register_done(jobs, home))
        ingest.write_failures(jobs, home)
        failed, doubts = ingest.progress(jobs).failed, ingest.doubts(jobs)
        known = ingest.Ingested(jobs, parser_identity())
        saved = store.saved_shelf(index_folder())
        opened = corpus_beside(load_register(home, known_entries(saved)), saved, known.loaded)
        tell_omitted(opened)
        made, _ = build_index(opened, encoder, further=known.vectors(encoder.name))
    told = "，".join(f"{OUTCOMES[outcome]} {count} 份" for outcome, count in sorted(outcomes.items()))
    click.echo(f"{told or '没有可登记的文件'}。索引已建立：{len(made.documents)} 份文件，{len(made.units)} 个单元。")
    if doubts:
        click.echo("\n".join(_doubted(doubts, home / ingest.FAILED)))
    if failed:
        click.echo(f"{failed} 份文件没有登记，名称和原因写在 {_shown(home / ingest.FAILED)}。", err=True)
        click.get_current_context().exit(1)


def _doubted(doubts: Mapping[str, Sequence[Finding]], written: Path) -> Iterator[str]:
    """What to look at in files that were taken in: a line a file, the kinds of what was found with their numbers."""
    yield f"{len(doubts)} 份文件有要核对的地方："
    for path, findings in list(doubts.items())[:FEW]:
        kinds = Counter(kind for each in findings for kind in each.kind.split("、"))
        told = "，".join(f"{kind} {count} 处" if count > 1 else kind for kind, count in kinds.items())
        yield f"  {_shown(Path(path).name)}：{told}"
    more = f"另有 {len(doubts) - FEW} 份，" if len(doubts) > FEW else ""
    yield f"  {more}逐处写在 {_shown(written)}；标题、地区等知道的，用 policy corpus add 文件 --title 标题 --place 地区 填写。"


def _moved(bar: Any, now: ingest.Progress) -> None:
    bar.n = now.done + now.failed
    bar.set_postfix_str(f"失败 {now.failed}" if now.failed else "", refresh=False)
    bar.refresh()


@corpus.command("remove")
@click.argument("document")
def corpus_remove(document: str) -> None:
    """从登记表和磁盘上移除 DOCUMENT（id、文件名或别名）。"""
    found = _named(load_register(default_folder()), document)
    remove_document(home_folder(), found.id)
    click.echo(f"已移除 {found.id} {titled(found.title)}。请运行 policy index 更新索引。")


@corpus.command("list")
@as_of_option
def corpus_list(as_of: date | None) -> None:
    """列出已登记的文件、条款数和有效期。"""
    opened = told_corpus()
    for document in opened.documents:
        count = sum(1 for unit in opened.units if unit.document_id == document.id and unit.kind == "measure")
        words = _validity(document, as_of or date.today())
        click.echo(f"{document.id}  {titled(document.title)}  条款 {count}  {words}")


@corpus.command("show")
@click.argument("document")
@click.option("--json", "as_json", is_flag=True, help="登记信息写成一行 JSON，连同每个值在文中的位置。")
def corpus_show(document: str, as_json: bool) -> None:
    """显示 DOCUMENT（id、文件名或别名）的登记信息、目录和认出的事实。"""
    register = load_register(default_folder())
    found = _named(register, document)
    parsed = parse_document(register.path_of(found), found.id)
    if as_json:
        click.echo(json.dumps(entry_json(found, parsed.source.text), ensure_ascii=False))
        return
    click.echo("\n".join(_described(found, parsed)))


def entry_json(document: Document, text: str) -> dict[str, Any]:
    """What is registered of a document: each field with where its value stands in `text`, and what nobody found."""
    stated = Statements(text)
    standings = stated.standings(document)
    values = {
        "title": document.title, "number": document.number, "issuing_body": document.issuing_body,
        "issued": document.issued, "effective": document.effective,
        "validity": document.validity[0].until if document.validity else None, "regions": list(document.regions),
    }  # fmt: skip
    return {
        "id": document.id,
        "source_file": document.source_file,
        "fields": {
            field: {
                "value": value.isoformat() if isinstance(value, date) else value,
                "stated": field in standings and standings[field].is_stated,
                **(_place_json(standings[field]) if field in standings else {}),
            }
            for field, value in values.items()
            if value
        },
        "named": {
            field: [{"value": one.value, **_place_json(one)} for one in places]
            for field, places in stated.listed(document).items()
        },
        "aliases": list(document.aliases),
        "supersedes": list(document.supersedes),
        "missing": missing_fields(document),
    }


def _place_json(standing: Standing) -> dict[str, Any]:
    place = {"start": standing.span.start, "end": standing.span.end, "line": standing.line}
    return {**place, "words": standing.words}


@corpus.command("check")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
def corpus_check(files: tuple[Path, ...]) -> None:
    """检查 FILES，不给出时检查全部已登记的文件；发现问题时以 1 退出。"""
    problems = 0
    for name, parsed, known in _checked(files):
        if isinstance(parsed, PolicyError):
            click.echo(str(parsed), err=True)
            problems += 1
            continue
        findings = [*_findings(name, parsed), *known]
        problems += _report(name, findings)
        measures = sum(1 for unit in parsed.units if unit.kind == "measure")
        found = sum(1 for finding in findings if finding.problem)
        click.echo(f"{name}：条款 {measures}，" + (f"问题 {found} 处" if found else "没有问题"))
    if problems:
        click.get_current_context().exit(1)


def _findings(where: str, parsed: Parsed) -> tuple[Finding, ...]:
    return for_text(parsed.source.text, where, check_document, parsed.source, parsed.division, parsed.units)


def _checked(files: Sequence[Path]) -> Iterator[tuple[str, Parsed | PolicyError, list[Finding]]]:
    register = None if files else load_register(default_folder())
    paths = list(files) if register is None else [register.path_of(document) for document in register.documents]
    for number, path in enumerate(paths):
        try:
            if register is not None:
                register.read(register.documents[number])  # the file must still be the one registered
            parsed = parse_document(path)
        except PolicyError as error:
            yield _shown(path.name), error, []
            continue
        if register is None:
            text = parsed.source.text
            identity = for_text(text, path.name, infer_identity, text, "", parsed.source.labels)
            yield _shown(path.name), parsed, list(identity_findings(path.name, identity))
        else:
            document = register.documents[number]
            known = (*same_number_findings(register.documents, document), *unknown_findings(document))
            yield _shown(path.name), parsed, [*_unstated(document, parsed), *known]


def _unstated(document: Document, parsed: Parsed) -> list[Finding]:
    """What the register says that the document states, and the document does not."""
    stated = Statements(parsed.source.text)
    claims = {"title": document.title, "number": document.number, "issuing_body": document.issuing_body}
    return [
        Finding(0, f"登记表说文件写明了 {field}「{value}」，文中没有找到。")
        for field, value in claims.items()
        if value and field not in document.inferred and not stated.hold(value)
    ]


def _report(name: str, findings: Sequence[Finding]) -> int:
    for finding in findings:
        where = f"{name}:{finding.line}" if finding.line else name
        typed = " ".join(OPTIONS[kind] for kind in finding.kind.split("、") if kind in OPTIONS)
        hint = f" 填写用：policy corpus add 文件 {typed}" if typed else ""
        click.echo(f"{where}: {'问题' if finding.problem else '说明'}：{finding.words}{hint}")
    return sum(1 for finding in findings if finding.problem)


@corpus.command("parse")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--jsonl", is_flag=True, help="每个单元一行 JSON，含全部字段。")
def corpus_parse(file: Path, jsonl: bool) -> None:
    """解析任意文件（不登记），显示它的条款。"""
    units = parse_file(file)
    if not any(unit.kind == "measure" for unit in units):
        click.echo(f"{_shown(file)}：没有找到编号，按自然段划分。", err=True)
    _print_units(units, lambda _: _shown(file.name), jsonl)


@corpus.command("export")
@click.option("--jsonl", is_flag=True, default=True, help="每个单元一行 JSON（默认）。")
def corpus_export(jsonl: bool) -> None:
    """导出全部已登记文件的单元。"""
    opened = told_corpus()
    files = {document.id: document.source_file for document in opened.documents}
    _print_units(opened.units, lambda unit: files[unit.document_id], jsonl)


def _print_units(units: Sequence[Measure], file_of: Callable[[Measure], str], jsonl: bool) -> None:
    for unit in units:
        click.echo(json.dumps(unit_json(unit, file_of(unit)), ensure_ascii=False) if jsonl else _unit_line(unit))


def _unit_line(unit: Measure) -> str:
    words = " ".join(unit.text.split())
    return f"{unit.kind:13}{unit.label or '-':16}{unit.title or '-'}  {words[:12]} … {words[-12:]}"


def unit_json(unit: Measure, source_file: str) -> dict[str, Any]:
    return {**measure_to_json(unit), "source_file": source_file}


def _named(register: Register, name: str) -> Document:
    wanted = fold(name).strip("<>")
    found = [one for one in register.documents if one.id == name]
    found = found or [one for one in register.documents if wanted in {fold(known) for known in names_of(one)}]
    if len(found) == 1:
        return found[0]
    if found:
        raise UsageError(f"「{name}」可能指 {'、'.join(one.id for one in found)}，请写 id。")
    known = "、".join(one.id for one in register.documents)
    raise UnknownDocument(f"没有登记「{name}」。已登记的有：{known}。")


def _validity(document: Document, as_of: date) -> str:
    words = [
        f"{item.part or '全文'}有效期至{item.until}{'（已过期）' if as_of > item.until else ''}"
        for item in document.validity
    ]
    if document.repealed is not None and document.is_repealed(as_of):
        words.append(f"已被{titled(document.repealed.by_title)}取代")
    begins = document.begins()
    if begins is not None and as_of < begins:
        words.append(f"{begins} 起施行，尚未施行")
    return "；".join(words) or "未写明有效期"


def _described(document: Document, parsed: Parsed) -> Iterator[str]:
    """What is registered of a document, whether stated or inferred, and what was found in its clauses."""
    rows: list[tuple[str, str, object]] = [
        ("title", "标题", document.title),
        ("aliases", "又称", "、".join(document.aliases)),
        ("number", "文号", document.number),
        ("issuing_body", "发文机关", document.issuing_body),
        ("issued", "发文日期", document.issued),
        ("effective", "施行日期", document.effective),
        ("validity", "有效期", _validity(document, date.today())),
        ("regions", "地区", "、".join(document.regions)),
        ("supersedes", "废止", "、".join(document.supersedes)),
    ]
    stated = Statements(parsed.source.text)
    standings = stated.standings(document)
    lines = {field: str(one.line) for field, one in standings.items()}
    lines |= {
        field: "、".join(dict.fromkeys(str(one.line) for one in places))
        for field, places in stated.listed(document).items()
        if field != "regions"
    }
    for field, name, value in rows:
        inferred = "（推断）" if field in document.inferred else ""
        place = f"（第 {lines[field]} 行）" if field in lines and not inferred else ""
        yield f"  {name}：{value or '未写明'}{inferred if value else ''}{place if value else ''}"
    kinds = Counter(unit.kind for unit in parsed.units)
    yield "  单元：" + "，".join(f"{KINDS[kind]} {count}" for kind, count in kinds.items())
    for unit in parsed.units:
        if unit.kind != "boilerplate":
            yield f"    {'· ' * max(0, len(unit.path) - 1)}{unit.label or KINDS[unit.kind]} {unit.title}"
    benefits = [(unit, benefit) for unit in parsed.units for benefit in unit.benefits]
    yield f"  金额和比例的奖补：{len(benefits)} 项"
    for unit, benefit in benefits[:FEW]:
        yield f"    {unit.label}：{Words().benefit(benefit)}"
    if len(benefits) > FEW:
        yield f"    ……另有 {len(benefits) - FEW} 项"
    led = Counter(name for unit in parsed.units for name in unit.lead_units)
    yield "  牵头单位：" + ("、".join(f"{name}（{count}）" for name, count in led.most_common(FEW)) or "未写明")
    charged = Counter(name for unit in parsed.units for name in unit.responsible_units + unit.implementing_units)
    yield "  责任和实施单位：" + (
        "、".join(f"{name}（{count}）" for name, count in charged.most_common(FEW)) or "未写明"
    )
