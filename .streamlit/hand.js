// What acts in the browser alone: text to the clipboard, an address to share or to open, the page to the printer.
const SHOWN = 2500; // milliseconds that the word of success stays

export default function ({ data, parentElement }) {
  let row = parentElement.querySelector(".pa-copy");
  if (!row) {
    row = document.createElement("div");
    row.className = "pa-copy";
    row.lang = "zh-CN";
    parentElement.append(row);
  }
  const said = document.createElement("span");
  said.setAttribute("role", "status");
  row.replaceChildren(...data.buttons.map((each) => (each.open === undefined ? button(each, said) : anchor(each))), said);
}

function anchor({ label, open }) {
  const href = new URL(open, location.href).href;
  return Object.assign(document.createElement("a"), { href, target: "_blank", rel: "noopener", textContent: label });
}

function button({ label, text, link, print, title, done }, said) {
  const made = Object.assign(document.createElement("button"), { type: "button", textContent: label, title: title ?? "" });
  made.onclick = async () => {
    if (print) return window.print();
    const words = link === undefined ? text : new URL(link, location.href).href;
    said.textContent = (await copied(words)) ? (done ?? "已复制") : "浏览器不让复制，请手工选取";
    setTimeout(() => (said.textContent = ""), SHOWN);
  };
  return made;
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
