"""The order of steps: first, then, after that, against the order in which the clauses tell the same steps. Pure."""

from __future__ import annotations

import re
from itertools import pairwise

from assistant.reading.rules import Rule, rule
from assistant.writing.found import UNSTATED, Evidence
from assistant.writing.stated import Stated

STEP = rule(
    r"受理|初[审核]|复[审核]|核[实查验对定]|审核|联审|评审|评估|公[示布]|批复|批准|审[定批]|认定|签订?(?!发)|进场|施工|验收|完工|竣工|提交|申报|申请(?!人|书|表|材料|单位|对象)|填报|报送|汇总"
    r"|拨付|拨款|兑付|发放|打款|登记|备案|购[机买车房]|采购|开工|摇号|选房|注销|报废|投保|缴纳|核准|查勘|盖章|张贴|安装|调试",
    "先公示,再复核",
    "申请人须满18周岁",
    name="step",
)
FIRST = rule(r"(?<!优)(?<!领)先(?!进)|第一步", "先公示", "优先安排", name="first")
THEN = rule(r"再|才|然后|接着|随后|最后|(?<!先)后|之后|下一步", "再交县人社局复核", "先报名", name="then")
_BACKWARD = re.compile(r"之前|以前|[^\d日号月年]前(?!述|款|期|往)")  # 申报前先备案 names the later step first
_PIECE = re.compile(r"[,;。:!?]|→")
RULES: tuple[Rule, ...] = (STEP, FIRST, THEN)


def look(found: Evidence, said: str, stated: Stated) -> None:
    """Two steps told one behind the other that the clauses have the other way round."""
    if not THEN.pattern.search(said) or UNSTATED.search(said) or _BACKWARD.search(said):
        return
    told: list[tuple[str, str]] = []
    for piece in _PIECE.split(said):
        told += [(step[0], piece) for step in STEP.pattern.finditer(piece)]
    for (one, before), (other, behind) in pairwise(told):
        ordered = FIRST.pattern.search(before) or THEN.pattern.search(behind)
        if one != other and ordered and _turned(one, other, stated.text):
            found.most("steps in another order", f"{before},{behind}")


def _turned(one: str, other: str, text: str) -> bool:
    """Whether `one` stands only behind `other` in the clauses, each of them once or all on one side."""
    first, last = text.find(one), text.rfind(other)
    return 0 <= last < first
