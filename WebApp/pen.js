/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Draws measures on a pane: by dragging from point to point, or by a click for each point. A pane says where its pixels
 * are in the patient: point(pixels), pixels(point), axes ({ across, down }), plane (the name of its view). */
import { drafted, isComplete, KINDS } from "./figures.js";
import { shortText } from "./measures.js";

const CLICK = 4; // CSS pixels: a hand that presses a button moves as far
const CLOSE = 14; // so near to its first corner, a click closes a polygon

const far = (a, b) => Math.hypot(a[0] - b[0], a[1] - b[1]);

export const isPen = (tool) => KINDS.includes(tool);

export class Pen {
  #pane;
  #draft = null;
  #pressed = null; // where the pointer went down

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

  press(at) {
    const { desk } = this.#pane;
    if (this.#draft?.kind !== desk.tool) {
      const { axial, coronal } = desk.state.normals;
      this.#draft = { kind: desk.tool, points: [], cursor: null, axes: this.#pane.axes, view: this.#pane.plane,
        frame: { axial, coronal, sagittal: desk.state.normals.sagittal } };
    }
    this.#pressed = at;
    const { kind, points } = this.#draft;
    if (kind === "polygon" && points.length > 2 && far(this.#pane.pixels(points[0]), at) < CLOSE) {
      this.finish();
    } else {
      this.#put(at);
    }
  }

  move(at) {
    if (this.#draft !== null) {
      this.#draft.cursor = this.#pane.point(at);
      this.#pane.renderMeasures();
    }
  }

  release(at) {
    if (this.#draft !== null && this.#pressed !== null && far(this.#pressed, at) > CLICK) {
      this.#put(at);
    }
    this.#pressed = null;
  }

  #put(at) {
    const last = this.#draft.points.at(-1);
    if (last && far(this.#pane.pixels(last), at) < 1) { // the second one of two clicks
      return;
    }
    this.#draft.points.push(this.#pane.point(at));
    this.#draft.cursor = null;
    if (isComplete(this.#draft)) {
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
    if (draft !== null && (draft.kind === "polygon" ? draft.points.length > 2 : isComplete(draft))) {
      this.#pane.desk.measures.add(drafted({ ...draft, cursor: null }));
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
