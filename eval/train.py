"""`policy eval train`: fits everything under `assistant/learned/` on the learn documents, and reports it on documents left out.

Questions come from the wide set's learn split, from real documents where POLICY_WIDE_REAL names them, and from the dev
questions on the product's own documents. What is learned from one document is never judged on it: all figures come
from folds of whole documents. Nothing is fitted on dev or judge of the wide set.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize  # type: ignore[import-untyped]
from sklearn.ensemble import GradientBoostingClassifier  # type: ignore[import-untyped]
from sklearn.feature_extraction.text import CountVectorizer  # type: ignore[import-untyped]
from sklearn.linear_model import LogisticRegression  # type: ignore[import-untyped]
from sklearn.metrics import roc_auc_score  # type: ignore[import-untyped]
from tqdm import tqdm

import assistant.learned as learned_room
from assistant.ask import Assistant
from assistant.deciding.answerable import WEIGHED, answerable_features, both
from assistant.learned.models import (
    LINEAR,
    TREES,
    GramModel,
    LinearModel,
    Models,
    Node,
    TreeModel,
    gram_json,
    grams,
    linear_json,
    tree_json,
)
from assistant.library import Library
from assistant.proposing.features import JUDGED, RANKED, SENTENCED, judged, sentences_seen
from assistant.proposing.retrieve import propose
from assistant.reading.query import Query, understand
from corpus.measure import Span
from corpus.parse import load_corpus
from corpus.register import load_register
from eval import train_verdict
from eval.examinee import QUESTIONS
from eval.metrics import recall_at, reciprocal_rank
from eval.questions import load_questions, resolve
from eval.wide.build import Pool, Vectors, chunks, corpus_of, groups_of, open_over, read_pool
from eval.wide.examine import Gold, asked_over, located
from eval.wide.set import Snippet, WideSet, load_split
from index.encoder import Encoder, load_encoder
from index.measure_index import EVIDENCE_WORDS

FOLDER = Path(str(learned_room.__file__)).parent
FOLDS = 5
SIZES = (3, 30)  # documents of one corpus while fitting: what is learned must hold on a shelf of any size
SURE_OF = 3  # the best clauses that are judged
LEAST_TEXTS = 4  # a stretch of characters that fewer texts hold is noise
GRAM_STRENGTH = 0.2  # how freely the weights of stretches may grow (C of scikit-learn)
RANKING_PENALTY = 5.0
SURE_STRENGTH = 0.1
# Small trees, many of them, each on a part of the questions and of the features (names as scikit-learn's)
FOREST = {
    "n_estimators": 150, "learning_rate": 0.06, "max_leaf_nodes": 8, "min_samples_leaf": 20, "subsample": 0.6,
    "max_features": 0.3, "random_state": 0,
}  # fmt: skip
BY_COSINE = ("cosine",)
# The kinds of questions that ask for one kind of fact; stories, comparisons and refusals teach nothing of it
FACTS = {
    "amount": "amount", "arithmetic": "amount", "table": "amount", "conditions": "conditions", "materials": "materials",
    "procedure": "procedure", "deadline": "deadline", "contact": "contact", "department": "department",
    "validity": "validity", "clause": "clause", "definition": "definition",
}  # fmt: skip
Matrix = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Case:
    """One question with what was proposed for it: `right` says of each row whether the clause answers."""

    id: str
    text: str
    shelf: str
    lot: str  # the document, or the group of documents, that must be left out together
    answerable: bool
    found: Matrix  # (candidates, RANKED)
    right: NDArray[np.bool_]
    gold: frozenset[str]
    ids: tuple[str, ...]
    judge: Callable[[Sequence[int]], Matrix]
    asked: Matrix  # how likely it asks for each kind of fact
    sentences: tuple[tuple[Matrix, NDArray[np.bool_]], ...]  # of each gold clause of several: which carry the answer


@dataclass(frozen=True, slots=True)
class Example:
    """A text with the kind of fact it asks for, or states."""

    text: str
    kind: str
    lot: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of any set with the ids of the units that answer it, and the corpus it is asked over."""

    id: str
    text: str
    lot: str
    answerable: bool
    gold: frozenset[str]
    right: frozenset[str]
    assistant: Assistant
    shelf: str  # the set, and how many documents stand beside its own
    spans: Mapping[str, tuple[Span, ...]]  # where the gold words stand, by unit


