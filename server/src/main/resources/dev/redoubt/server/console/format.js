// Numbers, times and elements.

const missing = "–";

/** A number with about three digits. */
export function number(value) {
  if (value === null || value === undefined || Number.isNaN(value)) return missing;
  const size = Math.abs(value);
  if (size >= 10000) return Math.round(value).toLocaleString("en");
  if (size >= 100 || Number.isInteger(value)) return String(Math.round(value));
  return value.toFixed(size >= 10 ? 1 : size >= 1 ? 1 : 2);
}

export function percent(value) {
  return value === null || value === undefined || Number.isNaN(value) ? missing : `${value.toFixed(value >= 99.95 || value < 0.05 ? 0 : 1)} %`;
}

export function millis(value) {
  if (value === null || value === undefined || Number.isNaN(value)) return missing;
  return value >= 1000 ? `${number(value / 1000)} s` : `${number(value)} ms`;
}

export function bytes(value) {
  if (value === null || value === undefined || Number.isNaN(value)) return missing;
  const units = ["B", "KiB", "MiB", "GiB", "TiB"];
  let unit = 0;
  let size = value;
  while (size >= 1024 && unit < units.length - 1) {
    size /= 1024;
    unit++;
  }
  return `${number(size)} ${units[unit]}`;
}

/** How long something has lasted, in words. */
export function span(ms) {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  const hours = Math.floor(seconds / 3600);
  return hours < 48 ? `${hours} h ${Math.floor((seconds % 3600) / 60)} min` : `${Math.floor(hours / 24)} days`;
}

const two = value => String(value).padStart(2, "0");

export function clock(ms, withSeconds = true) {
  const time = new Date(ms);
  return `${two(time.getHours())}:${two(time.getMinutes())}${withSeconds ? `:${two(time.getSeconds())}` : ""}`;
}

/** An element with attributes and children; text is never markup. */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined) element.setAttribute(name, value);
  }
  element.append(...children);
  return element;
}

/** Sets a text only if it is another, so that nothing is read out or laid out again for nothing. */
export function write(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

export function mark(element, name, value) {
  if (element.getAttribute(name) !== String(value)) element.setAttribute(name, value);
}

/** A list of terms whose values change: answers a function that sets them by name; null hides one. */
export function terms(list, names) {
  const places = new Map();
  for (const [key, label] of Object.entries(names)) {
    const value = make("dd");
    list.append(make("div", {}, make("dt", {}, label), value));
    places.set(key, value);
  }
  return (key, text, tone) => {
    const place = places.get(key);
    place.parentElement.hidden = text === null;
    write(place, text ?? "");
    place.className = tone ? `tone-${tone}` : "";
  };
}

/** Keeps one element per key, made once and brought up to date, in the order of the items. */
export function keyed(parent, make) {
  const known = new Map();
  return (items, keyOf) => {
    const keys = new Set(items.map(keyOf));
    for (const [key, part] of known) {
      if (!keys.has(key)) {
        part.element.remove();
        known.delete(key);
      }
    }
    items.forEach((item, index) => {
      const key = keyOf(item);
      if (!known.has(key)) known.set(key, make(item));
      const part = known.get(key);
      if (parent.children[index] !== part.element) parent.insertBefore(part.element, parent.children[index] ?? null);
      part.update(item);
    });
  };
}

export const glyphs = { good: "✓", warn: "!", bad: "✕", note: "•" };
export const tones = { UP: "good", DEGRADED: "warn", DOWN: "bad", UNKNOWN: "note" };
