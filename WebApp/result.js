/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The pane that shows exactly what would be stored: its pixels, its millimetres, and the letters of its edges. */
import { wheel } from "./gestures.js";
import { Marks, where } from "./marks.js";
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
    this.measured = null;
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

  forgetRuler() {
    this.measured = null;
    if (this.geometry !== null) {
      this.#renderRuler();
    }
  }

  #show(request, geometry, isExact) {
    const isElsewhere = ["orientation", "position"].some((key) => String(geometry[key]) !== String(this.geometry?.[key]));
    this.measured = isElsewhere ? null : this.measured; // a ruler belongs to its plane
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
    this.#renderRuler();
  }

  #renderRuler() {
    const { position, orientation, spacing } = this.geometry;
    this.marks.measure(this.measured, (point) => {
      const way = plane.difference(point, position);
      return [orientation.slice(0, 3), orientation.slice(3)].map((axis, index) =>
        (plane.dot(way, axis) / spacing[1 - index] + 0.5) / this.scale[index]);
    });
  }

  /* ---- what the hand does ---- */

  /* Column and row under the pointer; whole numbers are centres of pixels. */
  #pixel(event) {
    return where(this.overlay, event).map((at, axis) => at * this.scale[axis] - 0.5);
  }

  #listen() {
    this.overlay.addEventListener("pointerdown", (event) => {
      if (this.geometry !== null && this.desk.tool === "measure") {
        this.overlay.setPointerCapture(event.pointerId);
        const point = pixelPoint(this.geometry, ...this.#pixel(event));
        this.measured = [point, point];
      }
    });
    this.overlay.addEventListener("pointermove", (event) => this.#move(event));
    this.overlay.addEventListener("pointerleave", () => this.desk.point(null));
    this.overlay.addEventListener("wheel", (event) => wheel(event, this.desk, this.desk.state.view), { passive: false });
    this.overlay.addEventListener("dblclick", () => this.desk.maximise(this.pane));
  }

  #move(event) {
    if (this.geometry === null) {
      return;
    }
    if (event.buttons > 0 && this.measured !== null) {
      this.measured = [this.measured[0], pixelPoint(this.geometry, ...this.#pixel(event))];
      this.#renderRuler();
    } else if (!this.isOld) {
      const most = [this.geometry.columns - 1, this.geometry.rows - 1];
      const [column, row] = this.#pixel(event).map((at, axis) => Math.min(Math.max(Math.round(at), 0), most[axis]));
      this.desk.point(pixelPoint(this.geometry, column, row), pixelRequest(this.desk.state, this.geometry, column, row));
    }
  }
}
