/**
 * What the form beside the drawing reads and writes, by key: "name", "tc:deadline", "timer.value", …
 * Every change is one command, so that it can be undone.
 */
import { kindWords, translate } from "./words.js";

const TIMES = ["timeDuration", "timeCycle", "timeDate"];
const REFERENCES = { message: "messageRef", signal: "signalRef", error: "errorRef", escalation: "escalationRef" };
const ATTRIBUTES = [
  "deadline", "mode", "role", "unit", "evidence", "approvals", "outcomes", "variable", "mayskip", "required",
  "until", "places", "action", "confirm", "expression",
];
const ID = /^[\p{L}_][\p{L}\p{N}_.-]*$/u;

/** Carries several changes out as one undoable step. */
class Batch {
  preExecute({ steps }) {
    for (const step of steps) step();
  }
}

/** Hands an id of the drawing from one name to another. */
class Rename {
  execute({ object, former, id }) {
    object.$model.ids.unclaim(former);
    object.$model.ids.claim(id, object);
    return [];
  }

  revert({ object, former, id }) {
    return this.execute({ object, former: id, id: former });
  }
}

/** Reads and writes the elements of one modeler. */
export class Fields {
  constructor(modeler) {
    this.modeling = modeler.get("modeling");
    this.registry = modeler.get("elementRegistry");
    this.factory = modeler.get("bpmnFactory");
    this.stack = modeler.get("commandStack");
    this.definitions = () => modeler.getDefinitions();
    this.stack.registerHandler("toancanh.batch", Batch);
    this.stack.registerHandler("toancanh.rename", Rename);
  }

  /** Return everything that the form shows of an element. */
  describe(element) {
    const object = element.businessObject;
    const values = { id: object.id, name: object.name ?? "", documentation: documentation(object) };
    addAttributes(values, "", object);
    this.#addProcess(values, element);
    this.#addEvent(values, object);
    this.#addFlow(values, object);
    if (object.calledElement) values.calledElement = object.calledElement;
    const lane = laneOf(object);
    return {
      id: element.id, type: object.$type, words: kindWords(element), values, parameters: parameters(object),
      lane: lane?.name || lane?.id || "",
    };
  }

  /** Set one field of an element; an empty value takes it away. Throws words for the user. */
  set(id, key, value) {
    const element = this.registry.get(id);
    if (!element) throw new Error(translate("The element is no longer in the drawing."));
    const process = key.startsWith("process.");
    const name = process ? key.slice("process.".length) : key;
    const object = process ? this.processOf(element) : element.businessObject;
    const steps = this.#steps(element, object, name, value);
    if (steps.length) this.stack.execute("toancanh.batch", { steps });
  }

  /** Replace the parameters of a task: pairs of name and value. */
  setParameters(id, pairs) {
    const element = this.registry.get(id);
    if (!element) return;
    const object = element.businessObject;
    const others = (object.extensionElements?.values ?? []).filter((v) => v.$type !== "tc:Parameters");
    const mine = this.#make("tc:Parameters", {}, null);
    mine.parameters = pairs.map(([name, value]) => this.#make("tc:Parameter", { name, value }, mine));
    const values = pairs.length ? [...others, mine] : others;
    const extension = values.length ? this.#make("bpmn:ExtensionElements", { values }, object) : undefined;
    for (const part of values) part.$parent = extension;
    this.modeling.updateProperties(element, { extensionElements: extension });
  }

  /** Return the process that an element stands for: that of a pool, or the drawing's only one. */
  processOf(element) {
    const object = element.businessObject;
    if (object.$type === "bpmn:Process") return object;
    if (object.$type === "bpmn:Participant") return object.processRef;
    if (object.$type !== "bpmn:Collaboration") return undefined;
    const owned = (object.participants ?? []).map((p) => p.processRef).filter(Boolean);
    return owned.length === 1 ? owned[0] : undefined;
  }

  #steps(element, object, name, value) {
    const change = (target, properties) => () => this.modeling.updateModdleProperties(element, target, properties);
    const text = value === "" ? undefined : value;
    if (name === "id") return this.#idSteps(element, object, value);
    if (name === "name") {
      const own = object === element.businessObject;
      return [own ? () => this.modeling.updateProperties(element, { name: text }) : change(object, { name: text })];
    }
    if (name === "documentation") {
      const pages = text ? [this.#make("bpmn:Documentation", { text }, object)] : [];
      return [change(object, { documentation: pages })];
    }
    if (name === "condition") {
      const body = text && this.#make("bpmn:FormalExpression", { body: text }, object);
      return [() => this.modeling.updateProperties(element, { conditionExpression: body })];
    }
    if (name === "default") {
      const chosen = value === "true" ? object : undefined;
      return [() => this.modeling.updateProperties(element.source, { default: chosen })];
    }
    const [cause, part] = name.split(".");
    if (cause === "timer") return this.#timerSteps(object, part, value, change);
    if (cause in REFERENCES) return this.#referenceSteps(object, cause, value, change);
    return [change(object, { [name]: text })];
  }

  #idSteps(element, object, value) {
    if (value === object.id) return [];
    if (!ID.test(value)) throw new Error(translate("An id starts with a letter and has no spaces: {id}", { id: value }));
    const ids = object.$model.ids;
    if (ids.assigned(value)) throw new Error(translate("The id {id} is taken by another element.", { id: value }));
    if (object === element.businessObject) return [() => this.modeling.updateProperties(element, { id: value })];
    return [
      () => this.stack.execute("toancanh.rename", { object, former: object.id, id: value }),
      () => this.modeling.updateModdleProperties(element, object, { id: value }),
    ];
  }

