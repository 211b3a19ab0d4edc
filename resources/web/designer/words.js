/** Words of the page: the drawing tool's own texts in the user's language, and what an element is called. */

let dictionary = {};
/** Texts that were asked for and have no translation; told to the application once each. */
const missing = new Set();
let onMissing = () => {};

/** Translate from now on by `words` (English template: translation); without words texts stay English. */
export function useDictionary(words, tellMissing) {
  dictionary = words;
  onMissing = tellMissing;
}

/** The drawing tool's `translate`. */
export function translate(template, replacements = {}) {
  const known = dictionary[template];
  if (known === undefined && Object.keys(dictionary).length && !missing.has(template)) {
    missing.add(template);
    onMissing(template);
  }
  return (known ?? template).replace(/{([^}]+)}/g, (whole, key) => replacements[key] ?? whole);
}

const EVENT_PLACES = {
  "bpmn:StartEvent": "start event",
  "bpmn:EndEvent": "end event",
  "bpmn:BoundaryEvent": "boundary event",
  "bpmn:IntermediateCatchEvent": "intermediate catch event",
  "bpmn:IntermediateThrowEvent": "intermediate throw event",
};
const PLAIN_WORDS = {
  "bpmn:Process": "Process",
  "bpmn:Collaboration": "Process",
  "bpmn:Participant": "Pool",
  "bpmn:Lane": "Lane",
  "bpmn:EventBasedGateway": "Event-based gateway",
  "bpmn:AdHocSubProcess": "Ad-hoc sub-process",
  "bpmn:SubProcess": "Sub-process",
  "bpmn:DataObjectReference": "Data object reference",
  "bpmn:DataStoreReference": "Data store reference",
  "bpmn:DataInputAssociation": "Association",
  "bpmn:DataOutputAssociation": "Association",
};

/** Return what an element is called: "Timer boundary event (non-interrupting)" in the user's language. */
export function kindWords(element) {
  const object = element.businessObject;
  const place = EVENT_PLACES[object.$type];
  if (!place) return translate(PLAIN_WORDS[object.$type] ?? sentence(object.$type.replace(/^\w+:/, "")));
  const [definition] = object.eventDefinitions ?? [];
  if (!definition) return translate(sentence(place.replace("catch ", "")));
  const cause = definition.$type.replace("bpmn:", "").replace("EventDefinition", "");
  const waits = object.cancelActivity === false || object.isInterrupting === false;
  return translate(`${cause} ${place}${waits ? " (non-interrupting)" : ""}`);
}

function sentence(name) {
  const apart = name.replace(/([a-z])([A-Z])/g, "$1 $2").toLowerCase();
  return apart.charAt(0).toUpperCase() + apart.slice(1);
}

const DURATION = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/;

/** Return a duration for the eye, "PT1H30M" as "1 giờ 30 phút"; what is no plain duration stays as it is. */
export function durationWords(text) {
  const found = DURATION.exec(text);
  if (!found || !found.slice(1).some(Boolean)) return text;
  const units = ["{n} d", "{n} h", "{n} min", "{n} s"];
  return units.flatMap((unit, i) => (found[i + 1] ? [translate(unit, { n: found[i + 1] })] : [])).join(" ");
}
