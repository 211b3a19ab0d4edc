/**
 * The map's style: sources that start empty, and the layers over them, quiet below, alarms on top. What moves is
 * not among them: see moving.js.
 */
import { cameraLayers, cameraSources, coneLayers, eyeLayers } from "./cameras.js";
import { reportLayers, reportSource } from "./reports.js";
import { zoneLabelLayers, zoneLayers, zoneSources } from "./zones.js";

const EMPTY = { type: "FeatureCollection", features: [] };
/** Zoom below which the coarse coast of the whole country is drawn: the fine one ends at its extent. */
const COARSE_BELOW = 7.5;
const NAME_FONT = ["Inter-Medium"];
const STRONG_FONT = ["Inter-SemiBold"];

/** Return a MapLibre style for a configuration and its palette. */
export function mapStyle(config, colours) {
  return {
    version: 8,
    sources: sources(config),
    layers: [
      { id: "sea", type: "background", paint: { "background-color": colours.sea } },
      ...ground(config, colours),
      ...zoneLayers(config, colours),
      ...coneLayers(config),
      ...names(config, colours),
      ...cameraLayers(config),
      ...(config.reports ? reportLayers(config) : []),
      ...incident(config, colours),
      ...stations(config, colours),
      ...cases(config, colours),
      ...eyeLayers(config, colours),
    ],
  };
}

function sources(config) {
  // Few, large tiles: in software every arriving tile costs a frame. At the deepest zoom of a source a
  // tile has 8,192 units: 10 m for the ground, 5 m for stations.
  const ground = { type: "geojson", data: EMPTY, maxzoom: 9, tolerance: 0.2, buffer: 16 };
  const points = { type: "geojson", data: EMPTY, maxzoom: 10, promoteId: "id" };
  return {
    coast: { ...ground },
    rivers: { ...ground },
    islands: { ...ground, maxzoom: 6 },
    wards: { ...ground, promoteId: "code" },
    ward_names: { ...points },
    calm: {
      ...points,
      maxzoom: 11,
      cluster: true,
      clusterRadius: 26 * config.scale,
      clusterMaxZoom: 10,
      clusterMinPoints: 4,
    },
    ...cameraSources(config),
    ...zoneSources(),
    alarmed: { ...points },
    taken: { ...points },
    // few and moving with every change of the incident: no tiles worth keeping
    incident: { type: "geojson", data: EMPTY, maxzoom: 14 },
    cases: { ...points },
    ...(config.reports ? { reports: reportSource(config) } : {}),
  };
}

function ground(config, colours) {
  const step = ["coalesce", ["feature-state", "step"], -1];
  const steps = config.fill ? config.fill.colours.flatMap((colour, index) => [index, colour]) : [];
  const fill = config.fill ? ["match", step, ...steps, colours.ward] : colours.ward;
  const isLand = ["==", ["get", "kind"], "land"];
  const line = { "line-join": "round", "line-cap": "round" };
  return [
    { id: "far-land", type: "fill", source: "islands", filter: isLand, maxzoom: COARSE_BELOW,
      paint: { "fill-color": colours.outside, "fill-outline-color": colours.shore } },
    { id: "land", type: "fill", source: "coast", filter: isLand, paint: { "fill-color": colours.outside } },
    { id: "far-islands", type: "fill", source: "islands", filter: ["==", ["get", "kind"], "archipelago"],
      paint: { "fill-color": colours.ward, "fill-outline-color": colours.shore } },
    { id: "wards", type: "fill", source: "wards", paint: { "fill-color": fill } },
    { id: "wards-unknown", type: "fill", source: "wards",
      paint: { "fill-pattern": "hatch", "fill-opacity": config.fill ? ["case", ["==", step, -2], 1, 0] : 0 } },
    { id: "water", type: "fill", source: "rivers", filter: ["==", ["get", "kind"], "water"],
      paint: { "fill-color": colours.river } },
    { id: "rivers", type: "line", source: "rivers", filter: ["==", ["get", "kind"], "river"], layout: line,
      paint: { "line-color": colours.river,
        "line-width": ["interpolate", ["linear"], ["zoom"], 8, 0.8 * config.scale, 12, 2.2 * config.scale] } },
    { id: "ward-lines", type: "line", source: "wards", layout: line,
      paint: { "line-color": colours.wardLine, "line-width": config.scale } },
    { id: "shore", type: "line", source: "coast", filter: isLand, minzoom: COARSE_BELOW, layout: line,
      paint: { "line-color": colours.shore, "line-width": config.scale } },
  ];
}

