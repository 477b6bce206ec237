"""The `policy` command: the only printer of the product. Every failure becomes one sentence here."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, replace
from datetime import date
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any, get_args

import click
from tqdm import tqdm

from assistant import engines, unforeseen
from assistant.answer import Answer, answer_to_json
from assistant.answering.match import form_words
from assistant.answering.match_answer import match_to_json, what_can_i_get
from assistant.ask import Assistant, build_index, corpus_identity, index_folder, opened_as_saved
from assistant.batch import BatchLine, read_batch
from assistant.corpus_commands import as_of_option, corpus, tell_omitted, told_corpus, unit_json
from assistant.diff_command import diff_command
from assistant.doctor import PAGE, examine
from assistant.first_start import opened_or_made, serve_page
from assistant.handing_on.export import check_target, export
from assistant.handing_on.sheet import answer_sheet, comparison_tables
from assistant.handing_on.verify import Verification, read_sheet, verify
from assistant.proposing.retrieve import Filters
from assistant.saying.draft import citation_of
from assistant.saying.wording import Words
from assistant.shelf_commands import calendar_command, card_command, supports_command
from assistant.showing.why import why_text
from assistant.writing.fluent import ENGINES, FluentAssistant, model_of, written_by
from corpus.errors import PolicyError, UsageError
from corpus.measure import Kind, Measure
from corpus.text.normal import on_one_line
from corpus.text.title_marks import titled
from index import store
from index.encoder import load_encoder
from index.hit import Hit

STATUS_WORDS = {"answered": "已回答", "not_stated": "文件未写明", "not_found": "没有找到", "clarify": "需要补充"}


class Commands(click.Group):
    """Our commands and those that other rooms register under the entry point group `policy.commands`."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted({*super().list_commands(ctx), *(entry.name for entry in entry_points(group="policy.commands"))})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        own = super().get_command(ctx, cmd_name)
        if own is not None:
            return own
        for entry in entry_points(group="policy.commands"):
            if entry.name == cmd_name:
                loaded: click.Command = entry.load()
                return loaded
        return None

    def invoke(self, ctx: click.Context) -> Any:
        _say_anything()
        try:
            return super().invoke(ctx)
        except PolicyError as error:
            click.echo(str(error), err=True)
            ctx.exit(error.exit_code)
        except (click.ClickException, click.Abort, click.exceptions.Exit, BrokenPipeError):
            raise  # click's own: wrong usage, Ctrl+C, an exit code, a reader that left
        except Exception as error:
            click.echo(unforeseen.told(error, sys.argv[1:]), err=True)
            ctx.exit(1)


