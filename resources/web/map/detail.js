/** The card of the chosen station, beside its marker. */
import { element } from "./legend.js";

/** Fill the card with words made by the tile; values age there. */
export function fillDetail(box, detail, tokens) {
  const parts = [element("div", "head", detail.name), element("div", "where", detail.where)];
  for (const alarm of detail.alarms) {
    const line = element("div", "alarm", `${alarm.symbol} ${alarm.title}`);
    line.style.borderColor = tokens[alarm.severity];
    if (alarm.detail) line.append(element("small", "", alarm.detail));
    parts.push(line);
  }
  const table = element("table", "");
  for (const row of detail.rows) {
    const line = element("tr", row.state);
    line.append(element("td", "", row.name), element("td", "value", row.value), element("td", "age", row.age));
    table.append(line);
    if (row.said) {
      const said = element("tr", `said ${row.state}`);
      const cell = element("td", "", row.said);
      cell.colSpan = 3;
      said.append(cell);
      table.append(said);
    }
  }
  if (detail.rows.length) parts.push(table);
  box.replaceChildren(...parts);
  box.hidden = false;
}

/** Put the card beside `point` (px), inside the map, where there is more room. */
export function placeDetail(box, point, width, height, gap) {
  const right = point.x < width / 2;
  const x = right ? point.x + gap : point.x - gap - box.offsetWidth;
  const y = Math.min(Math.max(point.y - box.offsetHeight / 2, 8), height - box.offsetHeight - 8);
  box.style.left = `${Math.max(8, Math.min(x, width - box.offsetWidth - 8))}px`;
  box.style.top = `${y}px`;
}
