/** The small map at the bottom right: the country, the East Sea, Hoàng Sa and Trường Sa; always there. */

const SPACE = "http://www.w3.org/2000/svg";
const EXTENT = { west: 102, south: 5.2, east: 117.6, north: 23.6 };
const WIDTH = 208;
const PER_DEGREE = WIDTH / (EXTENT.east - EXTENT.west);
const NORTH_STRETCH = 1 / Math.cos((15 * Math.PI) / 180);
const HEIGHT = Math.round((EXTENT.north - EXTENT.south) * PER_DEGREE * NORTH_STRETCH);

/** Draw the inset from the islands' layer (GeoJSON) with the city's position marked. */
export function showInset(box, layer, config, colours) {
  const svg = node("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}` });
  svg.append(node("rect", { width: WIDTH, height: HEIGHT, fill: colours.sea }));
  for (const { properties, geometry } of layer.features) {
    if (properties.kind === "land") {
      svg.append(node("path", { d: path(geometry), fill: colours.outside, stroke: colours.shore, "stroke-width": 0.5 }));
    } else if (properties.kind === "archipelago") {
      for (const polygon of polygons(geometry)) {
        const [x, y] = place(polygon[0][0]);
        svg.append(node("circle", { cx: x, cy: y, r: 1.1, fill: config.tokens.text }));
      }
    } else if (properties.kind === "name") {
      svg.append(archipelagoName(properties.name, place(geometry.coordinates)[0], lowest(layer, properties.name)));
    }
  }
  svg.append(words(config.legend.sea, ...place([112.3, 12.55]), 10.5, "sea"));
  const [x, y] = place(config.city);
  svg.append(node("rect", { x: x - 3, y: y - 3, width: 6, height: 6, fill: "none", stroke: config.tokens.focus, "stroke-width": 1.4 }));
  box.replaceChildren(svg);
  box.hidden = false;
}

/** Return how far down (px) the islands of an archipelago reach. */
function lowest(layer, name) {
  const islands = layer.features.filter(({ properties }) => properties.kind === "archipelago" && properties.name === name);
  const points = islands.flatMap(({ geometry }) => polygons(geometry).flatMap((polygon) => polygon[0]));
  return Math.max(...points.map((point) => place(point)[1]));
}

/** Return the two-line name of an archipelago, "Name (Province)", below its islands. */
function archipelagoName(name, x, bottom) {
  const group = node("g", {});
  const [main, owner] = name.split(" (");
  const middle = Math.min(Math.max(x, 145), WIDTH - 63);
  group.append(words(main, middle, bottom + 13, 11, "strong"));
  if (owner) group.append(words(`(${owner}`, middle, bottom + 25, 10, ""));
  return group;
}

function words(text, x, y, size, className) {
  const made = node("text", { x, y, "font-size": size, "text-anchor": "middle", class: className });
  made.textContent = text;
  return made;
}

function place([lon, lat]) {
  return [(lon - EXTENT.west) * PER_DEGREE, (EXTENT.north - lat) * PER_DEGREE * NORTH_STRETCH];
}

function polygons(geometry) {
  return geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates;
}

function path(geometry) {
  const ring = (points) => "M" + points.map((point) => place(point).map((v) => v.toFixed(1)).join(" ")).join("L") + "Z";
  return polygons(geometry).flatMap((polygon) => polygon.map(ring)).join("");
}

function node(tag, attributes) {
  const made = document.createElementNS(SPACE, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
}
