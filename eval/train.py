"""`policy eval train`: fits everything under `assistant/learned/` on the learn documents, and reports it on documents left out.

Questions come from the wide set's learn split, from real documents where POLICY_WIDE_REAL names them, and from the dev
questions on the product's own documents. What is learned from one document is never judged on it: all figures come
from folds of whole documents. Nothing is fitted on dev or judge of the wide set.
"""

from __future__ import annotations

import hashlib
import json
import multiprocessing
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date
from itertools import repeat
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize  # type: ignore[import-untyped]
from sklearn.feature_extraction.text import CountVectorizer  # type: ignore[import-untyped]
from sklearn.linear_model import LogisticRegression  # type: ignore[import-untyped]
from sklearn.metrics import roc_auc_score  # type: ignore[import-untyped]
from tqdm import tqdm

import assistant.learned as learned_room
from assistant.ask import Assistant
from assistant.deciding.answerable import WEIGHED, answerable_features
from assistant.learned.models import (
    LINEAR,
    TREES,
    GramModel,
    LinearModel,
    Models,
    TreeModel,
    both,
    gram_json,
    grams,
    linear_json,
    tree_json,
)
from assistant.library import Library
from assistant.proposing.features import ANSWERED, JUDGED, RANKED, REFUSED, SENTENCED, judged, sentences_seen
from assistant.proposing.retrieve import propose
from assistant.reading.query import Query, understand
from assistant.reading.unmet import unmet
from corpus.measure import Span
from corpus.parse import load_corpus
from corpus.places.gazetteer import places_in
from corpus.register import load_register
from eval import train_clause, train_facets, train_verdict
from eval.boosted import boosted
from eval.examinee import QUESTIONS
from eval.metrics import recall_at, reciprocal_rank
from eval.questions import load_questions, resolve
from eval.train_meaning import Shown, Taught, first_right, fit_maps, taught_of, write_maps
from eval.train_sentences import train_sentences
from eval.wide.build import Pool, Vectors, chunks, corpus_of, groups_of, open_over, read_pool
from eval.wide.examine import Gold, asked_over, located
from eval.wide.set import Snippet, WideSet, load_split
from index.encoder import Encoder, load_encoder
from index.mapped import Maps
from index.measure_index import EVIDENCE_WORDS
from index.tokens import char_ngrams

FOLDER = Path(str(learned_room.__file__)).parent
FOLDS = 5
SIZES = (3, 30)  # documents of one corpus while fitting: what is learned must hold on a shelf of any size
PAIRED = (
    0.25  # what a question of a pair counts in telling what to refuse: half of them are to be refused, and all are hard
)
# What a question about a real document counts (the five of the product and real-learn): they are few, and what is learned is for them
REAL = 2.0
REAL_SETS = frozenset({"real-learn"})
WORKERS = 2
SURE_OF = 3  # the best clauses that are judged
LEAST_TEXTS = 4  # a stretch of characters that fewer texts hold is noise
GRAM_STRENGTH = 0.2  # how freely the weights of stretches may grow (C of scikit-learn)
RANKING_PENALTY = 5.0
SURE_STRENGTH = 0.1
BY_COSINE = ("cosine", "nearness", "whole × nearness")
# The kinds of questions that ask for one kind of fact; stories, comparisons and refusals teach nothing of it
FACTS = {
    "amount": "amount", "arithmetic": "amount", "table": "amount", "conditions": "conditions", "materials": "materials",
    "procedure": "procedure", "deadline": "deadline", "contact": "contact", "department": "department",
    "validity": "validity", "clause": "clause", "definition": "definition",
}  # fmt: skip
OWN_FACTS = ("amount", "department")  # kinds of the own questions that ask for one kind of fact
Matrix = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Case:
    """One question with what was proposed for it: `right` says of each row whether the clause answers."""

    id: str
    text: str  # what is searched for, as the product reads it
    shelf: str
    lot: str  # the document, or the group of documents, that must be left out together
    answerable: bool
    found: Matrix  # (candidates, RANKED)
    right: NDArray[np.bool_]
    gold: frozenset[str]
    ids: tuple[str, ...]
    judged: Matrix  # (candidates, JUDGED)
    asked: Matrix  # how likely it asks for each kind of fact
    sentences: tuple[tuple[Matrix, NDArray[np.bool_]], ...]  # of each gold clause of several: which carry the answer
    weight: float  # how much it counts in telling what to refuse


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
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Job:
    """A part of the questions for one process: a set of documents, `size` of them beside each other; or the product's own."""

    name: str
    size: int


