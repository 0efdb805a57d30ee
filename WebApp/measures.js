/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is measured: lengths, angles, areas and values, each in the plane that it was drawn in (figures.js). The server says
 * what the values of a region are; lengths, angles and areas follow from the points alone. */
import { angleOf, areaOf, between, isArea, isSomething } from "./figures.js";
import * as plane from "./plane.js";
import { pointRequest, statisticsRequest } from "./request.js";
import { asFailure, post, preview, slicePath } from "./server.js";
import { TEXTS } from "./texts.js";

/** @import { Measure, SliceRequest, Statistics, ViewName } from "./types.d.ts" */
/** @import { Desk } from "./desk.js" */

/** What stands beside it in the picture.
 * @param {Measure} measure
 * @param {Statistics | null} [answer]
 * @param {string} [unit] */
export function shortText(measure, answer = null, unit = "") {
  if (measure.kind === "length") {
    return TEXTS.distance(between(measure.points[0], measure.points[1]));
  }
  if (measure.kind === "angle") {
    return TEXTS.angle(angleOf(measure));
  }
  if (measure.kind === "probe") {
    return answer?.text ?? "";
  }
  const { Mean, StandardDeviation } = answer?.statistics ?? {};
  return Mean === undefined ? TEXTS.area(areaOf(measure)) : TEXTS.areaWithMean(areaOf(measure), Mean, StandardDeviation, unit);
}

/* ---- what the server says of them ---- */

const SOON_MS = 1000;

export class Measures {
  #desk;
  #answers = new Map(); // by the question, as JSON: { statistics }, { text } or { fault }; null: it is on its way

  /** @param {Desk} desk */
  constructor(desk) {
    this.#desk = desk;
  }

  get all() {
    return this.#desk.state.measures ?? [];
  }

  /** @param {Measure} measure */
  #question(measure) {
    const { state, volume } = this.#desk;
    if (isArea(measure)) {
      return statisticsRequest(state, measure, volume);
    }
    return measure.kind === "probe" ? pointRequest({ ...state, normals: measure.frame }, measure.view, measure.points[0]) : null;
  }

  /** What is known of a measure with the sampling that is chosen; what is not yet is asked.
   * @param {Measure} measure */
  answer(measure) {
    const question = this.#question(measure);
    const key = JSON.stringify(question);
    if (question !== null && !this.#answers.has(key)) {
      this.#answers.set(key, null);
      this.#ask(measure, question, key);
    }
    return this.#answers.get(key) ?? null;
  }

  /** @param {Measure} measure
   * @param {SliceRequest} question
   * @param {string} key */
  async #ask(measure, question, key) {
    const { resource, probe } = this.#desk;
    try {
      if (isArea(measure)) {
        this.#answers.set(key, { statistics: await post(`${slicePath(resource)}/statistics`, question) });
      } else {
        const { value } = await preview(resource, question, "image/png");
        this.#answers.set(key, { text: value.length > 0 ? TEXTS.value(value, probe.unit) : TEXTS.outside });
      }
    } catch (caught) {
      const error = asFailure(caught);
      if (error.isPassing) {
        setTimeout(() => this.#ask(measure, question, key), SOON_MS);
        return;
      }
      this.#answers.set(key, { fault: error.message, text: error.isUnsuitable ? TEXTS.outside : error.message });
    }
    this.#desk.showMeasures();
  }

  /** One line for the list and the clipboard.
   * @param {Measure} measure */
  text(measure) {
    const answer = this.answer(measure);
    const kind = TEXTS.measures[measure.kind];
    if (isArea(measure)) {
      const numbers = answer?.statistics ? TEXTS.statistics(answer.statistics, this.#desk.probe.unit) : answer?.fault ?? "…";
      return `${kind}: ${TEXTS.area(areaOf(measure))}; ${numbers}`;
    }
    const place = measure.kind === "probe" ? ` (${TEXTS.place(plane.sides(measure.points[0]))})` : "";
    return `${kind}: ${shortText(measure, answer)}${place}`;
  }

  /** Those whose points all lie in the plane of a view, with what stands beside them.
   * @param {ViewName} view */
  seen(view) {
    const { state, volume, probe } = this.#desk;
    return this.all.filter(({ points }) => points.every((point) => plane.isNear(state, view, volume, point)))
      .map((measure) => ({ ...measure, text: shortText(measure, this.answer(measure), probe.unit) }));
  }

  /* ---- changes: steps that can be undone ---- */

  /** @param {Measure[]} measures */
  #change(measures) {
    this.#desk.change({ ...this.#desk.state, measures });
  }

  /** @param {Measure} measure */
  add(measure) {
    if (isSomething(measure)) {
      this.#change([...this.all, measure]);
    }
  }

  /** @param {Measure[]} unwanted */
  remove(unwanted) {
    const left = this.all.filter((measure) => !unwanted.includes(measure));
    if (left.length < this.all.length) {
      this.#change(left);
    }
  }

  /** Those that are seen in a view; without one, in any.
   * @param {ViewName[]} views */
  removeSeen(views) {
    const { state, volume } = this.#desk;
    this.remove(this.all.filter(({ points }) =>
      views.some((view) => points.every((point) => plane.isNear(state, view, volume, point)))));
  }

  /** The plane that a measure was drawn in.
   * @param {Measure} measure */
  show({ points, frame, view }) {
    const { state, volume } = this.#desk;
    const isThere = points.every((point) => plane.isNear(state, view, volume, point));
    if (!isThere) {
      this.#desk.change({ ...state, centre: points[0], normals: plane.orthonormal(frame) });
    }
  }
}
