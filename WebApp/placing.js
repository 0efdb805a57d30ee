/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The part of the panel that places planes: by points that are set in the views or typed, by centre and normal, by a matrix
 * or a request that is pasted. */
import { element } from "./dom.js";
import { svg, where } from "./marks.js";
import { byThreePoints, byTwoPoints, isAlike, pictureOf, readPoint, stateOf, withNormal } from "./place.js";
import * as plane from "./plane.js";
import { resultRequest, rounded } from "./request.js";
import { ask, asFailure, preview } from "./server.js";
import { readSeveral } from "./several.js";
import { shown, TEXTS } from "./texts.js";

/** @import { SliceRequest, State, Vector } from "./types.d.ts" */
/** @import { Desk } from "./desk.js" */
/** @import { View } from "./view.js" */

const POINTS = ["point-1", "point-2", "point-3"];

/** @type {{ wanted: number, points: Vector[] } | null} */
let setting = null; // points that are being set by the hand

/** @param {string} sentence */
const tell = (sentence) => { element("place-fault").textContent = sentence; };

/** @param {Vector} point */
const written = (point) => point.map(shown).join("; ");

/* ---- points in the views ---- */

/** @param {Desk} desk */
function showPoints(desk) {
  document.querySelectorAll(".placed").forEach((mark) => mark.remove());
  for (const view of desk.views) {
    for (const point of setting?.points ?? []) {
      const [x, y] = view.pixels(point);
      svg(view.overlay, "path", { class: "placed", d: `M${x - 7} ${y}h14M${x} ${y - 7}v14` });
    }
  }
}

/** @param {Desk} desk */
function stop(desk) {
  setting = null;
  ["two-points", "three-points"].forEach((id) => element(id).setAttribute("aria-pressed", "false"));
  showPoints(desk);
}

/** @param {Desk} desk
 * @param {number} wanted
 * @param {string} id */
function begin(desk, wanted, id) {
  const isOn = element(id).getAttribute("aria-pressed") === "true";
  stop(desk);
  if (!isOn) {
    element(id).setAttribute("aria-pressed", "true");
    setting = { wanted, points: [] };
    tell(TEXTS.setPoints(wanted));
  }
}

/** @param {Desk} desk
 * @param {State | null} state */
function take(desk, state) {
  tell(state === null ? TEXTS.noPlane : "");
  if (state !== null) {
    desk.change(state);
  }
}

/** @param {Desk} desk
 * @param {Vector[]} points
 * @param {Vector} direction */
const through = (desk, points, direction) =>
  (points.length === 3 ? byThreePoints(desk.state, points) : byTwoPoints(desk.state, points, direction));

/** A point that the hand or a key has set; the last one places the plane.
 * @param {Desk} desk
 * @param {View} view
 * @param {Vector} point */
function add(desk, view, point) {
  if (setting === null) {
    return;
  }
  const { wanted, points } = setting;
  const direction = desk.state.normals[view.name];
  points.push(point);
  element(POINTS[points.length - 1]).value = written(point);
  if (points.length < wanted) {
    tell(TEXTS.setPoints(wanted - points.length));
    showPoints(desk);
    return;
  }
  stop(desk);
  POINTS.slice(wanted).forEach((id) => { element(id).value = ""; });
  take(desk, through(desk, points, direction));
}

/** While points are set, a press sets one; wheel, other buttons and keys are what they always are.
 * @param {Desk} desk */
function listenToViews(desk) {
  for (const view of desk.views) {
    view.overlay.addEventListener("pointerdown", (/** @type {PointerEvent} */ event) => {
      if (setting !== null && event.button === 0) {
        event.stopImmediatePropagation();
        add(desk, view, view.point(where(view.overlay, event)));
      }
    }, true);
    view.overlay.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
      if (setting !== null && event.key === "Enter") {
        event.stopImmediatePropagation();
        add(desk, view, desk.state.centre);
      } else if (setting !== null && event.key === "Escape") {
        stop(desk);
        tell("");
      }
    }, true);
  }
}

