/** Cameras: what each looks at, whether there is a picture, and those whose pictures are open. */
import { faint } from "./colour.js";

const EMPTY = { type: "FeatureCollection", features: [] };
const STRONG_FONT = ["Inter-SemiBold"];
/** From these zooms on cones are drawn: longer than true at city zoom, at their true range near by. */
export const CONES_FROM = 12.6;
const TRUE_FROM = 15;
const STATES = ["fresh", "frozen", "lost", "unknown"];
const collection = (features) => ({ type: "FeatureCollection", features });
const feature = (type, coordinates, properties) => ({ type: "Feature", properties, geometry: { type, coordinates } });

/** Return the sources of cameras. */
export function cameraSources(config) {
  return {
    cameras: { type: "geojson", data: EMPTY, maxzoom: 13, cluster: true, clusterRadius: 30 * config.scale,
      clusterMaxZoom: 12, clusterMinPoints: 3 },
    cones: { type: "geojson", data: EMPTY, maxzoom: 13, tolerance: 0.1, buffer: 32 },
    near: { type: "geojson", data: EMPTY, maxzoom: 14 },
    pictures: { type: "geojson", data: EMPTY, maxzoom: 14 },
  };
}

/** Return the layers below the stations: cones. */
export function coneLayers({ tokens, scale }) {
  const state = ["get", "state"];
  const colour = ["match", state, "fresh", tokens.focus, "unknown", tokens.textThird, tokens.lost];
  const sized = (size, zooms) => [
    { id: `cones-${size}`, type: "fill", source: "cones", ...zooms,
      filter: ["all", ["==", ["get", "size"], size], ["in", state, ["literal", ["fresh", "unknown"]]]],
      paint: { "fill-color": colour, "fill-opacity": 0.2 } },
    // no picture: hatched, never only another colour
    { id: `cones-${size}-hatch`, type: "fill", source: "cones", ...zooms,
      filter: ["all", ["==", ["get", "size"], size], ["==", state, "frozen"]],
      paint: { "fill-pattern": "hatch-late" } },
    { id: `cones-${size}-line`, type: "line", source: "cones", ...zooms,
      filter: ["all", ["==", ["get", "size"], size], ["!=", state, "lost"]],
      paint: { "line-color": colour, "line-width": scale, "line-opacity": 0.8 } },
    { id: `cones-${size}-lost`, type: "line", source: "cones", ...zooms,
      filter: ["all", ["==", ["get", "size"], size], ["==", state, "lost"]],
      paint: { "line-color": colour, "line-width": 1.2 * scale, "line-dasharray": [3, 3] } },
  ];
  return [...sized("far", { minzoom: CONES_FROM, maxzoom: TRUE_FROM }), ...sized("near", { minzoom: TRUE_FROM })];
}

/** Return the layers of the symbols, clusters with their number among them. */
export function cameraLayers({ tokens, scale }) {
  const alone = ["!", ["has", "point_count"]];
  const always = { "icon-allow-overlap": true, "icon-padding": 1 };
  return [
    { id: "camera-ticks", type: "symbol", source: "cameras", maxzoom: CONES_FROM, filter: ["all", alone, ["has", "bearing"]],
      layout: { ...always, "icon-ignore-placement": true, "icon-image": ["concat", "camera-tick-", ["get", "state"]], "icon-rotate": ["get", "bearing"],
        "icon-rotation-alignment": "map" } },
    { id: "cameras", type: "symbol", source: "cameras", filter: alone,
      layout: { ...always, "icon-image": ["concat", "camera-", ["get", "state"]] } },
    { id: "camera-clusters", type: "symbol", source: "cameras", filter: ["has", "point_count"],
      layout: { ...always, "icon-image": "camera-cluster", "text-field": ["get", "point_count_abbreviated"],
        "text-font": STRONG_FONT, "text-size": 13 * scale, "text-allow-overlap": true, "text-offset": [0.55, 0] },
      paint: { "text-color": tokens.textSecond } },
  ];
}

/** Return the layers over everything: lines to the nearest cameras, rings around those that are open. */
export function eyeLayers({ tokens, scale }, colours) {
  const kind = (name) => ["==", ["get", "kind"], name];
  return [
    { id: "near-lines", type: "line", source: "near", filter: kind("line"), layout: { "line-cap": "round" },
      paint: { "line-color": tokens.focus, "line-width": 2 * scale, "line-dasharray": [1.5, 2] } },
    { id: "near-point", type: "circle", source: "near", filter: kind("point"),
      paint: { "circle-radius": 6 * scale, "circle-color": tokens.focus, "circle-stroke-width": 2 * scale,
        "circle-stroke-color": colours.sea } },
    { id: "picture-rings", type: "circle", source: "pictures",
      paint: { "circle-radius": 15 * scale, "circle-opacity": 0, "circle-stroke-width": 2.5 * scale,
        "circle-stroke-color": tokens.focus } },
    { id: "near-labels", type: "symbol", source: "near", filter: kind("camera"),
      layout: { "text-field": ["get", "label"], "text-font": STRONG_FONT, "text-size": 16 * scale,
        "text-variable-anchor": ["left", "right", "top", "bottom"], "text-radial-offset": 1.15,
        "text-justify": "auto", "text-allow-overlap": true },
      paint: { "text-color": tokens.text, "text-halo-color": colours.sea, "text-halo-width": 2 * scale } },
  ];
}

