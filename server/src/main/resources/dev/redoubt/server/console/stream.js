// What the server tells: everything at first, and news once a second.

const KEPT = 15 * 60;
const STALE_MS = 4000;
const AGAIN_MS = 5000;

export class Stream {
  columns = { time: [] };
  events = [];
  picture = null;
  #listeners = [];
  #source = null;
  #heard = 0;
  #asked = false;

  /** Hears of news, not more often than the screen is drawn, and not while nobody looks. */
  listen(listener) {
    this.#listeners.push(listener);
  }

  open() {
    this.#connect();
    document.addEventListener("visibilitychange", () => this.#tell());
    setInterval(() => this.#tell(), 1000);
  }

  /** "live", "lost" or "connecting". */
  get state() {
    if (this.#heard === 0) return "connecting";
    return performance.now() - this.#heard > STALE_MS ? "lost" : "live";
  }

  /** For how many milliseconds nothing was heard. */
  get silence() {
    return performance.now() - this.#heard;
  }

  #connect() {
    const source = new EventSource("/console/stream");
    this.#source = source;
    source.addEventListener("everything", event => this.#everything(JSON.parse(event.data)));
    source.addEventListener("news", event => this.#news(JSON.parse(event.data)));
    source.addEventListener("error", () => {
      // A broken connection comes back by itself, a refused one does not.
      if (source.readyState === EventSource.CLOSED) setTimeout(() => this.#connect(), AGAIN_MS);
    });
  }

  #everything({ columns, picture, events }) {
    this.columns = columns;
    this.events = events;
    this.picture = picture;
    this.#changed();
  }

  #news({ row, picture, events }) {
    const times = this.columns.time ?? [];
    if (times.length > 0 && row.time <= times[times.length - 1]) return;
    for (const [name, value] of Object.entries(row)) {
      const column = (this.columns[name] ??= new Array(times.length).fill(null));
      column.push(value);
      if (column.length > KEPT) column.shift();
    }
    const last = this.events.length === 0 ? 0 : this.events[this.events.length - 1].id;
    this.events.push(...events.filter(event => event.id > last));
    this.events.splice(0, this.events.length - 200);
    this.picture = picture;
    this.#changed();
  }

  #changed() {
    this.#heard = performance.now();
    this.#tell();
  }

  #tell() {
    if (this.#asked || document.hidden) return;
    this.#asked = true;
    requestAnimationFrame(() => {
      this.#asked = false;
      for (const listener of this.#listeners) listener(this);
    });
  }
}