  #timerSteps(object, part, value, change) {
    const definition = definitionOf(object, "timer");
    if (!definition) return [];
    const known = TIMES.find((time) => definition[time]);
    const kind = part === "kind" ? value : known ?? TIMES[0];
    const body = part === "kind" ? definition[known]?.body ?? "" : value;
    const expression = this.#make("bpmn:FormalExpression", { body }, definition);
    const properties = Object.fromEntries(TIMES.map((time) => [time, time === kind ? expression : undefined]));
    return [change(definition, properties)];
  }

  #referenceSteps(object, cause, value, change) {
    const reference = REFERENCES[cause];
    const holder = definitionOf(object, cause) ?? object;
    const former = holder[reference];
    const roots = this.definitions().rootElements;
    const type = `bpmn:${cause.charAt(0).toUpperCase()}${cause.slice(1)}`;
    let wanted = roots.find((root) => root.$type === type && root.name === value);
    const kept = roots.filter((root) => root !== former || root === wanted || this.#nUsers(former, reference) > 1);
    if (value && !wanted) {
      wanted = this.#make(type, { name: value }, this.definitions());
      if (cause === "error") wanted.errorCode = value;
      if (cause === "escalation") wanted.escalationCode = value;
      kept.push(wanted);
    }
    return [
      change(holder, { [reference]: value ? wanted : undefined }),
      change(this.definitions(), { rootElements: kept }),
    ];
  }

  #nUsers(root, reference) {
    const holders = this.registry.getAll().filter((e) => !e.labelTarget).flatMap((e) => {
      return [e.businessObject, ...(e.businessObject?.eventDefinitions ?? [])];
    });
    return new Set(holders.filter((holder) => holder?.[reference] === root)).size;
  }

  #make(type, properties, parent) {
    const made = this.factory.create(type, properties);
    made.$parent = parent;
    return made;
  }

  #addProcess(values, element) {
    const process = this.processOf(element);
    if (!process) return;
    Object.assign(values, {
      "process.id": process.id, "process.name": process.name ?? "", "process.documentation": documentation(process),
    });
    addAttributes(values, "process.", process);
  }

  #addEvent(values, object) {
    const timer = definitionOf(object, "timer");
    if (timer) {
      const kind = TIMES.find((time) => timer[time]);
      values["timer.kind"] = kind ?? TIMES[0];
      values["timer.value"] = timer[kind]?.body ?? "";
    }
    for (const [cause, reference] of Object.entries(REFERENCES)) {
      const holder = definitionOf(object, cause) ?? (cause === "message" && takesMessage(object) ? object : undefined);
      if (holder) values[`${cause}.name`] = holder[reference]?.name ?? "";
    }
  }

  #addFlow(values, object) {
    if (object.$type !== "bpmn:SequenceFlow") return;
    values.condition = object.conditionExpression?.body ?? "";
    values.default = object.sourceRef?.default === object ? "true" : "";
  }
}

function documentation(object) {
  return (object.documentation ?? []).map((page) => page.text ?? "").join("\n\n");
}

function addAttributes(values, prefix, object) {
  const owned = object.$descriptor.propertiesByName;
  for (const name of ATTRIBUTES) {
    const value = owned[`tc:${name}`] ? object.get(`tc:${name}`) : undefined;
    if (value !== undefined) values[`${prefix}tc:${name}`] = value;
  }
}

function parameters(object) {
  const found = (object.extensionElements?.values ?? []).find((value) => value.$type === "tc:Parameters");
  return (found?.parameters ?? []).map((parameter) => [parameter.name ?? "", parameter.value ?? ""]);
}

function definitionOf(object, cause) {
  const type = `bpmn:${cause.charAt(0).toUpperCase()}${cause.slice(1)}EventDefinition`;
  return (object.eventDefinitions ?? []).find((definition) => definition.$type === type);
}

function takesMessage(object) {
  return ["bpmn:ReceiveTask", "bpmn:SendTask"].includes(object.$type);
}

function laneOf(object) {
  return (object.lanes ?? []).at(-1);
}
