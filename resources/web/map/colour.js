/** Colours of the map, mixed from the look's tokens. Colours are #RRGGBB. */

/** Return `a` with `share` (0…1) of `b` mixed in. */
export function mix(a, b, share) {
  const part = (colour, at) => parseInt(colour.slice(at, at + 2), 16);
  const channel = (at) => Math.round(part(a, at) * (1 - share) + part(b, at) * share);
  return "#" + [1, 3, 5].map((at) => channel(at).toString(16).padStart(2, "0")).join("");
}

/** Return `colour` with an opacity of 0…1. */
export function faint(colour, opacity) {
  const alpha = Math.round(opacity * 255).toString(16).padStart(2, "0");
  return colour + alpha;
}

/** Return what the map is painted with, from the tokens of one theme. */
export function palette(tokens) {
  const light = parseInt(tokens.ground.slice(1, 3), 16) > 128;
  const sea = light ? mix(tokens.ground, tokens.focus, 0.12) : mix(tokens.ground, "#000000", 0.16);
  return {
    light,
    sea,
    outside: light ? mix(tokens.ground, tokens.tile, 0.45) : mix(tokens.ground, tokens.tile, 0.6),
    shore: light ? mix(tokens.line, tokens.textThird, 0.35) : mix(tokens.line, tokens.textThird, 0.25),
    ward: tokens.rain[0],
    wardLine: light ? tokens.line : mix(tokens.line, tokens.textThird, 0.2),
    city: light ? mix(tokens.line, tokens.textThird, 0.6) : mix(tokens.line, tokens.textThird, 0.4),
    river: mix(sea, tokens.focus, light ? 0.3 : 0.2),
    wardName: mix(tokens.textSecond, tokens.textThird, 0.4),
    outsideName: mix(tokens.textThird, tokens.ground, light ? 0 : 0.25),
    seaName: mix(tokens.textThird, tokens.focus, 0.3),
  };
}