def train(folder: Path = FOLDER) -> str:
    """Fit all models, write them to `folder`, and return the report, figures of documents left out."""
    encoder = load_encoder()
    sets = [wide for name in ("learn", "real-learn") if (wide := load_split(name)) is not None]
    lots = {wide.name: lots_of(wide) for wide in sets}
    questions, sentences = examples_of(sets, lots)
    folds = sorted({example.lot for example in (*questions, *sentences)})
    fold_of = {lot: place % FOLDS for place, lot in enumerate(sorted(folds, key=_by_hash))}
    asked = [*_of_sets(sets, lots, encoder), *_of_own(encoder)]
    grams_without = [
        (fit_grams([e for e in questions if fold_of[e.lot] != fold]), fit_grams([e for e in sentences if fold_of[e.lot] != fold]))
        for fold in range(FOLDS)
    ]  # fmt: skip
    whole = fit_grams(questions), fit_grams(sentences)
    cases = [
        case_of(one, *(grams_without[fold_of[one.lot]] if one.lot in fold_of else whole))
        for one in tqdm(asked, desc="特征", unit="题")
    ]
    place = [fold_of.get(case.lot, _by_hash(case.lot)[0] % FOLDS) for case in cases]
    rankings = [fit_ranking([c for c, at in zip(cases, place, strict=True) if at != fold]) for fold in range(FOLDS)]
    ranking = fit_ranking(cases)
    report = [f"{len(asked)} 题，{len(fold_of)} 组文件；下列数字都来自整份文件留出的 {FOLDS} 折。"]
    report += _gram_report(questions, sentences, fold_of)
    report += _ranking_report(cases, place, rankings)
    words = tuple(name for name in JUDGED if name not in BY_COSINE)
    best = [_order(case, rankings[at])[:SURE_OF] for case, at in zip(cases, place, strict=True)]
    sure, by_words = (_fit_sure(cases, best, names) for names in (JUDGED, words))
    answerable, trees, lines = _fit_answerable(cases, place, rankings, WEIGHED)
    report += lines
    names = tuple(name for name in WEIGHED if name not in BY_COSINE)
    without, trees_without, lines = _fit_answerable(cases, place, rankings, names)
    report += ["不用余弦：", *lines]
    sentence, lines = _fit_sentence(cases, place)
    report += lines
    made = Models(*whole, ranking, sure, by_words, answerable, without, sentence, trees, trees_without)
    report += fit_verdicts(sets, lots, folder)
    write(made, folder, fingerprint(sets), report)
    return "\n".join(report)


def fit_verdicts(sets: Sequence[WideSet], lots: dict[str, dict[str, str]], folder: Path = FOLDER) -> list[str]:
    """Fit what says yes or no, write it, and return its report. Needs no encoder: a second."""
    made, report = train_verdict.train_verdicts(
        sets,
        lots,
        lambda lot: _by_hash(lot)[0] % FOLDS,
        FOLDS,
        lambda texts: fit_grams([Example(text, kind, "") for text, kind in texts]),
    )
    train_verdict.write(made, report, fingerprint(sets), folder)
    return report


def lots_of(wide: WideSet) -> dict[str, str]:
    """File name -> the name of the group that must be left out together."""
    groups = groups_of([path.name for path in wide.files], (question.files for question in wide.questions))
    return {name: f"{wide.name}/{group[0]}" for group in groups for name in group}


