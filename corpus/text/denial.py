"""A place in a sentence in, whether the words before it take back what stands there out: 无需|提交, 不再|公示. Pure."""

from __future__ import annotations

import re

_NEAR = r"[^,。;:!?\n]"
# A word of the gap that says what to do instead begins anew: 无需预约直接|到窗口办理
_INSTEAD = r"直接|即可|就可|便可|可以|可|而|改|只需|仅需|只须|仅须|只要|但|应|须"
_WAIVED = re.compile(
    r"(?:[无毋勿][需须]|不(?:再|需要?|须|用|必|要求)|未必|免于|免予|免除|免去|取消|停止|不得|无必要|没必要)"
    rf"(?:(?!{_INSTEAD}){_NEAR}){{0,8}}$"
)
# 不提交, 免交, 未报送: a bare word holds for what stands next to it; 不动产, 不少于 and 免费 deny nothing
_BARE = re.compile(
    rf"(?:不(?![动少超低晚迟早满足符含限同论仅只单断]|高于|利)|免(?!费|税|征|申|疫|检)|未(?!来|满|央))(?:(?!{_INSTEAD}){_NEAR}){{0,2}}$"
)
_REACH = 14  # characters: the longest word of denial and the widest gap


def waived(folded: str, at: int) -> bool:
    """Whether the words before `at` say that what begins there need not be; `folded` by `fold`.

    >>> waived("无需企业另行提交申请表", 6), waived("无需预约直接到窗口办理", 6)
    (True, False)
    """
    return bool(_WAIVED.search(folded[max(0, at - _REACH) : at]))


def denied(folded: str, at: int) -> bool:
    """Whether it is waived, or a bare 不, 未 or 免 stands right before it.

    >>> denied("逾期不提交申请表的", 3), denied("不少于两份提交", 5)
    (True, False)
    """
    return waived(folded, at) or bool(_BARE.search(folded[max(0, at - _REACH) : at]))
