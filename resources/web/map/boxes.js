/** Legend and small map lie over the map: what they cover, so that no words stand half beneath them. */

const IDS = ["legend", "inset"];

/** Return [left, top, right, bottom] (px) of each box that is shown. */
export function boxesOver() {
  return IDS.map((id) => document.getElementById(id)).filter((box) => !box.hidden).map((box) => {
    const { left, top, right, bottom } = box.getBoundingClientRect();
    return [left, top, right, bottom];
  });
}

/**
 * Return points [lon, lat] of `map` that lie beneath the boxes, or between those and the edge beside them: no further
 * apart than `side` px.
 */
export function beneathBoxes(map, side) {
  const { clientWidth, clientHeight } = map.getCanvas();
  return boxesOver().flatMap(([left, top, right, bottom]) => {
    const from = [left < side ? -side : left, top];
    const to = [clientWidth - right < side ? clientWidth + side : right, clientHeight - bottom < side ? clientHeight + side : bottom];
    const [width, height] = [to[0] - from[0], to[1] - from[1]];
    const [across, down] = [Math.ceil(width / side), Math.ceil(height / side)];
    return Array.from({ length: across * down }, (_, k) => map.unproject([
      from[0] + ((k % across) + 0.5) * (width / across),
      from[1] + (Math.floor(k / across) + 0.5) * (height / down),
    ]).toArray());
  });
}