def examples_of(sets: Sequence[WideSet], lots: dict[str, dict[str, str]]) -> tuple[list[Example], list[Example]]:
    """Questions with the kind they ask for, and gold sentences with the kind of question they answer."""
    questions, sentences = [], []
    for wide in sets:
        for one in wide.questions:
            kind = FACTS.get(one.kind)
            if kind is None or one.file is None or one.language != "zh":
                continue
            lot = lots[wide.name][one.file]
            questions.append(Example(one.question, kind, lot))
            sentences += [Example(gold.snippet, kind, lot) for gold in one.gold]
    return questions, sentences


def fit_grams(examples: Sequence[Example]) -> GramModel:
    """Which stretches of characters tell the kinds apart."""
    counter = CountVectorizer(analyzer=lambda text: sorted(grams(text)), binary=True, min_df=LEAST_TEXTS)
    matrix = counter.fit_transform([example.text for example in examples])
    model = LogisticRegression(C=GRAM_STRENGTH, max_iter=400).fit(matrix, [example.kind for example in examples])
    coefficients, bias = model.coef_.astype(float), model.intercept_.astype(float)
    if len(model.classes_) == 2:  # of two classes scikit-learn keeps the weights of the second only
        coefficients, bias = np.vstack([-coefficients, coefficients]) / 2, np.concatenate([-bias, bias]) / 2
    weights = {gram: coefficients[:, column] for gram, column in counter.vocabulary_.items()}
    return GramModel(tuple(map(str, model.classes_)), bias, weights)


def case_of(one: Asked, asked: GramModel, told: GramModel) -> Case:
    """What is proposed for a question, seen with models that did not learn from its document."""
    blank = LinearModel((), np.zeros(0), np.zeros(0), np.zeros(0))
    library = one.assistant.library
    stump = TreeModel((), 0.0, ())
    trial = library.with_models(Models(asked, told, blank, blank, blank, blank, blank, blank, stump, stump))
    query = understand(one.text, trial.catalogue, trial.vocabulary)
    found = propose(trial, query, np.ones(len(library.index.units), dtype=bool))
    ids = tuple(library.index.units[row].id for row in found.rows.tolist())
    values = judged(trial, query, found, range(len(ids)))
    right = np.array([name in one.right for name in ids], dtype=bool)
    return Case(
        one.id,
        one.text,
        one.shelf,
        one.lot,
        one.answerable,
        found.values,
        right,
        one.gold,
        ids,
        lambda rows: values[list(rows)],
        asked.probabilities(one.text),
        tuple(_sentences_of(trial, query, one)),
    )


def _sentences_of(library: Library, query: Query, one: Asked) -> Iterator[tuple[Matrix, NDArray[np.bool_]]]:
    rows = {unit.id: row for row, unit in enumerate(library.index.units) if unit.id in one.spans}
    for name, row in rows.items():
        spans, values = sentences_seen(library, query, row)
        right = np.array([any(span.overlaps(gold) for gold in one.spans[name]) for span in spans], dtype=bool)
        if len(spans) > 1 and right.any():
            yield values, right


def fit_ranking(cases: Sequence[Case]) -> LinearModel:
    """Weights under which a right clause gets the largest share of a softmax over what was proposed."""
    used = [(case.found, case.right) for case in cases if case.answerable and case.right.any()]
    return fit_choice(used, RANKED)


def fit_choice(used: Sequence[tuple[Matrix, NDArray[np.bool_]]], names: Sequence[str]) -> LinearModel:
    """Weights that choose: of each group of rows, the right ones get the largest share of a softmax."""
    values = np.vstack([rows for rows, _ in used])
    mean, scale = values.mean(0), _scale(values)
    rows = (values - mean) / scale
    right = np.concatenate([labels for _, labels in used]).astype(float)
    lengths = np.array([len(labels) for _, labels in used])
    starts = np.concatenate([[0], np.cumsum(lengths)[:-1]])

    def loss(weights: Matrix) -> tuple[float, Matrix]:
        scores = rows @ weights
        raised = np.exp(scores - np.repeat(np.maximum.reduceat(scores, starts), lengths))
        every, good = np.add.reduceat(raised, starts), np.add.reduceat(raised * right, starts)
        difference = raised / np.repeat(every, lengths) - raised * right / np.repeat(good, lengths)
        value = float((np.log(every) - np.log(good)).sum() + RANKING_PENALTY * (weights @ weights) / 2)
        return value, rows.T @ difference + RANKING_PENALTY * weights

    weights = minimize(loss, np.zeros(rows.shape[1]), jac=True, method="L-BFGS-B").x
    return LinearModel(tuple(names), mean, scale, weights)


