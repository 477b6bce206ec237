"""What an answer says in its own words, in Chinese or in English; what it quotes stays Chinese, character for character.

The Chinese sentences stand where they are said, as the keys of `ENGLISH`. `{…}` are the fields of str.format. A test
reads the code and fails where a sentence has no English, or other fields in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from assistant.reading.language import Language
from corpus.measure import Amount, Benefit, Payment, Rate, yuan_text
from corpus.text.invisible import without_invisible
from corpus.text.normal import unbroken
from corpus.text.title_marks import within_marks

ENGLISH: Mapping[str, str] = {
    # one clause
    "{name}：「{words}」[{marker}]": "{name}: 「{words}」[{marker}]",
    "依据{name}：「{words}」[{marker}]": "Source: {name}: 「{words}」[{marker}]",
    "{name}：原文与[{known}]相同。[{marker}]": "{name}: the same words as [{known}]. [{marker}]",
    "《{title}》由扫描件识别而来，其中的数字请与原件核对。": "《{title}》 was read off a scan: please check its figures against the original.",
    "{row}：{facts}。[{marker}]": "{row}: {facts}. [{marker}]",
    "依据{name}表{table}：[{marker}]": "Source: {name}, table {table}: [{marker}]",
    "否，已废止：「{words}」[{marker}]": "No, it was repealed: “{words}” [{marker}]",
    "看来{line}": "It seems: {line}",
    "找谁办：文件未写明牵头单位。": "Whom to ask: the document names no lead department.",
    "找谁办：未写明牵头单位；{numbers}（{clause}）。": "Whom to ask: no lead department is named; {numbers} ({clause}).",
    "找谁办：未写明牵头单位；{who}负责解释（{clause}）。": "Whom to ask: no lead department is named; {who} explains the document ({clause}).",
    "找谁办：未写明牵头单位；联系方式见{clause}。": "Whom to ask: no lead department is named; for contacts see {clause}.",
    "找谁办：{units}（{role}）。[{marker}]": "Whom to ask: {units} ({role}). [{marker}]",
    "本部分包括：{children}。": "This section holds: {children}.",
    "{name}：原文为「{words}」，公布时内容已略去，文件未写明。[{marker}]": "{name}: the text reads 「{words}」; it was left out at publication, so the document does not say. [{marker}]",
    "该条内容在公布时已略去（原文为「(略)」），请向发文机关咨询。": "The text of this clause was left out at publication (「(略)」): please ask the issuing body.",
    # yes or no
    "能：「{words}」[{marker}]": "Yes: 「{words}」[{marker}]",
    "不能：「{words}」[{marker}]": "No: 「{words}」[{marker}]",
    "{kind}不能享受：「{words}」[{marker}]": "Not for a {kind}: 「{words}」[{marker}]",
    "文件库里没有「{said}」，以下按「{meant}」回答。": "The library has no 「{said}」; this is answered for 「{meant}」.",
    "「{said}」按「{meant}」理解；如果另有所指，请改写地名再问。": "「{said}」 was read as 「{meant}」; if you mean another place, please write it anew.",
    "文件库里没有「{said}」自己的文件，以下出自它所在的{place}的文件。": "The library has no document of 「{said}」 itself; what follows is from one of {place}, in which it lies.",
    "文件库里没有「{said}」自己的文件，只有它所在的{place}的文件。": "The library has no document of 「{said}」 itself, only of {place}, in which it lies.",
    "以下出自「{said}」所在的{place}的文件。": "What follows is from a document of {place}, in which 「{said}」 lies.",
    "「{said}」所在的{place}也有文件：{titles}。": "{place}, in which 「{said}」 lies, has documents too: {titles}.",
    "「{said}」自己有没有规定，这里查不到；引用的是它所在的{place}的文件。": "Whether 「{said}」 has rules of its own cannot be told here; what is cited is of {place}, in which it lies.",
    "文件库里没有「{said}」自己的文件，以下出自全国适用的文件。": "The library has no document of 「{said}」 itself; what follows is from one of the whole country.",
    "{titles}没有写明地区，是否适用于「{said}」请核对。": "{titles} names no region; please check whether it holds for 「{said}」.",
    "文件写有金额或比例的是{clauses}，是否适用请对照原文。": "Sums or rates stand in {clauses}; please check whether they apply.",
    "文件库里没有「{said}」的文件，以下出自没有写明地区的文件。": "The library has no document of 「{said}」; what follows is from one that names no region.",
    "先要确认：{open}。": "To be confirmed first: {open}.",
    "不符合这些要求的不能享受：{name}：「{words}」[{marker}]": "Who does not meet this is left out: {name}: 「{words}」[{marker}]",
    "是：「{words}」[{marker}]": "Yes: 「{words}」[{marker}]",
    "不是：「{words}」[{marker}]": "No: 「{words}」[{marker}]",
    "要：「{words}」[{marker}]": "Yes: 「{words}」[{marker}]",
    "不用：「{words}」[{marker}]": "No: 「{words}」[{marker}]",
    "有：「{words}」[{marker}]": "Yes: 「{words}」[{marker}]",
    "没有：「{words}」[{marker}]": "No: 「{words}」[{marker}]",
    "要看条件：「{words}」[{marker}]": "It depends: 「{words}」[{marker}]",
    "不是{supposed}：「{words}」[{marker}]": "Not {supposed}: 「{words}」[{marker}]",
    "是：{line}[{marker}]": "Yes: {line} [{marker}]",
    "不是{supposed}：{line}[{marker}]": "Not {supposed}: {line} [{marker}]",
    "是，仍有效。{line}": "Still in force. {line}",
    "否，尚未施行。{line}": "Not in force yet. {line}",
    "否，已失效。{line}": "No longer in force. {line}",
    # departments
    "{name}没有单列牵头单位，正文写到：「{words}」[{marker}]": "{name} has no line for a lead department; its text says: 「{words}」[{marker}]",
    "{name}没有写明{wanted}。[{marker}]": "{name} does not state the {wanted}. [{marker}]",
    "该条写明的是：{others}。[{marker}]": "It does state: {others}. [{marker}]",
    "文件未写明{wanted}。": "The document does not state the {wanted}.",
    "{units}。[{marker}]": "{units}. [{marker}]",
    "牵头单位": "lead department (牵头单位)",
    "责任单位": "responsible department (责任单位)",
    "实施单位": "implementing department (实施单位)",
    "配合单位": "cooperating department (配合单位)",
    "{role}：{units}": "{role}: {units}",
    # validity
    "有效期：{sentence}": "Validity: {sentence}",
    "《{title}》{on}已被《{by}》取代，不再有效。": "《{title}》 was replaced by 《{by}》{on} and is no longer in force.",
    "自{day}起": " from {day}",
    "《{title}》{part}未写明有效期。": "《{title}》{part} does not state how long it is valid.",
    "《{title}》自{day}起施行。": "《{title}》 is in force from {day}.",
    "该政策自{since}起施行，截至{day}尚未施行。": "This policy is in force from {since}; on {day} it is not yet.",
    "所解读的《{title}》有效期至{until}，已过期。": "《{title}》, which this explains, was valid until {until}; it has expired.",
    "所解读的《{title}》有效期至{until}，截至{day}仍在有效期内。": "《{title}》, which this explains, is valid until {until}; on {day} it is in force.",
    "该政策有效期至{until}，已过期。": "This policy was valid until {until}; it has expired.",
    "该政策有效期至{until}，截至{day}仍在有效期内。": "This policy is valid until {until}; on {day} it is in force.",
    "《{title}》未写明有效期，是否仍然有效请向发文机关核实。": "《{title}》 does not state how long it is valid: please check with the issuing body.",
    "{sentence}请向{body}核实是否有接续政策。": "{sentence} Please ask {body} whether a later policy follows it.",
    "发文机关": "the issuing body",
    "{sentence}[{marker}]": "{sentence} [{marker}]",
    "{part}：": "{part}:",
    "以上只对{parts}写明；《{title}》正文未写明有效期。": "This is stated for {parts} only; the main text of 《{title}》 states no validity.",
    "《{title}》没有写明{what}。": "《{title}》 does not state its {what}.",
    "文件未写明{what}。": "The document does not state its {what}.",
    "《{title}》的{what}：{value}{inferred}。{mark}": "{what} of 《{title}》: {value}{inferred}. {mark}",
    "（文件本身未写明，为登记时推断）": " (not stated by the document; inferred when it was registered)",
    "印发日期": "date of issue",
    "文号": "document number",
    # money
    "{line}。[{marker}]": "{line}. [{marker}]",
    "文件没有写明「{level}」的标准。{name}只写明：{stated}。[{marker}]": "The document states nothing for 「{level}」. {name} states only: {stated}. [{marker}]",
    "该条款没有写明「{level}」的金额或比例。": "This clause states no sum or rate for 「{level}」.",
    "《{title}》：": "《{title}》:",
    "{part}：文件未写明。": "{part}: not stated in the document.",
    "{part}：「{words}」[{marker}]": "{part}: 「{words}」[{marker}]",
    "没有足够的把握认定文件写明了所问的内容。最接近的是{name}：「{words}」[{marker}]": "It is not certain that the documents state what was asked. {name} comes nearest: 「{words}」[{marker}]",
    "该条款不一定写明了所问的内容，请向发文机关或主管部门咨询。": "The clause does not state what was asked; please ask the issuing body or the department in charge.",
    "文件未写明{what}。{name}只写到：「{words}」[{marker}]": "The document states no {what}. {name} only says: 「{words}」[{marker}]",
    "该条款没有写明{what}，请向主管部门咨询实施细则。": "This clause states no {what}: please ask the department in charge for its detailed rules.",
    "具体金额或比例": "sum or rate",
    "具体金额": "sum",
    "具体人数": "number of persons",
    "具体户数": "number of households",
    "具体家数": "number of organisations",
    "具体次数": "number of times",
    "具体比例": "rate",
    "具体面积": "area",
    "具体年龄": "age",
    "具体分数": "score",
    "具体时间": "time",
    "具体电话": "telephone number",
    "具体网址": "web address",
    "具体邮箱": "e-mail address",
    "具体地址": "address",
    "具体联系人": "contact person",
    "电话": "telephone number",
    "网址": "web address",
    "邮箱": "e-mail address",
    "地址": "address",
    "联系人": "contact person",
    "{body}的电话": "telephone number of {body}",
    "具体数量": "number",
    "{working}。[{marker}]": "{working}. [{marker}]",
    "不能直接算出，因为{why}。[{marker}]": "This cannot be worked out: {why}. [{marker}]",
    "按您给的数，不符合这里的条件：{line}。[{marker}]": "By your figure the condition is not met: {line}. [{marker}]",
    "{name}只写到{named}，没有写明第{year}年。[{marker}]": "{name} tells only {named}, not year {year}. [{marker}]",
    "第{year}年：「{words}」[{marker}]": "Year {year}: 「{words}」[{marker}]",
    "{working}，即{paid}。[{marker}]": "{working}, that is {paid}. [{marker}]",
    "若按这一标准算：{working}，即{paid}；是否适用请按原文核对。[{marker}]": "If this standard applies: {working}, that is {paid}; whether it does, please check in the clause. [{marker}]",
    "{working}，超过上限，按{cap}": "{working}, above the cap, so {cap}",
    "文件未写明申报或办理的截止时间。{name}只写到：「{words}」[{marker}]": "The document states no deadline. {name} only says: 「{words}」[{marker}]",
    "该条款没有写明截止时间，请向主管部门咨询当年的申报通知。": "This clause states no deadline: please ask the department in charge for this year's call.",
    # clauses by number
    "「{asked}」可能指 {count} 处，这里是其中 {shown} 处：{where}。": "「{asked}」 may mean {count} clauses; these are {shown} of them: {where}.",
    "{places}等 {count} 个地区": "{places} and others, {count} places in all",
    "「{asked}」不止一处，请写明文件。": "There is more than one 「{asked}」: please name the document.",
    "共 {count} 条，这里列出前 {listed} 条；写明地区或文件可以缩小范围。": "{count} clauses in all; these are the first {listed}. Name a place or a document for fewer.",
    "写明金额或比例的支持见 {clauses} 条：": "Support with a sum or a rate stands in {clauses} clauses:",
    "「{asked}」可能指 {count} 处：{where}。": "「{asked}」 may mean {count} clauses: {where}.",
    "「{asked}」不止一处，按可能性先后全部列出。": "「{asked}」 is not one clause alone: all are listed, the likeliest first.",
    "没有找到「{number}」：{titles}中没有这一条{extent}。请核对文件和编号。": "「{number}」 was not found: {titles} has no such clause{extent}. Please check document and number.",
    "没有找到「{number}」：{name}里没有这一处，请看全条。": "「{number}」 was not found: {name} has no such place; please see the whole clause.",
    "文件未写明具体金额或比例：《{title}》中没有写明数额的支持。": "No sum or rate is stated: 《{title}》 names none.",
    "没有看懂「{said}」。请用一句话写出想问的事，例如哪个地区、哪一类支持、给多少。": "「{said}」 is no question that can be answered here. Please ask in a sentence: which place, what kind of support, how much.",
    "没有找到「{number}」：{titles}的附件只有{annexes}。": "「{number}」 was not found: {titles} has only these annexes: {annexes}.",
    "文件库里没有「{number}」这份文件。请核对文号。": "There is no document 「{number}」 here. Please check its number.",
    "（条款编号从{first}到{last}）": " (its clauses run from {first} to {last})",
    "「{number}」在{titles}中不存在。": "「{number}」 does not exist in {titles}.",
    "已登记的文件": "the registered documents",
    # lists
    "没有条款把「{name}」写为{wanted}。": "No clause names 「{name}」 as {wanted}.",
    "「{name}」作为{wanted}的条款共 {count} 条：": "Clauses with 「{name}」 as {wanted}: {count}",
    "{name}（{role}：{units}）[{marker}]": "{name} ({role}: {units}) [{marker}]",
    "写明金额或比例的支持共 {rows} 项，见 {clauses} 条：": "Support with a stated sum or rate: {rows} items in {clauses} clauses:",
    "除已经说过的以外，写明金额或比例的支持还有 {rows} 项，见 {clauses} 条：": "Besides what was told, support with a stated sum or rate: {rows} items in {clauses} clauses:",
    "除已经说过的以外，写明金额或比例的支持还见 {clauses} 条：": "Besides what was told, support with a sum or a rate stands in {clauses} clauses:",
    "除已经说过的以外，{scope}没有写明金额或比例的其他支持。": "Besides what was told, {scope} states no other support with a sum or a rate.",
    "{name}：{lines}。[{marker}]": "{name}: {lines}. [{marker}]",
    "{documents}中没有出现{quoted}。": "{quoted} does not occur in {documents}.",
    "所选文件": "the chosen documents",
    "没有条款含有{quoted}。": "No clause holds {quoted}.",
    "{quoted}共出现在 {count} 条中：": "{quoted} occurs in {count} clauses:",
    # comparison
    "{place}：未规定（文件中没有找到相关条款）。": "{place}: not regulated (no such clause was found).",
    "{place}：未规定。": "{place}: not regulated.",
    "{place}：": "{place}:",
    "未规定": "not regulated",
    "未写明": "not stated",
    "见条款": "see the clause",
    # nothing found
    "{scope}中没有找到{about}。": "Nothing was found in {scope} on {about}.",
    "{words}的规定": "{words}",
    "与问题相符的规定": "what you ask",
    "没有足够的依据，不作回答。": "There is not enough to rest an answer on, so none is given.",
    "最接近的条款列在下面，仅供参考，不是答案。": "The nearest clauses are listed below for reference; they are not the answer.",
    "没有找到{places}的政策：已登记的文件只涉及{regions}。": "No policy of {places} was found: the registered documents cover {regions} only.",
    "其他地区的相近条款列在下面，仅供参考，不适用于{places}。": "Similar clauses of other regions are listed below for reference; they do not apply to {places}.",
    "文件库中没有{places}的文件。": "The library holds no document of {places}.",
    "请说得再具体一些：您在哪个地区、想了解哪一类事项？": "Please say a little more: where are you, and what is it about?",
    "请说得再具体一些：想了解哪一类事项？": "Please say a little more: what is it about?",
    "事项例如：{topics}。": "Topics, for instance: {topics}.",
    "可以这样问：": "You may ask:",
    "地区：{regions}。事项例如：{topics}。": "Regions: {regions}. Topics, for instance: {topics}.",
    # courtesies
    "您好！可以问政策里的金额、条件、部门、有效期，每个回答都给出依据的条款。": "Hello! Ask about sums, conditions, departments and validity; every answer shows the clause it rests on.",
    "不客气。还想了解什么，可以接着问。": "You are welcome. Do go on asking.",
    "再见。有问题随时可以再来问。": "Goodbye. Come back with any question.",
    "这里回答已登记政策文件里的问题：支持多少、什么条件、找谁办、是否有效，并给出条款原文；文件没有写的，会直接说没有写。": "This answers questions about the registered policy documents: how much, on what condition, whom to ask, whether still in force, with the words of the clause; what they do not say, it says they do not say.",
    "文件库里一共有 {documents} 份文件、{clauses} 条条款，涉及{regions}。": "The library holds {documents} documents with {clauses} clauses, of {regions}.",
    "其中 {count} 份写明在有效期内。": "{count} of them state that they are in force.",
    "《{title}》": "《{title}》",
    "……其余见「文件库」。": "… the others are listed in the library.",
    # around an answer
    "已回答": "Answered",
    "文件未写明": "Not stated",
    "没有找到": "Not found",
    "需要补充": "Please say more",
    "理解为：{question}": "Read as: {question}",
    "依据：": "Sources:",
    "相关条款（不是答案）：": "Related clauses (not the answer):",
    "注意：{warning}": "Note: {warning}",
    "{file} 第 {start}–{end} 字": "{file}, characters {start}–{end}",
    "地区": "Region",
    "事项": "Item",
    "金额或比例": "Sum or rate",
    "条件": "Condition",
    "依据": "Source",
    "效力": "In force",
    "有效": "yes",
    "已过期": "expired",
    "尚未施行": "not yet",
    "尚未施行，{since} 起施行": "not yet in force, from {since}",
    "对象": "Recipient",
    "截止": "Deadline",
    "找谁办": "Whom to ask",
    "未写明，可问发文机关{body}": "not stated; the issuing body is {body}",
    "另有 {count} 条，见下面的条款。": "{count} more, see the clauses below.",
    "金额": "What is paid",
    "有效期": "Validity",
    "已被《{title}》取代": "replaced by 《{title}》",
    "未写明有效期": "validity not stated",
    "有效，至 {until}": "in force until {until}",
    "已过期，{until} 到期": "expired on {until}",
    "原文摘录": "quoted from the documents",
    "由 {model} 依据条款撰写": "written by {model} from the clauses",
    " · {count} 毫秒": " · {count} ms",
    "截至 {day}": "as of {day}",
    "相关条款（不是答案）": "Related clauses (not the answer)",
    # what somebody can get
    "没有{places}的文件。": "There is no document of {places}.",
    "没有对上写明金额或比例的条款。请写明在哪个地区、是哪一类单位、做了什么或打算做什么。": "No clause with a sum or rate fits. Please say where you are, what kind of organisation you are, what you have done or plan.",
    "您写的内容已经对上": "What you wrote fits",
    "对象相符，还有条件待确认": "You are whom it is for; conditions are to be confirmed",
    "可能相关，条件待确认": "Perhaps; conditions are to be confirmed",
    "{heading}（{count} 项）：": "{heading} ({count}):",
    "{number}. {words}。[{marker}]": "{number}. {words}. [{marker}]",
    "没有写明金额、可能用得上的措施（{count} 条）：": "Measures without a stated sum that may be of use ({count}):",
    "写得很长：没有写明金额的措施，只按前{count}句查找；写明金额的，全文都看了。": (
        "This is long: measures without a stated sum were looked for by its first {count} statements only; for stated sums "
        "all of it was read."
    ),
    "已经对上的各项合计：{total}（一次性和各年度金额相加，未计待确认的项）。": "What fits comes to {total} in all (one-off and yearly sums added; what is to be confirmed is left out).",
    "不合计：{reason}。": "No total: {reason}.",
    "有的金额要看基数或数量，不能合计": "some sums depend on a base or a number",
    "{label}写明不重复享受，不能合计": "{label} says that support is not given twice",
    "{label}写明合计的上限，不能直接相加": "{label} sets a limit to all of it together",
    "相关条款太多，没有逐条看完，不能合计": "there are too many clauses, and not all of them were read",
    "请先确认：{fact}？这一点关系到最多的项。": "Please confirm first: {fact}? Most items wait for it.",
    "计算：{working}，即{paid}": "worked out: {working}, that is {paid}",
    "对上：{words}": "fits: {words}",
    "需确认：{facts}": "to confirm: {facts}",
    "是否在{place}": "are you in {place}",
    "您说的申请人类型不能享受": "Not for the kind of applicant you named",
    "还没有施行": "Not in force yet",
    "已经过期，不能再申报": "Expired: can no longer be applied for",
    "原文：「{words}」": "the text: “{words}”",
    "是否为{recipient}": "are you one of: {recipient}",
    "是否为{level}级": "is it of {level} level",
}

# What is paid, as English readers know it; the Chinese word stands beside it
_FORMS: Mapping[str, str] = {
    "奖励": "award", "奖金": "award", "奖补": "award", "补贴": "subsidy", "补助": "subsidy", "补偿": "compensation", "资助": "grant",
    "配套": "matching funds", "基金": "fund", "贴息": "interest subsidy", "贷款": "loan", "投资": "investment", "减免": "reduction",
    "免费": "free", "优惠": "preference", "支持": "support", "扶持": "support", "保费": "premium subsidy",
}  # fmt: skip


_IN_MARKS = re.compile(r"《\{(\w+)\}》")  # a title between its marks


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one language: `words("{place}：未规定。", place="甲区")`."""

    language: Language = "zh"

    def __call__(self, sentence: str, /, **fields: object) -> str:
        """`sentence`, one of the keys of `ENGLISH`, in this language."""
        told = ENGLISH[sentence] if self.language == "en" else sentence
        marked = set(_IN_MARKS.findall(told))
        fields = {name: within_marks(str(field)) if name in marked else field for name, field in fields.items()}
        return told.format(**fields) if fields else told

    def listed(self, items: Iterable[str]) -> str:
        return ("、" if self.language == "zh" else ", ").join(items)

    def joined(self, items: Iterable[str]) -> str:
        return ("；" if self.language == "zh" else "; ").join(items)

    def day(self, day: date) -> str:
        return f"{day.year}年{day.month}月{day.day}日" if self.language == "zh" else day.isoformat()

    def yuan(self, yuan: Decimal) -> str:
        return yuan_text(yuan) if self.language == "zh" else cny(yuan)

    def working(self, payment: Payment) -> str:
        """How a payment was worked out, with the cap it ran into."""
        if payment.cap is None:
            return payment.uncapped
        return self("{working}，超过上限，按{cap}", working=payment.uncapped, cap=payment.cap.source)

    def benefit(self, benefit: Benefit, *, with_condition: bool = False, once: bool = False) -> str:
        """One benefit: 地方标准：奖励5万元 / 企业：按技术交易额的3%给予补贴，每合同最高50万元，每单位年度最高150万元。

        >>> from corpus.grants.benefits import parse_benefits
        >>> print(Words("en").benefit(parse_benefits("对瞪羚企业给予一次性100万元奖励。")[0], once=True))
        瞪羚企业: award (奖励) one-off CNY 1,000,000 (100万元)
        """
        who = benefit.recipient
        if (with_condition or len(who) <= SHORT_NAME) and benefit.condition and benefit.condition not in who:
            who = f"{who}（{benefit.condition}）" if who else benefit.condition
        figure = self.figure(benefit, once=once)
        told = f"{who}{'：' if self.language == 'zh' else ': '}{figure}" if who else figure
        return without_invisible(unbroken(told))

    def figure(self, benefit: Benefit, *, once: bool = False) -> str:
        """What is paid, with its caps: 按技术交易额的3%给予补贴，每技术合同最高50万元.

        Our words, not a quotation: what nobody sees in the document's figure is left out, so that a copied sum is found.
        """
        if self.language == "en":
            caps = "".join(
                f", at most {_english(cap.amount)}{f' per {cap.per}' if cap.per else ''}" for cap in benefit.caps
            )
            return without_invisible(f"{_english_figure(benefit, 'one-off ' if once else '')}{caps}")
        caps = "".join(f"，{f'每{cap.per}' if cap.per else ''}最高{cap.amount.source}" for cap in benefit.caps)
        return without_invisible(f"{'一次性' if once else ''}{_figure(benefit)}{caps}")


