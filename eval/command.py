"""`policy eval`: examine the product on a test set, hold it to its floors, turn feedback into questions."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import click

from assistant.showing.feedback import default_path
from assistant.writing.chat_model import MODEL as CHAT_MODEL
from assistant.writing.chat_model import URL as CHAT_URL
from assistant.writing.chat_model import load_chat_model, settings_from
from assistant.writing.fluent import ENGINES
from corpus.errors import UsageError
from corpus.parse import load_corpus
from corpus.register import load_register
from eval.cases import read_cases, run_cases
from eval.examinee import QUESTIONS, Examinee, examined, kept, open_examinee, runs_folder
from eval.gate import BASELINE, Fallen, check, load_baseline, lost_questions, repinned, save_baseline
from eval.grants import SPLITS as GRANT_SPLITS
from eval.grants import as_json as grants_json
from eval.grants import examined as examined_grants
from eval.grants import labelled
from eval.grants import told as grants_told
from eval.match import as_json as match_json
from eval.match import examined as examined_stories
from eval.match import load_stories
from eval.match import told as match_told
from eval.prefetch import prefetched
from eval.questions import SPLITS, Question, load_questions
from eval.report import comparison_report, report
from eval.review import accept, prepare, reject
from eval.rules import ROOMS, counted, rules_json, rules_told, watched_over_questions
from eval.run import Run, load_run, run_summary_line
from eval.summary import Comparison, compare, summary_to_json
from eval.wide.build import Vectors
from eval.wide.command import gate_wide, pin_wide, run_wide
from eval.wide.gate import FLOORS as WIDE_FLOORS
from eval.wide.plausible import ChatJudge, doubted_sentences
from eval.wide.plausible import told_lines as judged_lines
from eval.wide.run import Examiner
from eval.wide.sentences import DAY as SENTENCE_DAY
from eval.wide.sentences import SPLITS as SENTENCE_SPLITS
from eval.wide.sentences import as_json as sentences_json
from eval.wide.sentences import examined_sentences, told_lines
from eval.wide.set import SETTING, load_split
from eval.wide.set import SPLITS as WIDE_SPLITS
from eval.wide.sums import examined as examined_sums
from eval.wide.sums import told as sums_told
from eval.wide.written import READ, TEXTS, Recorded, opened, save_written, written_over
from eval.wide.written import told as told_written
from index.encoder import load_encoder

PINNED_SPLIT = "dev"


_FILE = click.Path(path_type=Path)
_set_option = click.option(
    "--set", "set_file", type=_FILE, default=QUESTIONS, show_default="自带题集", help="题集（JSONL）。"
)  # fmt: skip
_baseline_option = click.option(
    "--floors", type=_FILE, help="基准文件（默认 eval/baseline.json；--wide 时 eval/wide/floors.json）。"
)  # fmt: skip
_wide_option = click.option("--wide", is_flag=True, help="用没见过的文件（eval/wide 的 dev，30 份文件）。")


def _day(_context: click.Context, _parameter: click.Parameter, value: str | None) -> date:
    if value is None:
        return date.today()
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise UsageError(f"--as-of 的日期「{value}」写法不对，应为 2024-06-01 这样的年-月-日。") from None


@click.group(
    "eval",
    invoke_without_command=True,
    subcommand_metavar="[gate|pin|cases|review|rules|train|grants|match|sentences|written|sums]",
)
@_set_option
@click.option(
    "--split",
    type=click.Choice(list(dict.fromkeys([*SPLITS, *WIDE_SPLITS, "all"]))),
    default="all",
    show_default=True,
    metavar="部分",
    help="只评哪一部分：dev、judge；--wide 里还有 learn、real-learn、real-dev。",
)
@click.option("--baseline", type=_FILE, help="与以前的一个评测文件夹逐题比较。")
@click.option(
    "--out", type=_FILE, default=runs_folder, show_default="POLICY_RUNS 或 eval/runs", help="评测文件夹放在哪里。"
)
@click.option("--as-of", callback=_day, metavar="YYYY-MM-DD", help="按这一天判断是否有效（默认今天）。")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON。")
@click.option(
    "--engine", type=click.Choice(ENGINES), default="extractive", show_default=True, help="回答由谁写，见 policy ask。"
)
@click.option("--failures/--no-failures", default=None, help="是否列出未全对的题（默认列出；--wide 默认不列）。")
@click.option("--wide", is_flag=True, help="评在没见过的文件上：多份文件，按文件数画曲线，指出失败在哪一步。")
@click.option("--wide-folder", type=_FILE, help="--wide 用这个文件夹里的题集。")
@click.option(
    "--documents",
    "sizes",
    type=int,
    multiple=True,
    help="--wide 时文件库里有几份文件（可多次；默认 5、30、100、300）。",
)
@click.option("--stock", is_flag=True, help="--wide 时同样的题也问一条现成的流水线，作比较。")
@click.pass_context
def eval_command(
    context: click.Context,
    set_file: Path,
    split: str,
    baseline: Path | None,
    out: Path,
    as_of: date,
    as_json: bool,
    engine: str,
    failures: bool | None,
    wide: bool,
    wide_folder: Path | None,
    sizes: tuple[int, ...],
    stock: bool,
) -> None:
    """在题集上评测：检索、引用、事实与拒答，按题型和文件给出。

    每题的完整结果和可用浏览器打开的报告存进评测文件夹。题集可以是任何人的，文件库由 POLICY_CORPUS 指定；
    题集的写法见 docs/eval.md。

    \b
    例：
      policy eval --split dev
      policy eval --wide --split dev --documents 30
      policy eval --set 我的题集.jsonl --baseline eval/runs/20261123T150000
    """
    if context.invoked_subcommand is not None:
        return
    if wide or wide_folder is not None:
        if engine != "extractive":
            raise UsageError("--wide 只评产品自己的回答，请去掉 --engine。")
        given = (split, wide_folder, sizes, baseline, out, as_of)
        run_wide(*given, with_failures=bool(failures), stock=stock, as_json=as_json)
        return
    if split not in (*SPLITS, "all"):
        raise UsageError(f"自带题集没有 {split}，请加上 --wide，或换成 {'、'.join(SPLITS)}。")
    # What can be wrong with the call is found before minutes are spent on it.
    before = None if baseline is None else load_run(baseline)
    examinee, questions = _opened(context, set_file, split, engine)
    run = examined(examinee, set_file, questions, split, as_of, sureness=True)
    difference = None if before is None else compare(before.scored, run.scored)
    folder = kept(run, out, difference)
    if as_json:
        click.echo(json.dumps(_as_json(run, folder, difference), ensure_ascii=False, indent=2))
        return
    click.echo(run_summary_line(run.conditions))
    click.echo(report(run.scored, with_failures=failures is not False))
    if difference is not None:
        click.echo("\n" + comparison_report(difference))
    click.echo(f"\n已存到 {folder}（{folder / 'report.html'} 可用浏览器打开）")


@eval_command.command()
@_set_option
@_baseline_option
@_wide_option
@click.pass_context
def gate(context: click.Context, set_file: Path, floors: Path | None, wide: bool) -> None:
    """与基准文件比较：低于下限，或原来全对的题现在不对，就报出题号并以 1 退出。"""
    if wide:
        gate_wide(floors or WIDE_FLOORS)
        return
    floors = floors or BASELINE
    baseline = load_baseline(floors)
    examinee, questions = _opened(context, set_file, baseline.split)
    with prefetched(examinee.assistant, questions):
        run = examined(examinee, set_file, questions, baseline.split, baseline.day)
    if violations := check(run.scored, baseline, run.conditions):
        raise Fallen("\n".join(violations))
    right = sum(one.passed for one in run.scored)
    click.echo(f"通过：{len(run.scored)} 题，全对 {right} 题，没有一项低于基准。")
    if lost := lost_questions(run.scored, baseline):
        click.echo(f"允差 {baseline.slack} 题之内，原来全对、现在不对的 {len(lost)} 题：{'、'.join(lost)}。")


@eval_command.command()
@_set_option
@_baseline_option
@_wide_option
@click.option("--as-of", callback=_day, metavar="YYYY-MM-DD", help="按这一天判断是否有效（默认今天）。")
@click.option("--allow-regression", "reason", metavar="原因", help="允许降低下限，原因写进基准文件。")
@click.pass_context
def pin(
    context: click.Context, set_file: Path, floors: Path | None, wide: bool, as_of: date, reason: str | None
) -> None:
    """按现在的结果重写基准文件；会降低下限或丢掉原来全对的题时拒绝，除非写明原因。"""
    if reason is not None and not reason.strip():
        raise UsageError("--allow-regression 后面要写原因。")
    if wide:
        pin_wide(floors or WIDE_FLOORS, as_of, reason)
        return
    floors = floors or BASELINE
    old = load_baseline(floors) if floors.exists() else None
    examinee, questions = _opened(context, set_file, PINNED_SPLIT)
    with prefetched(examinee.assistant, questions):
        run = examined(examinee, set_file, questions, PINNED_SPLIT, as_of)
    made = repinned(old, run.scored, run.conditions, as_of, reason)
    save_baseline(made, floors)
    lowered = len(made.regressions) - (0 if old is None else len(old.regressions))
    click.echo(f"已写 {floors}：{len(made.scores)} 题，其中 {len(made.passed)} 题须保持全对。")
    if lowered:
        click.echo(f"降低了下限，原因已记下：{made.regressions[-1].reason}")


@eval_command.command("cases")
@click.argument("folder", type=_FILE)
@click.option("--as-of", callback=_day, metavar="YYYY-MM-DD", help="按这一天判断是否有效（默认今天）。")
def cases_command(folder: Path, as_of: date) -> None:
    """逐条试 FOLDER 里的小例子（文件和 want.tsv），列出不对的；有不对的就以 1 退出。"""
    cases = read_cases(folder)
    wrong = [one for one in run_cases(folder, cases, load_encoder(), as_of) if not one.is_right]
    for one in wrong:
        said = "\n    ".join(one.said.splitlines()[:4])
        click.echo(f"{' '.join(one.case.files) or '自带文件'}：{one.case.tried}\n    {said}")
    click.echo(f"{len(cases)} 条，对 {len(cases) - len(wrong)} 条。")
    if wrong:
        raise Fallen(f"{len(wrong)} 条不对，见上。")


@eval_command.command()
@click.option("--from", "source", type=_FILE, help="反馈文件（默认 POLICY_FEEDBACK 或用户数据目录里的那一份）。")
@click.option("--into", type=_FILE, default=QUESTIONS, show_default="自带题集", help="收下的题写进哪个题集。")
@click.option("--out", type=_FILE, help="候选题和审阅表放在哪个文件夹（默认与反馈文件同处）。")
@click.option("--accept", "accepted", multiple=True, metavar="ID", help="收下这些候选题（可多次，或用逗号分开）。")
@click.option("--reject", "rejected", multiple=True, metavar="ID", help="不收这些候选题，以后也不再列出。")
@click.pass_context
def review(
    context: click.Context,
    source: Path | None,
    into: Path,
    out: Path | None,
    accepted: tuple[str, ...],
    rejected: tuple[str, ...],
) -> None:
    """把使用中的反馈（赞、踩、改正的条款）变成候选题，由人审阅后收进题集。

    \b
    第一步  policy eval review              写 candidates.jsonl（候选题）和 review.md（审阅表）
    第二步  读审阅表，直接在 candidates.jsonl 里改题、补 gold 和 facts
    第三步  policy eval review --accept ID  核对后写进题集；--reject ID 不收
    """
    source = source or default_path()
    folder = out or source.parent
    given = context.obj if isinstance(context.obj, Examinee) else None
    corpus = load_corpus(load_register()) if given is None else given.corpus
    chosen, refused = _ids(accepted), _ids(rejected)
    if both := [name for name in chosen if name in refused]:
        raise UsageError(f"{'、'.join(both)} 同时要收又不收，请只选一样。")
    if chosen:
        accept(chosen, folder, into, corpus)
        click.echo(f"已收下 {len(chosen)} 题，写进 {into}。题集变了，请复核后运行 policy eval pin。")
    if refused:
        reject(refused, folder)
        click.echo(f"已不收 {len(refused)} 题。")
    if not (chosen or refused):
        done = prepare(source, folder, into, corpus)
        click.echo(f"反馈 {done.read} 条：新候选 {done.new} 题，待审 {done.waiting} 题，需人补条款 {done.open} 条。")
        for damaged in done.damaged:
            click.echo(damaged, err=True)
        click.echo(f"候选题 {done.candidates}\n审阅表 {done.sheet}")


@eval_command.command("train")
@click.option("--verdicts", is_flag=True, help="只拟合是否题的结论（几分钟）。")
@click.option("--facets", is_flag=True, help="只拟合「我的情况能得什么」的各段（几分钟）。")
def train_command(verdicts: bool, facets: bool) -> None:
    """在 learn 文件上重新拟合 assistant/learned/ 里的全部权重并写回，打印整份文件留出时的结果。"""
    try:
        # Here, for only fitting needs scikit-learn, which a plain installation may lack
        from eval.train import train, train_only_facets, train_only_verdicts
    except ModuleNotFoundError as error:
        raise UsageError(f"拟合权重要用 {error.name}，这里没有装。请在源码目录运行 make install。") from None
    if verdicts or facets:
        parts = [(verdicts, train_only_verdicts), (facets, train_only_facets)]
        click.echo("\n".join(fit() for wanted, fit in parts if wanted))
    else:
        click.echo(train())


@eval_command.command("rules")
@click.option("--room", "rooms", multiple=True, default=ROOMS, show_default=True, help="看哪些包里的式子（可多次）。")
@click.option("--never", is_flag=True, help="只列出从未触发的。")
@click.option("--as-of", callback=_day, metavar="YYYY-MM-DD", help="按这一天判断是否有效（默认今天）。")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON。")
def rules_command(rooms: tuple[str, ...], never: bool, as_of: date, as_json: bool) -> None:
    """每个式子的每个分支，在 learn、real-learn 和自带 dev 的题上触发几次，几次只靠它。

    \b
    例：
      policy eval rules --never
      policy eval rules --room assistant.answering --json
    """
    counts = [counted(one) for one in watched_over_questions(rooms, as_of)]
    if as_json:
        click.echo(json.dumps(rules_json(counts, never=never), ensure_ascii=False, indent=2))
        return
    for line in rules_told(counts, never=never):
        click.echo(line)


@eval_command.command("grants")
@click.option("--split", type=click.Choice(GRANT_SPLITS), default="dev", show_default=True, help="哪一部分文件。")
@click.option("--failures", type=int, default=0, metavar="N", help="列出前 N 行不全对的。")
@click.option("--fit", is_flag=True, help="先在 learn 文件上重新拟合 corpus/learned/grants.json。")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON。")
def grants_command(split: str, failures: int, fit: bool, as_json: bool) -> None:
    """谁得多少：标注过的行与读出的行逐项相比，按难在哪里和按文件给出。

    \b
    例：
      policy eval grants --split dev
      policy eval grants --split learn --failures 20
    """
    if fit:
        try:
            from eval.train_grants import train_grants  # here: only fitting needs scipy
        except ModuleNotFoundError as error:
            raise UsageError(f"拟合权重要用 {error.name}，这里没有装。请在源码目录运行 make install。") from None
        sets = [labelled("learn"), *([labelled("real-learn")] if os.environ.get(SETTING) else [])]
        click.echo("\n".join(train_grants(sets)), err=as_json)
    rows = examined_grants(split)
    if as_json:
        click.echo(json.dumps(grants_json(rows), ensure_ascii=False, indent=2))
        return
    for line in grants_told(rows, failures=failures):
        click.echo(line)


@eval_command.command("sentences")
@click.option("--split", type=click.Choice(SENTENCE_SPLITS), default="dev", show_default=True, help="哪一部分文件。")
@click.option("--failures", type=int, default=0, metavar="N", help="列出前 N 句判错的。")
@click.option("--fit", is_flag=True, help="先在 learn 的句子上重新拟合 assistant/learned/sentences.json。")
@click.option(
    "--judge", "judged", type=int, metavar="N", help="抽 N 句也问 POLICY_CHAT_URL 的模型有没有依据，与核对比较。"
)
@click.option("--json", "as_json", is_flag=True, help="输出 JSON。")
def sentences_command(split: str, failures: int, fit: bool, judged: int | None, as_json: bool) -> None:
    """对模型写的句子的核对：错的查出多少，对的误删多少，按哪一种错和按写的人给出。

    \b
    例：
      policy eval sentences --split dev --failures 20
    """
    if judged is not None:
        settings = settings_from(os.environ)
        if settings is None:
            raise UsageError(f"没有设置对话模型。请设置 {CHAT_URL} 和 {CHAT_MODEL}，或去掉 --judge。")
        for line in judged_lines(doubted_sentences(split, ChatJudge(settings), judged), settings.model):
            click.echo(line)
        return
    if fit:
        try:
            from eval.train_sentences import train_sentences  # here: only fitting needs scipy
        except ModuleNotFoundError as error:
            raise UsageError(f"拟合权重要用 {error.name}，这里没有装。请在源码目录运行 make install。") from None
        click.echo("\n".join(train_sentences()), err=as_json)
    ruled = examined_sentences(split)
    if as_json:
        click.echo(json.dumps(sentences_json(ruled), ensure_ascii=False, indent=2))
        return
    for line in told_lines(ruled, failures=failures):
        click.echo(line)


@eval_command.command("written")
@click.option(
    "--split", type=click.Choice(SENTENCE_SPLITS), default="dev", show_default=True, help="哪一部分文件的题。"
)
@click.option("--questions", "number", type=int, default=60, show_default=True, help="交给模型写的题数，各题型轮流。")
@click.option(
    "--out", type=_FILE, default=None, help="评测文件夹；已经写过的题不再问模型（默认 eval/runs/written-模型名）。"
)
@click.option("--as-of", callback=_day, default=SENTENCE_DAY.isoformat(), show_default=True, metavar="YYYY-MM-DD", help="按这一天判断是否有效。")  # fmt: skip
def written_command(split: str, number: int, out: Path | None, as_of: date) -> None:
    """让 POLICY_CHAT_URL 的模型写 --wide 的题：整篇保留、改过、换成原文各多少，核对之后留下的每一句配上条款供人读。

    \b
    例：
      policy eval written --split dev --questions 60
    """
    model = load_chat_model()
    wide = load_split(split)
    if model is None:
        raise UsageError(f"没有设置对话模型。请设置 {CHAT_URL} 和 {CHAT_MODEL}。")
    if wide is None:
        raise UsageError(f"这里没有 {split} 的题集，请换一个 --split。")
    folder = out or runs_folder() / f"written-{model.name}"
    found = []
    for one in written_over(wide, opened(wide, load_encoder()), Recorded(model, folder / TEXTS), number, as_of):
        found.append(one)
        save_written(folder, found, model.name)  # after each: a slow model may be stopped at any time
    for line in told_written(found, model.name):
        click.echo(line)
    click.echo(f"留下的每一句配着条款在 {folder / READ}，请人读。")


@eval_command.command("sums")
@click.option(
    "--split", type=click.Choice(("learn", "dev", "judge")), default="dev", show_default=True, help="哪一部分文件。"
)
@click.option("--failures", type=int, default=0, metavar="N", help="列出前 N 道算错或没有说明的。")
@click.option("--fit", is_flag=True, help="先在 learn 文件上重新拟合 assistant/learned/sums.json。")
def sums_command(split: str, failures: int, fit: bool) -> None:
    """要算的题：算对、算错、如实说明为什么算不出各多少。

    \b
    例：
      policy eval sums --split dev --failures 20
      policy eval sums --fit
    """
    wide = load_split(split)
    if wide is None:
        raise UsageError(f"没有 {split} 的文件，请换一个 --split。")
    if fit:
        try:
            from eval.train_sums import train_sums  # here: only fitting needs scipy
        except ModuleNotFoundError as error:
            raise UsageError(f"拟合权重要用 {error.name}，这里没有装。请在源码目录运行 make install。") from None
        click.echo("\n".join(train_sums([learned for learned in [load_split("learn")] if learned is not None])))
    encoder = load_encoder()
    found = list(examined_sums(Examiner(encoder, Vectors(encoder)), wide))
    for line in sums_told(found, failures):
        click.echo(line)


@eval_command.command("match")
@click.option("--split", type=click.Choice(("learn",)), default="learn", show_default=True, help="哪一部分文件。")
@click.option("--failures", type=int, default=0, metavar="N", help="列出前 N 个给错或漏掉的故事。")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON。")
def match_command(split: str, failures: int, as_json: bool) -> None:
    """我能享受什么：讲一段自己的情况，给出的行里有多少不适用，适用的行里找到多少。

    \b
    例：
      policy eval match --failures 20
    """
    wide, stories = load_split(split), load_stories(split)
    if wide is None or not stories:
        raise UsageError(f"没有 {split} 的文件或 stories.jsonl，请换一个 --split。")
    found = list(examined_stories(wide, stories, progress=not as_json))
    if as_json:
        click.echo(json.dumps(match_json(found), ensure_ascii=False, indent=2))
        return
    for line in match_told(found, failures):
        click.echo(line)


def _ids(given: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(name.strip() for word in given for name in word.split(",") if name.strip()))


def _opened(
    context: click.Context, set_file: Path, split: str, engine: str = "extractive"
) -> tuple[Examinee, list[Question]]:
    """The questions of `split`, checked before the model is loaded, and who is examined."""
    given = context.obj if isinstance(context.obj, Examinee) else None
    corpus = load_corpus(load_register()) if given is None else given.corpus
    questions = [one for one in load_questions(set_file, corpus) if split in (one.split, "all")]
    if not questions:
        raise UsageError(f"{set_file} 里没有 split 是 {split} 的题，请换一个 --split。")
    return given or open_examinee(engine), questions


def _as_json(run: Run, folder: Path, difference: Comparison | None) -> dict[str, Any]:
    result: dict[str, Any] = {
        "folder": str(folder),
        "conditions": asdict(run.conditions),
        "questions": len(run.scored),
        "summary": summary_to_json(run.scored),
        "failures": [one.question.id for one in run.scored if not one.passed],
    }
    if difference is not None:
        result["gained"] = [after.question.id for _, after in difference.gained]
        result["lost"] = [after.question.id for _, after in difference.lost]
        result["changes"] = [asdict(change) for change in difference.changes]
    return result