def _fit_sure(cases: Sequence[Case], best: Sequence[Sequence[int]], names: Sequence[str]) -> LinearModel:
    """Whether a clause answers: of the best clauses of each question, ranked by weights that had not seen its document."""
    columns = [JUDGED.index(name) for name in names]
    values = [case.judge(rows)[:, columns] for case, rows in zip(cases, best, strict=True)]
    right = [case.right[list(rows)] & case.answerable for case, rows in zip(cases, best, strict=True)]
    return _logistic(values, right, names)


def _fit_answerable(
    cases: Sequence[Case], place: Sequence[int], rankings: Sequence[LinearModel], names: Sequence[str]
) -> tuple[LinearModel, TreeModel, list[str]]:
    """Whether anything answers, and the report of it with whole documents left out."""
    columns = [WEIGHED.index(name) for name in names]
    values, labels = [], []
    for case, at in zip(cases, place, strict=True):
        order = _order(case, rankings[at])
        scores = rankings[at].scores(case.found)[order].tolist()
        values.append(answerable_features(case.judge(order[:1])[0], scores, case.asked, case.text).reshape(1, -1))
        labels.append(np.array([case.answerable]))

    def fitted(rows: Sequence[Matrix], right: Sequence[NDArray[np.bool_]]) -> tuple[LinearModel, TreeModel]:
        used = [row[:, columns] for row in rows]
        return _logistic(used, right, names), _boosted(used, right, names)

    sure = [0.0] * len(cases)
    for fold in range(FOLDS):
        kept = [number for number, at in enumerate(place) if at != fold]
        linear, trees = fitted([values[n] for n in kept], [labels[n] for n in kept])
        for number in (number for number, at in enumerate(place) if at == fold):
            sure[number] = both(linear, trees, values[number])
    return *fitted(values, labels), _sure_report(cases, sure)


def _fit_sentence(cases: Sequence[Case], place: Sequence[int]) -> tuple[LinearModel, list[str]]:
    """Which sentence of a clause carries the answer, and how often the first one does, with whole documents left out."""
    groups = [(group, at) for case, at in zip(cases, place, strict=True) for group in case.sentences]
    first, by_cosine = [], []
    for fold in range(FOLDS):
        model = fit_choice([group for group, at in groups if at != fold], SENTENCED)
        for values, right in (group for group, at in groups if at == fold):
            first.append(bool(right[int(model.scores(values).argmax())]))
            by_cosine.append(bool(right[int((values[:, 0] + EVIDENCE_WORDS * values[:, 2]).argmax())]))
    told = f"句子：首句正确 {np.mean(first):.3f}（只按余弦和词 {np.mean(by_cosine):.3f}），{len(first)} 个多句的条款"
    return fit_choice([group for group, _ in groups], SENTENCED), [told]


def _logistic(values: Sequence[Matrix], right: Sequence[NDArray[np.bool_]], names: Sequence[str]) -> LinearModel:
    rows, labels = np.vstack(values), np.concatenate(right)
    mean, scale = rows.mean(0), _scale(rows)
    model = LogisticRegression(C=SURE_STRENGTH, max_iter=2_000).fit((rows - mean) / scale, labels)
    return LinearModel(tuple(names), mean, scale, model.coef_[0].astype(float), float(model.intercept_[0]))


