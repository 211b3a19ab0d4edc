/** The map's style: sources that start empty, and the layers over them, quiet below, alarms on top. */

const EMPTY = { type: "FeatureCollection", features: [] };
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
      ...names(config, colours),
      ...stations(config, colours),
    ],
  };
}

function sources(config) {
  const plain = { type: "geojson", data: EMPTY };
  return {
    coast: plain,
    rivers: { ...plain, tolerance: 0.5 },
    islands: plain,
    wards: { ...plain, promoteId: "code", tolerance: 0.2 },
    wardNames: plain,
    calm: {
      ...plain,
      promoteId: "id",
      cluster: true,
      clusterRadius: 26 * config.scale,
      clusterMaxZoom: 12,
      clusterMinPoints: 4,
    },
    cameras: { ...plain, promoteId: "id" },
    alarmed: { ...plain, promoteId: "id" },
    chosen: plain,
  };
}

function ground(config, colours) {
  const step = ["coalesce", ["feature-state", "step"], -1];
  const steps = config.fill ? config.fill.colours.flatMap((colour, index) => [index, colour]) : [];
  const fill = config.fill ? ["match", step, ...steps, colours.ward] : colours.ward;
  const isLand = ["==", ["get", "kind"], "land"];
  const line = { "line-join": "round", "line-cap": "round" };
  return [
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
    { id: "shore", type: "line", source: "coast", filter: isLand, layout: line,
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
        "text-letter-spacing": 0.18, "text-line-height": 1.35, "text-max-width": 7, "text-padding": 8 },
      paint: { "text-color": colours.seaName } },
    { id: "neighbour-names", type: "symbol", source: "coast", filter: named("neighbour"),
      layout: { "text-field": ["get", "name"], "text-font": NAME_FONT, "text-size": size(15),
        "text-letter-spacing": 0.14, "text-padding": 8 },
      paint: { "text-color": colours.outsideName } },
    { id: "far-names", type: "symbol", source: "islands", filter: named("name"),
      layout: { "text-field": ["get", "name"], "text-font": STRONG_FONT, "text-size": size(15),
        "text-max-width": 9, "text-allow-overlap": true },
      paint: { "text-color": colours.wardName, ...halo } },
    { id: "ward-names", type: "symbol", source: "wardNames",
      layout: { "text-field": ["get", "name"], "text-font": NAME_FONT,
        "text-size": ["interpolate", ["linear"], ["zoom"], 8.5, size(14), 11.5, size(16), 13, size(18)],
        "text-variable-anchor": ["center", "top", "bottom", "left", "right"],
        "text-radial-offset": 0.7, "text-max-width": 8, "text-padding": 3 * config.scale,
        "symbol-sort-key": ["get", "rank"] },
      paint: { "text-color": colours.wardName, "text-halo-color": colours.ward,
        "text-halo-width": 1.2 * config.scale } },
  ];
}

function stations(config, colours) {
  const scale = config.scale;
  const always = { "icon-allow-overlap": true, "icon-padding": 1 };
  const labelled = {
    "text-field": ["get", "label"],
    "text-variable-anchor": ["left", "right", "top", "bottom", "top-left", "bottom-left", "top-right"],
    "text-justify": "auto",
    "text-max-width": 14,
    "symbol-sort-key": ["get", "rank"],
  };
  const found = [
    { id: "cameras", type: "symbol", source: "cameras",
      layout: { ...always, "icon-image": ["concat", "camera-", ["get", "state"]] } },
    { id: "calm", type: "symbol", source: "calm", filter: ["!", ["has", "point_count"]],
      layout: { ...always, "icon-image": ["concat", "calm-", ["get", "state"]] } },
    { id: "clusters", type: "symbol", source: "calm", filter: ["has", "point_count"],
      layout: { ...always, "icon-image": "cluster", "text-field": ["get", "point_count_abbreviated"],
        "text-font": STRONG_FONT, "text-size": 14 * scale, "text-allow-overlap": true },
      paint: { "text-color": config.tokens.liveSeries } },
    { id: "chosen", type: "circle", source: "chosen",
      paint: { "circle-radius": 19 * scale, "circle-opacity": 0, "circle-stroke-width": 2 * scale,
        "circle-stroke-color": config.tokens.focus } },
    { id: "alarmed", type: "symbol", source: "alarmed",
      layout: { ...always, "icon-image": ["get", "icon"], "symbol-sort-key": ["-", 0, ["get", "rank"]] } },
  ];
  if (config.labels === "all") {
    found.splice(2, 0, { id: "calm-labels", type: "symbol", source: "calm",
      filter: ["all", ["!", ["has", "point_count"]], ["!=", ["get", "label"], ""]],
      layout: { ...labelled, "text-font": NAME_FONT, "text-size": 14 * scale, "text-radial-offset": 0.8 },
      paint: { "text-color": config.tokens.textSecond, "text-halo-color": colours.sea,
        "text-halo-width": 1.4 * scale } });
  }
  if (config.labels !== "none") {
    found.push({ id: "alarm-labels", type: "symbol", source: "alarmed",
      layout: { ...labelled, "text-font": STRONG_FONT, "text-radial-offset": 1.0,
        "text-size": ["match", ["get", "severity"], "critical", 19 * scale, "high", 18 * scale, 16 * scale] },
      paint: { "text-color": ["match", ["get", "state"], "fresh", config.tokens.text, config.tokens.textSecond],
        "text-halo-color": colours.sea, "text-halo-width": 2 * scale } });
  }
  return found;
}
