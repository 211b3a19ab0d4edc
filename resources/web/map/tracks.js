/** The track of a unit's last minutes: older minutes fainter; of a lost one grey and dotted. */
import { faint } from "./colour.js";

/** A line is painted in so many pieces of one opacity. */
const PIECES = 8;
const QUARTER_OPACITY = 0.31;

/** Paint a track; `line` are points in px. */
export function paintTrack(context, { state, line }, { tokens, scale }) {
  context.lineJoin = "round";
  if (state === "lost") {
    const width = 2 * scale;
    context.setLineDash([width, 2.5 * width]);
    stroke(context, line, width, faint(tokens.lost, 0.6));
    context.setLineDash([]);
    return;
  }
  pieces(line).forEach((piece, k) => {
    if (piece.length > 1) stroke(context, piece, 3 * scale, faint(tokens.liveSeries, opacity((k + 0.5) / PIECES)));
  });
}

function opacity(progress) {
  return progress < 0.25 ? 4 * progress * QUARTER_OPACITY : QUARTER_OPACITY + ((progress - 0.25) / 0.75) * (1 - QUARTER_OPACITY);
}

/** Return the line in pieces of equal length, oldest first. */
function pieces(line) {
  const lengths = line.slice(1).map(([x, y], k) => Math.hypot(x - line[k][0], y - line[k][1]));
  const whole = lengths.reduce((sum, length) => sum + length, 0);
  const found = Array.from({ length: PIECES }, () => []);
  if (!whole) return found;
  let [gone, k] = [0, 0];
  found[0].push(line[0]);
  lengths.forEach((length, i) => {
    const [from, to] = [line[i], line[i + 1]];
    while (k < PIECES - 1 && gone + length > ((k + 1) * whole) / PIECES) {
      const share = (((k + 1) * whole) / PIECES - gone) / length;
      const cut = [from[0] + share * (to[0] - from[0]), from[1] + share * (to[1] - from[1])];
      found[k].push(cut);
      k += 1;
      found[k].push(cut);
    }
    found[k].push(to);
    gone += length;
  });
  return found;
}

function stroke(context, line, width, colour) {
  context.beginPath();
  line.forEach(([x, y], k) => (k ? context.lineTo(x, y) : context.moveTo(x, y)));
  context.lineWidth = width;
  context.strokeStyle = colour;
  context.stroke();
}
