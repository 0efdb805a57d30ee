/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How the pictures are shown, and nothing else: inverted, or in the colours of a palette. A filter lies over the canvases, so that
 * what is asked for, measured and stored stays as it is. */
import { element, part } from "./dom.js";
import { svg } from "./marks.js";
import { PALETTES, tableOf } from "./palettes.js";
import { TEXTS } from "./texts.js";

/** @import { Desk } from "./desk.js" */

const CHANNELS = ["feFuncR", "feFuncG", "feFuncB"];
const COLOURED = ["PT", "NM"]; // modalities whose pictures are read in colours

/** Only a modality that is read in colours has a palette.
 * @param {Desk} desk */
const paletteOf = ({ state, volume }) => (COLOURED.includes(volume.Modality ?? "") ? state.palette : "grey");

function makeFilter() {
  const holder = svg(document.body, "svg", { width: 0, height: 0, class: "heard", "aria-hidden": "true" });
  const filter = svg(holder, "filter", { id: "look", "color-interpolation-filters": "sRGB" });
  const transfer = svg(filter, "feComponentTransfer", {});
  CHANNELS.forEach((name) => svg(transfer, name, { type: "table" }));
}

let shown = "grey,false";

/** @param {Desk} desk */
export function showLook(desk) {
  const palette = paletteOf(desk);
  const look = `${palette},${desk.state.inverted}`;
  element("invert").setAttribute("aria-pressed", String(desk.state.inverted));
  element("palette").value = palette;
  if (look === shown) {
    return;
  }
  shown = look;
  if (element("look") === null) {
    makeFilter();
  }
  const table = tableOf(palette, desk.state.inverted);
  CHANNELS.forEach((name, index) => {
    const values = table[index].map((value) => (value / 255).toFixed(6)).join(" ");
    part(document, `#look ${name}`).setAttribute("tableValues", values);
  });
  const filter = look === "grey,false" ? "" : "url(#look)";
  [...desk.views, desk.result].forEach(({ canvas }) => { canvas.style.filter = filter; });
}

/** The choices that depend on the volume.
 * @param {Desk} desk */
export function fillPalettes(desk) {
  const names = ["grey", ...PALETTES];
  element("palette").replaceChildren(...names.map((name) => new Option(TEXTS.palettes[name], name)));
  element("palette").hidden = !COLOURED.includes(desk.volume.Modality ?? "");
  element("palette").labels[0].hidden = element("palette").hidden;
}

/** @param {Desk} desk */
export const toggleInvert = (desk) => desk.change({ ...desk.state, inverted: !desk.state.inverted });

/** @param {Desk} desk */
export function listen(desk) {
  element("invert").addEventListener("click", () => toggleInvert(desk));
  element("palette").addEventListener("change", () => desk.change({ ...desk.state, palette: element("palette").value }));
}
