/**
 * The page of the procedure designer. The application (Python) owns the document and calls `window.tile`;
 * the page tells it through the web channel what was drawn, selected and changed.
 */
import { Fields } from "./fields.js";
import { Marks } from "./marks.js";
import { paperSvg } from "./paper.js";
import { kindWords, translate, useDictionary } from "./words.js";

const CHANGE_DELAY_MS = 150;
const ZOOM_STEP = 1.2;

let bridge = null;
let modeler = null;
let config = null;
let descriptor = null;
let fields = null;
let marks = null;
let changeTimer = 0;
let loadedSeq = 0;

/** Tell the application something. */
function tell(kind, content = {}) {
  if (bridge) bridge.tell(JSON.stringify({ kind, words: JSON.stringify({ kind, ...content }) }));
}

function fault(words) {
  if (bridge) bridge.tell(JSON.stringify({ kind: "fault", words }));
}

window.addEventListener("error", (event) => fault(event.message));
window.addEventListener("unhandledrejection", (event) => fault(String(event.reason)));

async function json(name) {
  return (await fetch(new URL(name, import.meta.url))).json();
}

/** Make the drawing tool. Called once after each load of the page. */
async function start(given) {
  config = given;
  descriptor = await json("tc.json");
  const words = config.language === "en" ? {} : await json(`${config.language}.json`);
  useDictionary(words, (text) => tell("untranslated", { text }));
  document.documentElement.lang = config.language;
  for (const [name, value] of Object.entries(config.tokens)) {
    document.documentElement.style.setProperty(`--${name}`, value);
  }
  // Labels are measured when they are drawn: the font has to be there first.
  await Promise.all(["500 14px Inter", "650 14px Inter"].map((font) => document.fonts.load(font)));
  modeler = new window.BpmnJS({
    ...drawing(config.tokens),
    container: "#canvas",
    additionalModules: [{ translate: ["value", translate] }],
  });
  fields = new Fields(modeler);
  marks = new Marks(modeler);
  modeler.on("import.render.start", ({ definitions }) => drawEveryProcess(definitions));
  modeler.on("commandStack.changed", noteChange);
  modeler.on(["selection.changed", "root.set"], tellSelection);
  tell("started");
}

/**
 * Have processes drawn that no pool stands for (a procedure shown within a call activity). The tool draws
 * them only if they have lanes, and forgets their place when it writes; an empty list of lanes will do.
 */
function drawEveryProcess(definitions) {
  for (const root of definitions.rootElements) if (root.$type === "bpmn:Process") root.get("laneSets");
}

/** Return how a modeler draws: colours, type, our properties. */
function drawing(tokens) {
  const type = { fontFamily: "Inter, sans-serif", fontSize: 13, fontWeight: "500", lineHeight: 1.25 };
  return {
    moddleExtensions: { tc: descriptor },
    bpmnRenderer: { defaultFillColor: tokens.shape, defaultStrokeColor: tokens.stroke, defaultLabelColor: tokens.text },
    textRenderer: { defaultStyle: type, externalStyle: { ...type, fontSize: 12 } },
  };
}

/** Draw a file: {seq, xml}. */
async function load({ seq, xml }) {
  loadedSeq = seq;
  window.clearTimeout(changeTimer);
  marks.showFindings({});
  marks.showTrace([]);
  try {
    const { warnings } = await modeler.importXML(xml);
    fit();
    marks.showBadges();
    tell("imported", { seq, xml: await currentXml(), warnings: warnings.map((w) => w.message), ...contents() });
  } catch (error) {
    tell("refused", { seq, reason: error.message });
    return;
  }
  tellSelection();
}

/** Return what is drawn, and what a dry run may be asked. */
function contents() {
  const drawn = modeler.get("elementRegistry").getAll().filter((e) => e.parent && !e.labelTarget);
  const questions = drawn.map((e) => e.businessObject).filter((o) => asks(o)).map((object) => ({
    id: object.id, name: object.name ?? object.id, outcomes: outcomes(object),
  }));
  return { n_drawn: drawn.length, questions };
}

function asks(object) {
  if (!["bpmn:UserTask", "bpmn:ManualTask"].includes(object.$type)) return false;
  return Boolean(object.get("tc:outcomes") || object.get("tc:approvals"));
}

function outcomes(object) {
  const given = (object.get("tc:outcomes") ?? "").split(";").map((words) => words.trim()).filter(Boolean);
  return given.length ? given : ["approved", "rejected"];
}

async function currentXml() {
  return (await modeler.saveXML({ format: true })).xml;
}

