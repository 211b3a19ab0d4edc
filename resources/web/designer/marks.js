/** What is laid over the drawing: findings, the way of a dry run, deadlines. Nothing of it is in the file. */
import { durationWords, translate } from "./words.js";

const SHAPES = { error: "◆", warning: "▲" };
const BADGE = "toancanh-badge";
const FINDING = "toancanh-finding";
const STEP = "toancanh-step";

/** Lays marks over one modeler's drawing. */
export class Marks {
  constructor(modeler) {
    this.canvas = modeler.get("canvas");
    this.overlays = modeler.get("overlays");
    this.registry = modeler.get("elementRegistry");
    this.levels = new Map();
    this.visited = [];
  }

  /** Mark elements with their worst finding: {id: "error" | "warning"}. */
  showFindings(levels) {
    for (const [id, level] of this.levels) this.#unmark(id, `finding-${level}`);
    this.overlays.remove({ type: FINDING });
    this.levels = new Map(Object.entries(levels).filter(([id]) => this.registry.get(id)));
    for (const [id, level] of this.levels) {
      this.canvas.addMarker(id, `finding-${level}`);
      this.#put(id, FINDING, `finding ${level}`, SHAPES[level], { top: -11, left: -9 });
    }
  }

  /** Show the way that a dry run took: ids in order. */
  showTrace(ids) {
    for (const id of this.visited) this.#unmark(id, "visited");
    this.overlays.remove({ type: STEP });
    this.visited = [...new Set(ids)].filter((id) => this.registry.get(id));
    this.visited.forEach((id, i) => {
      this.canvas.addMarker(id, "visited");
      this.#put(id, STEP, "step", String(i + 1), { top: -11, right: 12 });
    });
  }

  /** Write deadline, evidence and approvals beneath each task. */
  showBadges() {
    this.overlays.remove({ type: BADGE });
    for (const element of this.registry.filter((e) => !e.labelTarget && e.businessObject?.$instanceOf?.("bpmn:Activity"))) {
      const words = badgeWords(element.businessObject);
      if (words) this.#put(element.id, BADGE, "badge", words, { bottom: -3, left: 0 }, element.width);
    }
  }

  #put(id, type, className, words, position, width) {
    const element = this.registry.get(id);
    if (!element || this.canvas.findRoot(id) !== this.canvas.getRootElement()) return;
    const html = document.createElement("div");
    html.className = className;
    html.textContent = words;
    if (width) html.style.width = `${width}px`;
    this.overlays.add(id, type, { position, html, show: { minZoom: 0.45 } });
  }

  #unmark(id, marker) {
    if (this.registry.get(id)) this.canvas.removeMarker(id, marker);
  }
}

const EVIDENCE = { any: "evidence", photo: "photo", snapshot: "snapshot", file: "file" };

function badgeWords(object) {
  const parts = [];
  const deadline = object.get("tc:deadline");
  if (deadline) parts.push(`≤ ${durationWords(deadline)}`);
  const evidence = EVIDENCE[object.get("tc:evidence")];
  if (evidence) parts.push(translate(evidence));
  const approvals = object.get("tc:approvals");
  if (approvals) parts.push(translate("{n} approvals", { n: approvals }));
  return parts.join(" · ");
}