SHORT_NAME = 4  # characters; a recipient as short as 国家级 says little without its condition


def cny(yuan: Decimal) -> str:
    """A sum as an English reader writes it.

    >>> cny(Decimal(500000)), cny(Decimal("1234.50"))
    ('CNY 500,000', 'CNY 1,234.50')
    """
    return f"CNY {yuan:,.0f}" if yuan == yuan.to_integral_value() else f"CNY {yuan:,.2f}"


def _form(benefit: Benefit) -> str:
    """The text's word for what is given; none where the figure stands alone (每家2万元), and is its own form."""
    alone = {each.source for each in (benefit.amount, benefit.rate) if each is not None}
    return "" if benefit.form in alone else benefit.form


def _figure(benefit: Benefit) -> str:
    """What is paid, in words, without its caps."""
    form = _form(benefit)
    years: tuple[Amount | Rate, ...] = benefit.schedule or benefit.rate_schedule
    if years:
        return form + "、".join(f"第{year}年{figure.source}" for year, figure in enumerate(years, 1))
    if benefit.rate is not None:
        share = benefit.rate.source + (f"–{benefit.rate_to.source}" if benefit.rate_to else "")
        share = f"最高{share}" if benefit.rate_is_upper_bound and not share.startswith("最高") else share
        if benefit.base and form:
            return f"按{benefit.base}的{share}给予{form}"
        return f"{benefit.base}的{share}" if benefit.base else f"{form}{share}"
    if benefit.amount is None:
        return form
    unit = "".join(f"每{each}" for each in benefit.per.split("/")) if benefit.per else ""
    bound = "最高" if benefit.is_upper_bound else "不低于" if benefit.is_lower_bound else ""
    span = f"–{benefit.amount_to.source}" if benefit.amount_to else ""
    lasting = f"，连续{benefit.years}年" if benefit.years else ""
    return f"{unit}{form}{bound}{benefit.amount.source}{span}{lasting}"


