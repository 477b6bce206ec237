"""Which words of a clause carry the answer: sentences, the grant of a benefit, a list of departments. Pure spans."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from assistant.reading.lexicon import says
from assistant.reading.query import Query, Role
from assistant.reading.terms import TermWeights, content_terms, coverage, whole_terms
from corpus.measure import Benefit, Measure, Span
from corpus.quantities.amounts import parse_amounts, parse_rates
from corpus.text.normal import chinese_number, fold
from index.sentences import split_sentences, without_wraps

KEPT = 1_000  # clauses whose sentences are remembered
WHOLE = 240  # a clause no longer than this is shown whole
QUOTE = 180  # the longest quote before it is narrowed to its best piece
NEAR = 0.7  # sentences this close to the best one carry the answer too
SHOWN = 3

LEAST_NEW = 0.1  # of the question's words by weight: what a further sentence must add
_SPACED = re.compile(r"(?<=[\u4e00-\u9fff])[ \u3000]+(?=[\u4e00-\u9fff])")
_TIME = re.compile(
    r"\d{2,4}年|\d{1,2}月|[一二三四五六七八九十]五\W?(?:末|期间|时期)|年底|年内|年末|之日起|以前|个月|工作日|季度|[一二三四五六七八九十]+年"
)

ROLE_WORDS: Mapping[Role, str] = {
    "lead": "牵头单位",
    "responsible": "责任单位",
    "implementing": "实施单位",
    "cooperating": "配合单位",
}
# 给予一定补助, 享受优惠: a grant without a figure
UNSTATED_GRANT = re.compile(
    r"给予.{0,12}?(?:一定|适当|相应|优惠|政策|资金)|一定的?.{0,8}?(?:补助|补贴|奖励|资助)|按(?:有关|相关)?规定"
)
# 500万元以上, 不低于1000万元, 达到2亿元: a condition, not a grant
_THRESHOLD_AFTER = re.compile(r"\s?(?:\(含\))?(?:及|或)?以[上下]|\s?\(?含")
_THRESHOLD_BEFORE = re.compile(
    r"(?:不低于|不少于|超过|达到?|高于|低于|满|突破|大于|小于|规模|投资|收入|产值|销售额|注册资本)\s?(?:为|约)?$"
)
_ONLY_A_TITLE = 80  # characters; a longer clause says something although a part of it was left out


def units_of(measure: Measure, role: Role) -> tuple[str, ...]:
    return {
        "lead": measure.lead_units,
        "responsible": measure.responsible_units,
        "implementing": measure.implementing_units,
        "cooperating": measure.cooperating_units,
    }[role]


def is_omitted(measure: Measure) -> bool:
    """Whether the whole clause was left out at publication: 1.加大人才引进支持力度。(略)"""
    return measure.omitted and len(measure.text) < _ONLY_A_TITLE


def sentences_of(measure: Measure) -> list[Span]:
    """The full sentences of a clause, in offsets of the source."""
    start = measure.span.start
    return [Span(start + s.start, start + s.end) for s in _sentences(measure.text)]


@lru_cache(maxsize=KEPT)
def _sentences(text: str) -> tuple[Span, ...]:
    return split_sentences(text, longest=100_000)


def best_sentences(ranked: Sequence[tuple[Span, float]], measure: Measure) -> list[Span]:
    """The sentences that carry the answer, in order: the whole clause where it is short.

    `ranked` are the pieces of the clause with their scores, best first, as the index gives them.
    """
    if len(measure.text) <= WHOLE or not ranked:
        return [measure.span]
    best = ranked[0][1]
    near = [span for span, score in ranked if score >= best - NEAR][:SHOWN]
    full = [sentence for sentence in sentences_of(measure) if any(sentence.overlaps(span) for span in near)]
    return joined(full)


def with_rest_of_question(
    spans: Sequence[Span], measure: Measure, terms: Sequence[str], weights: TermWeights, *, when: bool = False
) -> list[Span]:
    """`spans` and the sentences that hold words of the question (`terms`) which they lack: one may ask for two things.

    `when` says that a time is asked for: then the nearest sentence before that tells one belongs to it.
    """
    kept = list(spans)
    sentences = [sentence for sentence in sentences_of(measure) if not any(sentence.overlaps(span) for span in kept)]
    weigh = {term: max(0.1, weights.idf(term)) for term in terms}
    least = LEAST_NEW * sum(weigh.values())
    lacking = [term for term in terms if not any(says(_close(measure, span), term) for span in kept)]
    while lacking and sentences and len(kept) < SHOWN + 1:
        new = [sum(weigh[term] for term in lacking if says(_close(measure, each), term)) for each in sentences]
        all_of = [sum(weigh[term] for term in terms if says(_close(measure, each), term)) for each in sentences]
        away = [min(abs(each.start - span.end) for span in kept) for each in sentences]
        best = max(range(len(sentences)), key=lambda place: (new[place], all_of[place], -away[place]))
        if new[best] < least:
            break
        sentence = sentences.pop(best)
        kept.append(sentence)
        lacking = [term for term in lacking if not says(_close(measure, sentence), term)]
    if when and not any(_TIME.search(_close(measure, span)) for span in kept):
        timed = [each for each in sentences if _TIME.search(_close(measure, each))]
        before = [each for each in timed if each.start < min(span.start for span in kept)]
        kept += before[-1:] or timed[:1]
    return joined(sorted(kept))


def _close(measure: Measure, span: Span) -> str:
    """The folded words of a stretch; 组 长 in a list of names is a 组长."""
    text = fold(measure.text[span.start - measure.span.start : span.end - measure.span.start])
    return _SPACED.sub("", text)


def joined(spans: Sequence[Span]) -> list[Span]:
    """Neighbouring spans as one."""
    out: list[Span] = []
    for span in spans:
        if out and span.start - out[-1].end <= 1:
            out[-1] = Span(out[-1].start, span.end)
        else:
            out.append(span)
    return out


def quote_of(ranked: Sequence[tuple[Span, float]], measure: Measure) -> Span:
    """The shortest stretch that carries the answer: the best sentence, or its best piece where it is long."""
    if not ranked:
        return measure.span
    piece = ranked[0][0]
    sentence = next((s for s in sentences_of(measure) if s.overlaps(piece)), piece)
    return sentence if sentence.end - sentence.start <= QUOTE else piece


def words_around(measure: Measure, place: Span) -> Span:
    """The sentence around `place`; where that is long, the stretch between the commas around it."""
    sentence = next((s for s in sentences_of(measure) if s.contains(place)), measure.span)
    if sentence.end - sentence.start <= QUOTE:
        return sentence
    text, base = without_wraps(measure.text), measure.span.start
    before = max(text.rfind(mark, 0, place.start - base) for mark in "，,。；;\n") + 1
    ends = [at for mark in "，,。；;\n" if (at := text.find(mark, place.end - base)) >= 0]
    return Span(base + before, base + (min(ends) + 1 if ends else len(text)))


def money_pieces(measure: Measure, ranked: Sequence[tuple[Span, float]]) -> list[tuple[Span, float]]:
    """The ranked pieces that hold a sum of money or a percentage."""
    kept = []
    for span, score in ranked:
        text = measure.text[span.start - measure.span.start : span.end - measure.span.start]
        if parse_amounts(text) or parse_rates(text):
            kept.append((span, score))
    return kept


def matching_benefits(query: Query, topic: str, measure: Measure, weights: TermWeights) -> list[Benefit]:
    """The benefits of a clause that the question is about.

    First the grant: the sentence whose recipients and conditions hold most of the question's words. Then, where that
    sentence grants several things (国家、行业及地方标准分别…), the one the question names; all of them where it names none.
    """
    if not measure.benefits:
        return []
    if each := _asked_each(query.question):
        found = [_matching(part, part, measure, weights) for part in each]
        if all(found):
            return [row for row in measure.benefits if any(row in rows for rows in found)]
    return _matching(query.question, topic, measure, weights)


# 省级孵化器和科技型企业分别补多少: what stands before 分别 is several things
_EACH = re.compile(r"^(?P<things>.{4,60}?)(?:分别|各自|各)(?:能|可以)?(?:给予?|补|奖|拿|领|是|有|得)")


def _asked_each(question: str) -> list[str]:
    """The things of which a question asks each: [] where it asks of one.

    >>> _asked_each("省级孵化器和市级众创空间分别补多少"), _asked_each("孵化器补多少")
    (['省级孵化器', '市级众创空间'], [])
    """
    found = _EACH.match(question)
    things = [each for each in re.split(r"[、和与及]", found["things"]) if len(each) > 1] if found else []
    return things if len(things) > 1 else []


# 四星级, 一级能效, B类人才: a class of a kind, one of which is never the other
_CLASS = re.compile(r"(?P<which>[一二三四五六七八九]|[1-9]|(?<![a-z])[a-f])(?P<kind>星|级(?!以上)|类|等|档)")


def _classes(words: str) -> dict[str, set[str]]:
    """The classes that words name, by their kind.

    >>> _classes("8类1级能效产品"), _classes("四星级酒店")
    ({'类': {'8'}, '级': {'1'}}, {'星': {'4'}})
    """
    found: dict[str, set[str]] = {}
    for match in _CLASS.finditer(fold(words).lower()):
        found.setdefault(match["kind"], set()).add(str(chinese_number(match["which"]) or match["which"]))
    return found


def _of_class(question: str, rows: Sequence[Benefit]) -> list[Benefit]:
    """Without the rows of another class than the question names, where it names one that a row is of."""
    asked = _classes(question)
    own = [_classes(row.condition) | _classes(row.recipient) for row in rows]  # 三星级的酒店, of 三星级、四星级
    kinds = {kind for kind, which in asked.items() if any(which & each.get(kind, set()) for each in own)}
    return [row for row, each in zip(rows, own, strict=True) if all(asked[k] & each.get(k, asked[k]) for k in kinds)]


def _matching(question: str, topic: str, measure: Measure, weights: TermWeights) -> list[Benefit]:
    terms = content_terms(topic)
    rows = _of_class(question, measure.benefits)

    def fit(benefit: Benefit) -> float:
        whole = coverage(terms, f"{benefit.recipient} {benefit.condition}", weights).share
        return whole + 0.5 * coverage(terms, benefit.recipient, weights).share

    scores = {place: fit(benefit) for place, benefit in enumerate(rows)}
    best = max(scores.values())
    if not terms:
        return rows
    if best <= 0 and not coverage(terms, measure.title, weights).share:
        return []  # the clause grants something, but nothing that the question speaks of
    chosen: list[Benefit] = []
    for place, benefit in enumerate(rows):
        if scores[place] >= 0.85 * best:
            chosen += [row for row in siblings(benefit, rows) if row not in chosen]
    chosen.sort(key=lambda row: rows.index(row))
    return _named(question, chosen)


def siblings(benefit: Benefit, rows: Sequence[Benefit]) -> list[Benefit]:
    """The rows granted by the same words as `benefit`."""
    return [row for row in rows if row.span.overlaps(benefit.span)]


def _named(question: str, rows: list[Benefit]) -> list[Benefit]:
    """The rows that the question tells from the others: by a level (国家级), else by words only one recipient has."""
    folded = fold(question)
    levels = {id(row): level_in(row.recipient) for row in rows}
    # 国家级、自治区级企业技术中心分别…: handed out by level, the thing itself is the same
    one_thing = all(levels.values()) and len({_LEVEL.sub("", fold(row.recipient), count=1) for row in rows}) == 1
    if one_thing or any(levels[id(row)] and len(row.recipient) <= SHORT_LEVEL for row in rows):
        asked = {match[0].replace("国家级", "国家") for match in _LEVEL.finditer(folded.replace("全国", "国家"))}
        named = [row for row in rows if levels[id(row)] in asked]
        if named or sum(1 for level in levels.values() if level) == len(rows):
            return named or rows
    words = {id(row): whole_terms(row.recipient) for row in rows}
    named = []
    for row in rows:
        others = {word for other in rows if other is not row for word in words[id(other)]}
        told = [fold(other.recipient) for other in rows if other is not row]
        shared = {word for word in words[id(row)] if any(word in other for other in told)}
        own = [word for word in words[id(row)] if word not in others | shared and word not in _LEVELS]
        if any(says(folded, word) for word in own):
            named.append(row)
    return named or rows


SHORT_LEVEL = 4  # characters: a recipient as short as 国家级 is nothing but a level
# Administrative levels as recipients and questions name them, with their rank; 以上 takes in the ranks above.
_LEVELS = {
    "国家级": 4, "国家": 4, "国际": 5, "自治区级": 3, "省级": 3, "省": 3, "自治州级": 2, "州级": 2, "市级": 2,
    "区级": 1, "县级": 1, "行业": 0, "地方": 0, "团体": 0,
}  # fmt: skip
_LEVEL = re.compile("|".join(sorted(_LEVELS, key=len, reverse=True)))
_LEVEL_ASKED = re.compile("|".join(level for level in _LEVELS if level.endswith("级")))


def level_in(recipient: str) -> str:
    """The level a recipient begins with, as the question may name it; empty where it has none."""
    match = _LEVEL.match(fold(recipient))
    return match[0].replace("国家级", "国家") if match else ""


def without_level(recipient: str) -> str:
    """The recipient without the level it begins with, 以上 included.

    >>> without_level("国家高新技术企业"), without_level("自治区级以上新型研发机构"), without_level("瞪羚企业")
    ('高新技术企业', '新型研发机构', '瞪羚企业')
    """
    match = _LEVEL.match(fold(recipient))
    return recipient[match.end() :].removeprefix("级").removeprefix("以上") if match else recipient


def level_not_granted(question: str, rows: Sequence[Benefit], granted: Sequence[Benefit]) -> str | None:
    """The level that the question names where `rows` grant only other ones: 国家级 where the clause says 省级.

    `granted` are all rows of the same words: one of them at the level asked settles it.
    """
    asked = _LEVEL_ASKED.search(fold(question))
    if asked is None or not all(_LEVEL.search(row.recipient) for row in rows):
        return None
    return None if any(_reaches(row.recipient, _LEVELS[asked[0]]) for row in granted) else asked[0]


def _reaches(recipient: str, rank: int) -> bool:
    """Whether a recipient is of the administrative rank, or of that rank and above (省级以上)."""
    match = _LEVEL.search(recipient)
    return match is not None and (_LEVELS[match[0]] == rank or ("级以上" in recipient and rank > _LEVELS[match[0]]))


def is_threshold(folded: str, amount: Span) -> bool:
    """Whether the sum at `amount` in `folded` is a condition to be met."""
    before = folded[max(0, amount.start - 8) : amount.start]
    if re.search(r"(?:最高|上限|不超过)[^,;。]{0,4}$", before):
        return False
    return bool(_THRESHOLD_AFTER.match(folded[amount.end :]) or _THRESHOLD_BEFORE.search(before))


def department_span(measure: Measure, role: Role) -> Span | None:
    """The stretch of the clause that lists the departments of `role`, its label included."""
    names = units_of(measure, role)
    if not names:
        return None
    folded = fold(measure.text)
    last_start = folded.rfind(fold(names[-1]))
    first = folded.rfind(fold(names[0]), 0, last_start + len(names[0]))
    if first < 0 or last_start < 0:
        return None
    label = max(folded.rfind(word, max(0, first - 12), first) for word in ("牵头", "责任", "实施", "配合", "("))
    start = label if label >= 0 else first
    if folded[start] == "(":
        start += 1
    return Span(measure.span.start + start, measure.span.start + last_start + len(names[-1]))
