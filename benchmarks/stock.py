"""Against LangChain's stock pipeline, with the same embedding model, in one run: `python -m benchmarks.stock`.

Needs the extra `benchmark` (pip install -e '.[benchmark]'). The stock pipeline is RecursiveCharacterTextSplitter at 500
characters with 50 of overlap, the FAISS store, and EnsembleRetriever over that and BM25, once with BM25's own splitting
at spaces and once with jieba. Its embeddings are ours, with the prompts the model wants.

Everybody returns stretches of the sources, so everybody is judged alike, by offsets: a stretch finds a gold snippet if it
holds at least 0.6 of its characters, whatever else it holds. "Within 400 characters" puts the returned stretches one
after another, whole and in their order, and cuts there. A follow-up is put to the stock pipeline with the turns before
it, one after another, and to ours as a conversation.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from langchain_classic.retrievers import EnsembleRetriever
from langchain_community.retrievers import BM25Retriever
from langchain_community.vectorstores import FAISS
from langchain_core.documents import Document as Chunk
from langchain_core.embeddings import Embeddings
from langchain_text_splitters import RecursiveCharacterTextSplitter

from assistant.ask import Assistant, open_corpus
from benchmarks.machine import facts, median, p95
from corpus.measure import Span
from corpus.parse import Corpus
from eval.examinee import QUESTIONS
from eval.metrics import recall_at, reciprocal_rank
from eval.questions import Gold, Question, load_questions
from index.encoder import Encoder, load_encoder
from index.measure_index import MeasureIndex
from index.tokens import jieba_words

K = 10
HELD = 0.6  # of a snippet's characters
SHOWN = (400, 1_000)


@dataclass(frozen=True, slots=True)
class Stretch:
    """A piece of one source."""

    document: str
    span: Span

    def share_of(self, other: Stretch) -> float:
        """How much of `other` lies in this, 0 to 1."""
        if self.document != other.document:
            return 0.0
        common = min(self.span.end, other.span.end) - max(self.span.start, other.span.start)
        return max(0, common) / max(1, other.span.end - other.span.start)


Search = Callable[[Question], list[Stretch]]


@dataclass(frozen=True, slots=True)
class Result:
    """What one system gave on one question; None where there was no gold."""

    kind: str
    seconds: float
    hit1: float
    rank: float
    recall5: float
    within: tuple[float, ...]


class Ours(Embeddings):
    """Our encoder as LangChain wants one."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        vectors: list[list[float]] = self._encoder.encode_passages(texts).tolist()
        return vectors

    def embed_query(self, text: str) -> list[float]:
        vector: list[float] = self._encoder.encode_queries([text])[0].tolist()
        return vector


def chunks_of(corpus: Corpus) -> list[Chunk]:
    splitter = RecursiveCharacterTextSplitter(chunk_size=500, chunk_overlap=50, add_start_index=True)
    texts, places = list(corpus.sources.values()), [{"document": name} for name in corpus.sources]
    made: list[Chunk] = splitter.create_documents(texts, places)
    return made


def stock_search(find: Callable[[str], Sequence[Chunk]]) -> Search:
    def search(question: Question) -> list[Stretch]:
        return [_stretch(chunk) for chunk in find(" ".join((*question.history, question.question)))][:K]

    return search


def _stretch(chunk: Chunk) -> Stretch:
    start = int(chunk.metadata["start_index"])
    return Stretch(str(chunk.metadata["document"]), Span(start, start + len(chunk.page_content)))


def our_search(assistant: Assistant) -> Search:
    def search(question: Question) -> list[Stretch]:
        hits = assistant.search(question.question, K, question.history)
        return [Stretch(hit.measure.document_id, hit.measure.span) for hit in hits]

    return search


def bare_search(index: MeasureIndex) -> Search:
    """The index alone, without anything being understood."""

    def search(question: Question) -> list[Stretch]:
        hits = index.search(" ".join((*question.history, question.question)), K)
        return [Stretch(hit.measure.document_id, hit.measure.span) for hit in hits]

    return search


def measured(searches: Mapping[str, Search], questions: Sequence[Question], corpus: Corpus) -> dict[str, list[Result]]:
    """Every system on every question, in turns, so that whatever else the machine does slows all of them alike."""
    for search in searches.values():
        search(questions[0])
    results: dict[str, list[Result]] = {name: [] for name in searches}
    for question in questions:
        for name, search in searches.items():
            results[name].append(result(search, question, corpus))
    return results