@dataclass(frozen=True, slots=True)
class Reading:
    """What reads texts: the models over stretches of characters (asked, told, left), and the maps of meaning."""

    grams: Sequence[GramModel]
    maps: Maps


@dataclass(frozen=True, slots=True)
class Readings:
    """What reads texts: of each fold what did not learn from its documents, and of all."""

    fold_of: Mapping[str, int]  # lot -> fold
    without: Sequence[Reading]
    whole: Reading

    def unseen(self, lot: str) -> Reading:
        """What did not learn from the documents of `lot`."""
        return self.without[self.fold_of[lot]] if lot in self.fold_of else self.whole


SETS = ("learn", "real-learn")
AS_OF = date(2026, 11, 29)  # the day on which the questions are asked
OWN = "own"


def train(folder: Path = FOLDER, workers: int = WORKERS) -> str:
    """Fit all models, write them to `folder`, and return the report, figures of documents left out.

    `workers` processes gather the features, each with an encoder of its own (0.3 GB).
    """
    sets = [wide for name in SETS if (wide := load_split(name)) is not None]
    lots = {wide.name: lots_of(wide) for wide in sets}
    questions, sentences = (wide + own for wide, own in zip(examples_of(sets, lots), own_examples(), strict=True))
    kinds = (questions, sentences, lefts_of(sets, lots))
    folds = sorted({example.lot for kind in kinds for example in kind})
    fold_of = {lot: place % FOLDS for place, lot in enumerate(sorted(folds, key=_by_hash))}
    whole = [fit_grams(kind) for kind in kinds]
    unseen = [
        [fit_grams([each for each in kind if fold_of[each.lot] != fold]) for kind in kinds] for fold in range(FOLDS)
    ]
    maps, without, told = fit_meaning(sets, lots, fold_of)
    readings = Readings(fold_of, list(map(Reading, unseen, without)), Reading(whole, maps))
    jobs = [*(Job(wide.name, size) for size in reversed(SIZES) for wide in sets), Job(OWN, 0)]
    with ProcessPoolExecutor(workers, multiprocessing.get_context("spawn")) as pool:
        cases = [case for found in pool.map(gather, jobs, repeat(readings)) for case in found]
    place = [fold_of.get(case.lot, _by_hash(case.lot)[0] % FOLDS) for case in cases]
    rankings = [fit_ranking([c for c, at in zip(cases, place, strict=True) if at != fold]) for fold in range(FOLDS)]
    ranking = fit_ranking(cases)
    report = [f"{len(cases)} 题，{len(fold_of)} 组文件；下列数字都来自整份文件留出的 {FOLDS} 折。"]
    report += [told, *_gram_report(questions, sentences, fold_of)]
    report += _ranking_report(cases, place, rankings)
    words = tuple(name for name in JUDGED if name not in BY_COSINE)
    best = [_order(case, rankings[at])[:SURE_OF] for case, at in zip(cases, place, strict=True)]
    sure, by_words = (_fit_sure(cases, best, names) for names in (JUDGED, words))
    answerable, trees, lines = _fit_answerable(cases, place, rankings, WEIGHED)
    report += lines
    names = tuple(name for name in WEIGHED if name not in BY_COSINE)
    plain, trees_plain, lines = _fit_answerable(cases, place, rankings, names)
    report += ["不用余弦：", *lines]
    sentence, lines = _fit_sentence(cases, place)
    report += lines
    made = Models(
        whole[0], whole[1], whole[2], ranking, sure, by_words, answerable, plain, sentence, trees, trees_plain, maps
    )
    report += train_sentences(folder)
    write(made, folder, fingerprint(sets), report)
    report += fit_verdicts(sets, lots, folder)
    report += fit_facets(sets, lots, folder)
    return "\n".join(report)


