/**
 * The page of a map tile. The tile (Python) owns the state and calls `window.tile`; the page tells it
 * through the web channel what it has really drawn, and which station was clicked.
 */
import * as maplibregl from "../dist/maplibre-gl.mjs";
import { beneathBoxes } from "./boxes.js";
import { addCameraPictures, nearFeatures, pictureFeatures } from "./cameras.js";
import { palette } from "./colour.js";
import { Hint } from "./hint.js";
import { addMarkers, pictureMaker, trace } from "./shapes.js";
import { MovingLayer } from "./moving.js";
import { UNIT_SIDE } from "./units.js";
import { addZonePictures, showZones } from "./zones.js";
import { addReportPictures, reportAt } from "./reports.js";
import { caseFeatures, incidentFeatures } from "./incident.js";
import { mapStyle } from "./style.js";
import { showLegend, trimLegend } from "./legend.js";
import { showInset } from "./inset.js";
import { fillDetail, placeDetail } from "./detail.js";

maplibregl.setWorkerUrl(new URL("../dist/maplibre-gl-worker.mjs", import.meta.url).href);

const STATION_LAYERS = ["alarmed", "critical-labels", "high-labels", "minor-labels", "calm", "cameras"];
/** Sources of the map; units are drawn over it. */
const STATION_SOURCES = ["alarmed", "calm", "cameras"];
/** Layers of discs that stand for several places, and the source of each. */
const CLUSTERS = { clusters: "calm", "camera-clusters": "cameras" };
/** Below this width (px at desk density) the boxes shrink and say less. */
const COMPACT_PX = 820;
/** Below this width only what no other tile explains is left in them. */
const TIGHT_PX = 560;
/** The map's words make way for units where those were at its last change, or so long ago, and for its boxes. */
const YIELD_EVERY_MS = 30_000;
const byId = (id) => document.getElementById(id);

let bridge = null;
let map = null;
let config = null;
let colours = null;
/** What moves, over the map. */
let moving = null;
/** Features of each station source by id. */
const features = { alarmed: new Map(), calm: new Map(), cameras: new Map(), units: new Map() };
/** Newest data handed over, and newest that a finished frame has shown. */
let takenSeq = 0;
let drawnSeq = 0;
/** The map itself was given something that no frame has shown. */
let awaitsFrame = false;
let nFrames = 0;
let yieldedAt = -Infinity;
let nFetched = 0;
let sourceNames = [];
let chosenId = "";
/** Cameras whose live pictures lie over the map. */
let pictures = [];
/** Extent that was asked for last; null: the map's own view. */
let extent = null;

/** Tell the tile something. */
function tell(message) {
  if (bridge) bridge.tell(JSON.stringify(message));
}

/** Say that the page lives, and what it has drawn. */
function beat() {
  tell({ kind: "beat", seq: drawnSeq, frames: nFrames });
}

window.addEventListener("error", (event) => tell({ kind: "fault", words: event.message }));
window.addEventListener("unhandledrejection", (event) => tell({ kind: "fault", words: String(event.reason) }));

function applyLook() {
  const root = document.documentElement;
  root.style.fontSize = `${16 * config.scale}px`;
  root.lang = config.language;
  const variables = {
    sea: colours.sea, text: config.tokens.text, "text-second": config.tokens.textSecond,
    line: config.tokens.line, tile: config.tokens.tile, focus: config.tokens.focus,
    age: config.tokens.age, "sea-name": colours.seaName,
    hatch: config.tokens.hatch + "44", box: config.tokens.ground,
  };
  for (const [name, value] of Object.entries(variables)) root.style.setProperty(`--${name}`, value);
}

