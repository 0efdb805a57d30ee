/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One of the three views: the server's picture, and over it the lines of the other planes, handles, letters, a scale
 * bar and the length tool. It changes nothing itself: it tells the page what the hand does. */
import * as plane from "./plane.js";
import { Latest, preview } from "./server.js";
import { TEXTS } from "./texts.js";

const COARSE = 256; // pixels while the hand moves: nobody reads them
const FINEST = 1024;

function svg(parent, name, attributes) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) {
    node.setAttribute(key, value);
  }
  parent.append(node);
  return node;
}

const place = (node, attributes) => Object.entries(attributes).forEach(([key, value]) => node.setAttribute(key, value));

export class View {
  constructor(figure, name, page) {
    this.figure = figure;
    this.name = name;
    this.page = page;
    this.canvas = figure.querySelector("canvas");
    this.overlay = figure.querySelector("svg");
    this.message = figure.querySelector(".message");
    this.measured = null; // two points of the patient
    this.marked = null; // where a measurement by the keyboard began
    this.loader = new Latest((question) => this.#load(question));
    this.overlay.setAttribute("aria-label", TEXTS.picture(TEXTS.views[name]));
    this.#draw();
    this.#listen();
    new ResizeObserver(() => this.page.render(false)).observe(figure);
  }

  get size() {
    return this.figure.clientWidth;
  }

  get scale() { // mm of one CSS pixel
    return this.page.state.field / this.size;
  }

  /* ---- what is seen ---- */

  #draw() {
    this.lines = plane.others(this.name).map((other) => ({
      other,
      line: svg(this.overlay, "line", { class: `line ${other}` }),
      grip: svg(this.overlay, "line", { class: "grip", "data-part": "line", "data-other": other }),
    }));
    for (const item of this.lines) {
      item.turn = svg(this.overlay, "circle", {
        class: `handle ${item.other}`, r: 13, "data-part": "turn", "data-other": item.other, tabindex: 0, role: "slider",
        "aria-valuemin": -90, "aria-valuemax": 90,
        "aria-label": TEXTS.turn(TEXTS.views[this.name], TEXTS.views[item.other]),
      });
    }
    this.centre = svg(this.overlay, "circle", {
      class: "handle centre", r: 13, "data-part": "centre", tabindex: 0, role: "slider",
      "aria-label": TEXTS.centre(TEXTS.views[this.name]),
    });
    this.ruler = svg(this.overlay, "line", { class: "ruler" });
    this.distance = svg(this.overlay, "text", { class: "distance" });
    this.bar = svg(this.overlay, "path", { class: "bar" });
    this.barText = svg(this.overlay, "text", { class: "letters" });
    this.letters = ["left", "right", "top", "bottom"].map((edge) =>
      [edge, svg(this.overlay, "text", { class: "letters", "data-edge": edge })]);
  }

