/** The box at the bottom left: what the fill and the signs on the map mean, and what the reader must know. */
import { paintHot, paintPoint } from "./reports.js";
import { paintCamera } from "./cameras.js";
import { paintAlarm, paintRing } from "./shapes.js";
import { paintUnit } from "./units.js";

/** What the units of the legend stand for. */
const UNITS = {
  free: { state: "fresh", duty: "free" },
  busy: { state: "fresh", duty: "busy" },
  lost: { state: "lost", duty: "unknown" },
};

/** Signs that a state explains, not the layout: each stands in the legend while the map has one. */
const SHOWN_WHILE_THERE = ["calm", "lost", "camera-fresh", "camera-frozen", "camera-lost", "unit-free", "unit-busy", "unit-lost"];

/** Fill the legend's box from the configuration; hidden where there is nothing to say. */
export function showLegend(box, config, colours) {
  const rows = [];
  if (config.fill) rows.push(fillRow(config.fill, colours));
  if (config.reports) rows.push(reportRow(config, colours));
  if (config.legend.markers.length) rows.push(markerRow(config, colours));
  if (config.legend.note) rows.push(element("div", "row note", config.legend.note));
  box.replaceChildren(...rows);
  box.hidden = rows.length === 0;
}

/** Leave out the signs of which the map has none, from its features by source and id. */
export function trimLegend(box, features) {
  const there = signsOf(features);
  for (const item of box.querySelectorAll(".markers .item")) {
    const { shape } = item.dataset;
    item.hidden = SHOWN_WHILE_THERE.includes(shape) && !there.has(shape);
  }
}

function signsOf({ alarmed, calm, cameras, units }) {
  const found = new Set();
  for (const { properties } of calm.values()) found.add(properties.state === "lost" ? "lost" : "calm");
  for (const { properties } of alarmed.values()) if (properties.state === "lost") found.add("lost");
  for (const { properties } of cameras.values()) found.add("camera-fresh").add(`camera-${properties.state}`);
  for (const { properties } of units.values()) {
    const [, , state, duty] = properties.icon.split("-");
    found.add(state === "lost" ? "unit-lost" : `unit-${duty}`);
  }
  return found;
}

function fillRow(fill, colours) {
  const row = element("div", "row");
  row.append(element("span", "name", fill.unit ? `${fill.title} (${fill.unit})` : fill.title));
  const scale = element("div", "scale");
  fill.colours.forEach((colour, index) => {
    const step = element("div", "step");
    const bar = element("i", "");
    bar.style.background = colour;
    // The number stands under the border between two colours.
    step.append(bar, element("span", "", index ? fill.words[index - 1] : "\u00a0"));
    scale.append(step);
  });
  const unknown = element("span", "item nowhere");
  unknown.append(element("span", "unknown"), element("span", "name", fill.unknown));
  row.append(scale);
  if (fill.unknown) row.append(unknown);
  return row;
}

function reportRow({ reports, tokens }, colours) {
  const row = element("div", "row reports");
  row.append(element("span", "name", reports.title));
  for (const tone of reports.tones) {
    const item = element("span", "item");
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = 64;
    paintPoint(canvas.getContext("2d"), 64, tone, colours);
    item.append(canvas, element("span", "", tone.words));
    row.append(item);
  }
  if (reports.hot_words) {
    const item = element("span", "item");
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = 64;
    paintHot(canvas.getContext("2d"), 64, tokens, colours);
    item.append(canvas, element("span", "", reports.hot_words));
    row.append(item);
  }
  return row;
}

function markerRow(config, colours) {
  const row = element("div", "row markers");
  for (const { shape, words } of config.legend.markers) {
    const item = element("span", `item ${shape}`);
    item.dataset.shape = shape;
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = 64;
    const context = canvas.getContext("2d");
    const look = { tokens: config.tokens, colours };
    const [family, state] = shape.split("-");
    if (family === "camera") paintCamera(context, 64, state, config.tokens, colours);
    else if (family === "unit") paintUnit(context, 64, { glyph: config.glyphs[0], ...UNITS[state], ...look });
    else if (shape === "calm") paintRing(context, 64, "fresh", config.tokens, colours);
    else if (shape === "lost") paintRing(context, 64, "lost", config.tokens, colours);
    else paintAlarm(context, 64, 50, { severity: shape, state: "fresh", taken: false, ...look });
    item.append(canvas, element("span", "", words));
    row.append(item);
  }
  return row;
}

/** Return a new element with a class and text. */
export function element(tag, className, words) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (words !== undefined) made.textContent = words;
  return made;
}
