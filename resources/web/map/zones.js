/** Where cases hold good: surfaces with outline, hatching and words; wards that a case names. */

const EMPTY = { type: "FeatureCollection", features: [] };
const STRONG_FONT = ["Inter-SemiBold"];
const SEVERITIES = ["critical", "high", "medium", "low"];
/** Where words stand beside a mark, in ems: close to it first, then a line or two away. */
const AROUND = [
  "top", [0, 0.9], "bottom", [0, -0.9], "left", [1, 0], "right", [-1, 0],
  "top-left", [0.7, 0.7], "top-right", [-0.7, 0.7], "bottom-left", [0.7, -0.7], "bottom-right", [-0.7, -0.7],
  "top", [0, 2.6], "bottom", [0, -2.6], "left", [2.4, 1.6], "left", [2.4, -1.6], "right", [-2.4, 1.6], "right", [-2.4, -1.6],
];
/** Wards that a case named last time. */
let marked = [];

/** Return the source of surfaces and their words. */
export function zoneSources() {
  return { zones: { type: "geojson", data: EMPTY, maxzoom: 12, tolerance: 0.2, buffer: 32 } };
}

/** Return the layers of surfaces, below the markers: hatched, so that what lies beneath can be read. */
export function zoneLayers({ tokens, scale }, colours) {
  const surface = ["==", ["geometry-type"], "Polygon"];
  const severity = (of) => ["match", of, ...SEVERITIES.flatMap((name) => [name, tokens[name]]), tokens.textThird];
  const named = ["coalesce", ["feature-state", "warned"], ""];
  const line = { "line-join": "round" };
  const width = (less) => ["match", ["get", "severity"], "critical", (4 - less) * scale, (3 - less) * scale];
  return [
    { id: "zones-dark", type: "fill", source: "zones", filter: surface,
      paint: { "fill-color": colours.sea, "fill-opacity": 0.22 } },
    { id: "zones", type: "fill", source: "zones", filter: surface,
      paint: { "fill-pattern": ["concat", "zone-", ["get", "severity"]] } },
    { id: "zone-casing", type: "line", source: "zones", filter: surface, layout: line,
      paint: { "line-color": colours.sea, "line-width": 7 * scale, "line-opacity": 0.8 } },
    { id: "zone-lines", type: "line", source: "zones", filter: surface, layout: line,
      paint: { "line-color": severity(["get", "severity"]), "line-width": width(0) } },
    { id: "zone-ward-casing", type: "line", source: "wards", layout: line,
      paint: { "line-color": colours.sea, "line-width": 6 * scale, "line-opacity": ["case", ["==", named, ""], 0, 0.8] } },
    { id: "zone-wards", type: "line", source: "wards", layout: line,
      paint: { "line-color": severity(named), "line-width": 2.6 * scale, "line-opacity": ["case", ["==", named, ""], 0, 1] } },
  ];
}

/** Return the layers of words; they are placed before names of places, which give way. */
export function zoneLabelLayers({ tokens, scale }, colours) {
  const isPoint = ["==", ["geometry-type"], "Point"];
  const isCritical = ["==", ["get", "severity"], "critical"];
  // the words of what is critical stand even where others are covered by them
  const words = (id, overlap, filter) => ({ id, type: "symbol", source: "zones", filter: ["all", isPoint, filter],
    layout: { "icon-image": ["concat", "zone-mark-", ["get", "severity"]], "icon-allow-overlap": true,
      "text-field": ["get", "label"], "text-font": STRONG_FONT, "text-size": 16 * scale, "text-justify": "auto",
      "text-variable-anchor-offset": AROUND, "text-max-width": 14, "text-line-height": 1.15, "text-overlap": overlap,
      "text-optional": true, "text-padding": 4, "symbol-sort-key": ["get", "rank"] },
    paint: { "text-color": tokens.text, "text-halo-color": colours.sea, "text-halo-width": 2.2 * scale } });
  return [words("zone-labels", "never", ["!", isCritical]), words("zone-labels-critical", "always", isCritical)];
}

/** Show surfaces and the wards that cases name. */
export function showZones(map, { shapes, wards }) {
  map.getSource("zones").setData({ type: "FeatureCollection", features: shapes });
  for (const code of marked) if (!(code in wards)) map.removeFeatureState({ source: "wards", id: code }, "warned");
  for (const [code, warned] of Object.entries(wards)) map.setFeatureState({ source: "wards", id: code }, { warned });
  marked = Object.keys(wards);
}

/** Add hatchings and marks; `trace` draws the shape of a severity. */
export function addZonePictures(put, { tokens }, colours, trace) {
  SEVERITIES.forEach((severity, k) => {
    put(`zone-${severity}`, 18, (context, side) => paintHatching(context, side, tokens[severity], k === 0));
    put(`zone-mark-${severity}`, 24, (context, side) => {
      trace(context, severity, side / 2, side * 0.74);
      context.lineJoin = "round";
      context.strokeStyle = colours.sea;
      context.lineWidth = side * 0.22;
      context.stroke();
      context.fillStyle = colours.sea;
      context.fill();
      context.strokeStyle = tokens[severity];
      context.lineWidth = side * 0.11;
      context.stroke();
    });
  });
}

/** Paint diagonals that join at the tile's edges; a critical surface is crosshatched. */
function paintHatching(context, side, colour, crossed) {
  context.strokeStyle = colour + "6b"; // the outline tells where, the hatching only that it is a surface
  context.lineWidth = side * 0.07;
  context.beginPath();
  for (const from of [-side, 0, side]) {
    context.moveTo(from, side);
    context.lineTo(from + side, 0);
    if (crossed) {
      context.moveTo(from, 0);
      context.lineTo(from + side, side);
    }
  }
  context.stroke();
}
