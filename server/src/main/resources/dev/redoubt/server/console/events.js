// The events, newest first.

import { clock, glyphs, keyed, make } from "/console/format.js";

const labels = { good: "good", warn: "warning", bad: "bad", note: "note" };

export function events() {
  const list = document.getElementById("events");
  const show = keyed(list, event => ({
    element: make("li", {},
      make("time", { datetime: new Date(event.time).toISOString() }, clock(event.time)),
      make("b", { class: `tone-${event.tone}`, "aria-hidden": "true" }, glyphs[event.tone]),
      make("span", {}, make("span", { class: "hide" }, `${labels[event.tone]}: `), make("span", { class: "mono" }, event.subject), " ", event.text)),
    update: () => {},
  }));
  list.tabIndex = 0;
  list.setAttribute("aria-label", "Events, newest first");
  return stream => show([...stream.events].reverse(), event => event.id);
}
