"""What of a question stands nowhere in a text."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from assistant.reading.unmet import GAP, unmet
from index.tokens import char_ngrams


def test_what_the_text_holds_becomes_a_gap() -> None:
    held = frozenset(char_ngrams("二手住房、新建商品住房发放购房补贴"))
    assert unmet("单位集资房能领购房补贴吗", held) == f"单位集资房能领{GAP}吗"
    assert unmet("二手住房 的购房补贴？", held) == f"{GAP}的{GAP}"


@given(st.text("奖补贴企业多少钱，？ab12", min_size=2, max_size=30))
def test_a_text_that_holds_all_leaves_nothing_but_gaps(text: str) -> None:
    whole = unmet(text, ())
    pairs = {whole[at : at + 2] for at in range(len(whole) - 1)}
    left = unmet(text, pairs)
    assert len(whole) < 2 or left == GAP
