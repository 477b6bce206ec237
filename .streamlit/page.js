// Brings what was just asked for into view. Streamlit alone scrolls to the end of the page, past the answer's beginning.
const SETTLED = 1200; // milliseconds within which all of an answer has reached the page, on a slow machine too
let last = "";
let page = "";

export default function ({ data }) {
  page = data.page;
  markPage(performance.now() + SETTLED);
  if (!data.event || data.event === last) return;
  last = data.event;
  const until = performance.now() + SETTLED;
  let held = true;
  for (const act of ["wheel", "touchmove", "keydown", "pointerdown"]) {
    window.addEventListener(act, () => (held = false), { once: true, passive: true }); // the reader's hand goes first
  }
  const hold = () => {
    if (!held || data.event !== last) return;
    show(data.turn, data.clause, data.back);
    if (performance.now() < until) setTimeout(hold, 50);
  };
  hold();
}

// Streamlit tells the page one is on by colour alone. On a narrow page the strip is pushed sideways until that page is seen.
// It is looked at again for a while: links are drawn anew, and have no width yet when they first are.
function markPage(until) {
  for (const link of document.querySelectorAll(".st-key-pages a")) {
    if (link.getAttribute("href").split("/").pop() !== page) {
      if (link.hasAttribute("aria-current")) link.removeAttribute("aria-current");
      continue;
    }
    if (!link.hasAttribute("aria-current")) link.setAttribute("aria-current", "page");
    const strip = link.closest(".st-key-pages");
    strip.scrollLeft += middle(link) - middle(strip);
  }
  if (performance.now() < until) setTimeout(() => markPage(until), 100);
}

function middle(element) {
  const { left, right } = element.getBoundingClientRect();
  return (left + right) / 2;
}

function show(turn, clause, back) {
  const asked = document.querySelector(`.st-key-turn-${turn}`);
  const panel = document.querySelector(`.st-key-panel-${turn}`);
  const words = panel?.querySelector("mark") ?? panel?.querySelector(".pa-cited");
  if (words) scrollInside(words.closest(".pa-place"), words);
  if (back) asked && !visible(asked) && asked.scrollIntoView({ block: "center" });
  else if (!clause) asked?.scrollIntoView({ block: "start" });
  else if (words && !visible(words)) {
    panel.scrollIntoView({ block: "start" });
    if (!visible(words)) words.scrollIntoView({ block: "center" });
  }
}

function scrollInside(box, words) {
  const [outer, inner] = [box.getBoundingClientRect(), words.getBoundingClientRect()];
  const hidden = inner.top < outer.top || inner.bottom > outer.bottom;
  if (hidden) box.scrollTop += inner.top - outer.top - Math.max(24, (outer.height - inner.height) / 3);
}

function visible(element) {
  const { top, bottom } = element.getBoundingClientRect();
  return top >= 60 && bottom <= window.innerHeight - 90; // under the header, above the question box
}