/** Return lines from a point to its nearest cameras; nothing without a point. */
export function nearFeatures({ point, cameras }) {
  if (!point) return collection([]);
  return collection([
    ...cameras.map(({ at }) => feature("LineString", [point, at], { kind: "line" })),
    feature("Point", point, { kind: "point" }),
    ...cameras.map(({ at, label }) => feature("Point", at, { kind: "camera", label })),
  ]);
}

/** Return the cameras whose pictures are open as points. */
export function pictureFeatures(pictures) {
  return collection(pictures.map(({ id, at }) => feature("Point", at, { id })));
}

/** Add the pictures of cameras; `put(name, side, draw)` makes one. */
export function addCameraPictures(put, { tokens }, colours) {
  for (const state of STATES) {
    put(`camera-${state}`, 24, (context, side) => paintCamera(context, side, state, tokens, colours));
    put(`camera-tick-${state}`, 46, (context, side) => paintTick(context, side, state, tokens, colours));
  }
  put("camera-near", 28, (context, side) => paintCamera(context, side, "near", tokens, colours));
  put("camera-cluster", 40, (context, side) => paintCluster(context, side, tokens, colours));
}

/** Paint a camera: filled while there is a picture, barred while it stands still, struck out once it is lost,
    hollow while nobody watches over it; used for the legend too. */
export function paintCamera(context, side, state, tokens, colours) {
  const colour = { near: tokens.focus, fresh: tokens.textSecond, frozen: tokens.age, unknown: tokens.textSecond }[state] ?? tokens.lost;
  const filled = state === "near" || state === "fresh";
  outline(context, side);
  context.lineJoin = "round";
  context.strokeStyle = colours.sea;
  context.lineWidth = side * 0.2;
  context.stroke();
  context.fillStyle = filled ? colour : colours.sea;
  context.fill();
  if (!filled) {
    context.strokeStyle = colour;
    context.lineWidth = side * 0.075;
    context.setLineDash(state === "lost" ? [side * 0.1, side * 0.07] : []);
    context.stroke();
    context.setLineDash([]);
  }
  context.strokeStyle = colour;
  context.lineWidth = side * 0.09;
  context.beginPath();
  if (state === "frozen") {
    for (const x of [0.3, 0.46]) {
      context.moveTo(x * side, 0.4 * side);
      context.lineTo(x * side, 0.6 * side);
    }
  } else if (state === "lost") {
    context.moveTo(0.16 * side, 0.84 * side);
    context.lineTo(0.84 * side, 0.16 * side);
  }
  context.stroke();
}

function outline(context, side) {
  context.beginPath();
  context.roundRect(0.14 * side, 0.31 * side, 0.48 * side, 0.38 * side, side * 0.06);
  context.moveTo(0.66 * side, 0.5 * side);
  context.lineTo(0.88 * side, 0.34 * side);
  context.lineTo(0.88 * side, 0.66 * side);
  context.closePath();
}

function paintTick(context, side, state, tokens, colours) {
  const [middle, top, wide] = [side / 2, side * 0.08, side * 0.1];
  context.beginPath();
  context.moveTo(middle, top);
  context.lineTo(middle + wide, side * 0.22);
  context.lineTo(middle - wide, side * 0.22);
  context.closePath();
  context.lineJoin = "round";
  context.strokeStyle = colours.sea;
  context.lineWidth = side * 0.07;
  context.stroke();
  context.fillStyle = state === "fresh" ? tokens.textSecond : colours.sea;
  context.fill();
  context.strokeStyle = { fresh: tokens.textSecond, frozen: tokens.age, unknown: tokens.textSecond }[state] ?? tokens.lost;
  context.lineWidth = side * 0.035;
  context.stroke();
}

function paintCluster(context, side, tokens, colours) {
  context.beginPath();
  context.roundRect(0.04 * side, 0.2 * side, 0.92 * side, 0.6 * side, side * 0.12);
  context.fillStyle = faint(colours.sea, 0.92);
  context.fill();
  context.strokeStyle = tokens.textSecond;
  context.lineWidth = side * 0.045;
  context.stroke();
  context.save();
  context.translate(side * 0.07, side * 0.3);
  outline(context, side * 0.4);
  context.fillStyle = tokens.textSecond;
  context.fill();
  context.restore();
}
