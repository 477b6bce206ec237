// Brings what was just asked for into view. Streamlit alone scrolls to the end of the page, past the answer's beginning.
let last = "";

export default function ({ data }) {
  if (!data.event || data.event === last) return;
  last = data.event;
  // What to show is drawn in the same run as this component, but may reach the page a moment after it.
  for (const wait of [0, 120, 350]) setTimeout(() => show(data.turn, data.clause), wait);
}

function show(turn, clause) {
  const asked = document.querySelector(`.st-key-turn-${turn}`);
  const panel = document.querySelector(`.st-key-panel-${turn}`);
  const words = panel?.querySelector("mark, .pa-cited");
  const box = words?.closest(".pa-place");
  if (box) box.scrollTop += words.getBoundingClientRect().top - box.getBoundingClientRect().top - 0.3 * box.clientHeight;
  if (!clause) asked?.scrollIntoView({ block: "start" });
  else if (words && !visible(words)) panel.scrollIntoView({ block: "start" });
}

function visible(element) {
  const { top, bottom } = element.getBoundingClientRect();
  return top >= 0 && bottom <= window.innerHeight - 120; // the question box covers the end of the page
}
