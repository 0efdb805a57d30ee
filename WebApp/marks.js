/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is written over a picture: the patient's sides on every edge, a scale bar, and what is measured. */
import * as plane from "./plane.js";
import { TEXTS } from "./texts.js";

/** @import { Axes, Kind, Measure, Spot, Vector } from "./types.d.ts" */

/** @param {Element} parent
 * @param {string} name
 * @param {Record<string, string | number>} attributes */
export function svg(parent, name, attributes) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", name);
  place(node, attributes);
  parent.append(node);
  return node;
}

/** @param {any} node
 * @param {any} attributes */
export function place(node, attributes) {
  for (const [key, value] of Object.entries(attributes)) {
    node.setAttribute(key, value);
  }
}

/** Where a pointer is over an element, in CSS pixels.
 * @param {Element} element
 * @param {MouseEvent} event
 * @returns {Spot} */
export function where(element, event) {
  const box = element.getBoundingClientRect();
  return [event.clientX - box.left, event.clientY - box.top];
}

const ROUND = 64; // sides of an ellipse as it is drawn

/** @param {Kind} kind
 * @param {number[][]} at */
function shapeOf(kind, at) {
  if (kind === "ellipse") {
    const [centre, ...ends] = at;
    const ways = ends.map((end) => [end[0] - centre[0], end[1] - centre[1]]);
    const around = Array.from({ length: ROUND }, (_, index) => {
      const [first, second] = [Math.cos, Math.sin].map((of) => of(2 * Math.PI * index / ROUND));
      return [0, 1].map((axis) => centre[axis] + first * ways[0][axis] + second * ways[1][axis]);
    });
    return `M${around.join("L")}Z`;
  }
  if (kind === "probe") {
    const [[x, y]] = at;
    return `M${x - 6} ${y}H${x - 2}M${x + 2} ${y}H${x + 6}M${x} ${y - 6}V${y - 2}M${x} ${y + 2}V${y + 6}`;
  }
  return `M${at.join("L")}${kind === "polygon" ? "Z" : ""}`;
}

const [LETTER, LINE] = [8, 18]; // CSS pixels, of the font in style.css

/* Where texts stand, so that they are within the picture and none is on another one. */
class Labels {
  /** @type {{ left: number, right: number, y: number }[]} */
  #taken = [];

  /** @param {number} width */
  constructor(width) {
    this.width = width;
  }

  /** @param {number} x
   * @param {number} y
   * @param {string} text */
  place(x, y, text) {
    const long = text.length * LETTER;
    const left = Math.max(Math.min(x, this.width - long - 4), 4);
    /** @param {number} at */
    const hits = (at) => this.#taken.some((other) =>
      Math.abs(other.y - at) < LINE && other.left < left + long && left < other.right);
    let free = y;
    while (hits(free)) {
      free += LINE;
    }
    this.#taken.push({ left, right: left + long, y: free });
    return { x: left, y: free };
  }
}

/** @type {("left" | "right" | "top" | "bottom")[]} */
const EDGES = ["left", "right", "top", "bottom"];

export class Marks {
  /** @param {SVGElement} overlay */
  constructor(overlay) {
    this.overlay = overlay;
    this.barCasing = svg(overlay, "path", { class: "casing under" }); // on bright tissue
    this.bar = svg(overlay, "path", { class: "bar" });
    this.barText = svg(overlay, "text", { class: "letters" });
    this.measures = svg(overlay, "g", { class: "measures" });
    this.width = 0;
    this.letters = EDGES.map((edge) => ({ edge, text: svg(overlay, "text", { class: "letters", "data-edge": edge }) }));
  }

  /** width and height in CSS pixels of mm each; across and down are directions in the patient.
   * @param {{ width: number, height: number, mm: number } & Axes} picture */
  render({ width, height, mm, across, down }) {
    this.width = width;
    place(this.overlay, { viewBox: `0 0 ${width} ${height}` });
    /** @param {Vector} way
     * @returns {Vector} */
    const back = (way) => plane.moved(plane.ORIGIN, way, -1);
    /** @type {Record<typeof EDGES[number], [Vector, number, number, string]>} */
    const edges = {
      left: [back(across), 8, height / 2 - 8, "start"], right: [across, width - 8, height / 2 - 8, "end"],
      top: [back(down), width / 2 + 14, 18, "middle"], bottom: [down, width / 2 + 14, height - 10, "middle"],
    };
    for (const { edge, text } of this.letters) {
      const [way, x, y, anchor] = edges[edge];
      text.textContent = plane.letters(way);
      place(text, { x, y, "text-anchor": anchor });
    }
    const long = plane.scaleBar(mm * width / 4);
    const end = 12 + long / mm;
    [this.barCasing, this.bar].forEach((path) => place(path, { d: `M12 ${height - 18}v6H${end}v-6` }));
    this.barText.textContent = TEXTS.scale(Number(long.toPrecision(6)));
    place(this.barText, { x: end + 6, y: height - 10 });
  }

  /** Measures with the text beside each; pixels: from a point of the patient to CSS pixels.
   * @param {Measure[]} measures
   * @param {(point: Vector) => number[]} pixels */
  measure(measures, pixels) {
    const labels = new Labels(this.width);
    this.measures.replaceChildren();
    for (const { kind, points, text = "" } of measures) {
      const at = points.map(pixels);
      const d = shapeOf(kind, at);
      svg(this.measures, "path", { class: "casing", d });
      svg(this.measures, "path", { class: `ruler ${kind}`, d });
      const [x, y] = at.reduce((best, point) => (point[0] > best[0] ? point : best));
      svg(this.measures, "text", { class: "distance", ...labels.place(x + 8, y - 8, text) }).textContent = text;
    }
  }
}
