/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The value at a point, in the units of the source, as a preview of one pixel tells it: so it is the sampler's own, exact,
 * and with the slab and the interpolation that were chosen. */
import { element } from "./dom.js";
import { isBeside } from "./request.js";
import { ask, asFailure, Latest, preview } from "./server.js";
import { TEXTS } from "./texts.js";
import * as plane from "./plane.js";

/** @import { ReportVolume, Resource, SliceRequest, Vector } from "./types.d.ts" */

const value = element("value");
const place = element("place");

export class Probe {
  unit = ""; // of the values
  /** @type {SliceRequest | null} */
  #shown = null;
  #loader;

  /** @param {Resource} resource */
  constructor(resource) {
    this.#loader = new Latest(async (question) => {
      try {
        const { value: values } = await preview(resource, question.request, "image/png");
        this.#tell(question, values.length > 0 ? TEXTS.value(values, this.unit) : TEXTS.outside);
      } catch (caught) {
        const error = asFailure(caught);
        if (error.isBusy) {
          return "again";
        }
        this.#tell(question, error.isUnsuitable ? TEXTS.outside : error.message);
      }
      return "done";
    });
  }

  /** What the values of the series are measured in, as one of its images says; without that, they are bare numbers. Returns
   * all that it says.
   * @param {Resource} resource
   * @param {string | undefined} modality */
  async learnUnit({ level, id }, modality) {
    const image = level === "instances" ? id : (await ask(`series/${encodeURIComponent(id)}`)).Instances[0];
    const tags = await ask(`instances/${image}/simplified-tags`);
    const unit = tags.Units ?? tags.RescaleType ?? (modality === "CT" ? "HU" : "");
    this.unit = unit === "US" ? "" : unit; // unspecified
    return tags;
  }

  /** Tells of a point; request: what asks for the value there, or null while the hand moves. Beside the volume nothing is
   * asked: the console of the browser would show each refusal.
   * @param {Vector} point
   * @param {SliceRequest | null} request
   * @param {ReportVolume} volume */
  show(point, request, volume) {
    place.textContent = TEXTS.place(plane.sides(point));
    this.#shown = request;
    if (request === null) {
      value.textContent = "";
    } else if (isBeside(volume, point, request)) {
      value.textContent = TEXTS.outside;
    } else {
      this.#loader.ask({ request });
    }
  }

  /** @param {{ request: SliceRequest }} question
   * @param {string} text */
  #tell({ request }, text) {
    if (request === this.#shown) { // the hand has not gone on
      value.textContent = text;
    }
  }
}
