// Brings what was just asked for into view. Streamlit alone scrolls to the end of the page, past the answer's beginning.
const SETTLED = 1200; // milliseconds within which all of an answer has reached the page, on a slow machine too
let last = "";

export default function ({ data }) {
  document.querySelector(".st-key-pages a[aria-current=page], .st-key-pages [data-active=true]")?.scrollIntoView({ block: "nearest", inline: "center" });
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