def _english_figure(benefit: Benefit, once: str) -> str:
    """The same in English, each sum also in the words of the clause."""
    english = next((english for chinese, english in _FORMS.items() if benefit.form.endswith(chinese)), None)
    form = f"{english} ({benefit.form})" if english else _form(benefit) or "support"
    years: tuple[Amount | Rate, ...] = benefit.schedule or benefit.rate_schedule
    if years:
        return f"{form} " + ", ".join(f"year {year} {_english(figure)}" for year, figure in enumerate(years, 1))
    if benefit.rate is not None:
        share = benefit.rate.source + (f"–{benefit.rate_to.source}" if benefit.rate_to else "")
        share = f"up to {share.removeprefix('最高')}" if benefit.rate_is_upper_bound else share
        return f"{form} of {share}" + (f" of the {benefit.base}" if benefit.base else "")
    if benefit.amount is None:
        return form
    bound = "up to " if benefit.is_upper_bound else "at least " if benefit.is_lower_bound else ""
    span = f" to {_english(benefit.amount_to)}" if benefit.amount_to else ""
    unit = "".join(f" per {each}" for each in benefit.per.split("/")) if benefit.per else ""
    lasting = f", for {benefit.years} years" if benefit.years else ""
    return f"{form} {once}{bound}{_english(benefit.amount)}{span}{unit}{lasting}"


def _english(figure: Amount | Rate) -> str:
    return f"{cny(figure.yuan)} ({figure.source})" if isinstance(figure, Amount) else figure.source
