"""Whose figure is it: a figure of a sentence must be given to the one whom the clause gives it to. Pure.

Two ways of telling: by the rows of benefits (国家、行业、地方标准分别20万元、15万元、5万元), and by the words around a figure, which
must not be those that the clause puts around another one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from assistant.writing.grounds import PIECE_END, Placed
from assistant.writing.telling import bare, grams
from assistant.writing.values import Figure, figures_in, plain
from corpus.measure import Benefit
from corpus.text.normal import fold

LEAST_SHARED = 2  # pairs of characters that only another figure's words have
_PIECES = re.compile(rf"[^{re.escape(PIECE_END)}]+")
_ORDINAL_YEAR = re.compile(r"(?:第([一二三四五六1-6])年|头一?年|首年)(?!.*(?:第[一二三四五六1-6]年|头一?年|首年))")
_OWN = re.compile(r"本[省市县区州镇]")
_ORDINALS = {character: number for number, character in enumerate("一二三四五六", 1)}


def sums_of(row: Benefit) -> set[Decimal]:
    """Every sum that a row speaks of, its caps among them."""
    amounts = (row.amount, row.amount_to, *row.schedule, *(cap.amount for cap in row.caps))
    return {amount.yuan for amount in amounts if amount is not None}


def grants_of(rows: Sequence[Benefit]) -> list[list[Benefit]]:
    """The rows granted by the same words (分别给予…), each to a recipient of its own."""
    together: dict[tuple[int, int], list[Benefit]] = {}
    for row in rows:
        if row.recipient:
            together.setdefault((row.span.start, row.span.end), []).append(row)
    return [grant for grant in together.values() if len({row.recipient for row in grant}) == len(grant) > 1]


def mark_of(row: Benefit, grant: Sequence[Benefit]) -> str:
    """The shortest beginning of the recipient, two characters at least, that no other recipient of the grant has."""
    name = fold(row.recipient)
    others = [fold(other.recipient) for other in grant if other is not row]
    return next(
        (name[:n] for n in range(2, len(name)) if not any(other.startswith(name[:n]) for other in others)), name
    )


def is_anothers(amount: Decimal, sentence: str, rows: Sequence[Benefit]) -> bool:
    """Whether `amount` is granted in a breath with other sums, and the sentence names only whom those are for."""
    said = fold(sentence)
    for grant in grants_of(rows):
        named = {id(row): mark_of(row, grant) in said for row in grant}
        owners = [row for row in grant if amount in sums_of(row)]
        others = [row for row in grant if row not in owners]
        if owners and any(named[id(row)] for row in others) and not any(named[id(row)] for row in owners):
            return True
    return False


def wrongly_paired(sentence: str, figures: Sequence[Figure], rows: Sequence[Benefit]) -> Iterator[Figure]:
    """The sums of a plain sentence that stand beside another recipient than their own."""
    names = _names(rows)
    if len(names) < 2:
        return
    known = {amount for row in rows for amount in sums_of(row)}
    before: list[str] = []  # whom the pieces before named last
    waiting = False  # whether those have got nothing yet
    for piece in _PIECES.finditer(sentence):
        tokens = _tokens(piece.group(), piece.start(), figures, names, known)
        if tokens and isinstance(tokens[0][1], Figure) and any(isinstance(token, str) for _, token in tokens):
            tokens = _turned(tokens)
        run: list[str] = list(before)
        sums: list[Figure] = []
        for _, token in [*tokens, (0, "")]:
            if isinstance(token, Figure):
                if not sums or not bare(sentence[sums[-1].end : token.start]):
                    sums.append(token)  # else it is given to somebody whom no row names
                continue
            if sums:
                yield from _misgiven(run, sums, rows, names)
                run, sums, waiting = list(run), [], False
                if token:
                    run = [token]
            elif token:
                run = [*run, token] if waiting and run else [token]
            waiting = bool(token) or waiting
        before = run


def beside_another_threshold(figures: Sequence[Figure], rows: Sequence[Benefit]) -> Iterator[Figure]:
    """The sums told beside another threshold than their own: 突破500万元、1000万元的分别奖励10万元、25万元."""
    for grant in _by_threshold(rows):
        own = {sum_: threshold for threshold, sums in grant.items() for sum_ in sums}
        told = [one for one in figures if one.kind == "元" and (one.value[1] in grant or one.value[1] in own)]
        thresholds = [one for one in told if one.value[1] in grant]
        sums = [one for one in told if one.value[1] in own and one.value[1] not in grant]
        if len(thresholds) == len(sums):
            yield from (
                two for one, two in zip(thresholds, sums, strict=True) if two.value[1] not in grant[_sum(one)]
            )  # fmt: skip
        elif len(thresholds) == 1:
            yield from (two for two in sums if two.value[1] not in grant[_sum(thresholds[0])])


def _sum(figure: Figure) -> Decimal:
    assert isinstance(figure.value[1], Decimal)
    return figure.value[1]


def _by_threshold(rows: Sequence[Benefit]) -> Iterator[dict[Decimal, set[Decimal]]]:
    """What the rows of one grant pay by the one sum that each one's condition names."""
    together: dict[tuple[int, int], dict[Decimal, set[Decimal]]] = {}
    for row in rows:
        named = {_sum(figure) for figure in figures_in(plain(row.condition)) if figure.kind == "元"}
        if len(named) == 1 and row.amount is not None:
            grant = together.setdefault((row.span.start, row.span.end), {})
            grant.setdefault(named.pop(), set()).update(sums_of(row))
    yield from (grant for grant in together.values() if len(grant) > 1)