/** Build the map. Called once after each load of the page. */
async function start(given) {
  config = given;
  colours = palette(config.tokens);
  applyLook();
  // Labels and legend measure text: the font has to be there first.
  await Promise.all(["500 16px Inter-Medium", "600 16px Inter-SemiBold", "500 16px Inter"].map((font) => document.fonts.load(font)));
  const style = mapStyle(config, colours);
  for (const name of config.layers) style.sources[name].data = layerAddress(name);
  sourceNames = Object.keys(style.sources);
  map = new maplibregl.Map({
    container: "map",
    style,
    center: config.centre,
    zoom: config.zoom,
    minZoom: 4.5,
    maxZoom: 17,
    maxPitch: 0,
    dragRotate: false,
    pitchWithRotate: false,
    touchPitch: false,
    renderWorldCopies: false,
    attributionControl: false,
    fadeDuration: 0,
    reduceMotion: true,
  });
  map.touchZoomRotate.disableRotation();
  map.keyboard.disableRotation();
  map.on("styleimagemissing", ({ id }) => tell({ kind: "fault", words: `no picture ${id}` }));
  map.on("error", ({ error }) => tell({ kind: "fault", words: String(error?.message ?? error) }));
  map.on("webglcontextlost", () => tell({ kind: "context_lost" }));
  map.on("render", noteFrame);
  map.on("click", choose);
  map.on("move", followDetail);
  map.on("move", tellPoints);
  map.on("resize", tellPoints);
  map.on("resize", fitBoxes);
  map.on("moveend", makeWay);
  fitBoxes();
  map.getCanvas().addEventListener("keydown", press);
  moving = new MovingLayer(map, config, colours, noteMoving);
  new Hint(map, moving, byId("hint"), 14 * config.scale);
  // Not "load": that waits for a whole frame, and stations would come only in the next.
  map.once("style.load", () => {
    addMarkers(map, config.tokens, colours, config.scale);
    const put = pictureMaker(map, config.scale);
    put("nothing", UNIT_SIDE, () => {});
    addCameraPictures(put, config, colours);
    addZonePictures(put, config, colours, trace);
    if (config.reports) addReportPictures(put, config, colours);
    showLegend(byId("legend"), config, colours);
    if (config.layers.includes("islands")) drawInset();
    tell({ kind: "loaded" });
  });
}

function press({ key }) {
  if (key === "0" || key === "Home") map.jumpTo({ center: config.centre, zoom: config.zoom });
  else if (config.reports && key.toLowerCase() === "l") tell({ kind: "box", box: map.getBounds().toArray().flat() });
  else if (key.toLowerCase() === "v") tell({ kind: "near", at: map.getCenter().toArray() });
  else if (key === "Enter") tell({ kind: "enter" });
  else if (key === "Escape") tell({ kind: "escape" });
}

/** Let legend and small map leave room for the map on a small tile. */
function fitBoxes() {
  const width = document.documentElement.clientWidth / config.scale;
  document.body.classList.toggle("compact", width < COMPACT_PX);
  document.body.classList.toggle("tight", width < TIGHT_PX);
  makeWay();
}

/** A frame counts once everything handed over before it is in it. */
function noteFrame() {
  nFrames += 1;
  if (awaitsFrame && sourceNames.every((name) => map.isSourceLoaded(name))) {
    awaitsFrame = false;
    noteDrawn();
  }
}

/** What moves was drawn; that is all where the map itself was given nothing. */
function noteMoving() {
  if (!awaitsFrame) noteDrawn();
}

function noteDrawn() {
  if (drawnSeq === takenSeq) return;
  drawnSeq = takenSeq;
  beat();
}

/** Give a source of the map other features, and draw them. */
function give(name, data) {
  map.getSource(name).setData(data);
  awaitsFrame = true;
}

/** Return the address of a layer; the number makes a changed layer another address. */
function layerAddress(name) {
  nFetched += 1;
  return new URL(`../data/${config.token}/${name}.geojson?${nFetched}`, import.meta.url).href;
}

/** Show a layer, new or changed. The map's worker fetches it. */
function loadLayer(name) {
  map.getSource(name).setData(layerAddress(name));
  if (name === "islands") drawInset();
}

async function drawInset() {
  const answer = await fetch(layerAddress("islands"));
  if (!answer.ok) return;
  showInset(byId("inset"), await answer.json(), config, colours);
  makeWay();
  if (extent) showExtent(extent);
}

