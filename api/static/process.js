// Shows the process in the viewer and lays the case's place over it. Whatever goes wrong, the server's picture stays.
"use strict";

const FONT = '"Noto Sans CJK SC", "Noto Sans SC", "Microsoft YaHei", "PingFang SC", sans-serif';
const READABLE = 0.5;
const MARGIN = 20;
// The viewer shows the way back to the whole at the top left.
const BELOW_THE_WAY_BACK = 70;

async function read(address, kind) {
  const answer = await fetch(address, { headers: { Accept: kind } });
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  return answer;
}

// A picture that would be too small to read fills the width instead and is moved up and down.
function fit(canvas) {
  canvas.zoom("fit-viewport");
  if (canvas.zoom() >= READABLE) return;
  const { inner, outer } = canvas.viewbox();
  const width = Math.max(outer.width, Math.min(inner.width + 2 * MARGIN, outer.width / READABLE));
  canvas.viewbox({ x: inner.x - MARGIN, y: inner.y - BELOW_THE_WAY_BACK, width, height: (width * outer.height) / outer.width });
}

function badge(said) {
  const element = document.createElement("span");
  element.className = `badge status-${said.status}`;
  element.textContent = said.label;
  element.title = said.clocks.map((clock) => `${clock.id}: ${clock.status}, ${clock.due}`).join("\n") || said.text;
  return element;
}

function lay(viewer, elements) {
  const overlays = viewer.get("overlays");
  const registry = viewer.get("elementRegistry");
  for (const [id, said] of Object.entries(elements)) {
    if (!said.label || !registry.get(id)) continue;
    overlays.add(id, { position: id.startsWith("clock_") ? { top: -20, left: 0 } : { top: -12, left: 4 }, html: badge(said) });
  }
}

async function show(place) {
  const xml = await (await read(place.dataset.document, "application/xml")).text();
  place.hidden = false;
  const viewer = new BpmnJS({
    container: place,
    textRenderer: { defaultStyle: { fontFamily: FONT, fontSize: 12 }, externalStyle: { fontFamily: FONT, fontSize: 11 } },
  });
  await viewer.importXML(xml, `diagram_${place.dataset.part}`);
  if (place.dataset.overlay) {
    const answer = await read(place.dataset.overlay, "application/json");
    lay(viewer, (await answer.json()).elements);
  }
  document.getElementById("picture").hidden = true;
  fit(viewer.get("canvas"));
  viewer.on("root.set", () => fit(viewer.get("canvas")));
}

const place = document.getElementById("viewer");
show(place).catch((problem) => {
  place.hidden = true;
  console.error(problem);
});
