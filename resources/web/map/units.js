/** Crews, boats, patrols and stations: a glyph in a disc, and the way they go. */

/** Side of a unit's picture, px at desk density. */
export const UNIT_SIDE = 34;
/** From this zoom on every unit has its name; a track that is not fresh is always named. */
export const NAMES_FROM = 11.5;

/** Paint a unit: ring while free, filled while busy, thin while off duty; hatched while its track is late,
    grey and dashed once that is lost. Used for the legend too. */
export function paintUnit(context, side, { glyph, state, duty, tokens, colours }) {
  const middle = side / 2;
  const radius = side * 0.4;
  const colour = state === "lost" || duty === "off" ? tokens.lost : tokens.liveSeries;
  const filled = duty === "busy" && state !== "lost";
  const circle = () => {
    context.beginPath();
    context.arc(middle, middle, radius, 0, 2 * Math.PI);
  };
  circle();
  context.strokeStyle = colours.sea;
  context.lineWidth = side * 0.16;
  context.stroke();
  context.fillStyle = filled ? colour : colours.sea;
  context.fill();
  if (state === "late") {
    context.save();
    context.clip();
    hatch(context, side, tokens.age);
    context.restore();
  }
  circle();
  context.strokeStyle = state === "late" ? tokens.age : colour;
  context.lineWidth = side * (duty === "off" ? 0.035 : 0.075);
  if (state === "lost") context.setLineDash([side * 0.12, side * 0.08]);
  context.stroke();
  context.setLineDash([]);
  context.save();
  context.translate(middle, middle);
  context.scale(side * 0.26, side * 0.26);
  drawGlyph(context, glyph, filled ? colours.sea : colour, filled ? colour : colours.sea);
  context.restore();
}

function hatch(context, side, colour) {
  context.strokeStyle = colour;
  context.lineWidth = side * 0.045;
  context.beginPath();
  for (let at = -side; at < side; at += side * 0.16) {
    context.moveTo(at, side);
    context.lineTo(at + side, 0);
  }
  context.stroke();
}

/** Draw a glyph within −1…1, in `colour` with details in `ground`. */
function drawGlyph(context, glyph, colour, ground) {
  const polygon = (...points) => {
    context.beginPath();
    points.forEach(([x, y], k) => (k ? context.lineTo(x, y) : context.moveTo(x, y)));
    context.closePath();
    context.fill();
  };
  context.fillStyle = colour;
  context.strokeStyle = colour;
  context.lineWidth = 0.3;
  context.lineCap = "round";
  if (glyph === "shield") {
    polygon([0, -1], [0.85, -0.65], [0.75, 0.25], [0, 1], [-0.75, 0.25], [-0.85, -0.65]);
  } else if (glyph === "boat") {
    polygon([-1, 0.25], [1, 0.25], [0.6, 0.9], [-0.6, 0.9]);
    polygon([0.08, -1], [0.75, 0.05], [0.08, 0.05]);
    polygon([-0.1, -0.7], [-0.1, 0.05], [-0.65, 0.05]);
  } else if (glyph === "cross") {
    polygon([-0.3, -0.95], [0.3, -0.95], [0.3, -0.3], [0.95, -0.3], [0.95, 0.3], [0.3, 0.3], [0.3, 0.95], [-0.3, 0.95], [-0.3, 0.3], [-0.95, 0.3], [-0.95, -0.3], [-0.3, -0.3]);
  } else if (glyph === "vehicle") {
    polygon([-1, -0.1], [-0.6, -0.7], [0.45, -0.7], [0.8, -0.1], [1, 0], [1, 0.5], [-1, 0.5]);
    for (const x of [-0.5, 0.5]) {
      disc(context, x, 0.5, 0.36, ground);
      disc(context, x, 0.5, 0.24, colour);
    }
  } else if (glyph === "house") {
    polygon([0, -0.95], [1, -0.05], [0.7, -0.05], [0.7, 0.85], [-0.7, 0.85], [-0.7, -0.05], [-1, -0.05]);
    context.fillStyle = ground;
    context.fillRect(-0.2, 0.25, 0.4, 0.6);
  } else if (glyph === "star") {
    const points = Array.from({ length: 10 }, (_, k) => {
      const [angle, far] = [(k * Math.PI) / 5 - Math.PI / 2, k % 2 ? 0.44 : 1.05];
      return [far * Math.cos(angle), far * Math.sin(angle) + 0.08];
    });
    polygon(...points);
  } else if (glyph === "drone") {
    context.beginPath();
    for (const side of [-1, 1]) {
      context.moveTo(-0.65, -0.65 * side);
      context.lineTo(0.65, 0.65 * side);
    }
    context.stroke();
    for (const x of [-0.65, 0.65]) for (const y of [-0.65, 0.65]) disc(context, x, y, 0.32, colour);
  } else {
    disc(context, 0, 0, 0.6, colour);
  }
}

function disc(context, x, y, radius, colour) {
  context.fillStyle = colour;
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  context.fill();
}

/** Paint the point at a disc that says where a unit goes. */
export function paintHeading(context, side, tokens, colours) {
  const middle = side / 2;
  context.beginPath();
  context.moveTo(middle, side * 0.02);
  context.lineTo(middle + side * 0.13, side * 0.2);
  context.lineTo(middle - side * 0.13, side * 0.2);
  context.closePath();
  context.lineJoin = "round";
  context.strokeStyle = colours.sea;
  context.lineWidth = side * 0.05;
  context.stroke();
  context.fillStyle = tokens.liveSeries;
  context.fill();
}