function noteChange() {
  window.clearTimeout(changeTimer);
  if (modeler.getDefinitions()) changeTimer = window.setTimeout(tellChange, CHANGE_DELAY_MS);
}

async function tellChange() {
  const stack = modeler.get("commandStack");
  const seq = loadedSeq;
  const xml = await currentXml();
  if (seq !== loadedSeq) return;
  marks.showBadges();
  tell("changed", { seq, xml, can_undo: stack.canUndo(), can_redo: stack.canRedo(), ...contents() });
  tellSelection();
}

function tellSelection() {
  if (!modeler.getDefinitions()) return;
  const chosen = modeler.get("selection").get();
  const element = chosen.length ? chosen[0] : modeler.get("canvas").getRootElement();
  if (!element?.businessObject) return;
  tell("selected", { element: fields.describe(element.labelTarget ?? element), n_selected: chosen.length });
}

/** Set a field: {id, key, value}; what cannot be set is told in words. */
function set({ id, key, value }) {
  attempt(() => fields.set(id, key, value));
}

function setParameters({ id, pairs }) {
  attempt(() => fields.setParameters(id, pairs));
}

function attempt(change) {
  try {
    change();
  } catch (error) {
    tell("unset", { reason: error.message });
    tellSelection();
  }
}

/** Select an element and bring it into view. */
function select({ id }) {
  const element = modeler.get("elementRegistry").get(id);
  if (!element) return;
  const canvas = modeler.get("canvas");
  const root = canvas.findRoot(element);
  if (root && root !== canvas.getRootElement()) canvas.setRootElement(root);
  modeler.get("selection").select(element.parent ? element : []);
  if (element.parent) centre(element);
}

function centre(element) {
  const canvas = modeler.get("canvas");
  const view = canvas.viewbox();
  const box = element.waypoints ? element.waypoints[Math.floor(element.waypoints.length / 2)] : element;
  const x = box.x + (box.width ?? 0) / 2;
  const y = box.y + (box.height ?? 0) / 2;
  canvas.viewbox({ x: x - view.width / 2, y: y - view.height / 2, width: view.width, height: view.height });
}

/** Zoom: "in", "out", "fit" or "full" (1:1). */
function zoom({ how }) {
  const canvas = modeler.get("canvas");
  if (how === "fit") fit();
  else if (how === "full") canvas.zoom(1, "auto");
  else canvas.zoom(canvas.zoom() * (how === "in" ? ZOOM_STEP : 1 / ZOOM_STEP), "auto");
}

/** Show the whole drawing beside the palette, never larger than life. */
function fit() {
  const canvas = modeler.get("canvas");
  canvas.zoom("fit-viewport");
  const { inner, outer } = canvas.viewbox();
  const palette = 110;
  const margin = 40;
  if (!inner.width || !outer.width) return;
  const scale = Math.min(1, (outer.width - palette - margin) / inner.width, (outer.height - 2 * margin) / inner.height);
  const width = outer.width / scale;
  const height = outer.height / scale;
  const left = palette + (outer.width - palette - inner.width * scale) / 2;
  canvas.viewbox({ x: inner.x - left / scale, y: inner.y - (height - inner.height) / 2, width, height });
}

/** Hand the drawing out: {call, what: "xml" | "svg"}. A label that is being typed counts. */
async function hand({ call, what }) {
  try {
    modeler.get("directEditing").complete();
    const xml = await currentXml();
    const text = what === "xml" ? xml : await paperSvg(xml, drawing(config.paper));
    tell("handed", { call, text, ...(what === "xml" ? contents() : { n_drawn: 0, questions: [] }) });
  } catch (error) {
    tell("handed", { call, text: "", reason: error.message, n_drawn: 0, questions: [] });
  }
}

window.tile = {
  start, load, set, setParameters, select, zoom, hand,
  undo: () => modeler.get("commandStack").undo(),
  redo: () => modeler.get("commandStack").redo(),
  showFindings: ({ levels }) => marks.showFindings(levels),
  showTrace: ({ ids }) => marks.showTrace(ids),
  /** Name each kind of element that is drawn; asks for their words. */
  kinds: () => tell("kinds", { words: modeler.get("elementRegistry").getAll().map((e) => kindWords(e)) }),
};

new window.QWebChannel(window.qt.webChannelTransport, (channel) => {
  bridge = channel.objects.bridge;
  bridge.tell(JSON.stringify({ kind: "ready" }));
});
setInterval(() => bridge?.tell(JSON.stringify({ kind: "beat" })), 1000);
