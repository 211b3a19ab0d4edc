/** Names beside what moves: each where there is room, in the place that it had before where that is still free. */
import { faint } from "./colour.js";

const TEXT_PX = 15;
const LINE_PX = 17;
const PAD_PX = 4;
/** From the middle of a unit to the edge of its name, px. */
const GAP_PX = 20;
/** From the middle of an alarm to its words, and their size, px. */
const ALARM_GAP_PX = 21;
const ALARM_TEXT_PX = 18;
/** Where a name may stand: first choice first; x and y are −1 (left, above), 0 or 1. */
const PLACES = [[1, 0], [-1, 0], [0, 1], [0, -1], [1, 1], [1, -1], [-1, 1], [-1, -1]];
/** Widths of words that are remembered. */
const MOST_WIDTHS = 500;

export class Tags {
  constructor(context, { tokens, scale }, colours) {
    Object.assign(this, { context, tokens, scale, colours });
    this.widths = new Map();
    this.before = new Map();
    this.taken = [];
  }

  /** Begin a picture of the size of `view`. */
  begin({ width, height }) {
    this.taken = [];
    this.edge = [width, height];
    this.places = this.before;
    this.before = new Map();
  }

  /** Keep a square of `side` around a point free. */
  block(x, y, side) {
    this.taken.push([x - side / 2, y - side / 2, x + side / 2, y + side / 2]);
  }

  /** Keep what lies beneath a box [left, top, right, bottom] free. */
  blockBox(box) {
    this.taken.push(box);
  }

  /** Keep the words of an alarm free: the map puts them at its right where it can. */
  blockWords({ x, y, label, severity }) {
    if (!label || !["critical", "high"].includes(severity)) return;
    const left = x + ALARM_GAP_PX * this.scale;
    const half = (ALARM_TEXT_PX / 2) * this.scale;
    this.taken.push([left, y - half, left + this.width(label, ALARM_TEXT_PX), y + half]);
  }

  /** Write the name of a unit, unless there is no room. */
  put({ id, x, y, label, state }) {
    if (!label) return;
    const lines = label.split("\n");
    const size = [Math.max(...lines.map((line) => this.width(line, TEXT_PX))) + 2 * PAD_PX * this.scale,
      (lines.length * LINE_PX + PAD_PX) * this.scale];
    const last = this.places.get(id);
    const order = last === undefined ? PLACES : [PLACES[last], ...PLACES];
    const place = order.find((each) => this.isFree(this.box(x, y, each, size)));
    if (!place) return;
    const box = this.box(x, y, place, size);
    this.taken.push(box);
    this.before.set(id, PLACES.indexOf(place));
    this.write(box, lines, state);
  }

  box(x, y, [right, below], [width, height]) {
    const gap = GAP_PX * this.scale * (right && below ? 0.72 : 1);
    const left = x + right * gap + (right < 0 ? -width : right ? 0 : -width / 2);
    const top = y + below * gap + (below < 0 ? -height : below ? 0 : -height / 2);
    return [left, top, left + width, top + height];
  }

  isFree([left, top, right, bottom]) {
    if (left < 0 || top < 0 || right > this.edge[0] || bottom > this.edge[1]) return false;
    return !this.taken.some((other) => left < other[2] && right > other[0] && top < other[3] && bottom > other[1]);
  }

  /** Write on a ground that lets names of the map below shine through only faintly. */
  write([left, top, right, bottom], lines, state) {
    const { context, tokens, scale } = this;
    context.beginPath();
    context.roundRect(left, top, right - left, bottom - top, 4 * scale);
    context.fillStyle = faint(this.colours.sea, 0.8);
    context.fill();
    context.font = this.font(TEXT_PX);
    context.textBaseline = "middle";
    context.textAlign = "left";
    context.fillStyle = { fresh: tokens.text, late: tokens.age }[state] ?? tokens.textSecond;
    lines.forEach((line, k) => context.fillText(line, left + PAD_PX * scale, top + (PAD_PX / 2 + LINE_PX * (k + 0.5)) * scale));
  }

  width(words, size) {
    const key = `${size} ${words}`;
    if (!this.widths.has(key)) {
      if (this.widths.size > MOST_WIDTHS) this.widths.clear();
      this.context.font = this.font(size);
      this.widths.set(key, this.context.measureText(words).width);
    }
    return this.widths.get(key);
  }

  font(size) {
    return `600 ${size * this.scale}px Inter-SemiBold`;
  }
}