def fit_meaning(
    sets: Sequence[WideSet], lots: dict[str, dict[str, str]], fold_of: Mapping[str, int]
) -> tuple[Maps, list[Maps], str]:
    """The maps of meaning of all documents, of each fold those of the others, and how often the nearest clause is right then."""
    encoder = load_encoder()
    taught: list[Taught] = []
    shown: dict[str, Shown] = {}
    for wide in sets:
        more, documents = taught_of(wide, lots[wide.name], encoder)
        taught += more
        shown |= documents
    place = [fold_of.get(one.lot, _by_hash(one.lot)[0] % FOLDS) for one in taught]
    without, before, after = [], 0.0, 0.0
    none = np.zeros((len(taught[0].question),) * 2, dtype=np.float32)
    for fold in tqdm(range(FOLDS), desc="近似", unit="折"):
        without.append(fit_maps([one for one, at in zip(taught, place, strict=True) if at != fold], shown))
        own = [one for one, at in zip(taught, place, strict=True) if at == fold]
        before += len(own) * first_right(own, shown, Maps(none, none))
        after += len(own) * first_right(own, shown, without[-1])
    told = f"最近的一条就是答案（只在本文件里比）：{before / len(taught):.3f} → {after / len(taught):.3f}，{len(taught)} 题"
    return fit_maps(taught, shown), without, told


def train_only_verdicts(folder: Path = FOLDER) -> str:
    """Fit what says yes or no and nothing else: minutes instead of half an hour."""
    sets = [wide for name in SETS if (wide := load_split(name)) is not None]
    return "\n".join(fit_verdicts(sets, {wide.name: lots_of(wide) for wide in sets}, folder))


def train_only_facets(folder: Path = FOLDER) -> str:
    """Fit which clauses answer what somebody tells of himself, and nothing else: minutes."""
    sets = [wide for name in SETS if (wide := load_split(name)) is not None]
    return "\n".join(fit_facets(sets, {wide.name: lots_of(wide) for wide in sets}, folder))


def fit_facets(sets: Sequence[WideSet], lots: dict[str, dict[str, str]], folder: Path = FOLDER) -> list[str]:
    """Fit which clauses answer what somebody tells of himself, write it, and return its report; `sure` is as it stands in its file."""
    made, _, report = train_facets.train_facets(
        sets, lots, load_encoder(), AS_OF, lambda lot: _by_hash(lot)[0] % FOLDS, FOLDS
    )
    train_facets.write(made, report, fingerprint(sets), folder)
    return report


def fit_verdicts(sets: Sequence[WideSet], lots: dict[str, dict[str, str]], folder: Path = FOLDER) -> list[str]:
    """Fit what says yes or no, of sentences and of clauses, write it, and return its report.

    The product is asked as it stands in its files: what it is sure of comes from the weights there.
    """
    marks = fingerprint(sets)

    def fold_of(lot: str) -> int:
        return _by_hash(lot)[0] % FOLDS

    made, unseen, report = train_verdict.train_verdicts(
        sets,
        lots,
        fold_of,
        FOLDS,
        lambda texts: fit_grams([Example(text, kind, "") for text, kind in texts]),
    )
    train_verdict.write(made, report, marks, folder)
    heard = [one for wide in sets for one in train_clause.heard_of(wide, lots[wide.name], AS_OF)]
    clause, lines = train_clause.train_clause(heard, unseen, fold_of)
    train_clause.write(clause, lines, marks, folder)
    return report + lines