  #pixels(point) {
    return plane.toView(this.page.state, this.name, point).map((mm) => this.size / 2 + mm / this.scale);
  }

  #point([x, y]) {
    return plane.fromView(this.page.state, this.name, [(x - this.size / 2) * this.scale, (y - this.size / 2) * this.scale]);
  }

  #renderLines() {
    const { state } = this.page;
    const [x, y] = this.#pixels(state.centre);
    const long = 2 * this.size;
    for (const { other, line, grip, turn } of this.lines) {
      const [right, down] = plane.lineIn(state, this.name, other);
      const ends = { x1: x - right * long, y1: y - down * long, x2: x + right * long, y2: y + down * long };
      place(line, ends);
      place(grip, ends);
      /* On the end that is seen, away from the letters. */
      const reach = 0.36 * this.size;
      const inside = (sign) => [x + sign * right * reach, y + sign * down * reach];
      const isSeen = ([a, b]) => Math.min(a, b, this.size - a, this.size - b) > 16;
      const [a, b] = isSeen(inside(1)) || !isSeen(inside(-1)) ? inside(1) : inside(-1);
      const angle = plane.angleOf(state, this.name).toFixed(1);
      place(turn, { cx: a, cy: b, "aria-valuenow": angle, "aria-valuetext": TEXTS.degrees(angle) });
    }
    const offset = plane.offsetOf(state, this.name, this.page.volume.Centre).toFixed(1);
    place(this.centre, { cx: x, cy: y, "aria-valuenow": offset, "aria-valuetext": state.centre.map((mm) => mm.toFixed(1)).join(", ") });
  }

  #renderMarks() {
    const { across, down } = plane.axesIn(this.page.state, this.name);
    const back = (way) => way.map((value) => -value);
    const middle = this.size / 2;
    const edges = {
      left: [back(across), 8, middle - 8], right: [across, this.size - 8, middle - 8], top: [back(down), middle + 14, 18],
      bottom: [down, middle + 14, this.size - 10],
    };
    for (const [edge, text] of this.letters) {
      const [way, x, y] = edges[edge];
      text.textContent = plane.letters(way);
      place(text, { x, y, "text-anchor": edge === "left" ? "start" : edge === "right" ? "end" : "middle" });
    }
    const mm = plane.scaleBar(this.scale * this.size / 4);
    const end = 12 + mm / this.scale;
    place(this.bar, { d: `M12 ${this.size - 18}v6H${end}v-6` });
    this.barText.textContent = TEXTS.scale(Number(mm.toPrecision(6)));
    place(this.barText, { x: end + 6, y: this.size - 10 });
  }

  #renderRuler() {
    if (this.marked !== null) {
      this.measured = [this.marked, this.page.state.centre];
    }
    this.ruler.classList.toggle("off", this.measured === null);
    this.distance.textContent = "";
    if (this.measured !== null) {
      const [from, to] = this.measured.map((point) => this.#pixels(point));
      place(this.ruler, { x1: from[0], y1: from[1], x2: to[0], y2: to[1] });
      place(this.distance, { x: to[0] + 8, y: to[1] - 8 });
      this.distance.textContent = TEXTS.distance(plane.length(plane.difference(...this.measured)));
    }
  }

  render(isMoving) {
    if (this.size === 0) {
      return;
    }
    place(this.overlay, { viewBox: `0 0 ${this.size} ${this.size}` });
    this.#renderLines();
    this.#renderMarks();
    this.#renderRuler();
    const finest = Math.min(FINEST, Math.round(this.size * window.devicePixelRatio));
    const size = isMoving ? Math.min(COARSE, finest) : finest;
    const request = plane.viewRequest(this.page.state, this.name, size, this.page.sampling());
    const question = { request: { ...request, ...this.page.windowing() }, media: isMoving ? "image/jpeg" : "image/png" };
    const key = JSON.stringify(question);
    if (key !== this.asked) { // the view in which lines are turned stays still, and asks for nothing
      this.asked = key;
      this.loader.ask(question);
    }
  }

  async #load({ request, media }) {
    try {
      const { bitmap, geometry } = await preview(this.page.resource, request, media);
      this.canvas.width = bitmap.width;
      this.canvas.height = bitmap.height;
      this.canvas.getContext("2d").drawImage(bitmap, 0, 0);
      this.message.textContent = "";
      this.figure.dataset.updates = Number(this.figure.dataset.updates ?? 0) + 1;
      this.page.sawWindow(geometry.window);
    } catch (error) {
      if (error.isBusy) {
        return "again";
      }
      this.canvas.width = 1;
      this.message.textContent = error.message;
    }
    return "done";
  }

  /* ---- what the hand does ---- */

  #listen() {
    this.overlay.addEventListener("pointerdown", (event) => this.#press(event));
    this.overlay.addEventListener("pointermove", (event) => this.#drag(event));
    for (const end of ["pointerup", "pointercancel"]) {
      this.overlay.addEventListener(end, () => this.#release());
    }
    this.overlay.addEventListener("wheel", (event) => this.#wheel(event), { passive: false });
    this.overlay.addEventListener("keydown", (event) => this.#key(event));
    this.overlay.addEventListener("focusin", () => this.page.choose(this.name));
    this.overlay.addEventListener("contextmenu", (event) => event.preventDefault());
  }

  #where(event) {
    const box = this.overlay.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  }

  #press(event) {
    const { part, other } = event.target.dataset;
    const at = this.#where(event);
    const tool = event.button === 2 ? "window" : event.button === 1 ? "pan" : this.page.tool;
    this.overlay.setPointerCapture(event.pointerId);
    this.page.choose(this.name);
    this.held = { part: tool === "move" ? part ?? "centre" : tool, other, at };
    if (this.held.part === "measure") {
      this.marked = null;
      this.measured = [this.#point(at), this.#point(at)];
    }
    if (tool === "move" && part === undefined) {
      this.page.change(plane.movedTo(this.page.state, this.#point(at)), true);
    }
  }

  #drag(event) {
    if (!this.held) {
      return;
    }
    const { part, other, at } = this.held;
    const now = this.#where(event);
    const { state } = this.page;
    const way = plane.difference([...this.#point(now)], this.#point(at));
    this.held.at = now;
    if (part === "turn") {
      const [x, y] = this.#pixels(state.centre);
      const angle = (point) => Math.atan2(point[1] - y, point[0] - x) * 180 / Math.PI;
      this.page.change(plane.turned(state, this.name, angle(now) - angle(at)), true);
    } else if (part === "line") {
      const normal = state.normals[other];
      this.page.change(plane.movedTo(state, plane.moved(state.centre, normal, plane.dot(way, normal))), true);
    } else if (part === "centre") {
      this.page.change(plane.movedTo(state, plane.moved(state.centre, way, 1)), true);
    } else if (part === "pan") {
      this.page.change({ ...state, home: plane.moved(state.home, way, -1) }, true);
    } else if (part === "window") {
      this.page.dragWindow(now[0] - at[0], now[1] - at[1]);
    } else if (part === "measure") {
      this.measured = [this.measured[0], this.#point(now)];
      this.#renderRuler();
    }
  }

  #release() {
    if (this.held) {
      this.held = null;
      this.page.settle();
    }
  }

  #along(mm) {
    const { state } = this.page;
    this.page.change(plane.movedTo(state, plane.moved(state.centre, state.normals[this.name], mm)), true);
    this.page.settleSoon();
  }

  #wheel(event) {
    event.preventDefault();
    if (event.ctrlKey) {
      this.page.zoom(event.deltaY > 0 ? 1.1 : 1 / 1.1);
    } else {
      this.#along(Math.sign(event.deltaY) * -this.page.step);
    }
  }

  #key(event) {
    const { part } = event.target.dataset;
    const step = event.shiftKey ? 10 : 1;
    const { state } = this.page;
    const ways = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
    const far = { PageUp: 10, PageDown: -10, ArrowUp: 1, ArrowDown: -1 };
    if (part === "turn" && event.key in ways) {
      const [right, down] = ways[event.key];
      this.page.change(plane.turned(state, this.name, (right || -down) * step), true);
    } else if (part === "centre" && event.key in ways) {
      const way = plane.difference(plane.fromView(state, this.name, ways[event.key]), plane.fromView(state, this.name, [0, 0]));
      this.page.change(plane.movedTo(state, plane.moved(state.centre, way, step)), true);
    } else if (event.key === "m") { // from the centre to wherever it is moved, until the next "m"
      this.marked = this.marked === null ? state.centre : null;
      this.#renderRuler();
    } else if (event.key in far) {
      this.#along(far[event.key] * this.page.step);
    } else if (event.key === "Home" || event.key === "End") {
      const half = Math.max(...this.page.volume.Extent) / 2 - this.page.step;
      const to = event.key === "Home" ? half : -half;
      this.#along(to - plane.offsetOf(state, this.name, this.page.volume.Centre));
    } else {
      return;
    }
    event.preventDefault();
    this.page.settleSoon();
  }
}
