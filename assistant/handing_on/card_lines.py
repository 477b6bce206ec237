"""A sentence in, what of it an applicant can act on out: a step of a procedure, where to hand in, what, when, a requirement. Pure.

A sentence that only speaks of such things (a reform, a department's duty, a sanction) says none of them to an applicant:
a false line on a card is carried to an office, a missing one is asked for there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from corpus.facts.requirements import GOAL
from corpus.text.denial import denied, waived
from corpus.text.normal import fold

_ENDS = "，,。；;\n"
_OFFICE = (
    r"(?:局|厅|委员会|委会|委|办公室|中心|窗口|大厅|街道|镇街|镇区|乡镇|部门|平台|系统|网站|服务网|专区|工作站|服务站|管委会"
    r"|经开区|高新区|残联|社区|[\u4e00-\u9fff]{2}(?:所(?![在属有])|科(?!技)|处(?![于理])))"
)
_BRACKETED = r"(?:\([^()]{1,40}\))"
_HAND_IN = r"(?:申报|申请|申领|提出|提交|递交|报送|填报|办理)"
# 向市文旅局提交, 登录“惠企通”平台填报, 到政务大厅3号窗口办理, 交所在镇街, 报至区教委职成教科(人民路2号)
_TO = re.compile(
    r"(?:向|到|至|在|于|登录|登陆|通过)"
    rf"(?P<where>(?:(?!向|到|登录|登陆|通过|之日|日内|[之日]前)[^。;,:|]){{1,30}}{_OFFICE}\"?{_BRACKETED}?)"
    rf"[\u4e00-\u9fff]{{0,4}}?(?P<act>{_HAND_IN})"
)
_BROUGHT = re.compile(
    rf"(?:报至|交至|送至|寄至|交到|送到|报到|日前交|日前报|日内交)(?P<where>[^。;,:|、()]{{1,24}}{_OFFICE}{_BRACKETED}?)"
)
# 由县工业和信息化局受理: the office that takes an application is where one goes
_TAKEN_BY = re.compile(rf"由(?P<where>[^。;,:|由]{{1,24}}{_OFFICE})(?:负责|统一|集中|窗口)?受理")
_NAMED_PLACE = re.compile(
    r"(?:受理|办理|申报|申请|提交|收件|经办)(?:地点|窗口|地址|入口)(?:设在|为|是|在|:)(?P<where>[^。;,|]{2,60})"
)
_DAYS = re.compile(r"\d\s?[月日年]|每年|每月|工作日")
_DUTY = re.compile(r"负责|职责|统筹|牵头|指导|督促|主管部门是")
_SANCTION = re.compile(
    r"不得|追回|骗取|虚假|弄虚|处罚|罚款|举报|投诉|失信|不良行为|暂停|已受理|是指|适用于|下列情形|视为放弃|取消|申诉|复议|(?:申请|提出)复核|(?:提出|有)异议"
)
_OTHER_PAPER = re.compile(r"统计|(?<!申)报表|进度|工作总结|登记日期|复核|申诉|复议|异议|投诉|举报")
_BY_AN_OFFICE = re.compile(
    r"(?:局|厅|委|部门|政府|街道|镇街|乡镇|各地|各县[^,]{0,10}|各区[^,]{0,10}|各市[^,]{0,10})(?:应当?|要|须|负责|将|每\S{1,8}前|于\S{1,14}前)?$"
)
_STEPS = (
    "受理", "初审", "审核", "审查", "核查", "核验", "复核", "复审", "评审", "审定", "公示", "汇总", "推荐", "逐级报", "下达",
    "拨付", "拨款", "兑付", "兑现", "发放", "打款", "出具", "办结", "答复",
)  # fmt: skip
_STEP = re.compile("|".join(_STEPS))
_WEIGHED = re.compile(r"汇总|受理|初审|审核|审查|核查|核验|复核|复审|评审|审定|公示")
_SUM = re.compile(r"\d\s*[万亿]?元|\d\s?%")
_WITHOUT = re.compile(
    r"(?:实行|采取|采用|属于|为|按)\"?免申即享|免于申报|^(?:[^。,]{0,6})\"?免申即享\"?,|^第[一二三四五六七八九]步"
)
_PAPERS = re.compile(
    r"(?:提交|提供|递交|报送|填报(?!后)|上传|附(?!件)|(?<!提)交(?!易|通|流)|(?<!支)持(?!续|有)|携带|填写|凭(?!证))(?:[^。；;：:，,]{0,8}(?:材料|资料)[^。；;：:，,]{0,6})?[：:]?"
    r"(?P<papers>[^。；;，,]{0,60}(?:申请表|申报表|申报书|申请书|证明|复印件|凭证|原件|发票|承诺书|营业执照|身份证|合同|报告|清单|回单|登记表)[^。；;]{0,200})"
)
_ITEMS = re.compile(r"^\s*(?:①|[(（]?[1１一a][)）.．、])")
_NO_PAPERS = re.compile(r"附件\d?[：:]|附件下载|[?？]\s*$|骗取|追回|抽查|检查")
_NO_LONGER_PAPERS = re.compile(r"给予|领取|享受|一律|抵扣|可办理|\d个?(?:工作)?日")
_WHEN = re.compile(r"(?:申报|受理|办理|申请|申领|报名)(?:时间|期限|窗口期?|期)(?:为|是|:)")
_NOT_WHEN = re.compile(r"统计|汇总|发布|公布|下达|发放|已受理|核对|打款|条件:|逐级|上报至?[省市]")
_GENERAL_TERMS = re.compile(
    r"(?:申报|申请|申领|享受|扶持|支持|奖励|补贴|补助|资助)[^。；;，,]{0,14}(?P<must>应当?|(?<![无毋勿不])(?:须|需)|必须)(?:同时)?(?:具备|符合|满足)(?:以下|下列)(?:基本|各项)?(?:条件|要求)[:：]?\s*(?P<terms>.+)",
    re.S,
)


def places(sentence: str) -> Iterator[str]:
    """Where something is handed in: the office, the window or the address, in the sentence's own words.

    >>> list(places("申报单位应当于每年5月1日至5月31日向市文旅局提交申请表。"))
    ['市文旅局']
    >>> list(places("申报时间为每年12月，由县工业和信息化局受理。"))
    ['县工业和信息化局']
    >>> list(places("推行网上受理,在一体化平台办理。")), list(places("企业依法向区统计局报送统计报表。"))
    ([], [])
    """
    return _places(sentence, (_NAMED_PLACE, _BROUGHT, _TO, _TAKEN_BY))


def _places(sentence: str, patterns: tuple[re.Pattern[str], ...]) -> Iterator[str]:
    folded = fold(sentence)
    if GOAL.search(folded) or _SUM.search(folded):
        return
    for pattern in patterns:
        for match in pattern.finditer(folded):
            start = max(folded.rfind(mark, 0, match.start()) for mark in ",。;\n") + 1
            rest = folded[match.start() : _next_end(folded, match.end())]
            if denied(folded, match.start()) or ("act" in pattern.groupindex and denied(folded, match.start("act"))):
                continue
            by_an_office = _BY_AN_OFFICE.search(folded[start : match.start()].strip())
            if not (_OTHER_PAPER.search(rest) or _DAYS.search(match["where"]) or by_an_office):
                yield sentence[match.start("where") : match.end("where")].strip(" ：:")


def is_step(sentence: str) -> bool:
    """Whether it tells an applicant what to do or what becomes of an application.

    >>> is_step("区商务局15个工作日内审核,公示5天后拨付。")
    True
    >>> is_step("深化“放管服”改革,推行网上受理、网上审批。"), is_step("市发改部门负责组织补贴资金申报审核和公示。")
    (False, False)
    """
    folded = fold(sentence)
    if GOAL.search(folded) or _SANCTION.search(folded.replace("无异议", "")):
        return False
    if _WITHOUT.search(folded) or any(_places(sentence, (_BROUGHT, _TO))):
        return True
    steps = {match.group() for match in _STEP.finditer(folded) if not denied(folded, match.start())}
    weighed = len(steps) > 1 and any(_WEIGHED.search(step) for step in steps)
    return weighed and not (_SUM.search(folded) or _DUTY.search(folded) or "统计" in folded)


def papers(text: str, sentence: str) -> str:
    """What of a sentence names the papers to hand in; of a numbered list all of it, out of the `text` it stands in.

    >>> papers("", "经营主体于5月向农业农村局提交申报表、营业执照和信用报告。")
    '申报表、营业执照和信用报告'
    >>> papers("", "企业须提交相关材料。")
    ''
    """
    if _NO_PAPERS.search(sentence):
        return ""
    folded = fold(sentence)
    match = _PAPERS.search(sentence)
    while match is not None and denied(folded, match.start()):
        match = _PAPERS.search(sentence, match.start() + 1)
    if match is None:
        return ""
    words = match["papers"]
    listed = sentence[: match.start("papers")].endswith(("：", ":")) and sentence.rstrip().endswith(("；", ";"))
    if listed or _ITEMS.match(words):
        at = text.find(sentence) + match.start("papers")
        end = text.find("。", at)
        words = text[at : end if end >= 0 else len(text)]
    return _to_the_steps(words).strip(" ，,。；;：:")


def _to_the_steps(words: str) -> str:
    """The papers without what an office does with them: 申请表、发票,镇街5个工作日报区商务局."""
    kept: list[str] = []
    for piece in re.split(r"(?<=[，,])", words):
        if _NO_LONGER_PAPERS.search(piece) or (kept and any(step in piece for step in _STEPS)):
            break
        kept.append(piece)
    return "".join(kept)


def is_time_to_apply(words: str) -> bool:
    """Whether a limit is the applicant's, not an office's: 每年6月发布申报通知 is the office's."""
    return not _NOT_WHEN.search(fold(words))


def time_stated(sentence: str) -> str:
    """申报时间为认定年度的4月1日至4月25日: from comma to comma; empty where the sentence states none."""
    match = _WHEN.search(fold(sentence))
    return sentence[match.start() : _next_end(sentence, match.end())].strip() if match else ""


def general_terms(text: str) -> str:
    """The list behind 申报单位应当具备下列条件; empty where a clause has none."""
    match = _GENERAL_TERMS.search(text)
    return match["terms"].strip() if match and not waived(fold(text), match.start("must")) else ""


def _next_end(text: str, start: int) -> int:
    return min((at for mark in _ENDS if (at := text.find(mark, start)) >= 0), default=len(text))
