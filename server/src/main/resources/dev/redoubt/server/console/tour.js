// The demo's tour: faults, visitors, and what these see on both ways to the same words.

import { make, mark, millis, number, percent, terms, write } from "/console/format.js";

const id = name => document.getElementById(name);

/** The token comes in the link that the demo prints, and stays in this tab. */
function takeToken() {
  const found = /[#&]token=([\w-]+)/.exec(location.hash);
  if (found) {
    sessionStorage.setItem("token", found[1]);
    history.replaceState(null, "", location.pathname);
  }
  return sessionStorage.getItem("token");
}

async function post(action, body = "") {
  const answer = await fetch(`/console/actions/${action}`, {
    method: "POST", body, headers: { "X-Redoubt-Token": sessionStorage.getItem("token") ?? "" },
  });
  const { done, error } = await answer.json();
  if (answer.status === 401) sessionStorage.removeItem("token");
  return { ok: answer.ok, text: done ?? error };
}

const sides = {
  guarded: { title: "Through Redoubt", tone: "s1", style: "solid" },
  plain: { title: "With a plain client", tone: "s4", style: "dashed" },
};

export function tour(charts) {
  takeToken();
  const buttons = [...document.querySelectorAll("[data-action]")];
  buttons.forEach(button => button.addEventListener("click", () => press(button)));
  id("token-form").addEventListener("submit", event => {
    event.preventDefault();
    sessionStorage.setItem("token", id("token").value.trim());
    id("token").value = "";
  });
  visitors();
  const show = document.body.dataset.exhibit === "none" ? () => {} : comparison(charts);
  return ({ picture }) => {
    if (!picture) return;
    permit(picture, buttons);
    if (picture.exhibit) {
      faults(picture.exhibit);
      show(picture.exhibit);
    }
  };
}

async function press(button) {
  const said = id("said");
  write(said, "…");
  try {
    const { text } = await post(button.dataset.action);
    write(said, text || "done");
  } catch {
    write(said, "the demo does not answer");
  }
}

function permit(picture, buttons) {
  const isKnown = sessionStorage.getItem("token") !== null;
  id("own").hidden = picture.actions.length === 0 || !isKnown;
  id("token-form").hidden = isKnown || picture.actions.length === 0 || document.body.dataset.exhibit === "none";
  for (const button of buttons) button.disabled = !isKnown || !picture.actions.includes(button.dataset.action);
  id("rate").disabled = !isKnown || !picture.actions.includes("rate");
}

function visitors() {
  const rate = id("rate");
  rate.addEventListener("input", () => write(id("rate-is"), rate.value));
  rate.addEventListener("change", () => post("rate", rate.value).then(({ text }) => text && write(id("said"), text)));
}

function faults({ redis, slow, slowOrigin, originMillis, rate }) {
  const press = (action, isOn) => mark(document.querySelector(`[data-action="${action}"]`), "aria-pressed", isOn);
  press("freeze", redis === "frozen");
  press("slow", slow);
  press("slow-origin", slowOrigin);
  const isSlow = slow && redis === "running" ? ", but slow" : "";
  write(id("faults"), `Redis is ${redis}${isSlow}. The dictionary takes ${millis(originMillis)} a word.`);
  if (document.activeElement !== id("rate")) {
    id("rate").value = rate;
    write(id("rate-is"), String(rate));
  }
}

function comparison(charts) {
  const lines = what => Object.entries(sides).map(([key, { title, tone, style }]) => ({
    name: title, tone, style, column: columns => columns[key + what] ?? [],
  }));
  charts.add(id("tour-charts"), { title: "Answers", note: "per second", unit: number, lines: lines("Answers") });
  charts.add(id("tour-charts"), { title: "Errors", note: "per second", unit: number, lines: lines("Errors") });
  charts.add(id("tour-charts"), { title: "Slowest visitor", note: "answered or still waiting", unit: millis, log: true, lines: lines("Slowest") });
  const set = Object.fromEntries(Object.entries(sides).map(([key, side]) => [key, card(side)]));
  return exhibit => {
    for (const key of Object.keys(sides)) set[key](exhibit[key]);
  };
}

function card({ title, tone, style }) {
  const figures = make("dl", { class: "figures" });
  const about = make("p", { class: "small" });
  const element = make("article", { class: "side" },
    make("h3", {}, make("span", { class: `swatch ${tone} ${style}`, "aria-hidden": "true" }), title), about, figures);
  id("sides").append(element);
  const set = terms(figures, { answers: "Answers/s", errors: "Errors/s", waiting: "Waiting now", p50: "Median", p99: "99th percentile", hits: "From the cache", lost: "Errors so far" });
  return side => {
    write(about, side.about);
    set("answers", number(side.answers));
    set("errors", number(side.errors), side.errors > 0 ? "bad" : undefined);
    set("waiting", number(side.waiting), side.waiting > side.limit / 2 ? "bad" : undefined);
    set("p50", millis(side.p50));
    set("p99", millis(side.p99));
    set("hits", percent(side.hitPercent));
    set("lost", number(side.lost), side.lost > 0 ? "bad" : undefined);
  };
}
