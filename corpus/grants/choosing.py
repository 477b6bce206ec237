"""Which of all who may get a grant does: what speaks for each by name, weighed by what was fitted on labelled grants."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from importlib import resources

from corpus.grants.nouns import is_person, kind_of, starts_as
from corpus.grants.receivers import Candidate, Choice, Place
from corpus.grants.recipients import GENERIC, HIDDEN

_TO_PEOPLE = re.compile(r"生活|租房|购房|住房|安家|岗位|津贴|高龄|伙食|交通|社保|保险|培训|技能|创业|见习|慰问|薪酬")
_SAYS_MORE = re.compile(r"[奖补贴给最不未须应能]|\d|由|经|获|满|达|超|每|上述|是否|什么|算不算")
_TAKEN = re.compile(
    r"(?:引进|引入|招用|吸纳|聘用|培养|培训|组织|接待|输送|收住|服务|带动|新增|招收|接收|吸引|推荐|帮助|介绍|与|和|由|向|为)$"
)
_INSIDE = re.compile(r"(?<!^)[由与向被经把将给]")
_PRONOUN = re.compile(r"(?:[^,]{0,4}本人|个人|其|该?企业|该?单位)")
Key = tuple[object, ...]


def evidence(one: Candidate, place: Place, everyone: Sequence[Candidate]) -> list[str]:
    """What speaks for or against a candidate, by name."""
    return list(dict.fromkeys(name for key in _keys(one, place, everyone) for name in _names(key)))


def chosen(everyone: Sequence[Candidate], place: Place) -> tuple[Candidate, float]:
    """The candidate with the highest score, and how far it is ahead of the next; the first of equals."""
    scores = [-99.0 if one.closed else sum(map(_worth, _keys(one, place, everyone))) for one in everyone]
    best = max(range(len(scores)), key=lambda at: (scores[at], -at))
    rest = [score for at, score in enumerate(scores) if at != best]
    return everyone[best], scores[best] - max(rest, default=scores[best] - 9.0)


def best_of(some: Sequence[Candidate], choice: Choice) -> Candidate | None:
    """The highest of `some`, as scored among all."""
    return max(some, key=lambda one: sum(map(_worth, _keys(one, choice.place, choice.everyone))), default=None)


def _keys(one: Candidate, place: Place, everyone: Sequence[Candidate]) -> list[Key]:
    """What the evidence of a candidate depends on, in parts that come again and again: each is weighed once."""
    text, rule = one.text, everyone[0]
    kind, rule_kind = kind_of(text), kind_of(rule.text)
    relation = ""
    if rule.text and one is not rule and text:
        if text in rule.text:
            relation = "within rule end" if rule.text.endswith(text) else "within rule"
        elif rule.text in text:
            relation = "holds rule"
    longer = shorter = False
    outside = parties = 0
    for other in everyone:
        their = other.text
        if not their:
            continue
        parties += kind_of(their) == "party"
        if other is not one and text:
            longer = longer or text in their
            shorter = shorter or their in text
        if other.outside is not None and text and (their in text or text in their):
            outside += 1
    own = place.rule_parts
    origin = (
        "table"
        if place.named
        else "nobody"
        if place.rule is None
        else next((name for name in ("item", "object", "own") if place.rule == own.get(name)), "known")
    )
    by_verb = one.stretch is not None and place.verb <= one.stretch[0] and one.stretch[1] <= place.figure[0]
    keys: list[Key] = [("text", text), ("edges", one.before, one.after)]
    keys += [("source", source, kind, rule_kind, origin, place.since) for source in sorted(one.sources)]
    keys.append(("many", min(4, len(one.sources)), min(12, one.often).bit_length(), kind, min(3, outside)))
    keys += [("around", *way, kind) for way in sorted(one.ways) or (("outside", "", "", False),)]
    received = min(7, one.received).bit_length()
    most = one.received > 0 and one.received == max(other.received for other in everyone)
    keys.append(("received", received, most, kind, one.stretch is None, one.column))
    keys.append(("place", one.commas, one.acts, one.opens, kind, one.before[-1:], by_verb))
    keys.append(("beside", relation, kind, longer, shorter, parties == 1 and kind == "party"))
    taken = one.stretch is not None and _TAKEN.search(one.before) is not None
    keys.append(("between", one.figures, kind, taken, min(4, one.times).bit_length(), place.rule is None))
    to_people = _TO_PEOPLE.search(place.form) is not None
    keys.append(("people", is_person(text), kind, place.size, to_people, place.per is not None))
    if place.per:
        keys.append(("per", re.search(r"[人名员生]", place.per) is not None, text[-2:]))
    return keys


@lru_cache(200_000)
def _names(key: Key) -> tuple[str, ...]:
    return tuple(_NAMED[str(key[0])](*key[1:]))


@lru_cache(200_000)
def _worth(key: Key) -> float:
    weights = receiver_weights()
    return sum(weights.get(name, 0.0) for name in _names(key))


def _of_text(text: str) -> Iterator[str]:
    kind = kind_of(text)
    yield f"is {kind}"
    if text:
        bare = text.strip(HIDDEN)
        yield from (f"head {bare[-2:]}", f"head {bare[-1:]}", f"head {bare[-1:]} {kind}")
        yield from (f"starts {text[:1]}", f"starts {text[:2]}", f"starts {starts_as(text)} {kind}")
    if _INSIDE.search(text):
        yield f"preposition {kind}"
    if _PRONOUN.fullmatch(text):
        yield "pronoun"
    yield f"length {min(10, len(text)) if len(text) < 10 else 10 + min(4, (len(text) - 10) // 5)}"
    if text and GENERIC.fullmatch(text):
        yield "generic"
    if "的" in text:
        yield "has of"
    if re.search(r"\d", text):
        yield "has digits"
    if "\n" in text or "|" in text:
        yield "broken"
    if _SAYS_MORE.search(text):
        yield f"says more {kind}"


def _of_around(where: str, led: str, followed: str, opens: bool, kind: str) -> Iterator[str]:
    yield from (f"where {where} {kind}", f"led {led} {where}", f"led {led} {where} {kind}", f"led {led} {followed}")
    yield from (f"followed {followed} {where}", f"followed {followed} {where} {kind}")
    if opens:
        yield f"opens followed {followed} {where} {kind}"


def _of_received(received: int, most: bool, kind: str, outside: bool, column: str) -> Iterator[str]:
    yield from (f"received {received} {kind}", f"received {received} {outside}", f"received most {most} {kind}")
    if column:
        yield from (f"column names {column}", f"column names {column} {kind}")


def _of_edges(before: str, after: str) -> Iterator[str]:
    yield from (f"before {before[-1:]}", f"before2 {before}", f"after {after[:1]}", f"after2 {after}")


def _of_source(source: str, kind: str, rule_kind: str, origin: str, since: str) -> Iterator[str]:
    general = re.sub(r" -?\d+$", "", source)
    yield from (source, f"{source} {kind}", f"{general} {kind}", f"{source} & rule {rule_kind}")
    yield from (f"{general} & {origin}", f"{general} & {origin} {rule_kind} {kind}")
    if general in ("carried", "rule", "rule nobody"):
        yield from (f"{general} since {since}", f"{general} since {since} {origin}")


def _of_many(sources: int, often: int, kind: str, outside: int) -> Iterator[str]:
    yield from (f"sources {sources}", f"often {often} {kind}", f"outside alike {outside}")


def _of_place(commas: int, acts: bool, opens: bool, kind: str, before: str, by_verb: bool) -> Iterator[str]:
    yield from (f"commas {commas} {kind}", f"commas {commas} acts {acts} before {before}")
    if opens:
        yield f"opens {kind}"
    if acts:
        yield f"acts {kind}"
    if opens and acts:
        yield "opens and acts"
    if by_verb:
        yield f"named by verb {kind}"


def _of_beside(relation: str, kind: str, longer: bool, shorter: bool, only: bool) -> Iterator[str]:
    if relation:
        yield f"{relation} {kind}"
    if longer:
        yield "in longer"
    if shorter:
        yield "holds shorter"
    if only:
        yield "only party"


def _of_between(figures: int, kind: str, taken: bool, times: int, nobody: bool) -> Iterator[str]:
    yield from (f"figures between {figures} {kind}", f"times {times} {kind}", f"times {times} {kind} rule {nobody}")
    if taken:
        yield f"taken {kind}"


def _of_people(person: bool, kind: str, size: int, to_people: bool, counted: bool) -> Iterator[str]:
    if kind in ("party", "thing"):
        who = "person" if person else kind
        yield from (f"{who} size {size}", f"{who} to people {to_people}", f"{who} counted {counted}")


def _of_per(person: bool, head: str) -> Iterator[str]:
    each = "person" if person else "thing"
    yield from (f"per {each} head {head}", f"per {each} {'to person' if is_person(head) else 'to other'}")


_NAMED: Mapping[str, Callable[..., Iterator[str]]] = {
    "text": _of_text,
    "edges": _of_edges,
    "around": _of_around,
    "received": _of_received,
    "source": _of_source,
    "many": _of_many,
    "place": _of_place,
    "beside": _of_beside,
    "per": _of_per,
    "between": _of_between,
    "people": _of_people,
}


@cache
def receiver_weights() -> Mapping[str, float]:
    """The fitted weight of each name of evidence; a proposal of the rules stands where nothing was fitted."""
    fitted = json.loads((resources.files("corpus") / "learned" / "grants.json").read_text("utf-8"))
    weighed: dict[str, float] = fitted.get("receivers", {"rule": 1.0, "rule nobody": 1.0})
    return weighed


def forget() -> None:
    """Weigh anew whatever was weighed: the weights have changed."""
    _worth.cache_clear()
