/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Draws measures on a pane: by dragging from point to point, or by a click for each point. A pane says where its pixels
 * are in the patient: point(pixels), pixels(point), axes ({ across, down }), plane (the name of its view). */
import { drafted, isComplete, KINDS } from "./figures.js";
import { shortText } from "./measures.js";

/** @import { Draft, Kind, Spot, Pane } from "./types.d.ts" */

const CLICK = 4; // CSS pixels: a hand that presses a button moves as far
const CLOSE = 14; // so near to its first corner, a click closes a polygon

/** @param {number[]} a
 * @param {number[]} b */
const far = (a, b) => Math.hypot(a[0] - b[0], a[1] - b[1]);

/** @type {(tool: string | undefined) => boolean} */
export const isPen = (tool) => KINDS.some((kind) => kind === tool);

export class Pen {
  #pane;
  /** @type {Draft | null} */
  #draft = null;
  /** @type {Spot | null} */
  #pressed = null; // where the pointer went down

  /** @param {Pane} pane */
  constructor(pane) {
    this.#pane = pane;
  }

  get isDrawing() {
    return this.#draft !== null;
  }

  /* What is seen of the draft, as a measure with its text. */
  get seen() {
    const measure = this.#draft && drafted(this.#draft);
    return measure ? [{ ...measure, text: measure.kind === "probe" ? "" : shortText(measure) }] : [];
  }

  /** @param {Kind} kind
   * @returns {Draft} */
  #begin(kind) {
    const { axial, coronal, sagittal } = this.#pane.desk.state.normals;
    return { kind, points: [], cursor: null, axes: this.#pane.axes, view: this.#pane.plane, frame: { axial, coronal, sagittal } };
  }

  /** @param {Spot} at */
  press(at) {
    const { desk } = this.#pane;
    const draft = this.#draft?.kind === desk.tool ? this.#draft : this.#begin(/** @type {Kind} */ (desk.tool));
    this.#draft = draft;
    this.#pressed = at;
    const { kind, points } = draft;
    if (kind === "polygon" && points.length > 2 && far(this.#pane.pixels(points[0]), at) < CLOSE) {
      this.finish();
    } else {
      this.#put(at);
    }
  }

  /** @param {Spot} at */
  move(at) {
    if (this.#draft !== null) {
      this.#draft.cursor = this.#pane.point(at);
      this.#pane.renderMeasures();
    }
  }

  /** @param {Spot} at */
  release(at) {
    if (this.#draft !== null && this.#pressed !== null && far(this.#pressed, at) > CLICK) {
      this.#put(at);
    }
    this.#pressed = null;
  }

  /** @param {Spot} at */
  #put(at) {
    const draft = this.#draft;
    const last = draft?.points.at(-1);
    if (draft === null || (last && far(this.#pane.pixels(last), at) < 1)) { // the second one of two clicks
      return;
    }
    draft.points.push(this.#pane.point(at));
    draft.cursor = null;
    if (isComplete(draft)) {
      this.finish();
    } else {
      this.#pane.renderMeasures();
    }
  }

  /* A polygon is as it is now; everything else needs all its points. */
  finish() {
    const draft = this.#draft;
    this.#draft = null;
    this.#pressed = null;
    const isWhole = draft !== null && (draft.kind === "polygon" ? draft.points.length > 2 : isComplete(draft));
    const measure = isWhole ? drafted({ ...draft, cursor: null }) : null;
    if (measure !== null) {
      this.#pane.desk.measures.add(measure);
    }
    this.#pane.renderMeasures();
  }

  /* Returns whether there was something to give up. */
  cancel() {
    const wasDrawing = this.isDrawing;
    this.#draft = null;
    this.#pane.renderMeasures();
    return wasDrawing;
  }
}