def _boosted(values: Sequence[Matrix], right: Sequence[NDArray[np.bool_]], names: Sequence[str]) -> TreeModel:
    """Gradient boosting: each tree learns what those before it got wrong."""
    rows, labels = np.vstack(values), np.concatenate(right)
    fitted = GradientBoostingClassifier(**FOREST).fit(rows, labels)
    start = float(np.log(labels.mean() / (1 - labels.mean())))
    trees = [_nodes(each.tree_, FOREST["learning_rate"]) for each in fitted.estimators_[:, 0]]
    return TreeModel(tuple(names), start, tuple(trees))


def _nodes(tree: Any, rate: float) -> tuple[Node, ...]:
    """A fitted tree of scikit-learn; a fork adds the mean of its leaves, by how many questions come to each."""
    adds = (tree.value[:, 0, 0] * rate).tolist()
    for at in reversed(range(tree.node_count)):  # children stand behind their parents
        left, right = tree.children_left[at], tree.children_right[at]
        if left >= 0:
            count = tree.n_node_samples
            adds[at] = (adds[left] * count[left] + adds[right] * count[right]) / count[at]
    return tuple(
        (int(tree.feature[at]) if tree.children_left[at] >= 0 else -1, float(tree.threshold[at]),
         int(tree.children_left[at]), int(tree.children_right[at]), adds[at])
        for at in range(tree.node_count)
    )  # fmt: skip


def _order(case: Case, model: LinearModel) -> list[int]:
    return [int(place) for place in np.argsort(-model.scores(case.found), kind="stable")]


def _scale(values: Matrix) -> Matrix:
    deviation: Matrix = values.std(0)
    return np.where(deviation > 1e-9, deviation, 1.0)


# ---------------------------------------------------------------- the questions


def _of_sets(sets: Sequence[WideSet], lots: dict[str, dict[str, str]], encoder: Encoder) -> Iterator[Asked]:
    vectors = Vectors(encoder)
    for wide in sets:
        pool = read_pool(wide.files)
        groups = groups_of([path.name for path in wide.files], (question.files for question in wide.questions))
        over = [pair for size in SIZES for pair in asked_over(chunks(groups, (), size), wide.questions)]
        for chunk, questions in over:
            if not questions:
                continue
            opened = open_over(corpus_of(pool, chunk.files), encoder, vectors)
            for one in questions:
                gold = [located(each, pool) for each in one.gold]
                also = [located(each, pool) for each in one.also_ok]
                wanted = frozenset(name for each in gold for name in each.ids)
                right = wanted | {name for each in also for name in each.ids}
                lot = lots[wide.name].get(one.file or "", f"{wide.name}/{one.id}")
                spans = _spans(one.gold, gold, pool)
                shelf = f"{wide.name}@{len(chunk.files) if len(chunk.files) > SIZES[0] else SIZES[0]}"
                yield Asked(one.id, one.question, lot, one.status == "answered", wanted, right, opened, shelf, spans)


def _spans(snippets: Sequence[Snippet], gold: Sequence[Gold], pool: Pool) -> dict[str, tuple[Span, ...]]:
    found: dict[str, tuple[Span, ...]] = {}
    for snippet, each in zip(snippets, gold, strict=True):
        if each.ids:
            spans = tuple(pool.shelved[snippet.file].squeezed.spans_of(snippet.snippet))
            found[each.ids[0]] = (*found.get(each.ids[0], ()), *spans)
    return found


def _of_own(encoder: Encoder) -> Iterator[Asked]:
    """The dev questions on the documents that come with the product, those that stand alone."""
    corpus = load_corpus(load_register())
    opened = open_over(corpus, encoder, Vectors(encoder))
    for one in load_questions(QUESTIONS, corpus):
        if one.split != "dev" or one.history or one.status == "clarify" or one.kind == "clause_number":
            continue
        gold = frozenset(resolve(each, corpus).id for each in one.gold)
        right = gold | {resolve(each, corpus).id for each in one.also_ok}
        lot = f"own/{one.gold[0].document}" if one.gold else f"own/{one.id}"
        spans = {}
        for each in one.gold:
            unit = resolve(each, corpus)
            at = unit.text.find(each.snippet)
            if at >= 0:
                spans[unit.id] = (Span(unit.span.start + at, unit.span.start + at + len(each.snippet)),)
        yield Asked(one.id, one.question, lot, one.status == "answered", gold, right, opened, "own", spans)


