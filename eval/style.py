"""The look of a report: one style sheet, no font and no image from elsewhere; light, dark and paper."""

STYLE = """
:root{--ink:#1d2733;--soft:#5c6b7c;--line:#dfe5ec;--ground:#fbfcfd;--card:#fff;--accent:#1f6f8b;--second:#b4552d;
--mark:#ffe58f;--bad:#b3261e;--badground:#fdecea;--good:#2e7d4f;--goodground:#e8f4ec}
@media (prefers-color-scheme:dark){:root{--ink:#e4e9ef;--soft:#9aa8b8;--line:#2e3945;--ground:#12181f;--card:#19212a;
--accent:#6bb8d1;--second:#e39a73;--mark:#6b5a17;--bad:#ff9c92;--badground:#3a1f1d;--good:#86d0a2;--goodground:#1b3325}}
*{box-sizing:border-box}
html{color-scheme:light dark;scroll-behavior:smooth}
body{margin:0;background:var(--ground);color:var(--ink);
font:16px/1.7 "PingFang SC","Noto Sans CJK SC","Source Han Sans SC","Microsoft YaHei",system-ui,sans-serif}
main{max-width:70rem;margin:0 auto;padding:2.5rem 1.25rem 4rem}
h1{font-size:1.75rem;line-height:1.3;margin:0 0 .4rem;letter-spacing:.01em}
h2{font-size:1.2rem;margin:3rem 0 .3rem;padding-top:.6rem;border-top:1px solid var(--line)}
h3{font-size:1rem;margin:2rem 0 .5rem}
p{margin:.3rem 0 .8rem}.note,.conditions{color:var(--soft);font-size:.875rem}
.conditions{display:flex;flex-wrap:wrap;gap:.1rem 1.4rem;margin:0;padding:0}
.conditions div{display:flex;gap:.5em}.conditions dt{color:var(--soft);white-space:nowrap}.conditions dd{margin:0;color:var(--ink);
overflow-wrap:anywhere}
nav{margin-top:1rem;font-size:.9rem;display:flex;flex-wrap:wrap;gap:.2rem 1.2rem}
a{color:var(--accent);text-decoration:none}a:hover{text-decoration:underline}
.tiles{display:grid;grid-template-columns:repeat(auto-fill,minmax(13rem,1fr));gap:.75rem;margin:1.6rem 0 0;padding:0}
.tile{background:var(--card);border:1px solid var(--line);border-radius:.6rem;padding:.8rem 1rem}
.tile b{display:block;font-size:1.7rem;line-height:1.25;font-weight:600;font-variant-numeric:tabular-nums}
.tile span{font-size:.875rem}.tile small{display:block;color:var(--soft);font-size:.78rem;line-height:1.5}
.plots{display:grid;grid-template-columns:repeat(auto-fit,minmax(19rem,1fr));gap:1rem;margin:1rem 0}
figure{margin:0;background:var(--card);border:1px solid var(--line);border-radius:.6rem;padding:.9rem 1rem .7rem}
figcaption{font-size:.92rem;font-weight:600;margin-bottom:.5rem}
figcaption small{display:block;font-weight:400;color:var(--soft);font-size:.78rem;line-height:1.5}
svg{display:block;width:100%;height:auto;font-family:inherit}
.plot text{font-size:12px;fill:var(--soft)}.plot .grid{stroke:var(--line);stroke-width:1}
.plot .line{fill:none;stroke-width:2.2;stroke-linejoin:round;stroke-linecap:round}
.plot .line.s1{stroke:var(--accent)}.plot .line.s2{stroke:var(--second)}
.plot .line.s3{stroke:var(--good)}.plot .line.s4{stroke:var(--soft)}
.plot .dot.s3{fill:var(--good)}.plot .dot.s4{fill:var(--soft)}
.plot .name.s3{fill:var(--good)}.plot .name.s4{fill:var(--soft)}
.plot .dot.s1{fill:var(--accent)}.plot .dot.s2{fill:var(--second)}
.plot .name{font-size:12.5px;font-weight:600;paint-order:stroke;stroke:var(--card);stroke-width:4px}
.plot .name.s1{fill:var(--accent)}.plot .name.s2{fill:var(--second)}
.plot .bar{fill:var(--accent);opacity:.75}.plot .mark{stroke:var(--second);stroke-width:1.3;stroke-dasharray:4 3}
.plot .marked{fill:var(--second);font-weight:600;paint-order:stroke;stroke:var(--card);stroke-width:4px}
.interval{width:10rem}.interval .rail{stroke:var(--line);stroke-width:2}
.interval .reach{stroke:var(--accent);stroke-width:3;stroke-linecap:round;opacity:.45}.interval .point{fill:var(--accent)}
.wide{overflow-x:auto;margin:.8rem 0}
table{border-collapse:collapse;font-variant-numeric:tabular-nums;font-size:.88rem;background:var(--card);min-width:60%}
th,td{padding:.38rem .65rem;border-bottom:1px solid var(--line);text-align:right;white-space:nowrap}
th{font-weight:600}th:first-child,td:first-child{text-align:left;position:sticky;left:0;background:var(--card)}
thead th{border-bottom:1.5px solid var(--soft);color:var(--soft);font-weight:500}
td small{color:var(--soft);margin-left:.3em;font-size:.75rem}
td.value{background:linear-gradient(var(--accent),var(--accent)) no-repeat left bottom/calc(var(--v)*100%) 2px}
td.wraps{white-space:normal;min-width:13rem;line-height:1.45}
td.right{background:var(--goodground)}td.wrong{background:var(--badground);color:var(--bad)}
tr.total td{font-weight:600}
details{background:var(--card);border:1px solid var(--line);border-radius:.6rem;margin:.6rem 0}
summary{cursor:pointer;padding:.65rem 1rem;list-style-position:inside}
summary .id{color:var(--soft);font-size:.8rem;margin-right:.6em;font-variant-numeric:tabular-nums}
summary .asked{font-weight:600;margin-right:.5em}
.tag{display:inline-block;font-size:.75rem;line-height:1.5;padding:0 .5em;border-radius:.6em;margin-right:.3em;
background:var(--badground);color:var(--bad);white-space:nowrap}
.tag.plain{background:transparent;border:1px solid var(--line);color:var(--soft)}
.tag.fine{background:var(--goodground);color:var(--good)}
.inside{padding:.2rem 1rem 1rem;border-top:1px solid var(--line)}
.turns{margin:.6rem 0;padding:0;list-style:none}.turns li{color:var(--soft)}.turns li:last-child{color:var(--ink)}
.turns li::before{content:"问 ";color:var(--soft)}
.pair{display:grid;grid-template-columns:1fr 1fr;gap:1.2rem;margin-top:.6rem}
.pair h4,.rest h4{font-size:.8rem;font-weight:600;color:var(--soft);margin:.9rem 0 .3rem;letter-spacing:.05em}
.pair h4:first-child{margin-top:0}
.clause{border-left:3px solid var(--line);padding:.1rem 0 .1rem .8rem;margin:.5rem 0}
.clause.missing{border-color:var(--bad)}.clause.found{border-color:var(--good)}.clause.extra{border-color:var(--second)}
.clause header{font-size:.85rem}.clause header b{font-weight:600}.clause header i{font-style:normal;color:var(--soft)}
.clause p,.answer{white-space:pre-wrap;overflow-wrap:anywhere;font-size:.9rem;margin:.25rem 0}
.cut{color:var(--soft)}
mark{background:var(--mark);color:inherit;border-radius:.15em;padding:.05em 0}
.ranking{font-size:.85rem;columns:2;column-gap:1.2rem;margin:.2rem 0;padding-left:1.6rem}
.ranking li.right{color:var(--good);font-weight:600}
.passed{columns:2;column-gap:1.5rem;padding:.4rem 1rem 1rem;margin:0;list-style:none;font-size:.88rem}
.passed li{break-inside:avoid}.passed .id{color:var(--soft);font-size:.78rem;margin-right:.5em}
@media (max-width:44rem){.pair{grid-template-columns:1fr}.ranking,.passed{columns:1}
.tiles{grid-template-columns:1fr 1fr}}
@media print{:root{--ink:#000;--soft:#444;--line:#bbb;--ground:#fff;--card:#fff;--accent:#1f6f8b;--second:#b4552d;
--mark:#ffe58f;--bad:#9c1c14;--badground:#fdecea;--good:#22633d;--goodground:#e8f4ec}
html{color-scheme:light}body{font-size:10pt}main{max-width:none;padding:0}nav{display:none}
details::details-content{content-visibility:visible;block-size:auto}
details,figure,.tile,tr,.clause{break-inside:avoid}h2,h3{break-after:avoid}
table{font-size:7.5pt}th,td{padding:.15rem .25rem}.wide{overflow:visible}th:first-child,td:first-child{position:static}
*{-webkit-print-color-adjust:exact;print-color-adjust:exact}}
"""
