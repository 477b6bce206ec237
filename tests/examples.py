"""With how many examples a property is tried: a quarter in the default suite, all of them in `make test-deep`."""

from __future__ import annotations

import hypothesis

USUAL = 100  # Hypothesis's own number, which the profile `whole` has
FEWEST = 20


def examples(whole: int) -> int:
    """`whole` with the profile `whole`, its share of them with another one; to be given to `settings`."""
    return min(whole, max(FEWEST, whole * hypothesis.settings.default.max_examples // USUAL))
