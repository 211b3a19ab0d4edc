/** The layer of case files: points by tone, gathered into clusters; a hot cluster has a ring of its own. */
import { faint, mix } from "./colour.js";
import { trace } from "./shapes.js";

const EMPTY = { type: "FeatureCollection", features: [] };
const STRONG_FONT = ["Inter-SemiBold"];
/** Sizes of a cluster's disc (px at desk density), and the counts from which the next one is taken. */
const DISCS = [34, 42, 54, 66];
const BOUNDS = [100, 1000, 10000];
/** Farther apart than the largest disc is wide, so that numbers do not touch. */
const RADIUS = 62;
/** Closer than this every case stands alone. */
const CLUSTER_MAX_ZOOM = 15;
const POINT = 17;
const DOT = 13;

/** Return the source of the layer. */
export function reportSource(config) {
  const isHot = ["in", ["get", "k"], ["literal", config.reports.hot]];
  return {
    type: "geojson", data: EMPTY, maxzoom: CLUSTER_MAX_ZOOM + 1, buffer: 0, tolerance: 0,
    cluster: true, clusterRadius: RADIUS * config.scale, clusterMaxZoom: CLUSTER_MAX_ZOOM, clusterMinPoints: 2,
    clusterProperties: { urgent: ["+", ["case", isHot, 1, 0]] },
  };
}

/** Return its layers, points below clusters. */
export function reportLayers(config) {
  const size = ["step", ["get", "point_count"], "0", BOUNDS[0], "1", BOUNDS[1], "2", BOUNDS[2], "3"];
  const isHot = [">=", ["/", ["get", "urgent"], ["get", "point_count"]], config.reports.hot_share];
  const numbers = ["number-format", ["get", "point_count"], { locale: config.language }];
  const always = { "icon-allow-overlap": true, "icon-padding": 0 };
  return [
    { id: "reports", type: "symbol", source: "reports", filter: ["!", ["has", "point_count"]],
      layout: { ...always, "icon-image": ["concat", "report-", ["to-string", ["get", "k"]]],
        "symbol-sort-key": ["get", "k"] } },
    { id: "report-clusters", type: "symbol", source: "reports", filter: ["has", "point_count"],
      layout: { ...always, "icon-image": ["concat", "reports-", size, ["case", isHot, "-hot", "-calm"]],
        "text-field": numbers, "text-font": STRONG_FONT, "text-allow-overlap": true,
        "text-size": 15 * config.scale,
        "symbol-sort-key": ["get", "point_count"] },
      paint: { "text-color": config.tokens.text } },
  ];
}

/** Add the pictures of points and discs; `put(name, side, draw)` makes one. */
export function addReportPictures(put, config, colours) {
  config.reports.tones.forEach((tone, k) => {
    put(`report-${k}`, tone.shape === "dot" ? DOT : POINT, (context, side) => paintPoint(context, side, tone, colours));
  });
  DISCS.forEach((disc, k) => {
    put(`reports-${k}-calm`, disc, (context, side) => paintDisc(context, side, config.tokens.liveSeries, 0.045, colours));
    put(`reports-${k}-hot`, disc, (context, side) => paintDisc(context, side, config.tokens.high, 0.085, colours));
  });
}

/** Paint one case; used for the legend too. */
export function paintPoint(context, side, { shape, colour }, colours) {
  const middle = side / 2;
  if (shape === "dot") {
    context.beginPath();
    context.arc(middle, middle, side * 0.34, 0, 2 * Math.PI);
  } else {
    trace(context, shape, middle, side * 0.74);
  }
  context.lineJoin = "round";
  context.strokeStyle = colours.sea;
  context.lineWidth = side * 0.18;
  context.stroke();
  context.fillStyle = colour;
  context.fill();
}

/** Paint the disc of a hot cluster, for the legend. */
export function paintHot(context, side, tokens, colours) {
  paintDisc(context, side, tokens.high, 0.14, colours);
}

function paintDisc(context, side, colour, line, colours) {
  context.beginPath();
  context.arc(side / 2, side / 2, side * (0.47 - line / 2), 0, 2 * Math.PI);
  context.fillStyle = faint(mix(colours.sea, colour, 0.16), 0.94);
  context.fill();
  context.strokeStyle = mix(colours.sea, colour, line > 0.05 ? 1 : 0.6);
  context.lineWidth = side * line;
  context.stroke();
}

/** Return what a click at `point` (px) means for the layer: zoom in, one case, or a list; null: nothing is there. */
export async function reportAt(map, point, area) {
  const [cluster] = map.queryRenderedFeatures(area, { layers: ["report-clusters"] });
  if (cluster) {
    const zoom = await map.getSource("reports").getClusterExpansionZoom(cluster.properties.cluster_id);
    if (zoom <= CLUSTER_MAX_ZOOM) return { zoom, centre: cluster.geometry.coordinates };
    // they stand (nearly) at one spot: no zoom parts them
    const leaves = await map.getSource("reports").getClusterLeaves(cluster.properties.cluster_id, 10000, 0);
    return { box: around(leaves.map(({ geometry }) => geometry.coordinates)) };
  }
  const hits = map.queryRenderedFeatures(area, { layers: ["reports"] });
  const ids = new Set(hits.map(({ properties }) => properties.id));
  if (ids.size === 1) return { case: hits[0].properties.id };
  if (ids.size) return { box: around(area.map((corner) => map.unproject(corner).toArray())) };
  return null;
}

/** Return the box [west, south, east, north] around points, a hand's breadth (about 1 m) wider. */
export function around(points) {
  const lons = points.map(([lon]) => lon);
  const lats = points.map(([, lat]) => lat);
  const more = 1e-5;
  return [Math.min(...lons) - more, Math.min(...lats) - more, Math.max(...lons) + more, Math.max(...lats) + more];
}
