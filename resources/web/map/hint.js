/** The name of what the pointer rests on. */

export class Hint {
  /** Watch the cameras of `map` and what moves over it (`moving`); `box` shows the name, `gap` px beside the pointer. */
  constructor(map, moving, box, gap) {
    this.box = box;
    this.gap = gap;
    map.on("mousemove", ({ point }) => {
      const unit = moving.unitAt(point);
      const [camera] = unit || !map.getLayer("cameras") ? [] : map.queryRenderedFeatures(point, { layers: ["cameras"] });
      this.show(point, unit?.name ?? camera?.properties.name ?? "");
    });
    map.on("mouseout", () => (box.hidden = true));
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
