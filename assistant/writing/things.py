"""Things of a kind that a sentence names and its clauses nowhere: a paper, a person, a step, what a share is of. Pure.

Free wording has many words of its own, so a noun that stands nowhere says little. But for what is handed in, who gets it, which
steps there are and how it is sent there are few words, and whoever tells the clause has to use one of them. A group is
all the words by which one such thing is told: where any of them stands in the clauses or in the question, nothing is said against it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.reading.rules import Rule, rule
from assistant.writing.found import UNSTATED, Evidence
from assistant.writing.labelled import grams
from assistant.writing.stated import Stated

# kind; the words looked for; further words by which the same thing may stand in the clauses; a text that has it, one that has not
_GROUPS: tuple[tuple[str, str, str, str, str], ...] = (
    ("person", r"个体工商户|个体户", r"个体", "个体工商户也算", "个人也算"),
    ("person", r"研究生|硕士(?!点)", r"学历|学位", "硕士研究生", "本科生"),
    ("person", r"博士(?!后)", r"学历|学位", "博士", "硕士"),
    ("person", r"本科生?", r"学士|大学|学历|毕业生|高校", "本科毕业生", "专科"),
    ("person", r"大专|专科", r"高职|学历|毕业生|高校|大学", "大专生", "本科"),
    ("person", r"残疾人", r"残疾|残联", "残疾人家庭", "老人家庭"),
    ("person", r"退役军人|退伍军人", r"退役|退伍|军", "退役军人", "职工"),
    ("person", r"农民工|农户|农民", r"农|务工|种植|养殖|村", "农民工", "职工"),
    ("person", r"低保(?!证)|特困", r"最低生活保障|困难|低收入", "低保家庭", "多孩家庭"),
    ("person", r"家属|亲属|配偶|父母|子女", r"家庭|夫妻|夫妇|亲|双方|孩|老人|监护|代办|委托|成员|[父母]", "补贴给家属", "补贴给企业"),
    ("person", r"职工|员工", r"人员|工人|用工|就业|岗|招|聘|社保|参保|人才|劳动", "企业在职职工", "毕业生"),
    ("person", r"教师|老师(?!傅)", r"教|师", "教师", "医院"),
    ("person", r"房东|业主", r"出租|产权|租|住户|居民|房屋", "跟房东说", "跟企业说"),
    ("person", r"单身|未婚", r"婚|单人", "单身也能申请", "已婚人才"),
    ("person", r"公务员", r"机关|参公|行政", "公务员", "员工"),
    ("body", r"事业单位", r"机关|事业", "事业单位", "企业"),
    ("body", r"社会团体|社会组织|民办非企业", r"社团|社会|民非|民办", "社会团体", "企业"),
    ("body", r"旅行社", r"旅游|组团|地接|文旅", "给旅行社", "给导游"),
    ("body", r"(?:合作|经办|贷款|商业)?银行(?!卡|账|流水|回单)", r"金融|信贷|贷款|行|贴息|授信", "由银行承担", "银行卡"),
    ("body", r"保险公司", r"保险|承保|保费", "找保险公司", "找银行"),
    ("body", r"乡镇|街道(?!办)|镇街", r"镇|乡|街|所在地|属地|基层", "交到乡镇", "交到县里"),
    ("body", r"村委会|居委会|社区(?!服务)", r"村|居|社区|基层|所在地|属地", "由社区核实", "由县里核实"),
    ("body", r"第三方|中介机构|会计师事务所", r"委托|审计|专业机构|机构|中介", "请第三方核数", "请财政局核数"),
    ("channel", r"(?<!时间)(?<!申报)(?<!受理)窗口(?!期)|服务大厅|专窗", r"大厅|现场|线下|柜台|中心|地址|号楼|室|楼", "交到窗口", "网上提交"),
    ("channel", r"邮寄|快递", r"寄|邮|快递|物流|包裹|揽收", "可以邮寄", "当面递交"),
    ("channel", r"邮箱|电子邮件", r"邮|@|电子", "发到邮箱", "送到窗口"),
    ("channel", r"微信|公众号|小程序", r"网|平台|系统|线上|app|手机|应用|端|扫码|二维码", "加微信", "打电话"),
    ("step", r"公示(?!期)", r"公告|公布|公开|公示|名单", "公示5天", "复核5天"),
    ("step", r"答辩|路演|面试", r"评审|评选|大赛|比赛|考", "现场答辩", "现场核查"),
    ("step", r"盖章|签字|签章", r"章|签|负责人", "盖章", "填表"),
    ("step", r"审计", r"会计|财务|账", "做一遍审计", "做一遍核查"),
    ("step", r"摇号|抽签", r"随机|抽|摇|轮候|排序", "摇号", "排队"),
    ("step", r"公证", r"公证", "经公证", "经翻译"),
    ("step", r"体检", r"体检|健康|检查", "体检", "检测"),
    ("step", r"检测|检验", r"检|质量|测", "检测", "审核"),
    ("step", r"常务会议?|办公会", r"会议|审议|政府|研究", "报常务会议", "报主管部门"),
    ("step", r"招标|投标", r"标|采购|遴选|公开", "公开招标", "公开征集"),
    ("step", r"培训(?!机构|学校|班)", r"训|学|课", "参加培训", "参加评审"),
)  # fmt: skip
GROUPS = tuple((kind, rule(words, fires, spares, name=f"thing {place}"), re.compile(f"{words}|{kin}")) for place, (kind, words, kin, fires, spares) in enumerate(_GROUPS))  # fmt: skip
PAPER = rule(
    r"证明|证书|报告|批复|凭证|合同(?!期)|发票|流水|清单|照片|复印件|协议|回单|台账|登记表|调查表|承诺书|授权书|委托书|执照|身份证|户口[本簿]|许可证|账单|票据|名册|简历"
    r"|邀请函|推荐信|社保卡|存折|银行卡|合影|视频|样品|意见书|认证",
    "另附满意度调查表",
    "另附材料",
    name="named paper",
)
HANDED = rule(
    r"交|提供|附|带|上传|开[好具]|[需须要]|出示|准备|凭|递|补",
    "需要提供",
    "可以查询",
    name="handed in",
)
BASE = rule(
    r"(?:按|以|是|补)?(?P<base>[\u4e00-\u9fff]{2,6}?(?:额|利润|本金|收入|总价|成本|投资|费用?|租金|保费|利息|工资|价格?|款))的?(?:\d[\d.]*%|[一二三四五六七八九]成|一半|百分)",
    "按年销售额的3%",
    "按3%给予奖励",
    name="base of a share",
)
RULES: tuple[Rule, ...] = (PAPER, HANDED, BASE, *(one for _, one, _ in GROUPS))
_DENIES = re.compile(r"[不没无未非免别]")
_WAIVES = re.compile(r"不用|无需|无须|不必|不需|不要求|免")
_BASE_TAIL = 3  # characters of a base that tell it


def look(found: Evidence, pieces: Sequence[str], stated: Stated, asked: str) -> None:
    """Everything that is named nowhere else."""
    if any(UNSTATED.search(piece) for piece in pieces):
        return
    known = f"{stated.text}\n{stated.known}\n{asked}"
    for piece in pieces:
        for match in BASE.pattern.finditer(piece):
            base = match["base"][-_BASE_TAIL:]
            if not any(pair in known for pair in grams(base)):
                found.most("base nowhere", base)
        if HANDED.pattern.search(piece) and not _WAIVES.search(piece):
            for match in PAPER.pattern.finditer(piece):
                if not any(pair in known for pair in grams(match[0])):
                    found.most("paper nowhere", piece)
        if _DENIES.search(piece):
            continue
        for kind, words, kin in GROUPS:
            named = words.pattern.search(piece)
            if named and not kin.search(known):
                found.most(f"{kind} nowhere", named[0])