/** The marks stay where they are in the patient.
 * @param {Desk} desk */
export const renderPoints = (desk) => setting !== null && showPoints(desk);

/* ---- numbers ---- */

/** The points of inputs that are not empty; null when one is none.
 * @param {string[]} ids */
function readInputs(ids) {
  const points = ids.filter((id) => element(id).value.trim() !== "").map((id) => readPoint(element(id).value));
  return points.includes(null) ? null : /** @type {Vector[]} */ (points);
}

/** @param {Desk} desk */
function takePoints(desk) {
  const points = readInputs(POINTS);
  if (points === null || points.length < 2) {
    tell(TEXTS.noPoints);
    return;
  }
  take(desk, through(desk, points, desk.state.normals[desk.state.view]));
}

/** @param {Desk} desk */
function takeNormal(desk) {
  const [centre, normal] = ["centre-point", "normal"].map((id) => readPoint(element(id).value));
  const isEmpty = element("centre-point").value.trim() === "";
  if (normal === null || (centre === null && !isEmpty) || plane.length(normal) < 1e-6) {
    tell(TEXTS.noPoints);
    return;
  }
  take(desk, withNormal(desk.state, normal, centre ?? desk.state.centre));
}

/* ---- what is pasted ---- */

/** @param {string} text */
const parse = (text) => {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
};

/** @param {Desk} desk
 * @param {SliceRequest} request */
async function takeRequest(desk, request) {
  const { geometry } = await preview(desk.resource, pictureOf(request), "image/jpeg");
  const state = rounded({ ...stateOf(desk.state, request, geometry, desk.volumes), several: readSeveral(request) });
  const { geometry: own } = await preview(desk.resource, resultRequest(state), "image/jpeg");
  if (!isAlike(geometry, own)) {
    throw new Error(TEXTS.notTaken(geometry, own));
  }
  desk.change(state);
  const { SeriesDescription, ImageComments, SeriesNumber } = request;
  for (const [id, value] of [["description", SeriesDescription], ["comment", ImageComments], ["number", SeriesNumber]]) {
    if (value !== undefined) {
      element(id).value = String(value);
      element(id).dispatchEvent(new Event("input"));
    }
  }
}

/** A matrix of 3D Slicer, or a request as it is posted.
 * @param {Desk} desk */
async function takePasted(desk) {
  element("apply").setAttribute("aria-busy", "true");
  const text = element("matrix").value;
  const request = parse(text);
  try {
    if (request !== null && typeof request === "object" && !Array.isArray(request)) {
      await takeRequest(desk, request);
    } else {
      const { view, state } = plane.withSliceToRas(desk.state, plane.readMatrix(text) ?? []);
      desk.change({ ...state, view });
    }
    element("matrix-fault").textContent = "";
  } catch (error) {
    element("matrix-fault").textContent = request === null ? TEXTS.noMatrix : asFailure(error).message;
  } finally {
    element("apply").setAttribute("aria-busy", "false");
  }
}

/* Fills in a matrix as it is printed, one of Resources/Samples; nothing moves before it is taken. */
async function showExample() {
  try {
    const { Plane } = await ask("mpr-slice/app/slicer-red.json");
    const rows = [0, 4, 8, 12].map((from) => Plane.SliceToRAS.slice(from, from + 4).join(" "));
    element("matrix").value = rows.join("\n");
    element("matrix-fault").textContent = "";
  } catch (error) {
    element("matrix-fault").textContent = asFailure(error).message;
  }
}

/** @param {Desk} desk */
export function listen(desk) {
  /** @param {string} id
   * @param {() => void} work */
  const on = (id, work) => element(id).addEventListener("click", work);
  on("two-points", () => begin(desk, 2, "two-points"));
  on("three-points", () => begin(desk, 3, "three-points"));
  on("take-points", () => takePoints(desk));
  on("take-normal", () => takeNormal(desk));
  on("apply", () => takePasted(desk));
  on("example", showExample);
  listenToViews(desk);
}
