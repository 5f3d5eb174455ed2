// Nodes, components of health, caches.

import { bytes, glyphs, keyed, make, mark, millis, number, percent, span, terms, tones, write } from "/console/format.js";

const id = name => document.getElementById(name);
const connectionTones = { ready: "good", connecting: "warn", disconnected: "bad", "gave-up": "bad", closed: "note" };
const breakerTones = { closed: "good", "half-open": "warn", open: "bad" };

export function nodes() {
  const show = keyed(id("nodes"), nodeTile);
  return ({ picture }) => {
    if (!picture) return;
    show(picture.nodes, node => node.name);
    const age = Date.now() - picture.polled;
    write(id("polled"), picture.polled > 0 ? `servers asked ${span(age)} ago` : "\u00a0");
  };
}

function nodeTile(node) {
  const role = make("span", { class: "small" });
  const facts = make("dl", { class: "facts" });
  const memory = make("meter", { min: 0, max: 1, "aria-label": `memory of ${node.name}` });
  const trouble = make("p", { class: "trouble" });
  const element = make("article", { class: "card tile" },
    make("h3", {}, make("span", { class: "mono" }, node.name), role), facts, memory, trouble);
  const set = terms(facts, node.link
    ? { connection: "Connection", breaker: "Breaker", pending: "Waiting calls", ping: "Ping", memory: "Memory", commands: "Commands/s", hits: "Server hits", clients: "Clients", lag: "Lag" }
    : { ping: "Ping", memory: "Memory", commands: "Commands/s", clients: "Clients", lag: "Lag" });
  return { element, update: fresh => updateNode(fresh, { element, role, memory, trouble, set }) };
}

function updateNode(node, { element, role, memory, trouble, set }) {
  const { link } = node;
  const slots = link && link.slots !== 16384 ? `, ${number(link.slots)} slots` : link ? ", all slots" : "";
  write(role, `${node.role}${slots}`);
  if (link && element.querySelector("dl").children.length > 5) {
    set("connection", `${link.connection}, ${span(link.since)}`, connectionTones[link.connection]);
    const failed = link.failurePercent === null ? "" : `, ${percent(link.failurePercent)} fail`;
    set("breaker", `${link.breaker}${failed}`, breakerTones[link.breaker]);
    set("pending", number(link.pending));
    set("hits", percent(node.hitPercent));
  }
  set("ping", millis(node.pingMillis));
  set("memory", node.memory ? `${bytes(node.memory.used)}${node.memory.max ? ` of ${bytes(node.memory.max)}` : ", no limit"}` : "–");
  set("commands", number(node.commands));
  set("clients", number(node.clients));
  set("lag", lag(node));
  memory.hidden = !node.memory?.max;
  if (node.memory?.max) memory.value = node.memory.used / node.memory.max;
  const isWell = !link || (link.connection === "ready" && link.breaker === "closed");
  mark(element, "data-tone", node.problem ? "bad" : isWell ? "good" : connectionTones[link.connection] === "good" ? breakerTones[link.breaker] : connectionTones[link.connection]);
  write(trouble, node.problem || (isWell ? "" : link.lastFailure ?? ""));
  trouble.hidden = trouble.textContent === "";
}

function lag({ lag }) {
  if (!lag) return "–";
  if (lag.replicas === 0) return "no replicas";
  const size = lag.bytes === null ? "–" : bytes(lag.bytes);
  return `${lag.replicas === null ? "" : `${lag.replicas} replicas, `}${size}${lag.millis ? `, ${millis(lag.millis)}` : ""}`;
}

export function components() {
  const show = keyed(id("components"), ([name]) => {
    const glyph = make("b", { "aria-hidden": "true" });
    const status = make("span", { class: "hide" });
    const reason = make("span", { class: "small" });
    const element = make("li", {}, glyph, make("span", {}, make("b", {}, name), " ", status, reason));
    return {
      element,
      update: ([, part]) => {
        const tone = tones[part.status];
        write(glyph, tone === "note" ? "?" : glyphs[tone]);
        glyph.className = `tone-${tone}`;
        write(status, `${part.status}: `);
        write(reason, part.reason);
      },
    };
  });
  return ({ picture }) => picture && show(Object.entries(picture.components), ([name]) => name);
}

export function caches() {
  const show = keyed(id("caches"), cacheTile);
  return ({ picture }) => {
    if (!picture) return;
    id("caches-section").hidden = picture.caches.length === 0;
    show(picture.caches, cache => cache.name);
  };
}

function cacheTile(cache) {
  const facts = make("dl", { class: "facts" });
  const options = make("dl", { class: "facts" });
  const element = make("article", { class: "card tile" },
    make("h3", {}, make("span", { class: "mono" }, cache.name)), facts,
    make("details", {}, make("summary", {}, "Options"), options));
  const set = terms(facts, {
    reads: "Reads", hits: "Found", near: "… near", flight: "… by other's load", remote: "… in Redis", misses: "Missed",
    loads: "Loads", loadFailures: "Failed loads", fallbacks: "Without Redis", staleServed: "Stale answers", rejected: "Loads held back", outbox: "In the outbox",
  });
  const setOption = terms(options, Object.fromEntries(Object.keys(cache.options).map(name => [name, name])));
  return {
    element,
    update: ({ counts, options: values }) => {
      const { reads, near, flight, remote, stale } = counts;
      const share = value => reads === 0 ? "–" : percent(100 * value / reads);
      set("reads", number(reads));
      set("hits", share(near + flight + remote + stale));
      set("near", share(near));
      set("flight", share(flight));
      set("remote", share(remote));
      for (const name of ["misses", "loads", "loadFailures", "fallbacks", "staleServed", "rejected", "outbox"]) set(name, number(counts[name]));
      for (const [name, value] of Object.entries(values)) setOption(name, value);
    },
  };
}
