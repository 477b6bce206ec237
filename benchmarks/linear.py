"""Whether parsing time grows in step with length: seconds per character at growing sizes, as ratios in one run.

    python -m benchmarks.linear [--megabytes 50]

Two texts: the registered documents one after another, line by line; and the same glued into one line.
"""

from __future__ import annotations

import argparse
import time

from corpus.parse import load_corpus, parse_text
from corpus.register import load_register

BASE = 100_000  # characters: what the other sizes are measured against
UTF8_BYTES = 3  # a Chinese character's


def seconds_per_character(text: str, length: int) -> float:
    """The time that one parse of `text`, repeated to `length` characters, takes for each of them."""
    repeated = (text * (length // len(text) + 1))[:length]
    began = time.perf_counter()
    parse_text(repeated, "benchmark")
    return (time.perf_counter() - began) / length


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--megabytes", type=float, default=5.0, help="the largest size, in MB of UTF-8")
    largest = int(options.parse_args().megabytes * 1_000_000 / UTF8_BYTES)
    sources = "\n".join(load_corpus(load_register()).sources.values())
    print(f"{'text':12}{'MB':>8}{'characters':>12}{'characters/s':>14}{'ratio to 100k':>15}")
    for name, text in (("line by line", sources), ("glued", sources.replace("\n", ""))):
        seconds_per_character(text, BASE)  # the first run also compiles patterns
        base = min(seconds_per_character(text, BASE) for _ in range(3))
        sizes = [BASE * 4**step for step in range(1, 9) if BASE * 4**step < largest]
        for size in (BASE, *sizes, largest):
            each = base if size == BASE else seconds_per_character(text, size)
            print(
                f"{name:12}{size * UTF8_BYTES / 1e6:>8.1f}{size:>12,}{1 / each:>14,.0f}{each / base:>15.2f}", flush=True
            )


if __name__ == "__main__":
    main()
