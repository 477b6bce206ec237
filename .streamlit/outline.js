// The outline of a document as a tree: arrows, Home and End walk it; Enter, space or a click opens a clause.
const NARROW = 640; // pixels of a phone, where it begins folded

export default function ({ data, parentElement, setTriggerValue }) {
  let folded = parentElement.querySelector("details");
  if (!folded) {
    folded = document.createElement("details");
    folded.className = "pa-tree";
    folded.lang = "zh-CN";
    folded.open = window.innerWidth > NARROW;
    const tree = document.createElement("ul");
    tree.setAttribute("role", "tree");
    tree.setAttribute("aria-label", "目录");
    folded.append(document.createElement("summary"), tree);
    parentElement.append(folded);
  }
  const [summary, tree] = folded.children;
  const drawn = JSON.stringify(data.items);
  if (tree.dataset.drawn !== drawn) {
    tree.dataset.drawn = drawn;
    tree.replaceChildren(...data.items.map(line));
  }
  summary.textContent = `目录（${data.items.length} 处）`;
  mark(tree, data.current);
  const open = (item) => item && setTriggerValue("opened", item.dataset.clause);
  tree.onclick = (event) => open(event.target.closest("li"));
  tree.onkeydown = (event) => {
    const item = event.target.closest("li");
    if (event.key === "Enter" || event.key === " ") open(item);
    else if (!walk(tree, item, event.key)) return;
    event.preventDefault();
  };
}

function line({ id, label, title, level }) {
  const item = document.createElement("li");
  item.dataset.clause = id;
  item.setAttribute("role", "treeitem");
  item.setAttribute("aria-level", level);
  item.style.paddingLeft = `${0.5 + (level - 1) * 0.9}rem`;
  const number = document.createElement("strong");
  number.textContent = label; // as text: a document's words are never markup
  item.append(number, title ? ` ${title}` : "");
  return item;
}

function mark(tree, current) {
  let chosen = null;
  for (const item of tree.children) {
    const here = item.dataset.clause === current;
    item.setAttribute("aria-selected", here);
    item.tabIndex = -1;
    if (here) chosen = item;
  }
  (chosen ?? tree.firstElementChild)?.setAttribute("tabindex", "0");
  if (!chosen || tree.dataset.current === current) return;
  tree.dataset.current = current;
  tree.scrollTop = chosen.offsetTop - tree.offsetTop - tree.clientHeight / 3;
}

function walk(tree, item, key) {
  const items = [...tree.children];
  const at = items.indexOf(item);
  const level = (each) => Number(each.getAttribute("aria-level"));
  const to = {
    ArrowDown: () => items[at + 1],
    ArrowUp: () => items[at - 1],
    ArrowLeft: () => items.slice(0, at).reverse().find((each) => level(each) < level(item)),
    ArrowRight: () => (items[at + 1] && level(items[at + 1]) > level(item) ? items[at + 1] : null),
    Home: () => items[0],
    End: () => items.at(-1),
  }[key];
  if (!to) return false;
  const found = to();
  if (found) {
    item.tabIndex = -1;
    found.tabIndex = 0;
    found.focus();
  }
  return true;
}
