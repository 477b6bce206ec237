// A table whose heads sort it and whose rows open a clause. Words come as text and are never markup.
export default function ({ data, parentElement, setTriggerValue }) {
  let box = parentElement.querySelector(".pa-scroll-x");
  if (!box) {
    box = document.createElement("div");
    box.className = "pa-scroll-x";
    box.lang = "zh-CN";
    box.tabIndex = 0;
    box.setAttribute("role", "region");
    box.setAttribute("aria-label", data.title);
    parentElement.append(box);
  }
  const table = make("table", "pa-facts pa-list");
  const heads = make("tr");
  for (const name of data.head) {
    const cell = make("th");
    cell.scope = "col";
    const sorted = data.sorted === name;
    cell.setAttribute("aria-sort", sorted ? (data.descending ? "descending" : "ascending") : "none");
    const button = Object.assign(make("button"), { type: "button", textContent: name + (sorted ? (data.descending ? " ↓" : " ↑") : "") });
    button.onclick = () => setTriggerValue("sort", name);
    cell.append(button);
    heads.append(cell);
  }
  const head = make("thead");
  head.append(heads);
  const body = make("tbody");
  for (const row of data.rows) {
    const line = make("tr");
    row.cells.forEach((words, at) => {
      const cell = make("td", words ? "" : "pa-empty");
      cell.dataset.name = data.head[at];
      if (row.clause && at === data.head.length - 1) {
        const link = Object.assign(make("a"), { textContent: words, target: "_blank", rel: "noopener" });
        link.href = new URL(`${row.page}?clause=${encodeURIComponent(row.clause)}`, location.href);
        cell.append(link);
      } else cell.textContent = words || "—";
      line.append(cell);
    });
    body.append(line);
  }
  table.append(head, body);
  box.replaceChildren(table);
}

function make(tag, look = "") {
  const made = document.createElement(tag);
  if (look) made.className = look;
  return made;
}
