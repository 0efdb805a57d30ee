/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The pane that shows exactly what would be stored: its pixels, its millimetres, and the letters of its edges. */
import { element } from "./dom.js";
import { wheel } from "./gestures.js";
import { Marks, where } from "./marks.js";
import { isPen, Pen } from "./pen.js";
import * as plane from "./plane.js";
import { corners, pixelPoint, pixelRequest, resultRequest } from "./request.js";
import { asFailure, draw, Latest, preview } from "./server.js";
import { TEXTS } from "./texts.js";

/** @import { Held, Spot, PictureGeometry, Question, SliceRequest, Vector } from "./types.d.ts" */
/** @import { Desk } from "./desk.js" */

export class Result {
  /** @param {Desk} desk */
  constructor(desk) {
    this.desk = desk;
    this.pane = element("result");
    this.stage = this.pane.querySelector(".stage");
    this.canvas = this.pane.querySelector("canvas");
    this.overlay = this.pane.querySelector("svg");
    this.message = this.pane.querySelector(".message");
    this.overlay.setAttribute("aria-label", TEXTS.resultPicture);
    this.marks = new Marks(this.overlay);
    /** @type {PictureGeometry | null} */
    this.geometry = null; // of the picture that is there
    this.pen = new Pen(this);
    /** @type {Held | null} */
    this.held = null; // what the pointer drags: { part, at }
    /** @type {string | null} */
    this.fault = null; // why there is no picture of what is asked for
    this.scale = [1, 1]; // pixels of the image in one of the screen
    /** @type {{ done: (seen?: any) => void, fail: (reason: Error) => void }[]} */
    this.waiting = []; // who wants to know when the picture is there
    this.loader = new Latest((question) => this.#load(question));
    new ResizeObserver(() => this.#lay()).observe(this.stage);
    this.#listen();
  }

  /* The outer corners of the slice, as long as it is the one that would be stored. */
  get corners() {
    return this.geometry === null || this.isOld ? null : corners(this.geometry);
  }

  get isOld() {
    return this.pane.classList.contains("old");
  }

  /** The picture is not what would be stored any more.
   * @param {boolean} isMoving */
  outdate(isMoving) {
    this.pane.classList.add("old");
    this.pane.classList.remove("live");
    this.fault = null;
    if (isMoving) {
      this.ask("image/jpeg");
    }
  }

  /* Until what is seen is what would be stored; an Error with the reason when it never is. */
  whenSeen() {
    return new Promise((done, fail) => {
      this.waiting.push({ done, fail });
      this.#tellWaiting();
    });
  }

  #tellWaiting() {
    const { fault } = this;
    if (fault !== null) {
      this.waiting.splice(0).forEach(({ fail }) => fail(new Error(fault)));
    } else if (!this.isOld) {
      this.waiting.splice(0).forEach(({ done }) => done());
    }
  }

  /* A JPEG is for the eye while the hand moves; what is seen then is not the last word. */
  async ask(media = "image/png") {
    this.pane.setAttribute("aria-busy", "true");
    await this.loader.ask({ request: resultRequest(this.desk.state), media });
    this.pane.setAttribute("aria-busy", String(this.loader.isBusy));
  }

  /** @param {SliceRequest} request */
  #isWanted(request) {
    return JSON.stringify(resultRequest(this.desk.state)) === JSON.stringify(request);
  }

