/** The name of what the pointer rests on. */

export class Hint {
  /** Watch `layers` of `map`; `box` shows the name, `gap` px beside the pointer. */
  constructor(map, box, layers, gap) {
    this.box = box;
    this.gap = gap;
    for (const layer of layers) {
      map.on("mousemove", layer, ({ point, features }) => this.show(point, features[0].properties.name ?? ""));
      map.on("mouseleave", layer, () => (box.hidden = true));
    }
    map.on("movestart", () => (box.hidden = true));
  }

  show({ x, y }, name) {
    const { box, gap } = this;
    box.textContent = name;
    box.hidden = !name;
    if (!name) return;
    const { clientWidth: width } = document.documentElement;
    box.style.left = `${x + gap + box.offsetWidth < width ? x + gap : x - gap - box.offsetWidth}px`;
    box.style.top = `${Math.max(4, y - box.offsetHeight - gap / 2)}px`;
  }
}
