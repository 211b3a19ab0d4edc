/**
 * What moves, on a canvas of its own over the map: crews, boats, patrols, their tracks and names, and the ring
 * of the chosen place. A frame of the map below costs some hundred milliseconds where there is no GPU; this
 * canvas costs a few, so what moves each second leaves the map alone.
 */
import { boxesOver } from "./boxes.js";
import { NAMES_FROM, UNIT_SIDE, paintHeading, paintUnit } from "./units.js";
import { Tags } from "./tags.js";
import { paintTrack } from "./tracks.js";

const HEADING_SIDE = 56;
const RING_RADIUS = 19;
/** Width of a tile of the world at zoom 0, px. */
const WORLD_PX = 512;
/** What must not be hidden by a unit: side of its picture, and how far its middle lies above its point (px). */
const ABOVE = { alarmed: { side: 35, rise: 0 }, cases: { side: 52, rise: 26 } };
/** Calm stations stand alone from this zoom on; names of units keep clear of them. */
const ALONE_FROM = 11;
const CALM_SIDE = 18;

/** Return a point of the world, 0…1 from the north-west corner (Web Mercator). */
function onWorld([lon, lat]) {
  const north = Math.log(Math.tan(Math.PI / 4 + (lat * Math.PI) / 360));
  return [(lon + 180) / 360, (1 - north / Math.PI) / 2];
}

export class MovingLayer {
  /** Lie over `map`; `drawn` is called after each drawing. */
  constructor(map, config, colours, drawn) {
    Object.assign(this, { map, config, colours, drawn });
    this.canvas = document.createElement("canvas");
    this.canvas.className = "moving";
    map.getCanvas().after(this.canvas);
    this.context = this.canvas.getContext("2d");
    this.tags = new Tags(this.context, config, colours);
    this.units = [];
    this.tracks = [];
    this.chosen = null;
    /** Features of the map that lie above what moves, or that names keep clear of. */
    this.still = { alarmed: [], cases: [], calm: [] };
    this.pictures = new Map();
    this.asked = false;
    this.shownView = "";
    map.on("render", () => this.follow());
  }

  /** Take units: GeoJSON points with `icon`, `label`, `state`, `bearing`, `name`. */
  setUnits(features) {
    this.units = features.map(({ properties, geometry }) => ({ ...properties, at: onWorld(geometry.coordinates) }));
    this.units.sort((a, b) => (a.state === "late" ? 0 : 1) - (b.state === "late" ? 0 : 1));
    this.ask();
  }

  /** Take tracks: GeoJSON lines with `state`. */
  setTracks({ features }) {
    this.tracks = features.map(({ properties, geometry }) => ({ state: properties.state, line: geometry.coordinates.map(onWorld) }));
    this.ask();
  }

  /** Take what the map below shows of a kind: `alarmed`, `cases` or `calm`. */
  setStill(kind, features) {
    this.still[kind] = features.map(({ properties, geometry }) => ({ ...properties, at: onWorld(geometry.coordinates) }));
    this.ask();
  }

  /** Draw a ring around the chosen place; null: none. */
  setChosen(at) {
    this.chosen = at ? onWorld(at) : null;
    this.ask();
  }

  /** Return the unit at a point (px), null where there is none within `reach`. */
  unitAt({ x, y }, reach = 0) {
    const view = this.view();
    const far = (UNIT_SIDE / 2) * this.config.scale + reach;
    const near = this.units.map((unit) => ({ unit, distance: Math.hypot(view.x(unit.at) - x, view.y(unit.at) - y) }))
      .filter(({ distance }) => distance <= far).sort((a, b) => a.distance - b.distance);
    return near.length ? near[0].unit : null;
  }

  /** Draw with the next picture of the page. */
  ask() {
    if (this.asked) return;
    this.asked = true;
    requestAnimationFrame(() => {
      this.asked = false;
      this.draw();
      this.drawn();
    });
  }

  /** Go with the map where it was moved, in the same picture. */
  follow() {
    if (this.view().key !== this.shownView) this.draw();
  }

  view() {
    const { map } = this;
    const centre = map.getCenter();
    const [east, south] = onWorld([centre.lng, centre.lat]);
    const { x, y } = map.project(centre);
    const size = WORLD_PX * 2 ** map.getZoom();
    const { clientWidth: width, clientHeight: height } = map.getCanvas();
    return {
      key: [east, south, size, width, height, devicePixelRatio].join(),
      width, height, zoom: map.getZoom(),
      x: (at) => (at[0] - east) * size + x,
      y: (at) => (at[1] - south) * size + y,
    };
  }