function names(config, colours) {
  const size = (desk) => desk * config.scale;
  const halo = { "text-halo-color": colours.sea, "text-halo-width": 1.1 * config.scale };
  const named = (kind) => ["==", ["get", "kind"], kind];
  return [
    { id: "sea-names", type: "symbol", source: "coast", filter: named("sea"),
      layout: { "text-field": ["get", "name"], "text-font": NAME_FONT, "text-size": size(16),
        "text-letter-spacing": 0.16, "text-max-width": 20, "text-padding": 8 },
      paint: { "text-color": colours.seaName } },
    { id: "neighbour-names", type: "symbol", source: "coast", filter: named("neighbour"),
      layout: { "text-field": ["get", "name"], "text-font": NAME_FONT, "text-size": size(15),
        "text-letter-spacing": 0.14, "text-padding": 8 },
      paint: { "text-color": colours.outsideName } },
    { id: "ward-names", type: "symbol", source: "ward_names",
      layout: { "text-field": ["get", "name"], "text-font": NAME_FONT,
        "text-size": ["interpolate", ["linear"], ["zoom"], 8.5, size(14), 11.5, size(16), 13, size(18)],
        "text-variable-anchor": ["center", "top", "bottom", "left", "right"],
        "text-radial-offset": 0.7, "text-max-width": 8, "text-padding": 3 * config.scale,
        "symbol-sort-key": ["get", "rank"] },
      paint: { "text-color": colours.wardName, "text-halo-color": colours.ward,
        "text-halo-width": 1.2 * config.scale } },
    { id: "far-names", type: "symbol", source: "islands", filter: named("name"),
      layout: { "text-field": ["get", "name"], "text-font": STRONG_FONT, "text-size": size(15),
        "text-max-width": 12, "text-allow-overlap": true },
      paint: { "text-color": colours.wardName, ...halo } },
  ];
}

/** The incident that is looked at: lines from its middle to its members, rings around them, its cameras. */
function incident(config, colours) {
  const scale = config.scale;
  const kind = (name) => ["==", ["get", "kind"], name];
  const ring = (id, name, radius, width, colour) => ({
    id, type: "circle", source: "incident", filter: kind(name),
    paint: { "circle-radius": radius * scale, "circle-opacity": 0, "circle-stroke-width": width * scale,
      "circle-stroke-color": colour },
  });
  return [
    { id: "incident-lines", type: "line", source: "incident", filter: kind("line"),
      layout: { "line-cap": "round" },
      paint: { "line-color": ["get", "colour"], "line-width": 1.6 * scale, "line-opacity": 0.75,
        "line-dasharray": [2, 2.5] } },
    ring("incident-ended", "ended", 15, 1.5, config.tokens.textThird),
    ring("incident-members", "member", 21, 2, ["get", "colour"]),
    { id: "incident-cameras", type: "symbol", source: "incident", filter: kind("camera"),
      layout: { "icon-image": "camera-near", "icon-allow-overlap": true, "text-field": ["get", "label"],
        "text-font": STRONG_FONT, "text-size": 15 * scale, "text-anchor": "left",
        "text-offset": [1.1, 0], "text-optional": true },
      paint: { "text-color": config.tokens.focus, "text-halo-color": colours.sea, "text-halo-width": 1.8 * scale } },
  ];
}