def fingerprint(sets: Sequence[WideSet]) -> dict[str, str]:
    """What the weights were fitted on: the sha256 of each set of questions."""
    found = {wide.name: wide.fingerprint for wide in sets}
    return found | {"own": hashlib.sha256(QUESTIONS.read_bytes()).hexdigest()}


def _by_hash(lot: str) -> bytes:
    return hashlib.sha256(lot.encode()).digest()


# ---------------------------------------------------------------- the report


def _gram_report(questions: Sequence[Example], sentences: Sequence[Example], fold_of: dict[str, int]) -> list[str]:
    lines = []
    for what, examples in (("问什么", questions), ("句子答什么", sentences)):
        right = 0
        for fold in range(FOLDS):
            model = fit_grams([e for e in examples if fold_of[e.lot] != fold])
            for example in (e for e in examples if fold_of[e.lot] == fold):
                right += model.classes[int(model.probabilities(example.text).argmax())] == example.kind
        lines.append(f"{what}（{len(model.classes)} 类）：{right / len(examples):.3f}，{len(examples)} 例")
    return lines


def _ranking_report(cases: Sequence[Case], place: Sequence[int], rankings: Sequence[LinearModel]) -> list[str]:
    lines = []
    for name in dict.fromkeys(case.shelf for case in cases):
        first, recall, ranks = [], [], []
        for case, at in zip(cases, place, strict=True):
            if case.shelf == name and case.answerable and case.gold:
                ids = [case.ids[row] for row in _order(case, rankings[at])]
                good = {one for one, right in zip(case.ids, case.right, strict=True) if right}
                first.append(bool(ids) and ids[0] in good)
                recall.append(recall_at(5, ids, case.gold) or 0.0)
                ranks.append(reciprocal_rank(ids, good) or 0.0 if good else 0.0)
        if first:
            lines.append(
                f"排序 {name}：首条正确 {np.mean(first):.3f}，MRR {np.mean(ranks):.3f}，R@5 {np.mean(recall):.3f}，{len(first)} 题"
            )
    return lines


def _sure_report(cases: Sequence[Case], sure: Sequence[float]) -> list[str]:
    lines = []
    for name in dict.fromkeys(case.shelf for case in cases):
        known = [(s, c.answerable) for c, s in zip(cases, sure, strict=True) if c.shelf == name and s == s]
        scores, labels = np.array([s for s, _ in known]), np.array([a for _, a in known])
        if labels.all() or not labels.any():
            continue
        cuts = "；".join(
            f"{cut:.1f}：误拒 {np.mean(scores[labels] < cut):.2f} 误答 {np.mean(scores[~labels] >= cut):.2f}"
            for cut in (0.3, 0.4, 0.5, 0.6)
        )
        lines.append(f"拒答 {name}：AUC {roc_auc_score(labels, scores):.3f}；{cuts}")
    return lines


def write(made: Models, folder: Path, fitted_on: dict[str, str], report: Sequence[str]) -> None:
    """All models as JSON, each with what it was fitted on and how it does on documents left out."""
    told = {"fitted_on": fitted_on, "report": list(report)}
    contents = {
        "asked": gram_json(made.asked),
        "told": gram_json(made.told),
        "ranking": linear_json(made.ranking) | told,
    } | {name: linear_json(getattr(made, name)) | told for name in LINEAR if name != "ranking"}
    contents |= {name: tree_json(getattr(made, name)) | told for name in TREES}
    for name, content in contents.items():
        wide = content.keys() & {"weights", "trees"}
        text = json.dumps(content, ensure_ascii=False, indent=None if wide else 1)
        if wide:
            text = text.replace("]], " if "trees" in content else "], ", "]],\n" if "trees" in content else "],\n")
        (folder / f"{name}.json").write_text(text + "\n", encoding="utf-8")
