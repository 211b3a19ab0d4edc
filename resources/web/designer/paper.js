/** The drawing for paper: black on white, drawn anew beside the one on the screen. */

const HOLDER = "paper";

/** Return the SVG of a file; `drawing` says how it is drawn. */
export async function paperSvg(xml, drawing) {
  const viewer = new window.BpmnJS({ ...drawing, container: document.getElementById(HOLDER) });
  try {
    await viewer.importXML(xml);
    return (await viewer.saveSVG()).svg;
  } finally {
    viewer.destroy();
  }
}