def _say_anything() -> None:
    """Names of files need not be UTF-8, and a terminal may speak less than that: what it cannot show is escaped."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
def main() -> None:
    """政策问答：每个答案都给出它所依据的条款原文。"""


json_option = click.option("--json", "as_json", is_flag=True, help="输出 JSON。")
jsonl_option = click.option(
    "--jsonl", type=click.Path(path_type=Path), help="一次处理一个 JSONL 文件中的全部问题，逐行输出 JSON。"
)
engine_option = click.option(
    "--engine", type=click.Choice(ENGINES), default="extractive", show_default=True,
    help="extractive 摘录原文；model 由设置好的对话模型改写，逐句核对后给出。",
)  # fmt: skip
document_option = click.option("--document", help="只在这份文件里找（id、别名、地区或文件名）。")
region_option = click.option("--region", help="只在这个地区的文件里找。")


@main.command()
@click.option("--check", is_flag=True, help="只检查索引是否可用（核对全部内容），不重建。")
@click.option("--if-stale", is_flag=True, help="索引缺失、过期或损坏时才重建。")
@click.option("--full", is_flag=True, help="全部重新计算，不沿用旧索引中内容未变的部分。")
@click.option("--engine", type=click.Choice(["milvus"]), help="另外写入这个检索引擎（先建好本机索引）。")
@click.option("--uri", envvar=engines.SETTING, help="引擎的地址，例如 http://127.0.0.1:19530；不写就用 POLICY_MILVUS。")
def index(check: bool, if_stale: bool, full: bool, engine: str | None, uri: str | None) -> None:
    """建立检索索引；没有变的文件沿用旧索引，旧索引在新索引写完之前一直可用。"""
    folder = index_folder()
    if engine is not None:
        _write_engine(folder, uri)
        return
    if check or if_stale:
        try:
            opened = opened_as_saved(load_encoder(), folder, whole=check)
            found = (
                opened[1] if opened else store.load(folder, load_encoder(), corpus_identity(told_corpus()), whole=check)
            )
        except PolicyError as error:
            if check:
                raise
            click.echo(str(error), err=True)
        else:
            click.echo(
                f"索引可用：{len(found.documents)} 份文件，{len(found.units)} 个单元，{len(found.sentences)} 句。"
            )
            return
    made, reused = build_index(told_corpus(), folder=folder, full=full)
    click.echo(
        f"索引已建立：{len(made.documents)} 份文件，{len(made.units)} 个单元，{len(made.sentences)} 句"
        f"（沿用 {reused} 句，新算 {len(made.sentences) - reused} 句），模型 {made.encoder.name}。位置：{folder}"
    )
    if made.vectors.neighbours is not None:
        click.echo(f"句子较多，检索先找近邻再精确计分；实测近邻的召回率（前 10）{made.vectors.neighbours.recall:.3f}。")


def _write_engine(folder: Path, uri: str | None) -> None:
    """Bring an engine up to the index, which is brought up first."""
    if not uri:
        raise UsageError("没有写明 Milvus 的地址。请加 --uri http://主机:19530，或设置 POLICY_MILVUS。")
    encoder = load_encoder()
    opened = opened_as_saved(encoder, folder) if (folder / store.MANIFEST).exists() else None
    made = opened[1] if opened is not None else build_index(told_corpus(), encoder, folder)[0]
    target = engines.milvus(made, uri)
    with tqdm(total=len(made.documents), desc="写入引擎", unit="份") as bar:
        came, went = engines.written(made, target, lambda done, _: bar.update(done - bar.n))
    target.close()
    click.echo(f"引擎已与索引一致：写入 {came} 份，移除 {went} 份，共 {len(made.documents)} 份。地址：{uri}")


@main.command()
@click.argument("question", required=False)
@as_of_option
@document_option
@region_option
@json_option
@jsonl_option
@click.option("--export", "target", type=click.Path(path_type=Path), help="另存为 .docx 依据单、.xlsx 或 .md。")
@click.option("--force", is_flag=True, help="--export 的文件已存在时覆盖。")
@click.option("--why", is_flag=True, help="再说明为什么：各条款的得分和把握从哪里来。")
@engine_option
def ask(
    question: str | None, as_of: date | None, document: str | None, region: str | None, as_json: bool, jsonl: Path | None,
    target: Path | None, force: bool, engine: str, why: bool,
) -> None:  # fmt: skip
    """回答 QUESTION，并给出所依据的条款原文。"""
    filters = Filters(document=document, region=region)
    model = model_of(engine)
    if target is not None:
        check_target(target, force=force)  # before the model is loaded
        if jsonl is not None:
            raise UsageError("--export 一次导出一个回答，不能与 --jsonl 同用。")
    if jsonl is not None:
        _batch(jsonl, as_of, filters, lambda a, line, day, chosen: _ask_line(written_by(a, model), line, day, chosen))
        return
    assistant = _opened()
    answer = written_by(assistant, model).ask(_required(question), as_of=as_of, filters=filters)
    click.echo(_dumped(answer_to_json(answer)) if as_json else answer_text(answer))
    if why:
        click.echo(why_text(assistant.why(answer.resolved_question or answer.question, filters, as_of)), err=as_json)
    if target is not None:
        export(answer_sheet(answer, assistant.corpus), target, force=force)
        click.echo(f"已导出：{target}", err=True)


@main.command()
@click.argument("query", required=False)
@click.option("-k", "count", default=10, show_default=True, type=click.IntRange(1, 1000), help="给出多少条。")
@document_option
@region_option
@click.option("--part", help="只在这一部分里找，例如 附件2。")
@click.option("--kind", type=click.Choice(get_args(Kind)), help="只找这一类单元。")
@click.option("--unit", help="只找写明这个部门的条款。")
@click.option("--has-benefit", is_flag=True, help="只找写明金额或比例的条款。")
@click.option("--in-force", is_flag=True, help="只找在 --as-of 当天写明有效的条款。")
@as_of_option
@json_option
@jsonl_option
def search(
    query: str | None, count: int, document: str | None, region: str | None, part: str | None, kind: str | None,
    unit: str | None, has_benefit: bool, in_force: bool, as_of: date | None, as_json: bool, jsonl: Path | None,
) -> None:  # fmt: skip
    """按内容、部门或编号查找条款。"""
    filters = Filters(document, part, kind, unit, has_benefit, in_force, region)
    if jsonl is not None:
        _batch(jsonl, as_of, filters, lambda a, line, day, chosen: _search_line(a, line, day, chosen, count))
        return
    assistant = _opened()
    hits = assistant.search(_required(query), count, filters=filters, as_of=as_of)
    if as_json:
        click.echo(_dumped(_hits_json(assistant, _required(query), hits, as_of)))
    elif not hits:
        click.echo("没有找到相符的条款。")
    else:
        for place, hit in enumerate(hits, start=1):
            title = assistant.library.document(hit.measure.document_id).title
            sentence = hit.sentence.of(assistant.corpus.sources[hit.measure.document_id])
            click.echo(f"{place}. {hit.measure.label} {hit.measure.title}  {titled(title)}  {hit.score:.2f}")
            click.echo(f"   {' '.join(sentence.split())[:120]}")


@main.command()
@click.argument("words", required=False, default="")
@click.option("--region", "place", default="", help="在哪个地区或园区。")
@click.option("--kind", "kinds", multiple=True, help="是什么单位或人，可重复，例如 --kind 瞪羚企业。")
@click.option("--plan", default="", help="打算做什么。")
@click.option("--figure", "given", multiple=True, help="数字，可重复，例如 --figure 出资=1800万元。")
@as_of_option
@document_option
@json_option
@click.option("--export", "target", type=click.Path(path_type=Path), help="另存为 .docx 依据单、.xlsx 或 .md。")
@click.option("--force", is_flag=True, help="--export 的文件已存在时覆盖。")
def match(
    words: str, place: str, kinds: tuple[str, ...], plan: str, given: tuple[str, ...], as_of: date | None,
    document: str | None, as_json: bool, target: Path | None, force: bool,
) -> None:  # fmt: skip
    """我能享受什么：WORDS 写明在哪里、是谁、做了什么；也可以用选项逐项填写。"""
    amounts = {name: value for name, _, value in (each.rpartition("=") for each in given)}
    told = form_words(place, kinds, plan, amounts) + words
    if not told.strip():
        raise UsageError(
            "请写明情况，例如 policy match '我们是高新区的瞪羚企业，出资1800万建研发平台'，或用 --region、--kind 填写。"
        )
    if target is not None:
        check_target(target, force=force)
    assistant = _opened()
    found, answer = what_can_i_get(assistant, told, as_of, Filters(document=document))
    click.echo(_dumped({**answer_to_json(answer), **match_to_json(found)}) if as_json else answer_text(answer))
    if target is not None:
        export(answer_sheet(answer, assistant.corpus), target, force=force)
        click.echo(f"已导出：{target}", err=True)


@main.command()
@click.argument("clause")
@json_option
def show(clause: str, as_json: bool) -> None:
    """显示编号所指的条款全文，例如 '某某办法第4条'。"""
    assistant = _opened()
    found, count = assistant.show_counted(clause)
    if as_json:
        click.echo(_dumped([unit_json(unit, _file_of(assistant, unit)) for unit in found]))
        return
    if len(found) > 1:
        few = "" if count == len(found) else f"这里是前 {len(found)} 处，"
        click.echo(f"「{clause}」可能指 {count} 处，{few}按可能性先后列出：\n")
    for unit in found:
        document = assistant.library.document(unit.document_id)
        click.echo(f"{titled(document.title)} {unit.label}")
        click.echo(" › ".join(unit.path))
        click.echo(f"{unit.text}")
        click.echo(f"[{document.source_file} 第 {unit.span.start}–{unit.span.end} 字]\n")


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="在哪个地址上听；0.0.0.0 是全部网卡。")
@click.option("--port", default=PAGE, show_default=True, type=click.IntRange(1, 65535), help="端口。")
@click.pass_context
def page(ctx: click.Context, host: str, port: int) -> None:
    """启动页面；第一次启动时建立模型和索引。"""
    ctx.invoke(index, check=False, if_stale=True, full=False)
    click.echo(f"政策问答：请在浏览器打开 http://{host}:{port} （按 Ctrl+C 停止）")
    ctx.exit(serve_page(host, port))


@main.command()
@json_option
def doctor(as_json: bool) -> None:
    """检查模型、索引、文件夹、内存、字体和地址，说明缺什么、怎么办；有不能用的即以 1 退出。"""
    found = []
    for looked in examine():
        found.append(looked)
        if not as_json:
            click.echo(str(looked))
    if as_json:
        click.echo(_dumped([asdict(looked) for looked in found]))
    if any(looked.state == "bad" for looked in found):
        click.get_current_context().exit(1)


@main.command("verify")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@as_of_option
@click.option("--json", "as_json", is_flag=True, help="逐个文件输出一行 JSON。")
def verify_command(files: tuple[Path, ...], as_of: date | None, as_json: bool) -> None:
    """核对 --export 写出的 .docx 依据单：引文、位置、sha256、编号和效力；有一处不符即以 1 退出。"""
    corpus = told_corpus()
    failed = 0
    for path in files:
        try:
            result = verify(read_sheet(path), corpus, as_of or date.today())
        except PolicyError as error:
            failed += 1
            click.echo(str(error), err=True)
            continue
        failed += not result.holds
        click.echo(json.dumps({"file": str(path), **result.to_json()}, ensure_ascii=False) if as_json else "\n".join(
            verification_lines(path, result)))  # fmt: skip
    if failed:
        click.get_current_context().exit(1)


def verification_lines(path: Path, result: Verification) -> Iterator[str]:
    """What came of one sheet, for the terminal."""
    if result.holds:
        yield f"{path}：全部相符，核对条款 {result.checked} 条。"
        return
    yield f"{path}：有 {len(result.findings)} 处不符，核对条款 {result.checked} 条。"
    for finding in result.findings:
        yield f"  {finding.name or '整份依据单'}：{finding.words}"


main.add_command(corpus)
for _command in (calendar_command, card_command, diff_command, supports_command):
    main.add_command(_command)


def _file_of(assistant: Assistant, unit: Measure) -> str:
    return assistant.library.document(unit.document_id).source_file


def _dumped(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)


def _required(question: str | None) -> str:
    if question is None:
        raise UsageError("请给出问题，例如 policy ask '新认定的高新技术企业奖励多少？'，或用 --jsonl 给出文件。")
    return question


def _opened() -> Assistant:
    assistant = opened_or_made()
    tell_omitted(assistant.corpus)
    return assistant


def _batch(
    path: Path,
    as_of: date | None,
    chosen: Filters,
    answer: Callable[[Assistant, BatchLine, date | None, Filters], dict[str, Any]],
) -> None:
    """One JSON object out for each line in, in order; a line's own filters win over those `chosen` for all.

    A question that cannot be answered gets its sentence as `error`.
    """
    lines = read_batch(path)
    assistant = _opened()
    failed = 0
    for line in lines:
        try:
            result = answer(assistant, line, as_of, replace(chosen, **line.filters))
        except PolicyError as error:
            failed += 1
            result = {"question": line.question, "error": str(error)}
        click.echo(json.dumps({"id": line.id, **result}, ensure_ascii=False))
    if failed:
        click.echo(f"{path}：{failed} 个问题没有处理，原因写在各行的 error 里。", err=True)
        sys.exit(1)


def _ask_line(
    assistant: Assistant | FluentAssistant, line: BatchLine, as_of: date | None, filters: Filters
) -> dict[str, Any]:
    return answer_to_json(assistant.ask(line.question, line.history, as_of, filters))


def _search_line(
    assistant: Assistant, line: BatchLine, as_of: date | None, filters: Filters, count: int
) -> dict[str, Any]:
    hits = assistant.search(line.question, count, line.history, filters, as_of)
    return _hits_json(assistant, line.question, hits, as_of)


def _hits_json(assistant: Assistant, query: str, hits: list[Hit], as_of: date | None) -> dict[str, Any]:
    day = as_of or date.today()
    citations = [
        citation_of(assistant.library, day, place, hit.measure, hit.sentence, hit.score)
        for place, hit in enumerate(hits, start=1)
    ]
    return {"query": query, "hits": [citation.to_json() for citation in citations]}


def answer_text(answer: Answer) -> str:
    """An answer for the terminal: status, text, clauses, warnings."""
    return "\n".join(_answer_lines(answer))


def _answer_lines(answer: Answer) -> Iterator[str]:
    words = Words(answer.language)
    yield f"【{words(STATUS_WORDS[answer.status])}】"
    if answer.resolved_question:
        yield words("理解为：{question}", question=answer.resolved_question)
    yield answer.text
    for table in comparison_tables(answer):
        yield "\n" + "｜".join(table.head)
        yield from ("｜".join(map(str, row)) for row in table.rows)
    if answer.choices:
        yield f"\n{words('可以这样问：')}"
        yield from (f" ·  {choice}" for choice in answer.choices)
    if answer.citations:
        yield f"\n{words('依据：')}"
    for citation in answer.citations:
        span = citation.quote_span
        where = words("{file} 第 {start}–{end} 字", file=citation.source_file, start=span.start, end=span.end)
        yield f"[{citation.marker}] {titled(citation.document_title)} {citation.measure.label}（{where}）"
        yield f"    「{on_one_line(citation.quote)}」"
    if answer.related:
        yield f"\n{words('相关条款（不是答案）：')}"
    for citation in answer.related:
        yield f" ·  {titled(citation.document_title)} {citation.measure.label} {citation.measure.title}"
    for warning in answer.warnings:
        yield f"\n{words('注意：{warning}', warning=warning)}"


if __name__ == "__main__":
    main()