def gather(job: Job, learned: Readings) -> list[Case]:
    """The questions of a job with what is proposed for each; run in a process of its own."""
    encoder = load_encoder()
    if job.name == OWN:
        asked = list(_of_own(encoder))
    else:
        wide = load_split(job.name)
        asked = list(_of_set(wide, lots_of(wide), encoder, job.size)) if wide is not None else []
    bar = tqdm(asked, desc=f"{job.name}@{job.size} 的特征", unit="题")
    return [case_of(one, learned.unseen(one.lot)) for one in bar]


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
            if kind is None or one.file is None or one.language != "zh" or one.pair:
                continue
            lot = lots[wide.name][one.file]
            questions.append(Example(one.question, kind, lot))
            sentences += [Example(gold.snippet, kind, lot) for gold in one.gold]
    return questions, sentences


def own_examples() -> tuple[list[Example], list[Example]]:
    """The same of the dev questions on the product's own documents: how offices and clerks ask, where others ask as people do."""
    questions, sentences = [], []
    for one in load_questions(QUESTIONS, load_corpus(load_register())):
        if one.split != "dev" or one.history or one.status != "answered" or one.kind not in OWN_FACTS or not one.gold:
            continue
        kind, lot = FACTS[one.kind], f"own/{one.gold[0].document}"
        questions.append(Example(one.question, kind, lot))
        sentences += [Example(gold.snippet, kind, lot) for gold in one.gold]
    return questions, sentences


def fit_grams(examples: Sequence[Example]) -> GramModel:
    """Which stretches of characters tell the kinds apart; the names of places are no such stretches."""
    counter = CountVectorizer(analyzer=lambda text: sorted(grams(text)), binary=True, min_df=LEAST_TEXTS)
    matrix = counter.fit_transform([_without_places(example.text) for example in examples])
    model = LogisticRegression(C=GRAM_STRENGTH, max_iter=400).fit(matrix, [example.kind for example in examples])
    coefficients, bias = model.coef_.astype(float), model.intercept_.astype(float)
    if len(model.classes_) == 2:  # of two classes scikit-learn keeps the weights of the second only
        coefficients, bias = np.vstack([-coefficients, coefficients]) / 2, np.concatenate([-bias, bias]) / 2
    weights = {gram: coefficients[:, column] for gram, column in counter.vocabulary_.items()}
    return GramModel(tuple(map(str, model.classes_)), bias, weights)


def _without_places(text: str) -> str:
    """`text` with blanks for the places that it names: what is asked of one town is asked of any."""
    for place in places_in(text):
        text = text[: place.span.start] + " " * (place.span.end - place.span.start) + text[place.span.end :]
    return text


