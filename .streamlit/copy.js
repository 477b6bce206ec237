// One citation to the clipboard, and the address under which its clause opens again.
const SHOWN = 2500; // milliseconds that the word of success stays

export default function ({ data, parentElement }) {
  let row = parentElement.querySelector(".pa-copy");
  if (!row) {
    row = document.createElement("div");
    row.className = "pa-copy";
    row.lang = "zh-CN";
    const button = Object.assign(document.createElement("button"), { type: "button", textContent: "复制引文" });
    const link = Object.assign(document.createElement("a"), { target: "_blank", rel: "noopener", textContent: "条款网址" });
    const said = document.createElement("span");
    said.setAttribute("role", "status");
    row.append(button, link, said);
    parentElement.append(row);
  }
  const [button, link, said] = row.children;
  link.href = new URL(`find?clause=${encodeURIComponent(data.clause)}`, location.href);
  button.title = data.text;
  said.textContent = "";
  button.onclick = async () => {
    said.textContent = (await copied(data.text)) ? "已复制" : "浏览器不让复制，请在下面的原文里选取";
    setTimeout(() => (said.textContent = ""), SHOWN);
  };
}

async function copied(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copiedTheOldWay(text); // an address without https, or a browser that forbids it
  }
}

function copiedTheOldWay(text) {
  const before = document.activeElement;
  const field = Object.assign(document.createElement("textarea"), { value: text });
  field.style.cssText = "position:fixed;opacity:0";
  document.body.append(field);
  field.select();
  const done = document.execCommand("copy");
  field.remove();
  before?.focus();
  return done;
}