/** Take changed stations: each source lists features to put and ids to drop. */
function setStations({ seq, reset, sources }) {
  takenSeq = seq;
  let changesMap = false;
  for (const name of STATION_SOURCES) {
    if (!change(name, sources[name], reset)) continue;
    changesMap = true;
    give(name, { type: "FeatureCollection", features: [...features[name].values()] });
    if (name !== "cameras") moving.setStill(name, [...features[name].values()]);
  }
  if (change("units", sources.units, reset)) moving.setUnits([...features.units.values()]);
  trimLegend(byId("legend"), features);
  if (changesMap || performance.now() - yieldedAt > YIELD_EVERY_MS) makeWay();
}

/** Let the words of the map keep clear of units and boxes where they are now; a frame for each step of a unit would
    cost too much. */
function makeWay() {
  const taken = map.getSource("taken");
  if (!taken) return;
  yieldedAt = performance.now();
  const points = [...[...features.units.values()].map(({ geometry }) => geometry.coordinates), ...beneathBoxes(map, UNIT_SIDE * config.scale)];
  taken.setData({ type: "FeatureCollection", features: points.map(pointFeature) });
}

function pointFeature(coordinates) {
  return { type: "Feature", properties: {}, geometry: { type: "Point", coordinates } };
}

/** Note changed features of a source; say whether there are any. */
function change(name, { put = [], drop = [] } = {}, reset) {
  if (reset) features[name].clear();
  for (const id of drop) features[name].delete(id);
  for (const feature of put) features[name].set(feature.properties.id, feature);
  return reset || put.length > 0 || drop.length > 0;
}

/** Take the step of each changed ward: -2 unknown, else the index of its colour. */
function setFill({ seq, steps }) {
  for (const [code, step] of Object.entries(steps)) {
    map.setFeatureState({ source: "wards", id: code }, { step });
  }
  takenSeq = seq;
  awaitsFrame = true;
  map.triggerRepaint();
}

async function choose({ point, lngLat }) {
  const reach = 8 * config.scale;
  const area = [[point.x - reach, point.y - reach], [point.x + reach, point.y + reach]];
  const layers = STATION_LAYERS.filter((layer) => map.getLayer(layer));
  const [alarm] = map.queryRenderedFeatures(area, { layers: ["alarmed"] });
  const unit = alarm ? null : moving.unitAt(point, reach);
  const [hit] = alarm ? [alarm] : unit ? [] : map.queryRenderedFeatures(area, { layers });
  if (unit || hit) {
    tell({ kind: "chosen", place: unit ? unit.id : hit.properties.id });
    return;
  }
  const [cluster] = map.queryRenderedFeatures(area, { layers: Object.keys(CLUSTERS) });
  if (cluster) {
    const source = map.getSource(CLUSTERS[cluster.layer.id]);
    const zoom = await source.getClusterExpansionZoom(cluster.properties.cluster_id);
    map.jumpTo({ center: cluster.geometry.coordinates, zoom });
    return;
  }
  if (config.reports && (await chooseReport(point, area))) return;
  const [open] = map.queryRenderedFeatures(area, { layers: ["cases", "zone-labels", "zone-labels-critical"] });
  const [surface] = open ? [open] : map.queryRenderedFeatures(point, { layers: ["zones"] });
  if (surface) tell({ kind: "case", place: surface.properties.id });
  else tell({ kind: "point", at: lngLat.toArray() });
}

/** Zoom into a cluster of cases, open a case, or ask for the list of several, or of a ward; say whether it did. */
async function chooseReport(point, area) {
  const found = await reportAt(map, point, area);
  if (found?.zoom) map.jumpTo({ center: found.centre, zoom: found.zoom });
  else if (found?.case) tell({ kind: "case", place: found.case });
  else if (found) tell({ kind: "box", box: found.box });
  if (found) return true;
  const [ward] = config.reports.heat ? map.queryRenderedFeatures(point, { layers: ["wards"] }) : [];
  if (ward) tell({ kind: "area", place: String(ward.properties.code) });
  return Boolean(ward);
}

