// Streamlit speaks English in its own widgets, also to screen readers. What it says is known, so it is said in Chinese.
// Nothing that a document or a visitor wrote is touched: only these very words, outside of the page's own HTML.
const SAID = {
  "Sidebar": "侧栏", "Collapse sidebar": "收起侧栏", "Expand sidebar": "打开侧栏", "Open sidebar": "打开侧栏", "Close sidebar": "收起侧栏",
  "Skip to main content": "跳到正文", "Choose date": "选日期", "Open": "展开", "Close": "关闭", "Dismiss": "关闭", "Clear": "清除", "Clear all": "全部清除",
  "Clear value": "清除", "No results": "没有匹配的选项", "Select all": "全选", "Deselect all": "全不选", "Choose an option": "请选择", "Choose options": "请选择",
  "Add options": "请填写", "Show password": "显示密码", "Hide password": "隐藏密码", "Show password text": "显示密码", "Hide password text": "隐藏密码",
  "file upload": "选择文件", "Upload": "选择文件", "Browse files": "选择文件", "Add files": "添加文件", "Drag and drop files here": "也可以拖到这里",
  "Drag and drop file here": "也可以拖到这里", "Copy to clipboard": "复制", "Copied": "已复制", "Copied to clipboard": "已复制", "Send": "发送", "Send message": "发送", "Fullscreen": "全屏",
  "Close fullscreen": "退出全屏", "Previous month": "上个月", "Next month": "下个月", "Previous": "上一个", "Next": "下一个", "Increment": "加", "Decrement": "减", "Help": "说明",
  "Running...": "正在处理……", "Stop": "停止", "Deploy": "", "yyyy": "年", "mm": "月", "dd": "日", "Year": "年", "Month": "月", "Day": "日",
  "Use arrow keys to navigate dates. Enter to select. Escape to close.": "用方向键选日期，回车选定，Esc 关闭。",
  "Chat message from user": "问题", "Chat message from assistant": "回答", "Selected values": "已选", "progress": "进度", "add icon": "添加",
  "Expanded": "已展开", "Collapsed": "已收起", "Loading...": "正在载入……", "Loading": "正在载入", "Show more": "显示更多", "Show less": "收起",
};
const SHAPED = [
  [/^(\d+) options? available\.?$/, "有 $1 个选项。"],
  [/^Remove (.+)$/, "移除 $1"],
  [/^Delete (.+)$/, "移除 $1"],
  [/^Add:? "?(.+?)"?$/, "添加：$1"],
  [/^(?:Limit )?(\d+)MB per file.*$/, "也可以拖到这里，每份不超过 $1 MB"],
  [/^Help for (.+)$/, "说明：$1"],
  [/^(year|month|day), (.+)$/, (_, part, field) => `${PARTS[part]}，${field}`],
  [/^Choose date, (.+)$/, "选日期，$1"],
  [/^(\d{1,2}) – [A-Z][a-z]+$/, "$1月"],
  [/^Selected [Dd]ate(?: is)?:? ([A-Z][a-z]+ \d{1,2}, \d{4})$/, (_, day) => `选中的日期：${new Date(day).toLocaleDateString("zh-CN", { dateStyle: "long" })}`],
  [/^[a-z_]+ icon$/, "图标"], // the icon's English name tells nobody anything; the words beside it do
  [/^You can only select up to (\d+) options.*$/, "最多选 $1 项，请先去掉一项。"],
];
const PARTS = { year: "年", month: "月", day: "日" };
const NAMES = ["aria-label", "title", "placeholder", "aria-description", "aria-valuetext"];
const OURS = ".stHtml, .pa-copy, .pa-tree, .pa-scroll-x, .pa-picture, [data-testid=stMarkdownContainer], [data-testid=stFileChips], code, pre, textarea";
const UPLOADER = "[data-testid=stFileUploaderDropzone] button"; // its button is Streamlit's own, though drawn as our labels are

export default function () {
  if (window.saidInChinese) return;
  window.saidInChinese = true;
  document.documentElement.lang = "zh-CN";
  for (const each of document.body.querySelectorAll("*")) look(each);
  new MutationObserver((changes) => {
    for (const change of changes) {
      if (change.type === "attributes") name(change.target, change.attributeName);
      else if (change.type === "characterData") say(change.target);
      else for (const each of change.addedNodes) {
        if (each.nodeType === Node.TEXT_NODE) say(each);
        else if (each.nodeType === Node.ELEMENT_NODE) for (const one of [each, ...each.querySelectorAll("*")]) look(one);
      }
    }
  }).observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: NAMES });
}

function look(element) {
  for (const attribute of NAMES) name(element, attribute);
  for (const child of element.childNodes) if (child.nodeType === Node.TEXT_NODE) say(child);
}

function name(element, attribute) {
  const words = element.getAttribute?.(attribute);
  const told = words && chinese(words);
  if (told !== undefined && told !== null && told !== "" && told !== words) element.setAttribute(attribute, told);
}

function say(node) {
  const ours = node.parentElement?.closest(OURS);
  if (ours && !ours.closest(UPLOADER)) return;
  const told = chinese(node.data);
  if (told !== undefined && told !== node.data) node.data = told;
}

function chinese(words) {
  const bare = words.trim();
  if (Object.hasOwn(SAID, bare)) return SAID[bare];
  const shape = SHAPED.find(([pattern]) => pattern.test(bare));
  return shape ? bare.replace(...shape) : undefined;
}
