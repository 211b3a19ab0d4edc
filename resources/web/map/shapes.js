/**
 * Markers as pictures, drawn once per look: shape by severity, filled while nobody has taken the
 * alarm, hatched while late, dashed grey while lost; rings for calm stations.
 */
import { faint } from "./colour.js";

const PIXEL_RATIO = 2;
const SEVERITIES = ["critical", "high", "medium", "low"];
const SIZE = { critical: 26, high: 24, medium: 22, low: 20 };
/** Room around a shape for its dark outline. */
const MARGIN = 9;
const STATES = ["fresh", "late", "lost"];

/** Trace the shape of a severity around the middle of a square of `side`; the same as on every tile. */
export function trace(context, severity, middle, side) {
  context.beginPath();
  if (severity === "critical") {
    const half = side / 2;
    context.moveTo(middle, middle - half);
    context.lineTo(middle + half, middle);
    context.lineTo(middle, middle + half);
    context.lineTo(middle - half, middle);
  } else if (severity === "high") {
    const half = side * 0.48;
    const height = side * 0.84;
    const top = middle - height * 0.54;
    context.moveTo(middle, top);
    context.lineTo(middle + half, top + height);
    context.lineTo(middle - half, top + height);
  } else if (severity === "medium") {
    const half = side * 0.38;
    context.rect(middle - half, middle - half, 2 * half, 2 * half);
  } else {
    context.arc(middle, middle, side * 0.4, 0, 2 * Math.PI);
  }
  context.closePath();
}

/** Add every marker picture to the map. `scale` is the density's. */
export function addMarkers(map, tokens, colours, scale) {
  const put = pictureMaker(map, scale);
  for (const severity of SEVERITIES) {
    for (const state of STATES) {
      for (const taken of [false, true]) {
        const whole = SIZE[severity] + MARGIN;
        put(markerName(severity, state, taken), whole, (context, side) =>
          paintAlarm(context, side, (SIZE[severity] * side) / whole, {
            severity, state, taken, tokens, colours,
          }),
        );
      }
    }
  }
  for (const state of STATES) {
    put(`calm-${state}`, 18, (context, side) => paintRing(context, side, state, tokens, colours));
  }
  for (const severity of SEVERITIES) {
    for (const words of ["SOS", "!"]) {
      put(caseName(severity, words === "SOS"), 52, (context, side) => paintCase(context, side, severity, words, tokens, colours));
    }
  }
  put("cluster", 34, (context, side) => paintCluster(context, side, tokens, colours));
  put("hatch-late", 16, (context, side) => paintHatch(context, side, faint(tokens.age, 0.5)));
  put("hatch", 16, (context, side) => paintHatch(context, side, faint(tokens.hatch, 0.13)));
}

/** Return a function that adds a picture of a name and a side (px at desk density) to the map. */
export function pictureMaker(map, scale) {
  return (name, side, draw) => addPicture(map, name, side * scale, draw);
}

/** Return the name of the picture of a case. */
export function caseName(severity, isSos) {
  return `case-${severity}-${isSos ? "sos" : "other"}`;
}

/** Return the name of the picture of an alarmed station. */
export function markerName(severity, state, taken) {
  return `${severity}-${state}-${taken ? "taken" : "new"}`;
}

function addPicture(map, name, side, draw) {
  const pixels = Math.round(side * PIXEL_RATIO);
  const canvas = new OffscreenCanvas(pixels, pixels);
  const context = canvas.getContext("2d");
  draw(context, pixels);
  if (map.hasImage(name)) map.removeImage(name);
  map.addImage(name, context.getImageData(0, 0, pixels, pixels), { pixelRatio: PIXEL_RATIO });
}

