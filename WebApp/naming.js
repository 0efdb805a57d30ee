/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the images that are stored are called, as pure functions: filled in with what they are, in characters that the
 * source can say. These words stay in the archive, so they are the same in whatever language the page is. */
import * as plane from "./plane.js";
import { readSeveral } from "./several.js";

/** @import { Several, State, Tags } from "./types.d.ts" */

const SHORT = { axial: "ax", sagittal: "sag", coronal: "cor" };
const PROJECTIONS = { Mean: "mean", Maximum: "MIP", Minimum: "MinIP" };
const MOST = 64; // characters of a SeriesDescription (LO)

/* Character sets that have a degree sign; where the source has another one, it is written out. */
const HAS_DEGREE = /^(ISO_IR (100|101|109|110|126|138|148|192|203)|ISO 2022 IR (100|101|109|110|126|138|148|203)|GB18030|GBK)/;

/** @param {number} value */
const short = (value) => String(Number(value.toFixed(1)));

/** How far a plane is from that of its name, degrees.
 * @param {State} state */
function tilt(state) {
  const across = plane.dot(state.normals[state.view], plane.VIEWS[state.view].normal);
  return Math.acos(Math.min(Math.abs(across), 1)) * 180 / Math.PI;
}

/** "cor 12° MIP 10 mm"; several: what of the request makes several images of it.
 * @param {State} state
 * @param {Tags} [tags]
 * @param {Several} [several] */
export function what(state, { SpecificCharacterSet = "" } = {}, { Stack, Turn } = {}) {
  const degree = HAS_DEGREE.test(SpecificCharacterSet) ? "°" : " deg";
  const angle = tilt(state);
  return [
    SHORT[state.view],
    angle >= 0.05 ? `${short(angle)}${degree}` : "",
    state.rotation === 0 ? "" : `turned ${short(state.rotation)}${degree}`,
    state.thickness > 0 ? `${PROJECTIONS[state.projection]} ${short(state.thickness)} mm` : "",
    Stack ? `${readSeveral({ Stack })?.count} x ${short(Stack.Spacing)} mm` : "",
    Turn ? `${Turn.Count} x ${short((Turn.Range ?? 180) / Turn.Count)}${degree}` : "",
  ].filter(Boolean).join(" ");
}

/* The description of the source, as far as it is sure which characters it has: without a character set the server shows a
 * guess of them. */
function sourceName({ SeriesDescription = "", SpecificCharacterSet = "" }) {
  const isSure = SpecificCharacterSet !== "" || /^[ -~]*$/.test(SeriesDescription);
  return isSure ? SeriesDescription.replace(/[\u0000-\u001F\u007F-\u009F\\]/g, " ").trim() : "";
}

/** "Thorax 1.0 B30f MPR cor 12° MIP 10 mm"
 * @param {State} state
 * @param {Tags} tags
 * @param {Several} [several] */
export function description(state, tags, several) {
  const ending = `MPR ${what(state, tags, several)}`;
  const name = [...sourceName(tags)].slice(0, Math.max(MOST - ending.length - 1, 0)).join("").trim();
  return [name, ending].filter(Boolean).join(" ");
}

/** What the plugin gives when nothing is asked for.
 * @param {Tags} tags */
export function seriesNumber({ SeriesNumber }) {
  const number = Number(SeriesNumber || Number.NaN);
  return Number.isInteger(number) && Math.abs(number) < 2e7 ? number * 100 + 1 : 9001;
}
