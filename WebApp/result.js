/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The pane that shows exactly what would be stored: its pixels, its millimetres, and the letters of its edges. */
import { wheel } from "./gestures.js";
import { Marks, where } from "./marks.js";
import { isPen, Pen } from "./pen.js";
import * as plane from "./plane.js";
import { corners, pixelPoint, pixelRequest, resultRequest } from "./request.js";
import { draw, Latest, preview } from "./server.js";
import { TEXTS } from "./texts.js";

export class Result {
  constructor(desk) {
    this.desk = desk;
    this.pane = document.getElementById("result");
    this.stage = this.pane.querySelector(".stage");
    this.canvas = this.pane.querySelector("canvas");
    this.overlay = this.pane.querySelector("svg");
    this.message = this.pane.querySelector(".message");
    this.overlay.setAttribute("aria-label", TEXTS.resultPicture);
    this.marks = new Marks(this.overlay);
    this.geometry = null; // of the picture that is there
    this.pen = new Pen(this);
    this.held = null; // what the pointer drags: { part, at }
    this.fault = null; // why there is no picture of what is asked for
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

  /* The picture is not what would be stored any more. */
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
    if (this.fault !== null) {
      this.waiting.splice(0).forEach(({ fail }) => fail(new Error(this.fault)));
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

  #isWanted(request) {
    return JSON.stringify(resultRequest(this.desk.state)) === JSON.stringify(request);
  }

  async #load({ request, media }) {
    const tellSlow = () => { this.message.textContent = TEXTS.slow; };
    try {
      const { picture, geometry } = await preview(this.desk.resource, request, media, tellSlow);
      await draw(this.canvas, picture);
      this.#show(request, geometry, media === "image/png");
    } catch (error) {
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

  #show(request, geometry, isExact) {
    this.geometry = geometry;
    this.fault = null;
    this.message.textContent = "";
    document.getElementById("result-size").textContent = TEXTS.size(geometry);
    document.getElementById("result-place").textContent = TEXTS.position(geometry);
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
    const { rows, columns, spacing, orientation } = this.geometry;
    const [high, wide] = [rows * spacing[0], columns * spacing[1]];
    const mm = Math.max(wide / this.stage.clientWidth, high / this.stage.clientHeight);
    const [width, height] = [wide / mm, high / mm];
    for (const layer of [this.canvas, this.overlay]) {
      layer.style.width = `${width}px`;
      layer.style.height = `${height}px`;
    }
    this.scale = [columns / width, rows / height]; // pixels of the image in one of the screen
    this.marks.render({ width, height, mm, across: orientation.slice(0, 3), down: orientation.slice(3) });
    this.renderMeasures();
  }

  get plane() {
    return this.desk.state.view;
  }

  get axes() {
    const { orientation } = this.geometry;
    return { across: orientation.slice(0, 3), down: orientation.slice(3) };
  }

  pixels(point) {
    const { position, spacing } = this.geometry;
    const way = plane.difference(point, position);
    return Object.values(this.axes).map((axis, index) => (plane.dot(way, axis) / spacing[1 - index] + 0.5) / this.scale[index]);
  }

  point(pixels) {
    return pixelPoint(this.geometry, ...pixels.map((at, axis) => at * this.scale[axis] - 0.5));
  }

  renderMeasures() {
    if (this.geometry !== null) {
      this.marks.measure([...this.desk.measures.seen(this.plane), ...this.pen.seen], (point) => this.pixels(point));
    }
  }

  /* ---- what the hand does ---- */

  #listen() {
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

  /* The window and the slice, as in the views; what moves lines or the pictures of the views has no meaning here. */
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

  #release(event) {
    const part = this.held?.part;
    this.held = null;
    if (isPen(part)) {
      this.pen.release(where(this.overlay, event));
    } else if (part === "window" || part === "scroll") {
      this.desk.settle();
    }
  }

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
