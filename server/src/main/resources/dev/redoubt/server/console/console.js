// Redoubt's console: connects the stream to the parts of the page.

import { Charts } from "/console/charts.js";
import { events } from "/console/events.js";
import { explain } from "/console/explain.js";
import { bytes, millis, number, percent } from "/console/format.js";
import { now } from "/console/now.js";
import { caches, components, nodes } from "/console/redis.js";
import { Stream } from "/console/stream.js";
import { theme } from "/console/theme.js";
import { tour } from "/console/tour.js";

const id = name => document.getElementById(name);
const column = name => columns => columns[name] ?? [];
const RATIO_SECONDS = 10;
const powersOfTwo = Array.from({ length: 45 }, (_, i) => 2 ** i);

/** The share of reads, over some seconds: of few reads in one second it would only jump. */
const share = (...names) => columns => {
  const reads = columns.reads ?? [];
  return reads.map((_, i) => {
    let found = 0;
    let all = 0;
    for (let j = Math.max(0, i - RATIO_SECONDS + 1); j <= i; j++) {
      all += reads[j] ?? 0;
      for (const name of names) found += columns[name]?.[j] ?? 0;
    }
    return all === 0 ? null : (100 * found) / all;
  });
};

const charts = new Charts(id("at"));
const perSecond = [
  { title: "Requests", note: "per second", unit: number, caches: true, lines: [
    { name: "cache reads", column: column("reads"), tone: "s1", filled: true },
    { name: "Redis commands", column: column("commands"), tone: "s2", style: "dashed" }] },
  { title: "Hit ratio", note: "of reads, by tier", unit: percent, top: 100, caches: true, lines: [
    { name: "all", column: share("near", "flight", "remote", "stale"), tone: "s1", filled: true },
    { name: "Redis", column: share("remote"), tone: "s2", style: "dashed" },
    { name: "near", column: share("near"), tone: "s3" },
    { name: "flight", column: share("flight"), tone: "s5", style: "dotted" }] },
  { title: "Latency of Redis", note: "commands", unit: millis, log: true, caches: true, lines: [
    { name: "p50", column: column("p50"), tone: "s2" },
    { name: "p95", column: column("p95"), tone: "s1", style: "dashed" },
    { name: "p99", column: column("p99"), tone: "s3", style: "dotted" }] },
  { title: "Errors", note: "per second", unit: number, caches: true, lines: [
    { name: "failed commands", column: column("errors"), tone: "s4", filled: true },
    { name: "reads without Redis", column: column("fallbacks"), tone: "s5", style: "dashed" }] },
  { title: "Loads", note: "per second", unit: number, caches: true, lines: [
    { name: "loads", column: column("loads"), tone: "s1", filled: true },
    { name: "failed", column: column("loadFailures"), tone: "s4", style: "dashed" },
    { name: "held back", column: column("rejected"), tone: "s5", style: "dotted" }] },
  { title: "Servers' commands", note: "per second, of all clients", unit: number, caches: false, lines: [
    { name: "commands", column: column("serverCommands"), tone: "s2", filled: true }] },
  { title: "Servers' memory", note: "used", unit: bytes, incrs: powersOfTwo, lines: [
    { name: "used", column: column("memory"), tone: "s3", filled: true }] },
];

const cards = perSecond.map(definition => ({ definition, card: charts.add(id("charts"), definition) }));

/** Where this process has no caches, the servers' own numbers are what there is to see. */
function choose({ picture }) {
  if (!picture) return;
  // Only now: what is filled before anybody sees it cannot jump.
  document.body.toggleAttribute("data-ready", true);
  const hasCaches = picture.caches.length > 0;
  for (const { definition, card } of cards) {
    card.hidden = definition.caches !== undefined && definition.caches !== hasCaches;
  }
}

const stream = new Stream();
const parts = [choose, now(), tour(charts), nodes(), components(), caches(), explain(), events()];
parts.forEach(part => stream.listen(part));
stream.listen(({ columns, events: all }) => charts.update(columns, all));

id("range").addEventListener("change", event => {
  charts.seconds = Number(event.target.value);
  charts.update(stream.columns, stream.events);
});
theme(id("theme"), () => charts.recolour());
stream.open();
