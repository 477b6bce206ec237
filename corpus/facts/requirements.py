"""A clause in, what it asks of whoever wants the measure: what somebody must be or have, and who is shut out. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

from corpus.tables.row_words import cells_of
from corpus.text.denial import waived
from corpus.text.normal import fold

# Who writes that something will be made better tells no applicant what to do
GOAL = re.compile(
    r"推行|推进|推动|深化|优化|完善|健全|加快|简化|精简|精减|探索|改革|营商环境|加强|强化|提升|提高[^。,;]{0,8}(?:率|效率|水平)"
)
# 无须, 未必须 and 所需 ask for nothing, nor do 供应 and 相应; what 不应 be is asked for as well
_MUST = re.compile(
    r"(?:(?<![未不非])(?<!不是)必须|应当|(?<![无毋勿不未必])须|(?<![供相响适反效对照感])应|(?<![无毋勿不未必所急])需)(?!求)(?P<what>.+)$"
)
_STATE = re.compile(
    r"^(?:同时|依法|均|已经?|按规定|经|在|为|是|无|未|通过|取得|具有|具备|符合|满足|达到|拥有|持有|签订|缴纳|完成|正常|连续|纳入|保持|承诺|不低于|不少于|不超过)"
)
_ACT = re.compile(
    r"^(?:向|于|到|按时|及时|优先|提交|提供|(?:申报|申请|申领|提出|提交|递交|报送|填报|办理))|(?:申报|申请|申领|提出|提交|递交|报送|填报|办理)|日内|月底|日前|审核|拨付|给予|组织|建立|制定"
)
_OFFICE = re.compile(r"部门|局|政府|委员会|各[县市区镇]")
_SHUT_OUT = re.compile(
    r"不予(?:支持|奖励|补助|补贴|受理|兑现|资助|享受)|不再?(?:享受|支持|奖励|补助)|不得(?:申报|申请|申领|享受|重复|同时|再次)|方可|仅限"
)


def requirements(text: str) -> Iterator[str]:
    """What somebody must be or have, piece by piece; what is to be done by a day or by an office is none.

    >>> list(requirements("对新建民宿给予20万元补助,申报项目须已通过消防验收。"))
    ['申报项目须已通过消防验收']
    >>> list(requirements("类别 | 条件 | 标准\\n甲类人才 | 须具有博士学位 | 5000元"))
    ['甲类人才：须具有博士学位']
    >>> list(requirements("各部门应当依法加强监管,企业应于5月31日前提交申请。"))
    []
    """
    for lead, piece in _pieces(text):
        folded = fold(piece)
        match = _MUST.search(folded)
        if (
            match is None
            or waived(folded, match.start())
            or not _STATE.match(match["what"])
            or _ACT.search(match["what"])
        ):
            continue
        if not (GOAL.search(folded) or _OFFICE.search(folded[: match.start()])):
            yield lead + piece.strip()


def exclusions(text: str) -> Iterator[str]:
    """Who or what is shut out, piece by piece.

    >>> list(exclusions("给予20万元补助。已获上级补助的项目不予支持,同一企业不得重复享受。"))
    ['已获上级补助的项目不予支持', '同一企业不得重复享受']
    >>> list(exclusions("主管部门不得收取费用。"))
    []
    """
    for lead, piece in _pieces(text):
        if _SHUT_OUT.search(fold(piece)):
            yield lead + piece.strip()


def _pieces(text: str) -> Iterator[tuple[str, str]]:
    """What may be a demand, from comma to comma; of a table from cell to cell, with whom or what the row is of before it."""
    for line in text.split("\n"):
        cells = cells_of(line) if "|" in line else [line]
        for at, cell in enumerate(cells):
            for piece in re.split(r"[，,。；;]", cell):
                yield (f"{cells[0]}：" if at else ""), piece
