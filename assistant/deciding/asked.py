"""Which facts a question asks for: what its words say, unless the learned model of questions is sure that it does not."""

from __future__ import annotations

import re
from dataclasses import replace

from assistant.learned.models import verdict_models
from assistant.library import Library
from assistant.reading.query import Asked, Query
from assistant.reading.wanted import wanted, wants_money
from assistant.reading.whether import asks_whether
from corpus.text.normal import fold

# 还能领补贴吗 asks for a condition, 还能用吗 for the validity, in the same words. On learn documents left out 0.1 keeps all 28
# questions for the validity, and drops 12 of the 17 others that words take for one.
LEAST = 0.1
# Words that name validity itself need nobody's confirmation
_NAMED = re.compile(r"有效|效力|生效|失效|过期|到期|作废|废止|作数|算数|管用|expire|valid|in force")
# 报名到哪天为止, 快到期了想续要提前几天: a day by which something is done, not the one on which the policy ends
_ACT = re.compile(
    r"(?:报名|申报|申请|受理|缴费|登记|提交|办理)[^,，。]{0,6}(?:到|截)(?:哪|几|什么时候|何时)|提前(?:多少|几)个?(?:天|日|工作日|月|年)"
)
_NOW = re.compile(r"(?:现在|今年|目前|\d{4}年了)[,，]?还[能可]")
# 骗过补贴的还能申请吗, 搬走了还能领吗: what somebody did or became is told, so a condition is asked; 都2026年了 tells nothing of her
_TELLS = re.compile(r"(?![年月天号日])[\u4e00-\u9fff](?:过(?![期渡程去])|了)(?=.{0,20}还[能可])")


def confirmed(library: Library, query: Query) -> Query:
    """`query` without the validity of a document as what it asks for, where hardly any question like it asks for that."""
    folded = fold(query.question)
    if "validity" not in query.asked:
        return query
    if _ACT.search(folded):
        return replace(query, asked=query.asked - {"validity"})
    if _NAMED.search(folded):
        return query
    if _TELLS.search(folded):
        return replace(query, asked=query.asked - {"validity"})
    if _NOW.search(folded):
        return query
    asked = library.models.asked
    likely = asked.probabilities(query.sought)[asked.classes.index("validity")]
    return query if round(float(likely), 3) >= LEAST else replace(query, asked=query.asked - {"validity"})


_NO_SUM: frozenset[Asked] = frozenset({"department", "validity", "issued", "number", "issuer", "where"})


def asks_for_grant(query: Query) -> bool:
    """Whether the question may be for what is granted: not one for another unit (多少人), nor whether something holds (够格不)."""
    if not wants_money(wanted(query.question)):
        return False
    if "amount" in query.asked:
        return True
    return not query.asked & _NO_SUM and not asks_whether(query.question, verdict_models().whether, query.spoken)