  /** @param {Question} question */
  async #load({ request, media }) {
    const tellSlow = () => { this.message.textContent = TEXTS.slow; };
    try {
      const { picture, geometry } = await preview(this.desk.resource, request, media, tellSlow);
      await draw(this.canvas, picture);
      this.#show(request, geometry, media === "image/png");
    } catch (caught) {
      const error = asFailure(caught);
      if (!error.isBusy) {
        this.message.textContent = error.message;
        this.fault = this.#isWanted(request) ? error.message : null;
        this.#tellWaiting();
      }
      return error.isPassing ? "again" : "done";
    }
    return "done";
  }

  forgetDraft() {
    return this.pen.cancel();
  }

  /** @param {SliceRequest} request
   * @param {PictureGeometry} geometry
   * @param {boolean} isExact */
  #show(request, geometry, isExact) {
    this.geometry = geometry;
    this.fault = null;
    this.message.textContent = "";
    element("result-size").textContent = TEXTS.size(geometry);
    element("result-place").textContent = TEXTS.position(geometry);
    this.pane.dataset.orientation = geometry.orientation.join(",");
    this.pane.dataset.position = geometry.position.join(",");
    this.pane.dataset.request = JSON.stringify(request);
    this.pane.classList.toggle("live", this.#isWanted(request));
    if (isExact && this.#isWanted(request)) { // else the hand has gone on meanwhile
      this.pane.classList.remove("old");
      this.#tellWaiting();
    }
    this.#lay();
    this.desk.views.forEach((view) => view.renderOutline());
  }

  /* As large as the pane allows, millimetres as they are, whatever the shape of a pixel. */
  #lay() {
    if (this.geometry === null || this.stage.clientWidth === 0) {
      return;
    }
    const { rows, columns, spacing } = this.geometry;
    const [high, wide] = [rows * spacing[0], columns * spacing[1]];
    const mm = Math.max(wide / this.stage.clientWidth, high / this.stage.clientHeight);
    const [width, height] = [wide / mm, high / mm];
    for (const layer of [this.canvas, this.overlay]) {
      layer.style.width = `${width}px`;
      layer.style.height = `${height}px`;
    }
    this.scale = [columns / width, rows / height];
    this.marks.render({ width, height, mm, ...this.axes });
    this.renderMeasures();
  }

  /* That of the picture, where there is one. */
  get #seen() {
    return /** @type {PictureGeometry} */ (this.geometry);
  }

  get plane() {
    return this.desk.state.view;
  }

  get axes() {
    const [across, down] = plane.axesFrom(this.#seen.orientation);
    return { across, down };
  }

  /** @param {Vector} point
   * @returns {Spot} */
  pixels(point) {
    const { position, spacing } = this.#seen;
    const way = plane.difference(point, position);
    const [column, row] = [plane.dot(way, this.axes.across) / spacing[1], plane.dot(way, this.axes.down) / spacing[0]];
    return [(column + 0.5) / this.scale[0], (row + 0.5) / this.scale[1]];
  }

  /** @param {Spot} pixels */
  point(pixels) {
    return pixelPoint(this.#seen, pixels[0] * this.scale[0] - 0.5, pixels[1] * this.scale[1] - 0.5);
  }

  renderMeasures() {
    if (this.geometry !== null) {
      this.marks.measure([...this.desk.measures.seen(this.plane), ...this.pen.seen], (point) => this.pixels(point));
    }
  }

  /* ---- what the hand does ---- */

  #listen() {
    /** @type {(name: string, work: (event: any) => void, options?: AddEventListenerOptions) => void} */
    const listen = (name, work, options) => this.overlay.addEventListener(name, work, options);
    listen("pointerdown", (event) => this.#press(event));
    listen("pointermove", (event) => this.#move(event));
    listen("pointerup", (event) => this.#release(event));
    listen("pointercancel", (event) => this.#release(event));
    listen("pointerleave", () => this.desk.point(null));
    listen("wheel", (event) => wheel(event, this.desk, this.desk.state.view), { passive: false });
    listen("contextmenu", (event) => event.preventDefault());
    listen("dblclick", () => (isPen(this.desk.tool) ? this.pen.finish() : this.desk.maximise(this.pane)));
  }

  /** The window and the slice, as in the views; what moves lines or the pictures of the views has no meaning here.
   * @param {PointerEvent} event */
  #press(event) {
    if (this.geometry === null) {
      return;
    }
    const meant = event.button === 2 ? "window" : this.desk.tool;
    const at = where(this.overlay, event);
    this.overlay.setPointerCapture(event.pointerId);
    this.held = { part: meant, at };
    if (isPen(meant)) {
      this.pen.press(at);
    }
  }

  /** @param {PointerEvent} event */
  #release(event) {
    const part = this.held?.part;
    this.held = null;
    if (isPen(part)) {
      this.pen.release(where(this.overlay, event));
    } else if (part === "window" || part === "scroll") {
      this.desk.settle();
    }
  }

  /** @param {PointerEvent} event */
  #move(event) {
    if (this.geometry === null) {
      return;
    }
    const at = where(this.overlay, event);
    this.pen.move(at);
    if (this.held?.part === "window" || this.held?.part === "scroll") {
      this.desk.dragAlong(this.held.part, this.desk.state.view, at[0] - this.held.at[0], at[1] - this.held.at[1]);
      this.held.at = at;
    } else if (this.held === null && !this.isOld) {
      const most = [this.geometry.columns - 1, this.geometry.rows - 1];
      const [column, row] = at.map((pixels, axis) => Math.min(Math.max(Math.round(pixels * this.scale[axis] - 0.5), 0), most[axis]));
      this.desk.point(pixelPoint(this.geometry, column, row), pixelRequest(this.desk.state, this.geometry, column, row));
    }
  }
}
