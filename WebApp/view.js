/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One of the three views: the server's picture, and over it the lines of the other planes with their handles, and the
 * outline of the slice that would be stored. What the hand does to it is in gestures.js. */
import { Bounds } from "./bounds.js";
import { part } from "./dom.js";
import { Gestures } from "./gestures.js";
import { Marks, place, svg } from "./marks.js";
import { shortText } from "./measures.js";
import { Pen } from "./pen.js";
import * as plane from "./plane.js";
import { viewRequest } from "./request.js";
import { asFailure, draw, Latest, preview } from "./server.js";
import { TEXTS } from "./texts.js";

/** @import { Measure, Spot, Failure, Question, Vector, ViewName } from "./types.d.ts" */
/** @import { Desk } from "./desk.js" */

const COARSE = 320; // pixels of the longer side while the hand moves: nobody reads them
const FINEST = 1600;

/* Whole pictures of a series that has not been read yet are made one after the other: the first one reads for all. */
/** @type {Promise<any>} */
let refining = Promise.resolve();

export class View {
  #wanted = ""; // the last question
  #asked = ""; // the question whose picture is there, or on its way
  #drawn = Promise.resolve(); // pictures are drawn one after the other

  /** @param {HTMLElement} figure
   * @param {Desk} desk */
  constructor(figure, desk) {
    const name = /** @type {ViewName} */ (figure.dataset.view);
    this.figure = figure;
    this.name = name;
    this.sides = [0, 0]; // CSS pixels
    this.desk = desk;
    this.#measure();
    this.canvas = part(figure, "canvas");
    this.overlay = part(figure, "svg");
    this.message = part(figure, ".message");
    /** @type {Vector | null} */
    this.marked = null; // where a measurement by the keyboard began
    this.pen = new Pen(this);
    this.loader = new Latest((question) => this.#load(question));
    this.refiner = new Latest((question) => this.#refine(question));
    this.overlay.setAttribute("aria-label", TEXTS.picture(TEXTS.views[name]));
    this.outline = svg(this.overlay, "polygon", { class: "outline" });
    this.lines = this.#drawLines();
    this.bounds = new Bounds(this);
    this.casing = svg(this.overlay, "circle", { class: "casing", r: 13 });
    this.centre = svg(this.overlay, "circle", {
      class: "handle centre", r: 13, "data-part": "centre", tabindex: 0, role: "slider", "aria-label": TEXTS.centre(TEXTS.views[name]),
    });
    this.marks = new Marks(this.overlay);
    this.gestures = new Gestures(this);
    new ResizeObserver(() => {
      this.#measure();
      this.render(false);
    }).observe(figure);
  }

  #measure() { // kept: to ask the browser each time costs a layout
    this.sides = [this.figure.clientWidth, this.figure.clientHeight];
  }

  get scale() { // mm of one CSS pixel
    return this.desk.state.field / Math.min(...this.sides);
  }

  /** @param {Vector} point
   * @returns {Spot} */
  pixels(point) {
    const [right, down] = plane.toView(this.desk.state, this.name, point);
    return [this.sides[0] / 2 + right / this.scale, this.sides[1] / 2 + down / this.scale];
  }

  /** @param {Spot} pixels */
  point(pixels) {
    return plane.fromView(this.desk.state, this.name, this.millimetres(pixels));
  }

  /** Right and down, from the middle.
   * @param {Spot} pixels
   * @returns {Spot} */
  millimetres(pixels) {
    return [(pixels[0] - this.sides[0] / 2) * this.scale, (pixels[1] - this.sides[1] / 2) * this.scale];
  }

  /* ---- what is written over the picture ---- */

  /* The lines of the other planes, and the handles that move and turn them. */
  #drawLines() {
    const lines = plane.others(this.name).map((other) => ({
      other,
      casing: svg(this.overlay, "line", { class: "casing" }), // on bright tissue
      line: svg(this.overlay, "line", { class: `line ${other}` }),
      grip: svg(this.overlay, "line", { class: "grip", "data-part": "line", "data-other": other }),
    })).map((item) => ({ ...item, // above all lines
      ring: svg(this.overlay, "circle", { class: "casing", r: 13 }),
      turn: svg(this.overlay, "circle", {
        class: `handle ${item.other}`, r: 13, "data-part": "turn", "data-other": item.other, tabindex: 0, role: "slider",
        "aria-valuemin": -90, "aria-valuemax": 90,
        "aria-label": TEXTS.turn(TEXTS.views[this.name], TEXTS.views[item.other]),
      }),
    }));
    for (const { turn, grip, other } of lines) {
      svg(turn, "title", {}).textContent = TEXTS.turnHint;
      svg(grip, "title", {}).textContent = TEXTS.lineHint(TEXTS.views[other]);
    }
    return lines;
  }

