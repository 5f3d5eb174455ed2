// Charts on the same time axis, with events drawn over them.

import uPlot from "/console/uplot.js";
import { clock, glyphs, make, write } from "/console/format.js";

const dashes = { solid: undefined, dashed: [7, 4], dotted: [2, 3] };
const NEAR_PX = 6;
const badness = { note: 0, good: 1, warn: 2, bad: 3 };

/** The colour that an element's class has in the theme of now. */
const colourOf = element => getComputedStyle(element).color;

/** The powers of ten around two values, for a logarithmic axis. */
const decades = (low, high) => {
  const bottom = Math.floor(Math.log10(low));
  return [10 ** bottom, 10 ** Math.max(bottom + 2, Math.ceil(Math.log10(high)))];
};

/** An axis with the powers of ten and no lines between them. */
const tens = (graph, axis, low, high) => {
  const splits = [];
  for (let value = low; value <= high * 1.001; value *= 10) splits.push(value);
  return splits;
};

/**
 * Draws charts into a parent.
 *
 * Each chart: title, note, unit (a function from number to text), log (whether the axis is
 * logarithmic), and lines: name, column (a function from all columns to one array), tone, style.
 */
export class Charts {
  #charts = [];
  #at;
  #seconds = 300;
  #events = [];
  #toneColours = {};

  constructor(at) {
    this.#at = at;
    this.#readTones();
  }

  /** How many seconds they show. */
  set seconds(value) {
    this.#seconds = value;
  }

  add(parent, definition) {
    const keys = make("ul", { class: "keys" });
    const plot = make("div", { class: "plot", role: "img" });
    const lines = definition.lines.map(line => {
      const style = line.style ?? "solid";
      const swatch = make("span", { class: `swatch ${line.tone} ${style}`, "aria-hidden": "true" });
      const value = make("b", {}, "–");
      keys.append(make("li", {}, swatch, line.name, value));
      return { ...line, style, swatch, value };
    });
    const card = make("article", { class: "card chart" },
      make("h3", {}, definition.title, make("span", { class: "small" }, definition.note ?? "")), keys, plot);
    parent.append(card);
    const chart = { ...definition, lines, plot, card, graph: null, data: [[]] };
    this.#charts.push(chart);
    new ResizeObserver(() => this.#size(chart)).observe(plot);
    return card;
  }

  /** Takes new numbers and events. */
  update(columns, events) {
    this.#events = events;
    const times = columns.time ?? [];
    for (const chart of this.#charts) {
      if (chart.card.hidden) continue;
      chart.data = [times, ...chart.lines.map(line => line.column(columns))];
      if (chart.graph === null) chart.graph = this.#draw(chart);
      else chart.graph.setData(chart.data, true);
      this.#writeKeys(chart, null);
    }
  }

  /** Takes the colours of another theme. */
  recolour() {
    this.#readTones();
    for (const chart of this.#charts) {
      chart.graph?.destroy();
      chart.graph = chart.graph === null ? null : this.#draw(chart);
    }
  }

  #readTones() {
    const probe = make("span");
    document.body.append(probe);
    for (const tone of Object.keys(glyphs)) {
      probe.className = `tone-${tone}`;
      this.#toneColours[tone] = colourOf(probe);
    }
    probe.remove();
  }

