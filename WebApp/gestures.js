/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a hand does to a view, by mouse, pen, fingers, wheel or keys; it tells the desk. */
import { dragged, isBound, stepped } from "./bounds.js";
import { where } from "./marks.js";
import * as plane from "./plane.js";
import { isPen } from "./pen.js";
import { pointRequest } from "./request.js";

/** @import { Held, Spot, State, Vector, ViewName } from "./types.d.ts" */
/** @import { Desk } from "./desk.js" */
/** @import { View } from "./view.js" */

/** @type {Record<string, Spot>} */
const WAYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const TWICE_MS = 500; // two clicks
const CLICK = 4; // CSS pixels: a hand that presses a button moves as far
/** @type {Record<string, number>} */
const STEPS = { PageUp: 10, PageDown: -10, ArrowUp: 1, ArrowDown: -1 };

/* Ctrl that is pressed, not the one that a browser says when two fingers pinch a trackpad. */
let isCtrl = false;
window.addEventListener("keydown", (event) => { isCtrl = event.ctrlKey || event.key === "Control"; }, true);
window.addEventListener("keyup", (event) => { isCtrl = event.ctrlKey && event.key !== "Control"; }, true);
window.addEventListener("blur", () => { isCtrl = false; });

const NOTCH = 50; // of a wheel; smaller steps are those of a trackpad and count in proportion
const FINE = 0.1; // of a slice, with Ctrl
let rest = 0;

/** A wheel moves a plane by slices; with Shift, or when two fingers pinch, it zooms about a point of the view (mm from its
 * middle).
 * @param {WheelEvent} event
 * @param {Desk} desk
 * @param {ViewName} view
 * @param {Spot} [about] */
export function wheel(event, desk, view, about = [0, 0]) {
  event.preventDefault();
  const delta = event.deltaY || event.deltaX; // Shift makes one of the other
  const notches = event.deltaMode !== 0 || Math.abs(delta) >= NOTCH ? Math.sign(delta) : delta / NOTCH;
  if (event.shiftKey || (event.ctrlKey && !isCtrl)) {
    desk.nudge(plane.zoomedAbout(desk.state, view, about, 1.1 ** notches));
    return;
  }
  rest = Math.sign(rest) === Math.sign(notches) ? rest + notches : notches;
  const whole = Math.trunc(rest);
  rest -= whole;
  if (whole !== 0) {
    const { state } = desk;
    const mm = -whole * desk.stepIn(view) * (isCtrl ? FINE : 1);
    desk.nudge(plane.movedTo(state, plane.moved(state.centre, state.normals[view], mm)));
  }
}

export class Gestures {
  #view;
  #desk;
  /** @type {Map<number, Spot>} */
  #fingers = new Map(); // where the pointers are that are down
  /** @type {Held | null} */
  #held = null; // { part, other, at }: what is dragged, and where the pointer was
  /** @type {State} */
  #before = /** @type {any} */ (null); // the state before the first pointer came down
  /** @type {State} */
  #beforeClick = /** @type {any} */ (null); // the same, of the first of two clicks
  #pressedAt = 0;