def case_of(one: Asked, learned: Reading) -> Case:
    """What is proposed for a question, seen with models that did not learn from its document."""
    asked, told, left = learned.grams
    blank = LinearModel((), np.zeros(0), np.zeros(0), np.zeros(0))
    library = one.assistant.library
    stump = TreeModel((), 0.0, ())
    trial = library.with_models(
        Models(asked, told, left, blank, blank, blank, blank, blank, blank, stump, stump, learned.maps)
    )
    query = understand(one.text, trial.catalogue, trial.vocabulary)
    found = propose(trial, query, np.ones(len(library.index.units), dtype=bool))
    ids = tuple(library.index.units[row].id for row in found.rows.tolist())
    values = judged(trial, query, found, range(len(ids)))
    right = np.array([name in one.right for name in ids], dtype=bool)
    return Case(
        one.id,
        query.sought,
        one.shelf,
        one.lot,
        one.answerable,
        found.values,
        right,
        one.gold,
        ids,
        values,
        asked.probabilities(query.sought),
        tuple(_sentences_of(trial, query, one)),
        one.weight,
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
    used = [case for case in cases if case.answerable and case.right.any() and case.weight != PAIRED]
    return fit_choice([(case.found, case.right) for case in used], RANKED, [case.weight for case in used])


def fit_choice(
    used: Sequence[tuple[Matrix, NDArray[np.bool_]]], names: Sequence[str], counts: Sequence[float] | None = None
) -> LinearModel:
    """Weights that choose: of each group of rows, the right ones get the largest share of a softmax.

    `counts` says how much each group counts, 1 where it is not given.
    """
    values = np.vstack([rows for rows, _ in used])
    mean, scale = values.mean(0), _scale(values)
    rows = (values - mean) / scale
    right = np.concatenate([labels for _, labels in used]).astype(float)
    lengths = np.array([len(labels) for _, labels in used])
    starts = np.concatenate([[0], np.cumsum(lengths)[:-1]])
    count = np.ones(len(used)) if counts is None else np.array(counts)

    def loss(weights: Matrix) -> tuple[float, Matrix]:
        scores = rows @ weights
        raised = np.exp(scores - np.repeat(np.maximum.reduceat(scores, starts), lengths))
        every, good = np.add.reduceat(raised, starts), np.add.reduceat(raised * right, starts)
        difference = raised / np.repeat(every, lengths) - raised * right / np.repeat(good, lengths)
        value = float(count @ (np.log(every) - np.log(good)) + RANKING_PENALTY * (weights @ weights) / 2)
        return value, rows.T @ (difference * np.repeat(count, lengths)) + RANKING_PENALTY * weights

    weights = minimize(loss, np.zeros(rows.shape[1]), jac=True, method="L-BFGS-B").x
    return LinearModel(tuple(names), mean, scale, weights)


def _fit_sure(cases: Sequence[Case], best: Sequence[Sequence[int]], names: Sequence[str]) -> LinearModel:
    """Whether a clause answers: of the best clauses of each question, ranked by weights that had not seen its document."""
    columns = [JUDGED.index(name) for name in names]
    values = [case.judged[list(rows)][:, columns] for case, rows in zip(cases, best, strict=True)]
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
        values.append(answerable_features(case.judged[order[0]], scores, case.asked, case.text).reshape(1, -1))
        labels.append(np.array([case.answerable]))

    weights = np.array([case.weight for case in cases])

    def fitted(kept: Sequence[int]) -> tuple[LinearModel, TreeModel]:
        used, right = [values[at][:, columns] for at in kept], [labels[at] for at in kept]
        return _logistic(used, right, names, weights[kept]), boosted(used, right, names, weights[kept])

    sure = [0.0] * len(cases)
    for fold in range(FOLDS):
        linear, trees = fitted([number for number, at in enumerate(place) if at != fold])
        for number in (number for number, at in enumerate(place) if at == fold):
            sure[number] = both(linear, trees, values[number], WEIGHED)
    return *fitted(range(len(cases))), _sure_report(cases, sure)


def _fit_sentence(cases: Sequence[Case], place: Sequence[int]) -> tuple[LinearModel, list[str]]:
    """Which sentence of a clause carries the answer, and how often the first one does, with whole documents left out."""
    groups = [
        (group, at) for case, at in zip(cases, place, strict=True) if case.weight != PAIRED for group in case.sentences
    ]
    first, by_cosine = [], []
    for fold in range(FOLDS):
        model = fit_choice([group for group, at in groups if at != fold], SENTENCED)
        for values, right in (group for group, at in groups if at == fold):
            first.append(bool(right[int(model.scores(values).argmax())]))
            by_cosine.append(bool(right[int((values[:, 0] + EVIDENCE_WORDS * values[:, 2]).argmax())]))
    told = f"句子：首句正确 {np.mean(first):.3f}（只按余弦和词 {np.mean(by_cosine):.3f}），{len(first)} 个多句的条款"
    return fit_choice([group for group, _ in groups], SENTENCED), [told]


def _logistic(
    values: Sequence[Matrix], right: Sequence[NDArray[np.bool_]], names: Sequence[str], weights: Matrix | None = None
) -> LinearModel:
    rows, labels = np.vstack(values), np.concatenate(right)
    mean, scale = rows.mean(0), _scale(rows)
    model = LogisticRegression(C=SURE_STRENGTH, max_iter=2_000).fit(
        (rows - mean) / scale, labels, sample_weight=weights
    )
    return LinearModel(tuple(names), mean, scale, model.coef_[0].astype(float), float(model.intercept_[0]))


def _order(case: Case, model: LinearModel) -> list[int]:
    return [int(place) for place in np.argsort(-model.scores(case.found), kind="stable")]


def _scale(values: Matrix) -> Matrix:
    deviation: Matrix = values.std(0)
    return np.where(deviation > 1e-9, deviation, 1.0)


# ---------------------------------------------------------------- the questions


def _of_set(wide: WideSet, lots: dict[str, str], encoder: Encoder, size: int) -> Iterator[Asked]:
    vectors = Vectors(encoder)
    pool = read_pool(wide.files)
    groups = groups_of([path.name for path in wide.files], (question.files for question in wide.questions))
    for chunk, questions in asked_over(chunks(groups, (), size), wide.questions):
        if not questions:
            continue
        opened = open_over(corpus_of(pool, chunk.files), encoder, vectors)
        for one in questions:
            gold = [located(each, pool) for each in one.gold]
            also = [located(each, pool) for each in one.also_ok]
            wanted = frozenset(name for each in gold for name in each.ids)
            right = wanted | {name for each in also for name in each.ids}
            lot = lots.get(one.file or "", f"{wide.name}/{one.id}")
            spans = _spans(one.gold, gold, pool)
            shelf = f"{wide.name}@{max(len(chunk.files), SIZES[0])}"
            weight = PAIRED if one.pair else REAL if wide.name in REAL_SETS else 1.0
            yield Asked(
                one.id, one.question, lot, one.status == "answered", wanted, right, opened, shelf, spans, weight
            )


def lefts_of(sets: Sequence[WideSet], lots: dict[str, dict[str, str]]) -> list[Example]:
    """What of each Chinese question stands nowhere in its document, and whether the question is to be answered."""
    found = []
    for wide in sets:
        pool = read_pool(wide.files)
        held = {
            name: frozenset(char_ngrams(f"{each.document.title}\n{each.text}")) for name, each in pool.shelved.items()
        }
        found += [
            Example(unmet(one.question, held[one.file]), ANSWERED if one.status == "answered" else REFUSED, lots[wide.name][one.file])
            for one in wide.questions
            if one.file in held and one.language == "zh"
        ]  # fmt: skip
    return found


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
        weight = REAL * len(SIZES)  # the others come once for each size of the shelf
        yield Asked(one.id, one.question, lot, one.status == "answered", gold, right, opened, "own", spans, weight)


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
    shelves = [f"{case.shelf} 成对" if case.weight == PAIRED else case.shelf for case in cases]
    for name in dict.fromkeys(shelves):
        known = [(s, c.answerable) for c, s, shelf in zip(cases, sure, shelves, strict=True) if shelf == name]
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
        "unmet": gram_json(made.unmet),
        "ranking": linear_json(made.ranking) | told,
    } | {name: linear_json(getattr(made, name)) | told for name in LINEAR if name != "ranking"}
    contents |= {name: tree_json(getattr(made, name)) | told for name in TREES}
    write_maps(made.maps, folder)
    for name, content in contents.items():
        wide = content.keys() & {"weights", "trees"}
        text = json.dumps(content, ensure_ascii=False, indent=None if wide else 1)
        if wide:
            text = text.replace("]], " if "trees" in content else "], ", "]],\n" if "trees" in content else "],\n")
        (folder / f"{name}.json").write_text(text + "\n", encoding="utf-8")
