"""Every sentence a chat model wrote, held against the clauses it cites, before anybody sees it. Pure.

It is read into what can be compared (figures with what they are of, bounds, marks, parties, offices), English by the glossary and
rows of tables with their heads; what speaks for and against it is found, and weighed. docs/design.md says what counts as a half-truth.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.answer import Standing
from assistant.writing.english import in_chinese
from assistant.writing.evidence import claim_of, evidence_of
from assistant.writing.found import Evidence
from assistant.writing.grounds import Context
from assistant.writing.rules import Finding, broken_rules
from assistant.writing.sentences import MARKER, Sentence, markers_in
from assistant.writing.telling import grams
from assistant.writing.values import figures_in, plain
from assistant.writing.weighed import NEAR_WORDING, Fault, hold_near, weighed

FAULT_WORDS: dict[Fault, str] = {
    "marker": "没有依据",
    "amount": "数字与条款不符",
    "recipient": "金额给错了对象",
    "cap": "漏了上限",
    "half": "漏了上限",
    "base": "漏了计算基数",
    "timing": "发放方式不符",
    "clause": "条款编号不符",
    "department": "部门不符",
    "region": "地区不符",
    "validity": "效力说法没有依据",
    "negation": "说反了",
    "quote": "引号里的话条款里没有",
    "support": "条款里没有这样说",
    "bound": "门槛或上下限不符",
    "modality": "可以与应当不符",
    "scope": "说得比条款宽",
    "kind": "级别或类别不符",
    "unstated": "条款里写了",
}
ITEM = re.compile(r"^\s*(?:[-*•]\s*)?(?:\(?\d{1,2}[.、)）](?!\d))?\s*")  # "1. " and "- " number the answer's own lines
_MARKERS = re.compile(r"(?:\s*\[\d{1,2}\])+")
_NOT_THERE: frozenset[Fault] = frozenset({"marker", "amount", "quote", "support"})
_SUM = re.compile(r"[元%万亿]")
# 不需要, 都可以: short as it is, it answers
_ANSWERS = re.compile(r"\d|(?:^|,)[也您你]?(?:可|能|需|须|必|不[用要得能会行是需必]|无|都|只|免|没有|全)|[元%]")
_THOUSANDS = re.compile(r"(?<=\d)[,，](?=\d{3}(?:\D|$))")  # 1,000,000元: no comma between pieces
_HEADING = re.compile(r"[:：]\s*$")
# 能补[1]万元: the marker stands where a figure should, and is read as one
_MARKER_FOR_FIGURE = re.compile(
    r"(?<=[^,，。;；:：、!！?？\s\]])\s*(?P<words>\[\d{1,2}\]\s*(?:[十百千]?[万亿]?元(?!旦)|%|％))"
)
_COURTESY = re.compile(
    r"(?:[您你]好|恭喜[您你]?|有的|可以的|是的|能的|谢谢|感谢|多谢|您的|你的|提问|咨询|关注|问题|希望|对[您你]|有所?帮助|[,。!])+"
)


@dataclass(frozen=True, slots=True)
class Claim:
    """One stretch of a sentence, plain, with how it stands to its clauses and what is wrong with it."""

    words: str
    standing: Standing
    findings: tuple[Finding, ...] = ()


def claims_in(sentence: Sentence, context: Context, before: str = "", after: str = "") -> list[Claim]:
    """What `sentence` claims, stretch by stretch, each held against the clauses that it cites.

    `before` is the sentence shown in front of it, `after` the one behind it if that is sound: a cap or a base may be
    told there. A row of a table comes as `assistant/writing/cells.py` reads it. One without a marker is held against all clauses.
    """
    claims = []
    for body, evidence in evidence_in(sentence, context, before, after):
        if evidence is None:
            claims.append(Claim(body, "not stated", (Finding("marker", body),)))
            continue
        findings = tuple(Finding(fault, words) for fault, words in weighed(evidence))
        standing: Standing = "follows" if evidence.of("follows") or evidence.of("computed agrees") else "stated"
        if findings:
            standing = "not stated" if findings[0].fault in _NOT_THERE else "contradicted"
        claims.append(Claim(body, standing, findings))
    return claims


def borne_out_by(sentence: Sentence, context: Context, before: str = "") -> int | None:
    """The clause that a sentence without a marker rests on: the nearest in wording that finds no fault in it; None where none is.

    What it takes over from the question tells of no clause.
    """
    words = grams(plain(sentence.bare))
    words = words - grams(plain(context.question)) or words
    shares = {
        marker: len(words & context.grounds((marker,)).stated.weight.keys()) / max(1, len(words))
        for marker in context.citations
    }
    for marker in sorted(shares, key=lambda one: (-shares[one], one)):
        if shares[marker] < NEAR_WORDING:
            return None
        if not faults_in(Sentence(sentence.text, (marker,), sentence.is_row), context, before):
            return marker
    return None


def faults_in(sentence: Sentence, context: Context, before: str = "", after: str = "") -> list[Finding]:
    """What `sentence` says that its clauses do not bear out; nothing where it may be shown."""
    return [finding for claim in claims_in(sentence, context, before, after) for finding in claim.findings]


def evidence_in(
    sentence: Sentence, context: Context, before: str = "", after: str = ""
) -> list[tuple[str, Evidence | None]]:
    """Each stretch of `sentence` that says something, plain, with what was found on it; None where its marker leads nowhere."""
    dangling = [f"[{marker}]" for marker in claims_markers(sentence) if marker not in context.citations]
    dangling += [match["words"] for match in _MARKER_FOR_FIGURE.finditer(sentence.text)]
    if dangling:  # a model counts clauses it was not given
        return [(words, None) for words in dangling]
    text = _THOUSANDS.sub("", in_chinese(sentence.text))
    parts = _parts(Sentence(text, sentence.markers))
    said = [plain(words) for words, _ in parts]
    found: list[tuple[str, Evidence | None]] = []
    for place, (_, markers) in enumerate(parts):
        body = said[place]
        if _says_nothing(body):
            continue
        rests_on = markers or tuple(context.citations)
        earlier, later = plain(before) + "".join(said[:place]), "".join(said[place + 1 :]) + plain(after)
        grounds = context.grounds(rests_on)
        evidence = evidence_of(body, grounds.stated, context, f"{earlier},{later}")
        for finding in broken_rules(claim_of(body) or body, grounds, context, earlier, later):
            if finding.fault != "recipient" or (_SUM.search(finding.words) and finding.words not in evidence.owned):
                evidence.add(f"rule {finding.fault}", finding.words)
        evidence.add("english", value=float(text != sentence.text))
        evidence.add("table", value=float(sentence.is_row))
        evidence.add("unmarked", value=float(not markers))
        marked = bool(MARKER.search(sentence.text))
        evidence.add("alone", value=float((marked and len(parts) == 1) or bool(_ANSWERS.search(body))))
        if not (marked or evidence.of("alone") or evidence.of("near wording")) and evidence.of("brief"):
            continue  # 辛苦了: without a marker of its own it claims nothing
        hold_near(evidence)
        found.append((body, evidence))
    return found


def _parts(sentence: Sentence) -> list[tuple[str, tuple[int, ...]]]:
    """The sentence in stretches, each up to its own markers: A给100万元[1]，B给20万元[2]. is two."""
    text = ITEM.sub("", sentence.text).replace("**", "")
    groups = list(_MARKERS.finditer(text))
    if len(groups) < 2:
        return [(MARKER.sub("", text), sentence.markers)]
    parts = []
    start = 0
    for group in groups:
        parts.append((text[start : group.start()], markers_in(group[0])))
        start = group.end()
    if grams(plain(text[start:])):
        parts.append((text[start:], parts[-1][1]))
    return parts


def claims_markers(sentence: Sentence) -> list[int]:
    """Its own markers and those it rests on."""
    own = [int(found[1]) for found in MARKER.finditer(sentence.text)]
    return list(dict.fromkeys([*own, *sentence.markers]))


def _says_nothing(body: str) -> bool:
    """A heading, a courtesy or a line of marks: it states nothing that could be wrong."""
    return (
        not (grams(body) or "=" in body)
        or bool(_COURTESY.fullmatch(body))
        or (bool(_HEADING.search(body)) and not figures_in(body) and len(body) <= 20)
    )