  #size(chart) {
    const { clientWidth: width, clientHeight: height } = chart.plot;
    if (chart.graph && width > 0) chart.graph.setSize({ width, height });
  }

  #draw(chart) {
    const muted = this.#toneColours.note;
    const grid = { stroke: `color-mix(in srgb, ${muted} 18%, transparent)`, width: 1 };
    const axis = { stroke: muted, grid, ticks: { show: false }, font: "11px system-ui, sans-serif" };
    return new uPlot({
      width: chart.plot.clientWidth || 300,
      height: chart.plot.clientHeight || 168,
      legend: { show: false },
      cursor: { sync: { key: "console" }, drag: { x: false, y: false }, y: false, points: { size: 6 } },
      scales: {
        x: { time: true, range: () => this.#range() },
        y: chart.log
          ? { distr: 3, range: (_, low, high) => decades(low ?? 1, high ?? 1) }
          : { range: (_, low, high) => [0, chart.top ?? Math.max(1, (high ?? 0) * 1.15)] },
      },
      axes: [
        { ...axis, space: 70, size: 28, values: (_, splits) => splits.map(split => clock(split * 1000, splits[1] - splits[0] < 60)) },
        { ...axis, size: 62, space: 26, ...chart.log ? { splits: tens, filter: (_, splits) => splits } : {}, ...chart.incrs ? { incrs: chart.incrs } : {},
          values: (_, splits) => splits.map(split => chart.unit(split)) },
      ],
      series: [{}, ...chart.lines.map(line => {
        const colour = colourOf(line.swatch);
        return {
          stroke: colour, width: 1.75, dash: dashes[line.style], spanGaps: false, points: { show: false },
          fill: line.filled ? `color-mix(in srgb, ${colour} 14%, transparent)` : undefined,
        };
      })],
      hooks: {
        draw: [graph => this.#drawEvents(graph)],
        setCursor: [graph => this.#pointAt(chart, graph)],
      },
    }, chart.data, chart.plot);
  }

  #range() {
    const now = Date.now() / 1000;
    const times = this.#charts.find(chart => chart.data[0].length > 0)?.data[0] ?? [];
    const last = times.length === 0 ? now : times[times.length - 1];
    // A fresh page fills its charts with the little that there is.
    const span = Math.min(this.#seconds, Math.max(60, last - (times[0] ?? last)));
    return [last - span, last];
  }

  #drawEvents(graph) {
    const { ctx, bbox } = graph;
    ctx.save();
    ctx.lineWidth = devicePixelRatio;
    for (const { x, tone } of this.#marks(graph)) {
      ctx.strokeStyle = ctx.fillStyle = this.#toneColours[tone];
      ctx.setLineDash([3 * devicePixelRatio, 3 * devicePixelRatio]);
      ctx.beginPath();
      ctx.moveTo(x, bbox.top);
      ctx.lineTo(x, bbox.top + bbox.height);
      ctx.stroke();
      this.#drawFlag(ctx, tone, x, bbox.top);
    }
    ctx.restore();
  }

  /** Where events are; those that would cover each other are one, with the worst of their tones. */
  #marks(graph) {
    const { left, width } = graph.bbox;
    const marks = [];
    for (const { time, tone } of this.#events) {
      const x = Math.round(graph.valToPos(time / 1000, "x", true));
      if (tone === "note" || x < left || x > left + width) continue;
      const last = marks[marks.length - 1];
      if (last === undefined || x - last.x > NEAR_PX * devicePixelRatio) marks.push({ x, tone });
      else if (badness[tone] > badness[last.tone]) last.tone = tone;
    }
    return marks;
  }

  /** A shape for each tone, since colours alone do not tell everybody. */
  #drawFlag(ctx, tone, x, top) {
    const r = 4 * devicePixelRatio;
    ctx.setLineDash([]);
    ctx.beginPath();
    if (tone === "good") ctx.arc(x, top, r, 0, 2 * Math.PI);
    else if (tone === "warn") ctx.moveTo(x, top - r), ctx.lineTo(x + r, top + r), ctx.lineTo(x - r, top + r);
    else ctx.rect(x - r, top - r, 2 * r, 2 * r);
    ctx.fill();
  }

  #pointAt(chart, graph) {
    const index = graph.cursor.idx;
    this.#writeKeys(chart, index ?? null);
    const left = graph.cursor.left;
    if (index === null || index === undefined || left < 0) {
      write(this.#at, "\u00a0");
      return;
    }
    const near = this.#events.filter(event => Math.abs(graph.valToPos(event.time / 1000, "x") - left) <= NEAR_PX);
    const texts = near.slice(-2).map(event => `${glyphs[event.tone]} ${event.subject} ${event.text}`);
    write(this.#at, [clock(graph.data[0][index] * 1000), ...texts].join("   "));
  }

  /** The values at the cursor, or the newest. */
  #writeKeys(chart, index) {
    const texts = chart.lines.map((line, i) => {
      const values = chart.data[i + 1] ?? [];
      const text = chart.unit(values[index ?? values.length - 1] ?? null);
      write(line.value, text);
      return `${line.name} ${text}`;
    });
    if (index === null) chart.plot.setAttribute("aria-label", `${chart.title}: ${texts.join(", ")}`);
  }
}
