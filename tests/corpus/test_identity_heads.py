"""Number, issuer, day and place, wherever the head, the foot or the page around a document says them: three of each kind."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from corpus.formats.read import read_source, source_of
from corpus.identity.identity import Identity, infer_identity

CLAUSES = "第一条 为促进发展，根据《云水省条例》（云政发〔2019〕8号）制定本办法。\n第二条 对企业给予20万元奖励。\n第三条 由主管部门解释。\n"
RULE = f"松塔县茶园补助办法\n{CLAUSES}"
SENT = "各乡镇：\n现将《松塔县茶园补助办法》印发给你们。\n"

# (kind, source, what must be read from it)
HEADS: list[tuple[str, str, dict[str, Any]]] = [
    ("keys and values on lines of their own",
     f"返回顶部\n松塔县茶园补助办法\n  • 索引号:\n    6107/2024-001\n  • 发文机构:\n    松塔县农业农村局\n  • 发文字号:\n    松农发〔2024〕7号\n  • 发文日期:\n    2024年04月06日 16:40\n{RULE}",
     {"number": "松农发〔2024〕7号", "issuing_body": "松塔县农业农村局", "issued": date(2024, 4, 6)}),
    ("keys and values on lines of their own",
     f"松塔县茶园补助办法\n发文字号：\n松农发〔2024〕7号\n发布单位：\n松塔县农业农村局\n成文日期：\n2024-04-06\n{CLAUSES}",
     {"number": "松农发〔2024〕7号", "issuing_body": "松塔县农业农村局", "issued": date(2024, 4, 6)}),
    ("keys and values on lines of their own",
     f"■ 制定机关：\n松塔县财政局\n■ 文号：\n松财〔2024〕31号\n■ 废止时间：\n2026-12-31\n松塔县茶园补助办法\n{CLAUSES}",
     {"number": "松财〔2024〕31号", "issuing_body": "松塔县财政局", "until": date(2026, 12, 31)}),
    ("entries that gaps part",
     f"索 引 号　SX/2024-31　　　发文单位　松塔县教育局\n文　　号　松教字（2024）18号　　　成文日期　2024-08-20\n松塔县茶园补助办法\n{CLAUSES}",
     {"number": "松教字〔2024〕18号", "issuing_body": "松塔县教育局", "issued": date(2024, 8, 20)}),
    ("entries that gaps part",
     f"发文机关  松塔县商务局    成文日期  2023年3月1日\n发文字号  松商规〔2023〕2号\n松塔县茶园补助办法\n{CLAUSES}",
     {"number": "松商规〔2023〕2号", "issuing_body": "松塔县商务局", "issued": date(2023, 3, 1)}),
    ("entries that gaps part",
     f"文 号   松林发〔2022〕5号   发布日期   2022-06-03\n松塔县茶园补助办法\n{CLAUSES}",
     {"number": "松林发〔2022〕5号", "issued": date(2022, 6, 3)}),
    ("a number below the page's abstract",
     f"松塔县人民政府办公室关于印发松塔县茶园补助办法的通知\n导读：茶园是我县的特色产业，加强扶持，十分重要。\n松政办函〔2023〕103号\n松塔县人民政府办公室关于印发松塔县茶园\n补助办法的通知\n{SENT}松塔县人民政府办公室\n2023年10月9日\n{RULE}",
     {"number": "松政办函〔2023〕103号", "issuing_body": "松塔县人民政府办公室", "issued": date(2023, 10, 9)}),
    ("a number below the page's abstract",
     f"松塔县茶园补助办法\n摘要：本办法规定了补助的对象、标准和程序。\n（松农规〔2024〕3号）\n{CLAUSES}",
     {"number": "松农规〔2024〕3号"}),
    ("a number at the very end",
     f"松塔县财政局、松塔县农业农村局关于印发《松塔县茶园补助办法》的通知\n各乡镇财政所：\n{CLAUSES}松塔县财政局　松塔县农业农村局\n2024年10月1日\n（松财农〔2024〕66号）\n",
     {"number": "松财农〔2024〕66号", "issuing_body": "松塔县财政局、松塔县农业农村局", "issued": date(2024, 10, 1)}),
    ("orders counted in Chinese numerals",
     f"松塔市人民代表大会常务委员会公告\n第三十七号\n《松塔市茶园条例》已通过，现予公布，自2002年1月1日起施行。\n松塔市人民代表大会常务委员会\n2001年12月26日\n松塔市茶园条例\n{CLAUSES}",
     {"number": "松塔市人民代表大会常务委员会公告第三十七号", "issuing_body": "松塔市人民代表大会常务委员会", "issued": date(2001, 12, 26)}),
    ("orders counted in Chinese numerals",
     f"松塔市第六届人民代表大会常务委员会公告\n（第二十三号）\n《松塔市茶园条例》已通过，现予公布。\n松塔市人民代表大会常务委员会\n2023年10月10日\n松塔市茶园条例\n{CLAUSES}",
     {"number": "松塔市第六届人民代表大会常务委员会公告（第二十三号）", "issuing_body": "松塔市人民代表大会常务委员会"}),
    ("orders counted in Chinese numerals",
     f"松塔县人民政府令\n第九号\n《松塔县茶园办法》已经通过，现予公布。\n县长 王某\n2021年6月2日\n松塔县茶园办法\n{CLAUSES}",
     {"number": "松塔县人民政府令第九号", "issuing_body": "松塔县人民政府"}),
    ("an office of the state is called by its own name",
     f"中华人民共和国国务院令\n第227号\n现发布《茶叶条例》，自发布之日起施行。\n总理 某某\n1997年8月3日\n茶叶条例\n{CLAUSES}",
     {"number": "中华人民共和国国务院令第227号", "issuing_body": "国务院", "issued": date(1997, 8, 3)}),
    ("an office of the state is called by its own name",
     f"茶叶出口管理办法\n（2018年5月2日中华人民共和国商务部令第3号公布　自2018年7月1日起施行）\n{CLAUSES}",
     {"issuing_body": "商务部"}),
    ("an office of the state is called by its own name",
     f"中华人民共和国财政部令\n第87号\n《茶叶采购办法》已经审议通过，现予公布，自2017年10月1日起施行。\n部长 某某\n2017年7月11日\n茶叶采购办法\n{CLAUSES}",
     {"number": "中华人民共和国财政部令第87号", "issuing_body": "财政部"}),
    ("the reading of the characters beside them",
     "松府發(fā)〔2014〕7號《松塔市人民政府關(guān)于印發(fā)〈松塔市專項資金辦法〉的通知》\n時間：2018-11-14\n各區(qū)縣政府：\n《松塔市專項資金辦法》已經(jīng)市政府同意，現(xiàn)印發(fā)你們。\n松塔市人民政府\n2014年2月10日\n松塔市專項資金辦法\n第一條 為加強管理，制定本辦法。\n第二條 專項資金專款專用。\n",
     {"number": "松府发〔2014〕7号", "issuing_body": "松塔市人民政府", "issued": date(2014, 2, 10), "title": "松塔市專項資金辦法"}),
    ("the reading of the characters beside them",
     "2024年松塔縣農(nóng)機補貼實(shí)施方案\n松塔縣農(nóng)業(yè)農(nóng)村局 松塔縣財(cái)政局\n關(guān)于印發(fā)《2024年松塔縣農(nóng)機補貼實(shí)施方案》的通知\n松農(nóng)規(guī)〔2024〕9號\n各鄉鎮(zhèn)：\n現(xiàn)予印發(fā)，請認(rèn)真執(zhí)行。\n松塔縣農(nóng)業(yè)農(nóng)村局 松塔縣財(cái)政局\n2024年12月11日\n2024年松塔縣農(nóng)機補貼實(shí)施方案\n一、對象。農(nóng)民。\n二、標準。每臺500元。\n",
     {"number": "松农规〔2024〕9号", "issuing_body": "松塔县农业农村局、松塔县财政局", "issued": date(2024, 12, 11), "title": "2024年松塔縣農機補貼實施方案"}),
    ("names with rare characters",
     f"𡎚埗镇人民政府办公室关于印发《𡎚埗镇茶园补助办法》的通知\n瓦政发〔2025〕1号\n各村：\n现印发给你们。\n𡎚埗镇人民政府办公室\n2025年3月1日\n𡎚埗镇茶园补助办法\n{CLAUSES}",
     {"issuing_body": "𡎚埗镇人民政府办公室", "regions": ("𡎚埗镇",), "title": "𡎚埗镇茶园补助办法"}),
    ("names with rare characters",
     f"㮾塔镇人民政府关于印发《㮾塔镇茶园补助办法》的通知\n㮾政发〔2025〕4号\n各村：\n现印发给你们。\n㮾塔镇人民政府\n2025年3月1日\n㮾塔镇茶园补助办法\n{CLAUSES}",
     {"issuing_body": "㮾塔镇人民政府", "number": "㮾政发〔2025〕4号"}),
    ("names with rare characters",
     f"𬇙县财政局关于印发𬇙县茶园补助办法的通知\n𬇙财〔2025〕4号\n各乡镇：\n现印发给你们。\n𬇙县财政局\n2025年3月1日\n𬇙县茶园补助办法\n{CLAUSES}",
     {"issuing_body": "𬇙县财政局", "number": "𬇙财〔2025〕4号"}),
    ("a page dated years after the number",
     f"松塔县茶园补助办法\n时间：2016-01-17 23:45:19\n松塔县茶园补助办法\n松政发〔2014〕20号\n各乡镇人民政府：\n{CLAUSES}",
     {"number": "松政发〔2014〕20号", "issued": None}),
    ("a page dated in the year of the number",
     f"松塔县茶园补助办法\n时间：2014-09-17 23:45:19\n松塔县茶园补助办法\n松政发〔2014〕20号\n各乡镇人民政府：\n{CLAUSES}",
     {"issued": date(2014, 9, 17)}),
    ("a page dated in the weeks after the year of the number",
     f"松塔县茶园补助办法\n发布时间：2015-01-09\n松政发〔2014〕20号\n各乡镇人民政府：\n{CLAUSES}",
     {"issued": date(2015, 1, 9)}),
    ("a government by its number",
     f"松塔县人民政府工作规则\n松政发〔2017〕40号\n{CLAUSES}", {"issuing_body": "松塔县人民政府"}),
    ("a government by its number",
     f"松塔县茶园补助办法\n松政办发〔2017〕40号\n{CLAUSES}第四条 报松塔县人民政府办公室备案。\n", {"issuing_body": "松塔县人民政府办公室"}),
    ("a number whose office the text does not write out",
     f"松塔县茶园补助办法\n松农发〔2017〕40号\n{CLAUSES}第四条 报松塔县人民政府备案。\n", {"issuing_body": None}),
    ("a letter that passes on",
     "关于转发《云水省商务厅关于做好茶叶出口工作的通知》的通知\n各乡镇：\n现将《云水省商务厅关于做好茶叶出口工作的通知》（云商发〔2024〕40号）转发给你们。\n松塔县商务局\n2024年6月3日\n云水省商务厅关于做好茶叶出口工作的通知\n云商发〔2024〕40号\n各市商务局：\n一、扩大出口。\n二、提高质量。\n云水省商务厅\n2024年5月20日\n",
     {"issuing_body": "松塔县商务局", "issued": date(2024, 6, 3), "number": None, "regions": ("松塔县",)}),
    ("a letter that passes on",
     "松塔县财政局转发云水省财政厅关于印发《专项资金办法》的通知\n松财发〔2024〕9号\n各单位：\n现转发给你们。\n松塔县财政局\n2024年6月3日\n云水省财政厅关于印发《专项资金办法》的通知\n云财〔2024〕7号\n各市财政局：\n一、专款专用。\n二、公开。\n云水省财政厅\n2024年5月20日\n",
     {"issuing_body": "松塔县财政局", "issued": date(2024, 6, 3), "number": "松财发〔2024〕9号"}),
    ("the letter's title once more, broken over lines",
     "松塔县农业农村局 松塔县财政局 关于印发《松塔县2021-2023年农业机械购置补贴实施方案》的通知\n来源：\n松塔县\n发布时间：\n2021-11-17\n松塔县农业农村局 松塔县财政局\n关于印发《松塔县2021-2023年农业机械\n购置补贴实施方案》的通知\n各乡镇\n为落实政策，制定了《松塔县2021-2023年农业机械购置补贴实施方案》，现予印发。\n松塔县农业农村局    松塔县财政局\n2021年9月7日\n2021-2023年松塔县农业机械购置补贴\n实施方案\n一、原则\n坚持公开。\n二、范围\n按省定执行。\n",
     {"issued": date(2021, 9, 7), "issuing_body": "松塔县农业农村局、松塔县财政局", "title": "2021-2023年松塔县农业机械购置补贴实施方案"}),
    ("the office in short above, in full below",
     f"县政府办关于印发《松塔县茶园补助办法》的通知\n松政办发（2023）44号\n各有关部门：\n{CLAUSES}松塔县人民政府办公室\n2023年8月7日\n",
     {"issuing_body": "松塔县人民政府办公室", "issued": date(2023, 8, 7), "regions": ("松塔县",)}),
    ("the office in short above, in full below",
     f"松塔新区管委会印发《松塔新区茶园补助办法》的通知\n松新管〔2023〕4号\n各有关部门：\n{CLAUSES}松塔新区管理委员会\n2023年8月7日\n",
     {"issuing_body": "松塔新区管理委员会", "issued": date(2023, 8, 7)}),
    ("the office in short above, in full below",
     f"松塔新区党工委 管委会印发《松塔新区茶园补助办法》\n松新委发〔2024〕2号\n{CLAUSES}中共松塔新区工作委员会\n松塔新区管理委员会\n2024年3月18日\n",
     {"issuing_body": "中共松塔新区工作委员会、松塔新区管理委员会", "issued": date(2024, 3, 18)}),
    ("the last word of the title set wide on its own line",
     f"松塔县民政局\n松民〔2024〕25 号\n松塔县民政局关于印发高龄津贴规程的\n通　　　知\n各乡镇：\n{CLAUSES}松塔县民政局\n2024 年 4 月 30 日\n",
     {"title": "松塔县民政局关于印发高龄津贴规程的通知", "number": "松民〔2024〕25号"}),
    ("issued and dated above the title",
     f"松塔县农业农村局 松塔县财政局 2024年4月9日\n松塔县茶园补助办法\n{CLAUSES}",
     {"issuing_body": "松塔县农业农村局、松塔县财政局", "issued": date(2024, 4, 9)}),
    ("published jointly, number and day in brackets",
     f"松塔县气象局　松塔县应急管理局联合发布《松塔县暴雨预警办法》\n（松气发〔2024〕4号　2024年4月16日）\n{CLAUSES}",
     {"issuing_body": "松塔县气象局、松塔县应急管理局", "number": "松气发〔2024〕4号", "issued": date(2024, 4, 16)}),
    ("an announcement is no office",
     "关于开展2024年家电以旧换新的公告\n为扩大消费，现公告如下：\n一、对象。个人。\n二、标准。15%。\n", {"issuing_body": None}),
    ("a website is no office",
     f"发文机构：县政府网站\n松塔县茶园补助办法\n松农发〔2024〕7号\n{CLAUSES}松塔县农业农村局\n2024年4月6日\n",
     {"issuing_body": "松塔县农业农村局"}),
    ("an explanation is of the office that its title names",
     "松塔县卫生健康委员会关于《松塔县托育办法》的政策解读\n发布时间：2024-05-20\n一、背景。为贯彻条例，起草了《松塔县托育办法》（松卫规〔2024〕1号）。\n二、内容。每个托位补助5000元。\n",
     {"issuing_body": "松塔县卫生健康委员会", "number": None}),
    ("fitted to a place inside the one that it follows",
     "为稳增长，根据《昆明市人民政府关于印发昆明市稳增长措施的通知》（昆政发〔2016〕13号），结合官渡区实际，制定如下措施。\n一、提高效率。\n二、推进项目。\n",
     {"regions": ("官渡区",), "number": None, "issuing_body": None}),
    ("fitted to a place, in traditional characters",
     "爲落實《中共安徽省委、安徽省人民政府關於民營經濟的若干意見》（皖發〔2021〕10號），結合馬鞍山實際，制定本實施細則。\n一、目標。\n二、任務。\n",
     {"regions": ("马鞍山",), "number": None}),
    ("a policy of others that goes on",
     "松塔县民营经济实施方案\n为促进民营经济，制定本方案。\n一、税费。小微企业减免政策延续执行至2027年底。\n二、基金。发挥引领作用。\n", {"until": None}),
    ("names that hold marks",
     f"松塔市“三品”工作领导小组办公室关于印发《松塔市茶园补助办法》的通知\n松三品办〔2023〕2号\n各县：\n现印发给你们。\n松塔市“三品”工作领导小组办公室\n2023年9月12日\n松塔市茶园补助办法\n{CLAUSES}",
     {"issuing_body": "松塔市“三品”工作领导小组办公室", "number": "松三品办〔2023〕2号"}),
    ("names that hold marks",
     f"松塔县住房和城乡建设局（交通运输局）\n松塔县茶园补助办法\n{CLAUSES}松塔县住房和城乡建设局（交通运输局）\n2024年5月17日\n",
     {"issuing_body": "松塔县住房和城乡建设局（交通运输局）", "issued": date(2024, 5, 17)}),
    ("names that hold marks",
     f"中国（云南）自由贸易试验区德宏片区管理委员会关于印发茶园补助办法的通知\n德自贸发〔2021〕15号\n各部门：\n现印发给你们。\n中国（云南）自由贸易试验区德宏片区管理委员会\n2021年10月11日\n茶园补助办法\n{CLAUSES}",
     {"issuing_body": "中国（云南）自由贸易试验区德宏片区管理委员会", "regions": ("德宏片区",)}),
    ("offices of other ends",
     f"松塔县东街街道办事处关于印发茶园补助办法的通知\n松东办〔2024〕5号\n各社区：\n{CLAUSES}松塔县东街街道办事处\n2024年5月1日\n",
     {"issuing_body": "松塔县东街街道办事处"}),
    ("offices of other ends",
     f"国家茶业局综合司关于开展试点的通知\n国茶综通〔2023〕12号\n各省：\n{CLAUSES}国家茶业局综合司\n2023年2月2日\n",
     {"issuing_body": "国家茶业局综合司"}),
    ("offices of other ends",
     f"松塔县农业技术推广站关于茶园补助的通知\n松农推〔2023〕2号\n各乡镇：\n{CLAUSES}松塔县农业技术推广站\n2023年2月2日\n",
     {"issuing_body": "松塔县农业技术推广站"}),
    ("an announcement that carries its number in its title",
     "松塔海关公告2022年第87号（关于优化通关措施的公告）\n发布时间：2022-09-16\n为促进外贸，公告如下：\n一、优化查验。\n二、提前申报。\n松塔海关\n2022年9月15日\n",
     {"number": "松塔海关公告2022年第87号", "issuing_body": "松塔海关", "issued": date(2022, 9, 15)}),
    ("an explanation is dated by its page",
     "【政策图解】一图读懂《松塔市茶园若干政策》\n来源：松塔市农业农村局　发布时间：2023-08-14 10:03\n01 出台背景\n2023年8月1日，松塔市人民政府印发《松塔市茶园若干政策》（松政规〔2023〕4号）。\n02 主要内容\n补贴10%。\n",
     {"issued": date(2023, 8, 14), "issuing_body": "松塔市农业农村局", "number": None}),
    ("a card's day without a colon",
     "# 5.3 松塔县茶园补助\n\n**发文机关** 松塔县农业农村局\n**文号** 松农〔2022〕57号\n**日期** 2022年4月19日\n\n## 补助标准\n每亩900元。\n",
     {"issued": date(2022, 4, 19), "issuing_body": "松塔县农业农村局", "number": "松农〔2022〕57号"}),
    ("a leaf of a compiled book",
     "松塔市惠企政策汇编（2024）第37页\n二十三、松塔市加快楼宇经济发展若干意见\n松政办发〔2023〕55号\n松塔市人民政府办公室 2023年8月9日\n为加快发展，提出以下意见。\n（一）招商奖励。每家5万元。\n（二）租金补贴。每平方米0.5元。\n",
     {"title": "松塔市加快楼宇经济发展若干意见", "number": "松政办发〔2023〕55号", "issuing_body": "松塔市人民政府办公室", "issued": date(2023, 8, 9)}),
    ("a heading is no entry of a book",
     "松塔县茶园补助办法\n松农发〔2024〕7号\n一、松塔县内的茶园\n每亩900元。\n二、松塔县外的茶园\n不予补助。\n", {"title": "松塔县茶园补助办法"}),
    ("the longest name of one office",
     f"松塔市云河区人民政府办公室关于印发《云河区茶园补助办法》的通知\n云政办〔2023〕19号\n各街道：\n现印发给你们。\n云河区人民政府办公室\n2023年4月6日\n云河区茶园补助办法\n{CLAUSES}",
     {"issuing_body": "松塔市云河区人民政府办公室", "issued": date(2023, 4, 6)}),
    ("an order's heading, its number, then the title",
     "松塔县人民政府\n公　告\n松政公〔2021〕5号\n关于茶山禁火的公告\n一、禁火期为3月。\n二、违者处罚。\n松塔县人民政府\n2021年2月22日\n",
     {"title": "关于茶山禁火的公告", "number": "松政公〔2021〕5号", "issuing_body": "松塔县人民政府"}),
    ("questions published by an office on a day",
     "松塔县外贸政策热点问答\n发布：松塔县商务局 2024年2月20日\n问1：依据是什么？\n答：《松塔县支持外贸若干措施》（松政规〔2024〕1号）。\n问2：补多少？\n答：最高30万元。\n",
     {"issuing_body": "松塔县商务局", "issued": date(2024, 2, 20), "number": None}),
    ("a page's head above the document's own",
     f"# 松塔县茶园补助办法\n**发布日期**: 2024-04-09\n**发布机构**: 松塔县\n---\n## 政策全文\n松塔县农业农村局关于印发《松塔县茶园补助办法》的通知\n松农发〔2024〕7号\n{SENT}松塔县农业农村局\n2024年4月6日\n{RULE}",
     {"title": "松塔县茶园补助办法", "number": "松农发〔2024〕7号", "issuing_body": "松塔县农业农村局", "issued": date(2024, 4, 6)}),
    ("a page's head above the document's own",
     f"# 关于印发《松塔县茶园补助办法》的通知\n**发布日期**: 2024-04-09\n**原文链接**: [http://a.gov.cn/{'x' * 120}](http://a.gov.cn/{'x' * 120})\n**附件**:\n- [图.pdf](./图.pdf)\n---\n松农发〔2024〕7号\n{SENT}松塔县农业农村局\n2024年4月6日\n{RULE}",
     {"number": "松农发〔2024〕7号", "issued": date(2024, 4, 6)}),
    ("a page's head above the document's own",
     f"松塔县茶园补助办法\n发布日期：2024年5月20日\n新华社松塔5月19日电\n松塔县人民政府关于松塔县茶园补助办法\n（2024年4月6日）\n{CLAUSES}",
     {"issued": date(2024, 4, 6)}),
    ("a page's head above the document's own",
     f"松塔县茶园补助办法\n发表时间：2024-05-20 信息来源：县农业农村局\n点击查看政策解读：【音频解读】关于《松塔县茶园补助办法》的解读\n松农发〔2024〕7号\n关于印发松塔县茶园补助办法的通知\n{SENT}松塔县农业农村局\n2024年4月6日\n{RULE}",
     {"title": "松塔县茶园补助办法", "number": "松农发〔2024〕7号", "issued": date(2024, 4, 6)}),
    ("a page's head above the document's own",
     f"松塔县茶园补助办法\n2024-05-20\n来源：松塔县人民政府办公室\n松塔县人民政府令\n第17号\n《松塔县茶园补助办法》已经县政府常务会议通过，现予公布，自2024年6月1日起施行。\n县　长：柳某\n2024年4月29日\n{RULE}",
     {"title": "松塔县茶园补助办法", "number": "松塔县人民政府令第17号", "issued": date(2024, 4, 29)}),
    ("a page's head above the document's own",
     f"（转载）松塔县农业农村局关于印发松塔县茶园补助办法的通知\n发布日期：2024-09-12\n松农发〔2024〕7号\n{SENT}松塔县农业农村局\n2024年4月6日\n{RULE}",
     {"issuing_body": "松塔县农业农村局", "issued": date(2024, 4, 6)}),
    ("a number that says what it counts",
     "松塔县科技局2024年揭榜项目公告\n松科公告〔2024〕4号\n现发布项目。\n一、揭榜时间：至7月31日。\n2024年7月1日\n松塔县科学技术局\n",
     {"number": "松科公告〔2024〕4号", "issuing_body": "松塔县科学技术局", "issued": date(2024, 7, 1)}),
    ("a number that says what it counts",
     "松塔县税务局公告〔2021〕第5号\n现就有关事项公告如下：\n一、不得拒收现金。\n松塔县税务局\n2021年6月18日\n",
     {"number": "松塔县税务局公告〔2021〕第5号"}),
    ("a notice counted by its year",
     "松塔县发展和改革局公告\n（2023第7号）\n松塔县发展和改革局关于调整燃气价格的公告\n一、每立方米3元。\n松塔县发展和改革局\n2023年9月11日\n",
     {"title": "松塔县发展和改革局关于调整燃气价格的公告", "issued": date(2023, 9, 11)}),
    ("a document of a book, with its number behind its title",
     "第三编 财政政策\n12. 松塔支持融资若干措施（松政办发〔2023〕9号）\n一、给予贴息。\n二、本措施自印发之日起执行，有效期2年。\n（松塔县人民政府办公室 2023年5月16日印发）\n",
     {"title": "松塔支持融资若干措施", "number": "松政办发〔2023〕9号", "issuing_body": "松塔县人民政府办公室", "issued": date(2023, 5, 16)}),
    ("a document of a book, with its number behind its title",
     f"2.4 松塔县人民政府关于扶持竹业的意见\n（松政发〔2019〕33号，2019年11月5日）\n{CLAUSES}",
     {"number": "松政发〔2019〕33号", "issued": date(2019, 11, 5)}),
    ("a letterhead without 文件",
     f"松塔高新技术产业开发区管理委员会办公室\n松管规〔2022〕3号\n松塔高新区促进茶业若干政策\n{CLAUSES}松塔高新技术产业开发区管理委员会办公室\n2022年5月20日印发\n",
     {"number": "松管规〔2022〕3号", "issuing_body": "松塔高新技术产业开发区管理委员会办公室"}),
    ("a title that says first what kind of page it is",
     "常见问题解答：松塔县就业补贴\n问：谁可以申领？\n答：高校毕业生。\n问：到哪里办？\n答：按《松塔县就业办法》（松人社发〔2022〕33号）向街道申请。\n",
     {"title": "常见问题解答：松塔县就业补贴", "number": None}),
    ("a title that says first what kind of page it is",
     "一图读懂 | 松塔县油茶奖补办法\n发布时间：2023-05-04\n新造每亩奖补800元\n政策依据：《松塔县油茶奖补办法》（松政办发〔2023〕5号）\n",
     {"title": "一图读懂 | 松塔县油茶奖补办法", "number": None, "issued": date(2023, 5, 4)}),
    ("who explains a policy says so at the end",
     "《松塔县古城修缮补助办法》解读\n一、背景\n县政府于2023年12月29日印发《松塔县古城修缮补助办法》（松政规〔2023〕6号）。\n解读单位：松塔县住房和城乡建设局\n2024年1月8日\n",
     {"issuing_body": "松塔县住房和城乡建设局", "issued": date(2024, 1, 8), "number": None}),
]  # fmt: skip


@pytest.mark.parametrize(
    ("source", "wanted"), [case[1:] for case in HEADS], ids=[f"{case[0]} {n}" for n, case in enumerate(HEADS)]
)
def test_the_head_is_read(source: str, wanted: dict[str, Any]) -> None:
    known = infer_identity(source)
    assert {field: getattr(known, field) for field in wanted} == wanted


PAGE = '<html><head><meta charset="utf-8"><title>x</title>{labels}</head><body>{body}</body></html>'
LABELS = '<meta name="ArticleTitle" content="{title}"><meta name="ContentSource" content="{source}"><meta name="PubDate" content="{day}">'


@pytest.mark.parametrize(
    ("source", "day", "body", "wanted"),
    [
        ("松塔市商务局", "2024-09-01 09:00", "<h1>关于家电以旧换新的公告</h1><p>现公告如下：</p><p>一、对象。个人。</p><p>二、标准。15%。</p>",
         {"title": "关于家电以旧换新的公告", "issuing_body": "松塔市商务局", "issued": date(2024, 9, 1), "regions": ("松塔市",)}),
        ("松塔日报", "2024-09-01", "<h1>关于家电以旧换新的公告</h1><p>一、对象。个人。</p><p>松塔市财政局</p><p>2024年8月30日</p>",
         {"issuing_body": "松塔市财政局", "issued": date(2024, 8, 30)}),
        ("松塔市政府网站", "2026-09-01", "<h1>关于家电以旧换新的公告</h1><p>松商发〔2024〕3号</p><p>各有关单位：</p><p>一、对象。个人。</p>",
         {"issuing_body": None, "issued": None, "number": "松商发〔2024〕3号"}),
    ],
    ids=["where the text is silent", "the text comes first", "a website is no office"],
)  # fmt: skip
def test_the_labels_of_a_page(source: str, day: str, body: str, wanted: dict[str, Any], tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    labels = LABELS.format(title="关于家电以旧换新的公告", source=source, day=day)
    path.write_text(PAGE.format(labels=labels, body=body), encoding="utf-8")
    page = read_source(path)
    assert "ContentSource" not in page.text
    known = infer_identity(page.text, "page", page.labels)
    assert {field: getattr(known, field) for field in wanted} == wanted


@pytest.mark.parametrize("cover", ["松塔市政策选编", "松塔市商务政策选编（2023）", "惠企政策选读"])
def test_the_words_of_a_cover_are_not_glued_to_the_first_entry(cover: str) -> None:
    letter = "松塔市商务局关于印发《松塔市茶园补助办法》的通知"
    known = infer_identity(
        f"{cover}\n1. {letter}\n（2023年5月1日）\n松商规〔2023〕1号\n各区：\n现印发给你们。\n松塔市商务局\n2023年5月1日\n松塔市茶园补助办法\n{CLAUSES}"
    )
    assert (known.title, known.aliases) == ("松塔市茶园补助办法", (letter,))


def page(title: str, heading: str, text: str = "答：每人每月补贴300元。") -> Identity:
    source = source_of(
        "a.html",
        f"<html><head><title>{title}</title></head><body><h1>{heading}</h1><p>{text}</p></body></html>".encode(),
    )
    return infer_identity(source.text, "a", source.labels)


def test_what_the_tab_of_a_page_is_called_is_its_title_where_a_line_says_the_same() -> None:
    words = "三张表单搞定！松塔县给跨境卖家发补贴"
    assert page(words, words).title == words
    assert page(f"{words}_松塔县商务局", words).title == words
    assert page("政务公开-松塔县人民政府", words).title is None


def test_whose_site_a_page_is_on_says_where_it_holds_where_the_text_does_not() -> None:
    assert page("稳岗返还政策问答-松塔县人民政府", "稳岗返还政策问答").regions == ("松塔县",)
    assert page("稳岗返还政策问答", "稳岗返还政策问答").regions == ()
    assert page("柏川县稳岗返还政策问答-松塔县人民政府", "柏川县稳岗返还政策问答").regions == ("柏川县",)