/** Open cases: bubbles over everything, for somebody waits there. */
function cases(config, colours) {
  return [
    { id: "cases", type: "symbol", source: "cases",
      layout: { "icon-image": ["get", "icon"], "icon-allow-overlap": true, "icon-anchor": "bottom",
        "symbol-sort-key": ["-", 0, ["get", "rank"]] } },
  ];
}

function stations(config, colours) {
  const scale = config.scale;
  const always = { "icon-allow-overlap": true, "icon-padding": 1 };
  // Ems from the marker's middle: clear of its picture, which is placed first.
  const around = (side, above, corner) => [
    "left", [side, 0], "right", [-side, 0], "top", [0, above], "bottom", [0, -above],
    "top-left", [corner, corner], "bottom-left", [corner, -corner],
    "top-right", [-corner, corner], "bottom-right", [-corner, -corner],
    // a second ring, a line away, for crowded places
    "left", [side + 0.2, 1.9], "left", [side + 0.2, -1.9], "right", [-side - 0.2, 1.9], "right", [-side - 0.2, -1.9],
    "top", [0, above + 1.2], "bottom", [0, -above - 1.2],
  ];
  const labelled = {
    "text-field": ["get", "label"],
    "text-justify": "auto",
    "text-max-width": 14,
    "symbol-sort-key": ["get", "rank"],
  };
  const alarmLabels = (id, overlap, filter) => ({
    id, type: "symbol", source: "alarmed", filter,
    layout: { ...labelled, "text-overlap": overlap, "text-font": STRONG_FONT, "text-padding": 1,
      "text-variable-anchor-offset": around(1.2, 1.12, 1.12),
      "text-size": ["match", ["get", "severity"], "critical", 19 * scale, "high", 18 * scale, 16 * scale] },
    paint: { "text-color": ["match", ["get", "state"], "fresh", config.tokens.text, config.tokens.textSecond],
      "text-halo-color": colours.sea, "text-halo-width": 2 * scale },
  });
  const isCritical = ["==", ["get", "severity"], "critical"];
  const isHigh = ["==", ["get", "severity"], "high"];
  const isMinor = ["!", ["in", ["get", "severity"], ["literal", ["critical", "high"]]]];
  const calmLabels = { id: "calm-labels", type: "symbol", source: "calm",
    filter: ["all", ["!", ["has", "point_count"]], ["!=", ["get", "label"], ""]],
    layout: { ...labelled, "text-font": NAME_FONT, "text-size": 14 * scale,
      "text-variable-anchor-offset": around(0.9, 0.7, 0.7) },
    paint: { "text-color": config.tokens.textSecond, "text-halo-color": colours.sea, "text-halo-width": 1.4 * scale } };
  const isLabelled = config.labels !== "none";
  // A layer is placed before those below it: labels of less serious alarms give way to calm stations,
  // those of high ones only to other alarms; a critical one keeps its label even where it overlaps.
  return [
    ...(config.labels === "all" ? [calmLabels] : []),
    ...(isLabelled ? [alarmLabels("minor-labels", "never", isMinor)] : []),
    { id: "calm", type: "symbol", source: "calm", filter: ["!", ["has", "point_count"]],
      layout: { ...always, "icon-image": ["concat", "calm-", ["get", "state"]] } },
    { id: "clusters", type: "symbol", source: "calm", filter: ["has", "point_count"],
      layout: { ...always, "icon-image": "cluster", "text-field": ["get", "point_count_abbreviated"],
        "text-font": STRONG_FONT, "text-size": 14 * scale, "text-allow-overlap": true },
      paint: { "text-color": config.tokens.liveSeries } },
    ...zoneLabelLayers(config, colours),
    ...(isLabelled ? [alarmLabels("high-labels", "never", isHigh), alarmLabels("critical-labels", "always", isCritical)] : []),
    // units and boxes lie over the map; its words make way for them
    { id: "taken", type: "symbol", source: "taken", layout: { ...always, "icon-image": "nothing" } },
    { id: "alarmed", type: "symbol", source: "alarmed",
      layout: { ...always, "icon-image": ["get", "icon"], "symbol-sort-key": ["-", 0, ["get", "rank"]] } },
  ];
}
