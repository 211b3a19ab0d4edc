/** Features of the incident that is looked at, and of the open cases. */
import { caseName } from "./shapes.js";

const collection = (features) => ({ type: "FeatureCollection", features });
const feature = (type, coordinates, properties) => ({ type: "Feature", properties, geometry: { type, coordinates } });

/** Return lines, rings and cameras of an incident; nothing where it has no middle. */
export function incidentFeatures({ severity, centre, members, ended, cameras }, tokens) {
  const colour = severity ? tokens[severity] : tokens.textThird;
  const lines = centre && members.length > 1
    ? members.map((at) => feature("LineString", [centre, at], { kind: "line", colour }))
    : [];
  return collection([
    ...lines,
    ...ended.map((at) => feature("Point", at, { kind: "ended" })),
    ...members.map((at) => feature("Point", at, { kind: "member", colour })),
    ...cameras.map(([lon, lat, label]) => feature("Point", [lon, lat], { kind: "camera", label })),
  ]);
}

/** Return the open cases as points with the name of their picture. */
export function caseFeatures(cases) {
  return collection(cases.map(({ id, lon, lat, severity, sos, label, rank }) =>
    feature("Point", [lon, lat], { id, label, rank, icon: caseName(severity, sos) })));
}