  /** @param {View} view */
  constructor(view) {
    this.#view = view;
    this.#desk = view.desk;
    /** @type {(name: string, work: (event: any) => void, options?: AddEventListenerOptions) => void} */
    const listen = (name, work, options) => view.overlay.addEventListener(name, work, options);
    listen("pointerdown", (event) => this.#press(event));
    listen("pointermove", (event) => this.#move(event));
    listen("pointerup", (event) => this.#release(event));
    listen("pointercancel", (event) => this.#release(event));
    listen("pointerleave", () => this.#desk.point(null));
    listen("wheel", (event) => wheel(event, this.#desk, view.name, view.millimetres(where(view.overlay, event))), { passive: false });
    listen("dblclick", () => this.#enlarge());
    listen("keydown", (event) => this.#key(event));
    listen("contextmenu", (event) => event.preventDefault());
    listen("dragstart", (event) => event.preventDefault());
  }

  /* ---- pointers ---- */

  /** @param {PointerEvent} event */
  #press(event) {
    const { overlay } = this.#view;
    const at = where(overlay, event);
    overlay.setPointerCapture(event.pointerId);
    this.#fingers.set(event.pointerId, at);
    if (this.#fingers.size === 2) { // the first finger meant nothing by itself
      this.#view.forgetDraft();
      this.#held = { part: "pinch", at: this.#pinch() };
      this.#desk.move(this.#before);
      return;
    }
    this.#before = this.#desk.state;
    this.#beforeClick = event.detail > 1 || event.timeStamp - this.#pressedAt < TWICE_MS ? this.#beforeClick : this.#before;
    this.#pressedAt = event.timeStamp;
    this.#hold(event, at);
  }

  /* Two clicks show this view alone; what the first one moved goes back. */
  #enlarge() {
    if (isPen(this.#desk.tool)) {
      this.#view.pen.finish();
      return;
    }
    this.#desk.change(this.#beforeClick);
    this.#desk.maximise(this.#view.figure);
  }

  /** @param {PointerEvent} event
   * @param {Spot} at */
  #hold(event, at) {
    const { part, other } = /** @type {any} */ (event.target).dataset;
    const { tool } = this.#desk;
    const meant = event.button === 2 ? "window" : event.button === 1 ? "pan" : tool;
    this.#held = { part: meant === "move" ? part ?? "centre" : meant, other, at, start: at, isClick: true };
    if (isPen(meant)) {
      this.#view.marked = null;
      this.#view.pen.press(at);
    } else if (meant === "move" && part === undefined) {
      this.#desk.move(plane.movedTo(this.#desk.state, this.#view.point(at)));
    }
  }

  /** @param {PointerEvent} event */
  #move(event) {
    const at = where(this.#view.overlay, event);
    if (this.#fingers.has(event.pointerId)) {
      this.#fingers.set(event.pointerId, at);
    }
    this.#view.pen.move(at);
    if (this.#held === null) {
      const point = this.#view.point(at);
      this.#desk.point(point, pointRequest(this.#desk.state, this.#view.name, point));
    } else if (this.#held.part === "pinch") {
      this.#dragPinch();
    } else {
      this.#drag(this.#held, at);
    }
  }

  /** @param {PointerEvent} event */
  #release(event) {
    this.#fingers.delete(event.pointerId);
    if (this.#held !== null && (this.#held.part !== "pinch" || this.#fingers.size === 0)) {
      if (this.#held.part === "line" && this.#held.isClick) { // a click is one on the picture, near a line or not
        this.#desk.move(plane.movedTo(this.#desk.state, this.#view.point(this.#held.at)));
      }
      if (isPen(this.#held.part)) {
        this.#view.pen.release(where(this.#view.overlay, event));
      }
      this.#held = null;
      this.#desk.settle();
    }
  }

  /** The middle of two fingers and how far they are apart.
   * @returns {{ middle: Spot, apart: number }} */
  #pinch() {
    const [a, b] = [...this.#fingers.values()];
    return { middle: [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2], apart: Math.max(Math.hypot(a[0] - b[0], a[1] - b[1]), 1) };
  }

  #dragPinch() {
    if (this.#fingers.size < 2) { // one finger has left already
      return;
    }
    const now = this.#pinch();
    const { middle, apart } = this.#held?.at ?? now;
    const factor = apart / now.apart;
    const from = this.#view.millimetres(middle);
    const [right, down] = this.#view.millimetres(now.middle);
    this.#held = { part: "pinch", at: now };
    this.#desk.move(plane.pinched(this.#desk.state, this.#view.name, from, [right * factor, down * factor], factor));
  }

  /** @param {Held} held
   * @param {Spot} now */
  #drag(held, now) {
    const { part, other, at, start = now, isClick } = held;
    const { state } = this.#desk;
    if (part === "line" && isClick && Math.hypot(now[0] - at[0], now[1] - at[1]) < CLICK) {
      return;
    }
    held.isClick = false;
    const way = plane.difference(this.#view.point(now), this.#view.point(at));
    held.at = now;
    if (part === "turn") {
      const [x, y] = this.#view.pixels(state.centre);
      /** @param {Spot} point */
      const angle = (point) => Math.atan2(point[1] - y, point[0] - x) * 180 / Math.PI;
      this.#desk.move(plane.turned(state, this.#view.name, angle(now) - angle(at)));
    } else if (part === "line" && other) {
      const normal = state.normals[other];
      this.#desk.move(plane.movedTo(state, plane.moved(state.centre, normal, plane.dot(way, normal))));
    } else if (isBound(part)) {
      this.#desk.move(dragged(state, part, this.#view.point(now)));
    } else if (part === "centre") {
      this.#desk.move(plane.movedTo(state, plane.moved(state.centre, way, 1)));
    } else if (part === "pan") {
      this.#desk.move({ ...state, home: plane.moved(state.home, way, -1) });
    } else if (part === "zoom") {
      const about = this.#view.millimetres(start); // the point there stays there
      this.#desk.move(plane.zoomedAbout(state, this.#view.name, about, 1.01 ** (now[1] - at[1])));
    } else if (part === "scroll" || part === "window") {
      this.#desk.dragAlong(part, this.#view.name, now[0] - at[0], now[1] - at[1]);
    }
  }

  /* ---- wheel and keys ---- */

  /** @param {number} mm */
  #along(mm) {
    const { state } = this.#desk;
    this.#desk.nudge(plane.movedTo(state, plane.moved(state.centre, state.normals[this.#view.name], mm)));
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const { part } = /** @type {any} */ (event.target).dataset;
    const { state } = this.#desk;
    const step = this.#desk.stepIn(this.#view.name);
    const far = event.shiftKey ? 10 : 1;
    const way = WAYS[event.key];
    if (event.ctrlKey || event.altKey || event.metaKey) {
      return;
    } else if (part === "turn" && way) {
      this.#desk.nudge(plane.turned(state, this.#view.name, (way[0] || -way[1]) * far));
    } else if (isBound(part) && way) {
      this.#desk.nudge(stepped(state, part, (way[0] || -way[1]) * far));
    } else if (part === "centre" && way) {
      const { across, down } = plane.axesIn(state, this.#view.name);
      this.#desk.nudge(plane.movedTo(state, plane.moved(plane.moved(state.centre, across, way[0] * far), down, way[1] * far)));
    } else if (event.key === "m") { // from the centre to wherever it is moved, until the next "m"
      const { ruler } = this.#view;
      this.#view.marked = this.#view.marked === null ? state.centre : null;
      if (this.#view.marked === null) {
        this.#desk.measures.add(ruler);
      }
      this.#view.renderMeasures();
    } else if (event.key === "Enter" && this.#view.pen.isDrawing) {
      this.#view.pen.finish();
    } else if (event.key === "Delete" || event.key === "Escape") {
      this.#desk.forgetMeasures([this.#view]);
    } else if (event.key in STEPS) {
      this.#along(STEPS[event.key] * step);
    } else if (event.key === "Home" || event.key === "End") {
      const reach = plane.reachOf(this.#desk.volume, state.normals[this.#view.name]) - step;
      const to = event.key === "Home" ? reach : -reach;
      this.#along(to - plane.offsetOf(state, this.#view.name, this.#desk.volume.Centre));
    } else {
      return;
    }
    event.preventDefault();
  }
}