  #renderLines() {
    const { state } = this.desk;
    const [x, y] = this.pixels(state.centre);
    const [long, short] = [2 * Math.max(...this.sides), Math.min(...this.sides)];
    for (const { other, line, casing, grip, turn, ring } of this.lines) {
      const [right, down] = plane.lineIn(state, this.name, other);
      const ends = { x1: x - right * long, y1: y - down * long, x2: x + right * long, y2: y + down * long };
      place(line, ends);
      place(casing, ends);
      place(grip, ends);
      /* On the end that is seen, away from the letters. */
      const reach = 0.36 * short;
      /** @param {number} sign */
      const inside = (sign) => [x + sign * right * reach, y + sign * down * reach];
      const isSeen = (/** @type {number[]} */ [a, b]) => Math.min(a, b, this.sides[0] - a, this.sides[1] - b) > 16;
      const [a, b] = isSeen(inside(1)) || !isSeen(inside(-1)) ? inside(1) : inside(-1);
      const angle = plane.angleOf(state, this.name).toFixed(1);
      place(ring, { cx: a, cy: b });
      place(turn, { cx: a, cy: b, "aria-valuenow": angle, "aria-valuetext": TEXTS.degrees(angle) });
    }
    const offset = plane.offsetOf(state, this.name, this.desk.volume.Centre).toFixed(1);
    place(this.casing, { cx: x, cy: y });
    place(this.centre, { cx: x, cy: y, "aria-valuenow": offset, "aria-valuetext": TEXTS.place(plane.sides(state.centre)) });
  }

  get plane() {
    return this.name;
  }

  get axes() {
    return plane.axesIn(this.desk.state, this.name);
  }

  /** From where it was marked to the centre: a length that keys draw.
   * @returns {Measure} */
  get ruler() {
    const { centre, normals } = this.desk.state;
    return { kind: "length", points: [this.marked ?? centre, centre], frame: normals, view: this.name };
  }

  /* A measure is seen in the plane that it was drawn in, and not beside it. */
  renderMeasures() {
    const ruler = this.marked === null ? [] : [{ ...this.ruler, text: shortText(this.ruler) }];
    const seen = [...this.desk.measures.seen(this.name), ...this.pen.seen, ...ruler];
    this.marks.measure(seen, (point) => this.pixels(point));
  }

  forgetDraft() {
    const wasDrawing = this.pen.cancel() || this.marked !== null;
    this.marked = null;
    this.renderMeasures();
    return wasDrawing;
  }

  /* What of the chosen plane is stored. */
  renderOutline() {
    const corners = this.name === this.desk.state.view ? this.desk.result.corners : null;
    place(this.outline, { points: (corners ?? []).map((corner) => this.pixels(corner).join(",")).join(" ") });
  }

  /* ---- the picture ---- */

  /** @param {boolean} isMoving */
  render(isMoving) {
    if (Math.min(...this.sides) === 0) {
      return;
    }
    const [width, height] = this.sides;
    this.marks.render({ width, height, mm: this.scale, ...plane.axesIn(this.desk.state, this.name) });
    this.bounds.render();
    this.#renderLines();
    this.renderMeasures();
    this.renderOutline();
    const finest = Math.min(FINEST, Math.round(Math.max(width, height) * window.devicePixelRatio));
    const request = viewRequest(this.desk.state, this.name, this.sides, isMoving ? Math.min(COARSE, finest) : finest);
    this.#ask({ request, media: isMoving ? "image/jpeg" : "image/png", isMoving });
  }

  /** The view in which lines are turned stays still, and asks for nothing.
   * @param {Question} question */
  async #ask(question) {
    const key = JSON.stringify(question);
    if (key !== this.#asked) {
      this.#asked = this.#wanted = key;
      this.figure.setAttribute("aria-busy", "true");
      await this.loader.ask(question);
      await this.#tellBusy();
    }
  }

  async #tellBusy() {
    await this.#drawn;
    this.figure.setAttribute("aria-busy", String(this.loader.isBusy || this.refiner.isBusy));
  }

  /** A coarse picture will do at first. While the hand moves it stays; else the whole one follows.
   * @param {Question} question */
  #load(question) {
    const rough = { ...question, request: { ...question.request, Coarse: true } };
    return this.#picture(rough, () => true, (isCoarse) => {
      if (isCoarse && !question.isMoving) {
        this.refiner.ask(question).then(() => this.#tellBusy());
      }
    });
  }

  /** Nobody waits for the whole picture of what was left behind meanwhile.
   * @param {Question} question */
  async #refine(question) {
    const isWanted = () => JSON.stringify(question) === this.#wanted;
    const make = () => (isWanted() ? this.#picture(question, isWanted) : "done");
    refining = refining.then(make);
    return refining;
  }

  /** @param {Question} question
   * @param {() => boolean} isWanted
   * @param {(isCoarse: boolean) => void} [tell] */
  async #picture({ request, media }, isWanted, tell = () => {}) {
    const tellSlow = () => { this.message.textContent = TEXTS.slow; };
    try {
      const { picture, isCoarse } = await preview(this.desk.resource, request, media, tellSlow);
      tell(isCoarse);
      if (isWanted()) {
        this.#drawn = this.#drawn.then(() => this.#show(picture, isCoarse)).catch((error) => this.#fail(error));
      }
    } catch (caught) {
      const error = asFailure(caught);
      if (!error.isBusy && isWanted()) {
        await this.#drawn;
        this.#fail(error);
      }
      return error.isPassing ? "again" : "done";
    }
    return "done";
  }

  /** An old picture under new lines would be wrong.
   * @param {Failure} error */
  #fail(error) {
    this.canvas.width = 1;
    this.figure.classList.remove("coarse");
    this.message.textContent = error.message;
    this.#asked = ""; // the next change may try the same again
  }

  /** @param {Blob} picture
   * @param {boolean} isCoarse */
  async #show(picture, isCoarse) {
    await draw(this.canvas, picture);
    this.message.textContent = "";
    this.figure.classList.toggle("coarse", isCoarse);
    this.figure.dataset.updates = String(Number(this.figure.dataset.updates ?? 0) + 1);
  }
}
