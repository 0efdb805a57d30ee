/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is written over a picture: the patient's sides on every edge, a scale bar, and the length tool. */
import * as plane from "./plane.js";
import { TEXTS } from "./texts.js";

export function svg(parent, name, attributes) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", name);
  place(node, attributes);
  parent.append(node);
  return node;
}

export function place(node, attributes) {
  for (const [key, value] of Object.entries(attributes)) {
    node.setAttribute(key, value);
  }
}

/* Where a pointer is over an element, in CSS pixels. */
export function where(element, event) {
  const box = element.getBoundingClientRect();
  return [event.clientX - box.left, event.clientY - box.top];
}

export class Marks {
  constructor(overlay) {
    this.overlay = overlay;
    this.line = svg(overlay, "line", { class: "ruler off" });
    this.distance = svg(overlay, "text", { class: "distance" });
    this.bar = svg(overlay, "path", { class: "bar" });
    this.barText = svg(overlay, "text", { class: "letters" });
    this.letters = ["left", "right", "top", "bottom"].map((edge) =>
      [edge, svg(overlay, "text", { class: "letters", "data-edge": edge })]);
  }

  /* width and height in CSS pixels of mm each; across and down are directions in the patient. */
  render({ width, height, mm, across, down }) {
    place(this.overlay, { viewBox: `0 0 ${width} ${height}` });
    const back = (way) => way.map((value) => -value);
    const edges = {
      left: [back(across), 8, height / 2 - 8, "start"], right: [across, width - 8, height / 2 - 8, "end"],
      top: [back(down), width / 2 + 14, 18, "middle"], bottom: [down, width / 2 + 14, height - 10, "middle"],
    };
    for (const [edge, text] of this.letters) {
      const [way, x, y, anchor] = edges[edge];
      text.textContent = plane.letters(way);
      place(text, { x, y, "text-anchor": anchor });
    }
    const long = plane.scaleBar(mm * width / 4);
    const end = 12 + long / mm;
    place(this.bar, { d: `M12 ${height - 18}v6H${end}v-6` });
    this.barText.textContent = TEXTS.scale(Number(long.toPrecision(6)));
    place(this.barText, { x: end + 6, y: height - 10 });
  }

  /* The length tool between two points of the patient, or nothing; pixels: from a point to CSS pixels. */
  measure(points, pixels) {
    this.line.classList.toggle("off", points === null);
    this.distance.textContent = "";
    if (points !== null) {
      const [[x1, y1], [x2, y2]] = points.map(pixels);
      place(this.line, { x1, y1, x2, y2 });
      place(this.distance, { x: x2 + 8, y: y2 - 8 });
      this.distance.textContent = TEXTS.distance(plane.length(plane.difference(...points)));
    }
  }
}
