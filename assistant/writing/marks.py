"""The small words that turn a sentence round: level, grade, modality, how often, how many, which way. Pure.

Each row of `ROWS` is one class of one dimension. Two classes of a dimension exclude each other (省级 is not 市级, 可以 is not 应当), so a
sentence may carry only those that the part of the clause which it tells has, in whatever words.
"""

from __future__ import annotations

import re
from functools import lru_cache

# (dimension, class, pattern, a text that has it, one that has not)
ROWS: tuple[tuple[str, str, str, str, str], ...] = (
    ("level", "world", r"国际(?!贸易|物流|市场)|世界|全球", "国际标准", "国际贸易"),
    ("level", "nation", r"国家级|中央|国家(?!规定|有关|法律|标准化)|全国|国务院|部级", "国家级孵化器", "按国家规定"),
    ("level", "province", r"省级|自治区级|省(?=重点|科技|工程|实验|财政|名牌|著名|地方标准|、市)|全省|省部级", "省级龙头企业", "江苏省"),
    ("level", "city", r"(?<!省)市级|州级|地市级|设区市|(?<!城)市(?=重点|财政|名牌)|(?<=省、)市|全市", "市级平台", "城市"),
    ("level", "county", r"(?<!自治)区级|县级|旗级|区县|县区|县\(市|(?<!地)区(?=财政)|县(?=财政)|全县|全区", "县级示范社", "自治区级"),
    ("level", "town", r"乡级|镇级|乡镇|街道|村级|社区", "乡镇审核", "城镇"),
    ("grade", "1", r"一(?:[、和及至到-][一二三四五])*[等级类档]|甲[级等类]|a(?:[、和及至到-][a-e])*[级类等档]|第一[名档类]|金奖|金牌|冠军|优秀", "一等奖", "一次"),
    ("grade", "2", r"(?<!十)二(?:[、和及至到-][一二三四五])*[等级类档]|乙[级等类]|b(?:[、和及至到-][a-e])*[级类等档]|第二[名档类]|银奖|银牌|亚军|良好", "二等奖", "二次"),
    ("grade", "3", r"三(?:[、和及至到-][一二三四五])*[等级类档]|丙[级等类]|c(?:[、和及至到-][a-e])*[级类等档]|第三[名档类]|铜奖|铜牌|季军|合格", "三等奖", "三年"),
    ("grade", "4", r"四(?:[、和及至到-][一二三四五])*[等级类档]|丁[级等类]|d(?:[、和及至到-][a-e])*[级类等档]", "四级", "四年"),
    ("grade", "5", r"五(?:[、和及至到-][一二三四五])*[等级类档]|e(?:[、和及至到-][a-e])*[级类等档]", "五级", "五年"),
    ("star", "3", r"三星|3星|(?<!\d)3a|(?<!a)aaa(?!a)", "三星级", "4a"),
    ("star", "4", r"四星|4星|(?<!\d)4a|(?<!a)aaaa(?!a)", "四星级", "3a"),
    ("star", "5", r"五星|5星|(?<!\d)5a|aaaaa", "五星级", "3a"),
    ("skill", "top", r"高级技师|特级技师|首席技师|正高", "高级技师", "技师"),
    ("skill", "high", r"高级(?!技师)|高技能|(?<!高级)技师", "高级工", "高手"),
    ("skill", "middle", r"中级", "中级工", "中间"),
    ("skill", "low", r"初级", "初级工", "初次"),
    ("degree", "doctor", r"博士", "博士", "硕士"),
    ("degree", "master", r"硕士|研究生", "硕士", "博士"),
    ("degree", "bachelor", r"本科|学士", "本科", "专科"),
    ("degree", "college", r"大专|专科|高职", "大专", "本科"),
    ("degree", "school", r"中专|高中|技校", "中专", "初中"),
    ("size", "above", r"规模以上|规上|限额以上|限上", "规上企业", "以上"),
    ("size", "big", r"大型|龙头|骨干|领军", "龙头企业", "大学"),
    ("size", "middle", r"中型|中小", "中小企业", "中心"),
    ("size", "small", r"小微|小型|微型|中小|个体", "小微企业", "小区"),
    ("modal", "may", r"(?<!不)(?<!不得)可(?!以?$)(?!以?(?:一次性?)?(?:靠|行|能|再生|持续|研|得|获|拿|领|补|奖|享|打|拨|致电|联系|咨询|放心|看))(?:以|选择|申请|凭|按|由|向)?|(?<!不)有权|(?<!不)允许|酌情|视情|必要时|视需要|自愿|可选|择优", "可以申请", "不可以"),
    ("modal", "must", r"(?<![不对相响适])应(?!用|届|急|聘|对|税|纳|收|付|缴|征|诉|邀)当?|必须|务必|须(?!知)|(?<![不无急])需要?(?!求)|(?<![不的有到合于过按])要求|不得不|强制|一律", "应当提交", "应用场景"),
    ("modal", "not", r"不得(?!不|超|低|少|高|多)|不能(?!不|超|低|少|高|多)|不可(?!抗)|不予|禁止|严禁|不准|不许|不应", "不得重复", "不得超过"),
    ("modal", "principle", r"原则上|一般(?!贸易|公共)|优先", "原则上不超过", "一般公共预算"),
    ("modal", "urge", r"鼓励|引导|倡导|探索|建议|支持(?=[^,;。]{0,6}(?:建|开展|申|参))", "鼓励企业", "奖励"),
    ("free", "not", r"不得|不能|不予|不再|不可(?!抗)|禁止|不享受|不纳入|除外|不含|不包括|不在|不属|排除|剔除|取消|停止", "不予受理", "予以受理"),
    ("free", "no need", r"无需|无须|不需要?|不用|不必|免(?:于|予|提交|审|试|费|申)|可不|可以不", "无需申报", "需要申报"),
    ("rhythm", "once", r"一次性|一次(?!性)", "一次性奖励", "二次"),
    ("rhythm", "yearly", r"每一?年|每年度|逐年|按年|(?<![头第前首满近期])一年(?=[^,;。]{0,3}(?:最|不超|封|限|累计|合计|补|奖|给|发|能|以内))|年度|年均|/年", "每年", "第一年"),
    ("rhythm", "monthly", r"每个?月|按月|/月|逐月|月均", "每月", "三个月"),
    ("rhythm", "quarterly", r"每个?季|按季|季度", "按季度", "旺季"),
    ("rhythm", "half", r"每半年|上半年|下半年|半年", "每半年", "一年"),
    ("rhythm", "by part", r"分期|分批|分次|分\S{1,2}年|分年", "分期拨付", "分别"),
    ("first", "first", r"首次|首年|首个|首台|首批|首家|第一次|初次|新认定|新获|新增|新引进|新建|新落户", "首次认定", "首先"),
    ("first", "again", r"复审|复核|重新|再次|(?<![手持连后陆延继])续|已有|存量|原有|此前|改建|扩建|改造", "复审通过", "手续费"),
    ("how many", "all", r"所有|全部|任何|任意|凡是?|一切|各类|不限|无论|不论|不管|统统|全体", "所有企业", "各位"),
    ("how many", "some", r"部分|符合条件|符合|经认定|择优|适当|一定", "部分企业", "所有"),
    ("how many", "only", r"仅|只(?!要)|限于|唯|才能|方可|除非", "仅限企业", "只要"),
    ("joint", "or", r"或者?|任一|之一|任选|二选一|其中一[项个]|其一|一[样项]即可|一[样项]就", "满足之一", "和"),
    ("joint", "and", r"且|同时(?!停止)|并且|均[需须]|都[要得须应]|两[样项个]都|缺一|全部满足|兼具", "同时满足", "或者"),
    ("more", "stack", r"叠加|兼得|同时享受|累加|另外再|再奖|另奖", "可叠加享受", "重复"),
    ("more", "no more", r"不重复|就高|不得重复|不叠加|择一|不累计|不再重复|不得同时|从高", "就高不重复", "重复"),
    ("side", "inside", r"区内|市内|省内|县内|境内|国内|本市|本省|本县|本区|本地|园区内|域内|在本", "省内企业", "市外"),
    ("side", "outside", r"区外|市外|省外|县外|境外|国外|海外|外地|外省|外资|异地", "省外企业", "市内"),
    ("home", "town", r"城镇|城市|城区", "城镇居民", "农村"),
    ("home", "land", r"农村|农业户|乡村|农户", "农村居民", "城镇"),
    ("channel", "net", r"网上|线上|在线|平台(?=申|提|填|上)|电子|系统|小程序|公众号|网站|app", "网上申请", "现场"),
    ("channel", "desk", r"窗口|现场|线下|当面|纸质|书面|邮寄|送至", "窗口递交", "网上"),
    ("days", "work", r"工作日", "5个工作日", "5日"),
    ("days", "plain", r"自然日|日历天|(?<!工作)[\d一二三四五六七八九十](?:日|天)内", "5日内", "5个工作日内"),
    ("which year", "past", r"上年度?|上一年|去年|前一年|往年|前\S年|近\S年", "上年度", "当年"),
    ("which year", "this", r"当年|本年|今年|同年|当季|当月", "当年", "次年"),
    ("which year", "next", r"次年|次月|次日|下个?月|下一年|翌年|明年|后一年|下年度", "次年", "当年"),
    ("order", "before", r"事前|事先|提前|之前|以前|前置|预先|预拨|预付|先行", "事前备案", "事后"),
    ("order", "after", r"事后|之后|以后|后补|验收后|期满后|完成后|通过后|满后", "验收后", "事前"),
    ("share", "whole", r"全额|全免|足额|100%|全部费用", "全额补贴", "半额"),
    ("share", "half", r"减半|半价|一半|半额|50%", "减半收取", "全额"),
    ("origin", "paper", r"原件|正本", "原件", "复印件"),
    ("origin", "copy", r"复印件|扫描件|影印|副本|照片", "复印件", "原件"),
    ("role", "lead", r"牵头|主办|主管|归口", "牵头单位", "配合"),
    ("role", "help", r"配合|协助|协办|协同|会同|参与", "配合单位", "牵头"),
    ("role", "receive", r"受理|接收|收件|初审|推荐", "受理申请", "办理"),
    ("role", "decide", r"审批|审定|批准|核准|认定|评审|复核|终审", "审批", "受理"),
    ("role", "pay", r"拨付|发放|兑付|兑现|支付|核发|划拨", "拨付资金", "受理"),
)  # fmt: skip
_PATTERNS = tuple((dimension, name, re.compile(pattern)) for dimension, name, pattern, *_ in ROWS)
# What lets a claim reach farther than its clause
SWEEPING = re.compile(
    r"只要(?![\d一二三四五六七八九十几掏付交缴花求])|都(?:可以|能)(?!选)|均可|无论|不论|不管|不看|不限|没有(?:其他|别的|任何)?(?:限制|要求|条件|门槛)|"
    r"所有|任何|全部(?!加起来|时段|[退发拨返收负承]|材料|工时)|保证|随时|永久|长期|只需|仅需|即使|哪怕|不设"
)


@lru_cache(4096)
def marks_of(text: str) -> frozenset[tuple[str, str]]:
    """The classes that a plain text carries, each with its dimension.

    >>> sorted(marks_of("市级平台可以申请一次性奖励"))
    [('level', 'city'), ('modal', 'may'), ('rhythm', 'once')]
    """
    return frozenset((dimension, name) for dimension, name, pattern in _PATTERNS if pattern.search(text))


def without(text: str, dimension: str) -> str:
    """A plain text without its marks of one dimension.

    >>> without("市级平台可以申请", "level")
    ',平台可以申请'
    """
    for other, _, pattern in _PATTERNS:
        if other == dimension:
            text = pattern.sub(",", text)
    return text


def sweeping(text: str) -> set[str]:
    """The words of a plain text by which it claims that nothing else is needed, or nobody left out.

    >>> sorted(sweeping("只要是企业就能拿到"))
    ['只要']
    """
    return {found[0] for found in SWEEPING.finditer(text)}
