/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Phases, echoes or other volumes of a series, one after the other. Whatever else the hand does ends it, and the volume that is seen
 * then stays. */
import { element } from "./dom.js";

/** @import { Desk } from "./desk.js" */

const LEAST_MS = 125; // for one volume: eight in a second, where the server is as fast

/** @param {number} ms */
const wait = (ms) => new Promise((done) => { setTimeout(done, ms); });
const isDrawing = () => document.querySelector("#views figure[aria-busy=true]") !== null;

export class Cine {
  #desk;
  /** @type {object | null} */
  #run = null; // the one that goes on

  /** @param {Desk} desk */
  constructor(desk) {
    this.#desk = desk;
  }

  get isRunning() {
    return this.#run !== null;
  }

  #next() {
    const { state, volumes } = this.#desk;
    const fit = volumes.flatMap(({ Sliceable }, index) => (Sliceable ? [index] : []));
    return fit[(fit.indexOf(state.volume ?? -1) + 1) % fit.length];
  }

  /** @param {object} run */
  async #play(run) {
    while (this.#run === run) {
      this.#desk.showVolume(this.#next());
      const until = Date.now() + LEAST_MS;
      do {
        await wait(20);
      } while (this.#run === run && (isDrawing() || Date.now() < until));
    }
  }

  toggle() {
    if (this.isRunning) {
      this.#desk.settle();
    } else if (this.#desk.volumes.filter(({ Sliceable }) => Sliceable).length > 1) {
      this.#run = {};
      this.#show();
      this.#play(this.#run);
    }
  }

  stop() {
    this.#run = null;
    this.#show();
  }

  #show() {
    element("cine").setAttribute("aria-pressed", String(this.isRunning));
  }
}
