"""Offices by their trades, in whatever form: 市住建局 is 市住房和城乡建设局. Pure."""

from __future__ import annotations

import re

TRADES = (
    "科技|科学技术|财政|发展改革|发展和改革|发改|工信|工业和信息化|人社|人力资源和社会保障|人才|教育|公安|民政|司法|自然资源|生态环境|住建|"
    "住房和城乡建设|住房保障|交通|交通运输|水务|水利|农业|农业农村|商务|文旅|文化和旅游|旅游|卫健|卫生健康|审计|税务|市场监管|市场监督管理|"
    "统计|医保|医疗保障|应急|应急管理|金融监管|金融|林业|林草|体育|知识产权|国资|大数据|投资促进|招商|行政审批|政务服务"
)
_ENDS_OFFICE = re.compile(r"(?:局|厅|委员会|委|部门|办公室|办)$")


def office_of(trade: str) -> re.Pattern[str]:
    """The office of a trade in any of its forms: 工信 is 工业和信息化, 文旅 文化和旅游."""
    first, last = re.escape(trade[0]), re.escape(trade[-1])
    han = "[\u4e00-\u9fff]"
    return re.compile(rf"{re.escape(trade)}|{first}{han}{{0,5}}{last}{han}{{0,4}}?(?:局|厅|委|部门|办|科|中心|机关)")


def is_short_for(name: str, known: str) -> bool:
    """Whether 市住建局 is told for 市住房和城乡建设局, of the same level where both name one."""
    stem = _ENDS_OFFICE.sub("", name)
    if len(stem) < 2 or stem == name:
        return False
    level = next((mark for mark in "省市州县区镇" if stem[:-2].endswith(mark)), "")
    for match in office_of(stem[-2:]).finditer(known):
        if len(match[0]) > 3:
            before = known[max(0, match.start() - 1) : match.start()]
            if not level or before == level or before not in "省市州县区镇":
                return True
    return False