/** Paint the marker of an alarm; used for the legend too. */
export function paintAlarm(context, side, size, { severity, state, taken, tokens, colours }) {
  const middle = side / 2;
  const colour = state === "lost" ? tokens.lost : tokens[severity];
  const line = size * 0.13;
  context.lineJoin = "round";
  if (severity === "critical" && !taken && state === "fresh") {
    context.fillStyle = faint(colour, 0.3);
    context.beginPath();
    context.arc(middle, middle, side * 0.5, 0, 2 * Math.PI);
    context.fill();
  }
  trace(context, severity, middle, size);
  context.strokeStyle = colours.sea;
  context.lineWidth = line * 2.4;
  context.stroke();
  context.fillStyle = colours.sea;
  context.fill();
  if (!taken && state === "fresh") {
    context.fillStyle = colour;
    context.fill();
    return;
  }
  context.save();
  context.clip();
  context.fillStyle = faint(colour, 0.2);
  context.fill();
  if (state !== "fresh") paintHatch(context, side, faint(colour, 0.8), size * 0.3);
  context.restore();
  trace(context, severity, middle, size - line);
  context.strokeStyle = colour;
  context.lineWidth = line;
  if (state === "lost") context.setLineDash([line * 1.6, line * 1.1]);
  context.stroke();
  context.setLineDash([]);
}

/** Paint the ring of a calm station: blue while live, hatched while late, grey and empty once lost. */
export function paintRing(context, side, state, tokens, colours) {
  const middle = side / 2;
  const radius = side * (state === "lost" ? 0.26 : 0.3);
  const circle = () => {
    context.beginPath();
    context.arc(middle, middle, radius, 0, 2 * Math.PI);
  };
  circle();
  context.fillStyle = colours.sea;
  context.strokeStyle = colours.sea;
  context.lineWidth = side * 0.26;
  context.stroke();
  context.fill();
  if (state === "late") {
    context.save();
    context.clip();
    paintHatch(context, side, tokens.age, side * 0.22);
    context.restore();
  }
  circle();
  context.strokeStyle = state === "lost" ? tokens.lost : tokens.liveSeries;
  context.lineWidth = side * (state === "lost" ? 0.09 : 0.12);
  context.stroke();
}

function paintCluster(context, side, tokens, colours) {
  const middle = side / 2;
  context.beginPath();
  context.arc(middle, middle, side * 0.4, 0, 2 * Math.PI);
  context.fillStyle = faint(colours.sea, 0.92);
  context.fill();
  context.strokeStyle = tokens.liveSeries;
  context.lineWidth = side * 0.05;
  context.stroke();
}

/** Paint a case: a bubble whose point stands where somebody waits, with the shape of its severity. */
function paintCase(context, side, severity, words, tokens, colours) {
  const colour = tokens[severity];
  const [left, top, width, height] = [0.05 * side, 0.16 * side, 0.9 * side, 0.5 * side];
  context.beginPath();
  context.roundRect(left, top, width, height, side * 0.09);
  context.moveTo(0.4 * side, top + height);
  context.lineTo(0.5 * side, 0.96 * side);
  context.lineTo(0.6 * side, top + height);
  context.lineJoin = "round";
  context.strokeStyle = colours.sea;
  context.lineWidth = side * 0.1;
  context.stroke();
  context.fillStyle = colours.sea;
  context.fill();
  context.strokeStyle = colour;
  context.lineWidth = side * 0.05;
  context.stroke();
  context.fillStyle = colours.sea;
  context.fillRect(0.42 * side, top + height - side * 0.06, 0.16 * side, side * 0.09);
  const mark = side * 0.24;
  context.save();
  context.translate(left + width * 0.2 - mark / 2, top + height / 2 - mark / 2);
  trace(context, severity, mark / 2, mark);
  context.restore();
  context.fillStyle = colour;
  context.fill();
  context.font = `600 ${Math.round(side * (words === "SOS" ? 0.27 : 0.34))}px Inter-SemiBold, sans-serif`;
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.fillStyle = tokens.text;
  context.fillText(words, left + width * 0.64, top + height / 2 + side * 0.01);
}

function paintHatch(context, side, colour, period = side / 2) {
  context.strokeStyle = colour;
  context.lineWidth = period * 0.3;
  context.beginPath();
  for (let at = -side; at < 2 * side; at += period) {
    context.moveTo(at, side + period);
    context.lineTo(at + side + period, 0);
  }
  context.stroke();
}
