// Why a read of a key is answered as it is.

import { make } from "/console/format.js";

const id = name => document.getElementById(name);

export function explain() {
  id("explain-form").addEventListener("submit", event => {
    event.preventDefault();
    ask(id("explain-cache").value.trim(), id("explain-key").value);
  });
  let known = "";
  return ({ picture }) => {
    const names = picture?.caches.map(cache => cache.name) ?? [];
    if (names.join() === known) return;
    known = names.join();
    id("cache-names").replaceChildren(...names.map(name => make("option", { value: name })));
    if (names.length === 1 && id("explain-cache").value === "") id("explain-cache").value = names[0];
  };
}

async function ask(cache, key) {
  const told = id("told");
  try {
    const answer = await fetch("/console/explain", { method: "POST", body: `${cache}\n${key}` });
    const { lines, error } = await answer.json();
    const shown = lines ?? [{ term: "", text: error }];
    told.replaceChildren(...shown.flatMap(({ term, text }) => [make("dt", {}, term), make("dd", {}, text)]));
  } catch {
    told.replaceChildren(make("dt", {}, ""), make("dd", { class: "tone-bad" }, "the server does not answer"));
  }
}