  draw() {
    const { canvas, context, config } = this;
    const view = this.view();
    this.shownView = view.key;
    const [width, height] = [view.width, view.height].map((side) => Math.round(side * devicePixelRatio));
    if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
    context.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
    context.clearRect(0, 0, view.width, view.height);
    const tracks = this.tracks.map(({ state, line }) => ({ state, line: line.map((at) => [view.x(at), view.y(at)]) }));
    for (const track of tracks) paintTrack(context, track, config);
    const units = this.inView(this.units, view, HEADING_SIDE);
    const still = Object.fromEntries(Object.entries(this.still).map(([kind, found]) => [kind, this.inView(found, view, 60)]));
    this.drawNames(units, still, view);
    for (const unit of units) this.drawUnit(unit);
    if (this.chosen) this.drawRing(view);
    for (const [kind, size] of Object.entries(ABOVE)) this.drawAbove(still[kind], size, units, tracks);
  }

  /** Return what lies in the view or at most `margin` px beside it, with its place `x`, `y`. */
  inView(found, view, margin) {
    const edge = margin * this.config.scale;
    return found.map((each) => ({ ...each, x: Math.round(view.x(each.at)), y: Math.round(view.y(each.at)) }))
      .filter(({ x, y }) => x > -edge && y > -edge && x < view.width + edge && y < view.height + edge);
  }

  drawNames(units, still, view) {
    const { labels, scale } = this.config;
    if (labels === "none") return;
    this.tags.begin(view);
    const boxes = boxesOver();
    for (const box of boxes) this.tags.blockBox(box);
    for (const { x, y } of units) this.tags.block(x, y, UNIT_SIDE * scale);
    for (const [kind, { side, rise }] of Object.entries(ABOVE)) {
      for (const { x, y } of still[kind]) this.tags.block(x, y - rise * scale, side * scale);
    }
    for (const alarm of still.alarmed) this.tags.blockWords(alarm);
    if (view.zoom >= ALONE_FROM) for (const { x, y } of still.calm) this.tags.block(x, y, CALM_SIDE * scale);
    // a name alone, beside the box that hides its unit, would be that of something else
    const isHidden = ({ x, y }) => boxes.some(([left, top, right, bottom]) => x > left && x < right && y > top && y < bottom);
    for (const unit of units) {
      if ((unit.state !== "fresh" || view.zoom >= NAMES_FROM) && !isHidden(unit)) this.tags.put(unit);
    }
  }

  drawUnit({ x, y, icon, bearing }) {
    const { context, config, colours } = this;
    if (bearing !== undefined) {
      const picture = this.picture("heading", HEADING_SIDE, (c, side) => paintHeading(c, side, config.tokens, colours));
      context.save();
      context.translate(x, y);
      context.rotate((bearing * Math.PI) / 180);
      this.stamp(picture, 0, 0, HEADING_SIDE);
      context.restore();
    }
    const [, glyph, state, duty] = icon.split("-");
    const look = { glyph, state, duty, tokens: config.tokens, colours };
    this.stamp(this.picture(icon, UNIT_SIDE, (c, side) => paintUnit(c, side, look)), x, y, UNIT_SIDE);
  }

  drawRing(view) {
    const { context, config } = this;
    context.beginPath();
    context.arc(view.x(this.chosen), view.y(this.chosen), (RING_RADIUS + 1) * config.scale, 0, 2 * Math.PI);
    context.strokeStyle = config.tokens.focus;
    context.lineWidth = 2 * config.scale;
    context.stroke();
  }

  /** Draw alarms and cases again where a unit or a track lies over them: they are never hidden. */
  drawAbove(found, { side, rise }, units, tracks) {
    const reach = ((side + UNIT_SIDE) / 2) * this.config.scale;
    const points = [...units.map(({ x, y }) => [x, y]), ...tracks.flatMap(({ line }) => line)];
    for (const { x, y, icon } of found) {
      const middle = y - rise * this.config.scale;
      const covered = points.some((point) => Math.abs(point[0] - x) < reach && Math.abs(point[1] - middle) < reach);
      const picture = covered ? this.mapPicture(icon) : null;
      if (picture) this.context.drawImage(picture.canvas, x - picture.width / 2, middle - picture.height / 2, picture.width, picture.height);
    }
  }

  stamp(picture, x, y, side) {
    const size = side * this.config.scale;
    this.context.drawImage(picture, x - size / 2, y - size / 2, size, size);
  }

  /** Return the picture of a name, painted when it is needed first. */
  picture(name, side, paint) {
    const pixels = Math.round(side * this.config.scale * devicePixelRatio);
    const key = `${name} ${pixels}`;
    if (!this.pictures.has(key)) {
      const canvas = new OffscreenCanvas(pixels, pixels);
      paint(canvas.getContext("2d"), pixels);
      this.pictures.set(key, canvas);
    }
    return this.pictures.get(key);
  }

  /** Return a picture of the map below with its size in px, null where it has none of that name. */
  mapPicture(name) {
    const key = `map ${name}`;
    const image = this.pictures.has(key) ? null : this.map.getImage(name);
    if (image) {
      const { width, height, data } = image.data;
      const canvas = new OffscreenCanvas(width, height);
      canvas.getContext("2d").putImageData(new ImageData(new Uint8ClampedArray(data), width, height), 0, 0);
      this.pictures.set(key, { canvas, width: width / image.pixelRatio, height: height / image.pixelRatio });
    }
    return this.pictures.get(key) ?? null;
  }
}
