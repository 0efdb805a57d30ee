/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What would be stored beside the plane itself, drawn in the other views: the edges of the slab, the planes of a stack or of a turn, and
 * handles that change how thick and how far. */
import { place, svg } from "./marks.js";
import * as plane from "./plane.js";
import { lastOf, planesOf, reaching, thickened } from "./several.js";
import { TEXTS } from "./texts.js";

/** @import { PlaneAt, State, Vector } from "./types.d.ts" */
/** @import { View } from "./view.js" */

const MOST_LINES = 60; // more than these would hide the picture: then each second, third … plane is drawn
const [GRIP, SEEN] = [26, 9]; // CSS pixels of a handle: where it is taken, what is seen of it
/** @type {Record<string, number>} */
const PARTS = { thickness: 0.22, from: -0.22, to: -0.22 }; // where along the line, in shares of the shorter side

/** Every n-th of them, the first and the last one always.
 * @param {PlaneAt[]} planes */
function thinned(planes) {
  const every = Math.ceil(planes.length / MOST_LINES);
  return planes.filter((_, index) => index % every === 0 || index === planes.length - 1);
}

/** The state after a handle was dragged to a point of the patient.
 * @param {State} state
 * @param {string} part
 * @param {Vector} point
 * @returns {State} */
export function dragged(state, part, point) {
  const mm = plane.dot(plane.difference(point, state.centre), state.normals[state.view]);
  if (part === "thickness") {
    const thickness = Math.max(Number((2 * Math.abs(mm)).toFixed(1)), 0.1);
    return { ...state, thickness, several: thickened(state.several, state.thickness, thickness) };
  }
  return state.several?.kind === "Stack" ? { ...state, several: reaching(state.several, part, mm) } : state;
}

/** The same by keys: up and right make it larger.
 * @param {State} state
 * @param {string} part
 * @param {number} steps
 * @returns {State} */
export function stepped(state, part, steps) {
  if (part === "thickness") {
    const thickness = Math.max(state.thickness + steps, 0.1);
    return { ...state, thickness, several: thickened(state.several, state.thickness, thickness) };
  }
  const { several } = state;
  if (several?.kind !== "Stack") {
    return state;
  }
  const at = part === "from" ? several.from - steps * several.spacing : lastOf(several) + steps * several.spacing;
  return { ...state, several: reaching(several, part, at) };
}

/** @param {string} part */
export const isBound = (part) => part in PARTS;

export class Bounds {
  #view;

  /** @param {View} view */
  constructor(view) {
    this.#view = view;
    this.lines = svg(view.overlay, "g", { class: "bounds" });
    this.handles = Object.keys(PARTS).map((part) => {
      const handle = /** @type {SVGElement} */ (svg(view.overlay, "g", { class: "bound", "data-part": part, tabindex: 0, role: "slider", "aria-label": TEXTS.bounds[part] }));
      svg(handle, "title", {}).textContent = TEXTS.bounds[part];
      svg(handle, "rect", { class: "take", "data-part": part, x: -GRIP / 2, y: -GRIP / 2, width: GRIP, height: GRIP });
      svg(handle, "rect", { class: "knob", "data-part": part, x: -SEEN / 2, y: -SEEN / 2, width: SEEN, height: SEEN });
      return { part, handle };
    });
  }

  /** The line of a plane in the view; null when both are parallel.
   * @param {PlaneAt} at */
  #line({ point, normal }) {
    const { desk, name, sides } = this.#view;
    const { across, down } = plane.axesIn(desk.state, name);
    const way = plane.cross(desk.state.normals[name], normal);
    const long = Math.hypot(plane.dot(way, across), plane.dot(way, down));
    if (long < 0.01) {
      return null;
    }
    const [right, below] = [plane.dot(way, across) / long, plane.dot(way, down) / long];
    const [x, y] = this.#view.pixels(point);
    const far = 2 * Math.max(...sides);
    return { d: `M${x - right * far} ${y - below * far}L${x + right * far} ${y + below * far}`, x, y, right, below };
  }

  /** @param {PlaneAt[]} planes
   * @param {string} className */
  #draw(planes, className) {
    for (const one of planes) {
      const line = this.#line(one);
      if (line !== null) {
        svg(this.lines, "path", { class: "casing", d: line.d });
        svg(this.lines, "path", { class: `${className} ${this.#view.desk.state.view}`, d: line.d });
      }
    }
  }

  /** @param {string} part
   * @param {SVGElement} handle
   * @param {number | null} mm along the normal; null: there is none
   * @param {number} shown */
  #place(part, handle, mm, shown) {
    const { state } = this.#view.desk;
    const normal = state.normals[state.view];
    const line = mm === null || state.view === this.#view.name ? null : this.#line({ point: plane.moved(state.centre, normal, mm), normal });
    handle.style.display = line === null ? "none" : "";
    if (line !== null) {
      const reach = PARTS[part] * Math.min(...this.#view.sides);
      place(handle, { transform: `translate(${line.x + reach * line.right} ${line.y + reach * line.below})`,
        "aria-valuenow": Number(shown.toFixed(1)), "aria-valuetext": TEXTS.distance(shown) });
    }
  }

  render() {
    const { state } = this.#view.desk;
    const { view, thickness, several } = state;
    const normal = state.normals[view];
    this.lines.replaceChildren();
    this.#draw(thinned(planesOf(state)), "sheet");
    const edges = thickness > 0 && view !== this.#view.name ? [-1, 1] : [];
    this.#draw(edges.map((side) => ({ point: plane.moved(state.centre, normal, side * thickness / 2), normal })), "edge");
    const ends = several?.kind === "Stack" ? { from: several.from, to: lastOf(several) } : { from: null, to: null };
    /** @type {Record<string, number | null>} */
    const at = { thickness: thickness > 0 ? thickness / 2 : null, ...ends };
    this.handles.forEach(({ part, handle }) => this.#place(part, handle, at[part], part === "thickness" ? thickness : at[part] ?? 0));
  }
}