def _turned(tokens: list[tuple[int, Figure | str]]) -> list[tuple[int, Figure | str]]:
    """50万元给院士工作站: the sum first, then whom it is for."""
    turned: list[tuple[int, Figure | str]] = []
    held: list[tuple[int, Figure | str]] = []
    for token in tokens:
        if isinstance(token[1], Figure):
            held.append(token)
        else:
            turned += [token, *held]
            held = []
    return [*turned, *held]


def _tokens(
    piece: str, at: int, figures: Sequence[Figure], names: dict[str, set[str]], known: set[Decimal]
) -> list[tuple[int, Figure | str]]:
    found: list[tuple[int, Figure | str]] = [
        (one.start, one) for one in figures if at <= one.start < at + len(piece) and one.kind == "元" and one.value[1] in known
    ]  # fmt: skip
    for name, marks in names.items():
        places = [at + piece.find(mark) for mark in marks if mark in piece]
        if places:
            found.append((min(places), name))
    return sorted(found, key=lambda token: token[0])


def _misgiven(
    run: Sequence[str], sums: Sequence[Figure], rows: Sequence[Benefit], names: dict[str, set[str]]
) -> Iterator[Figure]:
    owned = {name: {amount for row in rows if row.recipient == name for amount in sums_of(row)} for name in names}
    if not run:
        return
    if len(run) == len(sums):
        yield from (one for name, one in zip(run, sums, strict=True) if one.value[1] not in owned[name])
    elif len(run) == 1:
        yield from (one for one in sums if one.value[1] not in owned[run[0]])
    elif len(sums) == 1 and not any(sums[0].value[1] in owned[name] for name in run):
        yield sums[0]


def _names(rows: Sequence[Benefit]) -> dict[str, set[str]]:
    """Each recipient with the stretches of it that no other recipient has."""
    recipients = list(dict.fromkeys(row.recipient for row in rows if row.recipient))
    stretches = {name: _stretches(name) for name in recipients}
    found = {}
    for name in recipients:
        others = "\n".join(fold(other) for other in recipients if other != name)
        own = {stretch for stretch in stretches[name] if stretch not in others}
        if own:
            found[name] = own
    return found


def _stretches(name: str) -> Iterator[str]:
    for words in re.findall(r"[\u4e00-\u9fffa-z]+", fold(name)):
        length = 3 if len(words) >= 5 else 2
        yield from (words[n : n + length] for n in range(len(words) - length + 1))


def in_wrong_year(one: Placed, rows: Sequence[Benefit]) -> bool:
    """第三年补贴30万元 where the clause pays 30万元 in another year."""
    found = _ORDINAL_YEAR.search(one.before)
    named = {name for name, marks in _names(rows).items() if any(mark in one.part for mark in marks)}
    scheduled = [row for row in rows if row.schedule]
    told = [row for row in scheduled if row.recipient in named] or scheduled
    schedules = [[amount.yuan for amount in row.schedule] for row in told]
    if found is None or not schedules or one.figure.kind != "元":
        return False
    year = 1 if found[1] is None else _ORDINALS.get(found[1]) or int(found[1])
    return not any(len(sums) >= year and sums[year - 1] == one.value[1] for sums in schedules)


def has_anothers_words(one: Placed, ground: Sequence[Placed], same: Sequence[Placed]) -> bool:
    """Whether the words around a figure are those around another figure of the clauses and none of its own.

    `same` are the figures of the clauses with its value, `ground` those of its kind with another value.
    """
    said = grams(one.own)
    own = set().union(*(grams(other.own) for other in same))
    for rival in ground:
        theirs = grams(rival.own)
        mine = own
        if 2 * len(theirs) < len(
            own
        ):  # 城区小学课后服务覆盖率100%，农村小学90%: what follows is left out the second time
            mine = set().union(*(grams(_beginning(other.own, rival.own)) for other in same))
        if len(said & (theirs - own)) >= LEAST_SHARED and not said & (mine - theirs):
            return True
    return False


def _beginning(words: str, model: str) -> str:
    """As much of `words` as `model` is long."""
    words, model = words.strip(","), model.strip(",")
    return words[: len(model)]


def in_another_place(one: Placed, same: Sequence[Placed], places: Sequence[str]) -> str | None:
    """The place that the sentence gives the figure to, where the clause gives it to another one."""
    said = _last_place(one.before, places)
    owners = [_last_place(other.before, places) for other in same]
    if said is None or not owners or None in owners:
        return None
    return None if any(said in owner or owner in said for owner in owners if owner) else said


def _last_place(words: str, places: Sequence[str]) -> str | None:
    """The place named last; of names that begin together the longest."""
    found = [(words.rfind(place) + len(place), len(place), place) for place in places if place in words]
    if not found or _OWN.search(words, max(found)[0]):  # 韶关市级3万元、本市级1万元
        return None
    return max(found)[2]