/** Show, refresh or (null) close the card of a station. */
function setDetail(detail) {
  chosenId = detail ? detail.id : "";
  const at = detail ? detail.at : null;
  moving.setChosen(at);
  byId("detail").hidden = !detail;
  if (detail) {
    fillDetail(byId("detail"), detail, config.tokens);
    byId("detail").at = at;
    followDetail();
  }
}

function followDetail() {
  if (!chosenId) return;
  const box = byId("detail");
  const canvas = map.getCanvas();
  placeDetail(box, map.project(box.at), canvas.clientWidth, canvas.clientHeight, 28 * config.scale);
}

/** Show lines from a point to the cameras nearest to it; without a point none. */
function setNear(given) {
  map.getSource("near").setData(nearFeatures(given));
}

/** Mark the cameras whose pictures are open, and say from now on where they are. */
function setPictures(given) {
  pictures = given;
  map.getSource("pictures").setData(pictureFeatures(pictures));
  tellPoints();
}

function tellPoints() {
  if (!pictures.length) return;
  const points = pictures.map(({ id, at }) => {
    const { x, y } = map.project(at);
    return [id, Math.round(x), Math.round(y)];
  });
  const { left, top, right, bottom } = byId("inset").getBoundingClientRect();
  tell({ kind: "points", points, box: [left, top, right, bottom] });
}

/** Draw what the cameras look at. */
function setCones(cones) {
  map.getSource("cones").setData(cones);
}

/** Draw where units have been. */
function setTracks(tracks) {
  moving.setTracks(tracks);
}

/** Draw where cases hold good. */
function setShapes(given) {
  showZones(map, given);
}

/** Say something to the person at the map; nothing: take it away. */
function setNotice(words) {
  byId("notice").textContent = words;
  byId("notice").hidden = !words;
}

/** Draw the incident that is looked at; without a centre nothing. */
function setIncident(given) {
  map.getSource("incident").setData(incidentFeatures(given, config.tokens));
}

/** Draw the open cases. */
function setCases(cases) {
  const found = caseFeatures(cases);
  map.getSource("cases").setData(found);
  moving.setStill("cases", found.features);
}

/** Show an extent [west, south, east, north] whole and clear of the boxes, or (null) the map's own view. */
function showExtent(given) {
  extent = given;
  if (!extent) {
    map.jumpTo({ center: config.centre, zoom: config.zoom });
    return;
  }
  const [west, south, east, north] = extent;
  map.fitBounds([[west, south], [east, north]], { padding: clearOfBoxes(), maxZoom: 16, animate: false });
}

/** Return the edges (px) to keep free: the small map stands at the right on a wide tile, else below. */
function clearOfBoxes() {
  const { clientWidth: width, clientHeight: height } = map.getCanvas();
  const edge = Math.min(70 * config.scale, width / 6, height / 6);
  const [inset, legend] = [byId("inset"), byId("legend")];
  const padding = { top: edge, left: edge, right: edge, bottom: edge + legend.offsetHeight };
  if (width > 1.2 * height) padding.right += inset.offsetWidth;
  else padding.bottom = edge + Math.max(inset.offsetHeight, legend.offsetHeight);
  // on a small tile the boxes leave too little: then the incident lies beneath them
  padding.right = Math.min(padding.right, width / 2);
  padding.bottom = Math.min(padding.bottom, height / 2);
  return padding;
}

function moveTo({ centre, zoom }) {
  map.jumpTo({ center: centre, zoom });
}

window.tile = {
  start, loadLayer, setStations, setFill, setDetail, setIncident, setCases, setShapes, setCones, setTracks, setNear,
  setPictures, setNotice, showExtent, moveTo,
};

new window.QWebChannel(window.qt.webChannelTransport, (channel) => {
  bridge = channel.objects.bridge;
  tell({ kind: "ready" });
});
setInterval(beat, 1000);