def result(search: Search, question: Question, corpus: Corpus) -> Result:
    began = time.perf_counter()
    found = search(question)
    spent = time.perf_counter() - began
    gold = [_place(one, corpus) for one in question.gold]
    accepted = gold + [_place(one, corpus) for one in question.also_ok]
    flat = [name for stretch in found[:5] for name in _names(stretch, gold)]
    right = [bool(_names(stretch, accepted)) for stretch in found]
    return Result(
        question.kind,
        spent,
        float(right[:1] == [True]),
        reciprocal_rank([str(place) for place in right], {"True"}) or 0.0,
        recall_at(len(flat), flat, {str(place) for place in range(len(gold))}) or 0.0,
        tuple(_within(limit, found, gold) for limit in SHOWN),
    )


def _place(gold: Gold, corpus: Corpus) -> Stretch:
    start = corpus.sources[gold.document].index(gold.snippet)
    return Stretch(gold.document, Span(start, start + len(gold.snippet)))


def _names(stretch: Stretch, gold: Sequence[Stretch]) -> list[str]:
    """Which of `gold` the stretch holds."""
    return [str(number) for number, snippet in enumerate(gold) if stretch.share_of(snippet) >= HELD]


def _within(limit: int, found: Sequence[Stretch], gold: Sequence[Stretch]) -> float:
    """Share of `gold` that stands in the first `limit` characters shown."""
    shown = list(_cut(limit, found))
    return sum(any(stretch.share_of(snippet) >= HELD for stretch in shown) for snippet in gold) / len(gold)


def _cut(limit: int, found: Sequence[Stretch]) -> Iterator[Stretch]:
    for stretch in found:
        if limit <= 0:
            return
        end = min(stretch.span.end, stretch.span.start + limit)
        limit -= end - stretch.span.start
        yield Stretch(stretch.document, Span(stretch.span.start, end))


def mean(values: Sequence[float]) -> str:
    return f"{statistics.fmean(values):.3f}" if values else "–"


def tables(results: Mapping[str, Sequence[Result]]) -> str:
    """Both tables in Markdown."""
    lines = ["| | hit@1 | MRR@10 | R@5 | R in 400 | R in 1,000 | median | p95 |", "|---|" + "---:|" * 7]
    for name, found in results.items():
        times = [one.seconds for one in found]
        cells = [
            mean([one.hit1 for one in found]), mean([one.rank for one in found]), mean([one.recall5 for one in found]),
            *(mean([one.within[place] for one in found]) for place in range(len(SHOWN))),
            f"{median(times):.0f} ms", f"{p95(times):.0f} ms",
        ]  # fmt: skip
        lines.append(f"| {name} | {' | '.join(cells)} |")
    kinds = sorted({one.kind for found in results.values() for one in found})
    counts = {kind: sum(one.kind == kind for one in next(iter(results.values()))) for kind in kinds}
    lines += ["", f"| R@5 by kind | {' | '.join(f'{kind} ({counts[kind]})' for kind in kinds)} |"]
    lines.append("|---|" + "---:|" * len(kinds))
    for name, found in results.items():
        cells = [mean([one.recall5 for one in found if one.kind == kind]) for kind in kinds]
        lines.append(f"| {name} | {' | '.join(cells)} |")
    return "\n".join(lines)


def main() -> None:
    corpus = open_corpus()
    encoder = load_encoder()
    encoder.encode_queries(["预热"])
    jieba_words("预热")
    questions = [one for one in load_questions(QUESTIONS, corpus) if one.split == "dev" and one.gold]
    began = time.perf_counter()
    chunks = chunks_of(corpus)
    dense = FAISS.from_documents(chunks, Ours(encoder)).as_retriever(search_kwargs={"k": K})
    spaces = BM25Retriever.from_documents(chunks, k=K)
    words = BM25Retriever.from_documents(chunks, k=K, preprocess_func=jieba_words)
    stock_time = time.perf_counter() - began

    began = time.perf_counter()
    fresh = open_corpus()
    index = MeasureIndex.build(fresh.documents, fresh.units, encoder, progress=False)
    our_time = time.perf_counter() - began

    searches = {"FAISS": stock_search(dense.invoke)}
    for name, keywords in (("Ensemble, BM25 as it comes", spaces), ("Ensemble, BM25 with jieba", words)):
        ensemble = EnsembleRetriever(retrievers=[keywords, dense], weights=[0.5, 0.5])
        searches[name] = stock_search(ensemble.invoke)
    searches["our index alone"] = bare_search(index)
    searches["ours"] = our_search(Assistant(corpus, index))

    print(f"{facts()}\n{len(questions)} dev questions with gold clauses; {encoder.name}\n")
    print(tables(measured(searches, questions, corpus)))
    characters = sum(len(chunk.page_content) for chunk in chunks)
    print(
        f"\nbuild: stock {stock_time:.1f} s ({len(chunks)} chunks, {characters:,} characters), ours {our_time:.1f} s "
        f"with parsing ({index.vectors.rows} sentences), ratio {our_time / stock_time:.2f}"
    )


if __name__ == "__main__":
    main()
