// The state now, in words and in a few figures.

import { bytes, clock, mark, millis, number, percent, span, terms, tones, write } from "/console/format.js";

const signs = { UP: "✓", DEGRADED: "!", DOWN: "✕", UNKNOWN: "?" };
const words = { UP: "Up", DEGRADED: "Degraded", DOWN: "Down", UNKNOWN: "Unknown" };
const id = name => document.getElementById(name);

/** The mean of the last values that are known. */
export function recent(column = [], count = 5) {
  const values = column.slice(-count).filter(value => value !== null);
  return values.length === 0 ? null : values.reduce((a, b) => a + b, 0) / values.length;
}

export function now() {
  const set = terms(id("figures"), {
    reads: "Cache reads/s", hits: "Found in the cache", p99: "Redis p99", errors: "Failed commands/s",
    loads: "Loads/s", sessions: "Sessions", nodes: "Nodes ready", commands: "Servers' commands/s", memory: "Servers' memory",
  });
  return stream => {
    live(stream);
    const { picture, columns } = stream;
    if (!picture) return;
    const { status } = picture;
    mark(id("now"), "data-status", status);
    write(id("sign"), signs[status]);
    write(id("verdict"), words[status]);
    write(id("reason"), picture.reason);
    write(id("since"), `since ${clock(picture.since)}, ${span(Date.now() - picture.since)}`);
    document.title = status === "UP" ? "Redoubt" : `${signs[status]} ${words[status]} – Redoubt`;
    const errors = recent(columns.errors);
    // A process without caches has nothing of its own to tell; the servers have.
    const own = picture.caches.length > 0;
    set("reads", own ? number(recent(columns.reads)) : null);
    set("hits", own ? percent(hitRatio(columns)) : null);
    set("p99", own ? millis(recent(columns.p99)) : null);
    set("errors", own ? number(errors) : null, errors > 0 ? "bad" : undefined);
    set("loads", own ? number(recent(columns.loads)) : null);
    set("sessions", picture.sessions === null ? null : number(picture.sessions));
    const masters = picture.nodes.filter(node => node.link);
    set("nodes", own ? null : `${masters.filter(node => node.link.connection === "ready").length} of ${masters.length}`);
    set("commands", own ? null : number(recent(columns.serverCommands, 1)));
    set("memory", own ? null : bytes(recent(columns.memory, 1)));
    mark(id("now"), "data-tone", tones[status]);
  };
}

function hitRatio(columns) {
  const sum = name => (columns[name] ?? []).slice(-10).reduce((a, b) => a + (b ?? 0), 0);
  const reads = sum("reads");
  return reads === 0 ? null : 100 * (sum("near") + sum("flight") + sum("remote") + sum("stale")) / reads;
}

function live(stream) {
  const state = stream.state;
  mark(id("live"), "data-state", state);
  const texts = { live: "live", connecting: "connecting", lost: `no news for ${span(stream.silence)}` };
  write(id("live"), texts[state]);
  document.body.toggleAttribute("data-stale", state === "lost");
}
