/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The desk: one volume, the state it is seen in, and how that changes. Views, panel and result show it; all that they do
 * goes through here. */
import { Cine } from "./cine.js";
import { element } from "./dom.js";
import { fillPalettes, showLook } from "./look.js";
import { Measures } from "./measures.js";
import * as panel from "./panel.js";
import { renderPoints } from "./placing.js";
import * as plane from "./plane.js";
import { Probe } from "./probe.js";
import { firstState, pointRequest, readLink, rounded, viewRequest, writeLink } from "./request.js";
import { Result } from "./result.js";
import { preview } from "./server.js";
import { showSeveral } from "./stack.js";
import * as store from "./store.js";
import { View } from "./view.js";

/** @import { Cosines, ReportVolume, Resource, Series, SliceRequest, State, Tags, Vector, ViewName } from "./types.d.ts" */

/* Centre and width. Of other modalities the windows are shares of the volume's own: how far its centre goes up, in
 * widths, and how wide it is. */
/** @type {Record<string, [number, number]>} */
const CT_WINDOWS = { brain: [40, 80], bone: [480, 2500], lung: [-600, 1500], softTissue: [40, 400], mediastinum: [50, 350],
  liver: [60, 160], angiography: [300, 600], spine: [50, 250], full: [1024, 4096] };
/** @type {Record<string, [number, number]>} */
const SHARES = { narrow: [0, 0.5], wide: [0, 2], veryWide: [0, 4], brighter: [-0.25, 1], darker: [0.25, 1] };

const SCROLL = 8; // CSS pixels of one slice, when a hand drags
const SETTLE_MS = 250; // after the last key or notch of the wheel

export class Desk {
  /** @type {State} as it is seen */
  state = /** @type {any} */ (null);
  /** @type {ReportVolume} that is seen */
  volume = /** @type {any} */ (null);
  /** @type {State} in which the volume was first seen */
  first = /** @type {any} */ (null);
  /** @type {[number, number] | null} the window of the volume */
  ownWindow = null;
  /** @type {string[]} */
  #history = []; // states as JSON, the last one is that which is seen
  /** @type {string[]} */
  #undone = []; // the last one is that which was undone last
  /** @type {any} a timer */
  #settling = 0;
  /** @type {{ point: Vector, request: SliceRequest | null } | null} */
  #pointed = null; // { point, request } under the pointer

  /** @param {Resource} resource
   * @param {ReportVolume[]} volumes */
  constructor(resource, volumes) {
    this.resource = resource;
    this.volumes = volumes;
    /** @type {View[]} */
    this.views = [];
    /** @type {string | null} */
    this.source = null; // the series of the images, when that is known
    /** @type {Tags | null} */
    this.tags = null; // what one of its images says, when that is known
    /** @type {Series[]} */
    this.others = []; // series of the study in the same space
    this.probe = new Probe(resource);
    this.measures = new Measures(this);
    this.cine = new Cine(this);
    this.result = new Result(this);
  }

  get tool() {
    const chosen = /** @type {HTMLInputElement} */ (document.querySelector("input[name=tool]:checked"));
    return chosen.value;
  }

  /** mm of one key or one notch of the wheel: a slice, as far as the plane of a view goes through several.
   * @param {ViewName} view */
  stepIn(view) {
    return plane.stepAlong(this.volume, this.state.normals[view]);
  }

  /** Shows one of the volumes; a link may say how, or the image that the page was opened with: { orientation, position }
   * of a point in it.
   * @param {number} index
   * @param {URLSearchParams} query
   * @param {{ orientation: Cosines, position: Vector } | null} image */
  start(index, query, image) {
    this.state = /** @type {any} */ ({ volume: this.volumes.length > 1 ? index : null });
    this.#takeVolume();
    this.state = readLink(query, image ? plane.atImage(this.first, image.orientation, image.position) : this.first);
    if (query.get("plane")?.toLowerCase() === "native") {
      this.state = plane.alongVolume(this.state, this.volume);
    }
    this.views = [...document.querySelectorAll(".view")].map((figure) => new View(/** @type {HTMLElement} */ (figure), this));
    this.probe.learnUnit(this.resource, this.volume.Modality).catch(() => null).then((tags) => this.#learn(tags));
    this.#fill();
    this.settle();
    this.#findWindow();
  }

  /** The value at the centre has a unit now, and the images have a name.
   * @param {Tags | null} tags */
  #learn(tags) {
    this.tags = tags;
    this.point(null);
    store.showNames(this);
  }

  /* What follows from the volume that the state names. */
  #takeVolume() {
    this.volume = this.volumes[this.state.volume ?? this.volumes.findIndex(({ Sliceable }) => Sliceable)];
    const { WindowCenter = 0, WindowWidth = 0 } = this.volume;
    this.ownWindow = WindowWidth > 0 ? [WindowCenter, WindowWidth] : null;
    this.first = rounded({ ...firstState(this.volume, this.state.volume), window: this.ownWindow });
  }

  /** Another phase, echo or volume, through the same plane and the same window.
   * @param {number} volume */
  useVolume(volume) {
    this.change({ ...this.state, volume });
    this.#findWindow();
  }

  /** The same, for the eye alone: nothing is settled.
   * @param {number} volume */
  showVolume(volume) {
    const window = this.ownWindow;
    this.state = { ...this.state, volume };
    this.#takeVolume();
    this.ownWindow ??= window;
    this.#fill();
    this.#render(false);
    this.result.ask();
  }

  #fill() {
    panel.fill(this);
    fillPalettes(this);
  }

  /* ---- changes ---- */

  /** The hand moves: coarse pictures of the new state.
   * @param {State} state */
  move(state) {
    this.state = state;
    this.#render(true);
  }

  /** A change that is done at once.
   * @param {State} state */
  change(state) {
    this.state = state;
    this.settle();
  }

  /** One of several small changes: keys, notches of a wheel.
   * @param {State} state */
  nudge(state) {
    this.move(state);
    this.settleSoon();
  }

  settleSoon() {
    clearTimeout(this.#settling);
    this.#settling = setTimeout(() => this.settle(), SETTLE_MS);
  }

  /* The hand has let go: pictures in full, a step that can be undone, a link that can be sent. */
  settle() {
    clearTimeout(this.#settling);
    this.cine.stop();
    this.state = rounded(this.state);
    if (this.volume !== (this.volumes[this.state.volume ?? -1] ?? this.volume)) {
      this.#takeVolume();
      this.#fill();
    }
    const now = JSON.stringify(this.state);
    if (this.#history.at(-1) !== now) {
      this.#history.push(now);
      this.#undone = [];
    }
    this.#render(false);
    panel.showRequest(this);
    panel.showMeasures(this);
    this.result.renderMeasures();
    this.result.ask();
    this.#probe();
    this.#writeLink();
  }

  undo() {
    clearTimeout(this.#settling);
    if (this.#history.length > 1) {
      const undone = [...this.#undone, String(this.#history.pop())];
      this.change(JSON.parse(String(this.#history.at(-1))));
      this.#undone = undone;
    }
  }

  redo() {
    const undone = [...this.#undone];
    if (undone.length > 0) {
      this.change(JSON.parse(String(undone.pop())));
      this.#undone = undone;
    }
  }

  reset() {
    this.change({ ...this.first, window: this.ownWindow, measures: this.state.measures });
  }

  /** Which plane is stored: by the caption of a view, the list or a key, and by nothing else.
   * @param {ViewName} view */
  choose(view) {
    if (this.state.view !== view) {
      this.change({ ...this.state, view });
    }
  }

  /* Gives up what is being drawn; else removes what was measured and is seen in these panes, else in all of them. */
  forgetMeasures(panes = [...this.views, this.result]) {
    if (!panes.map((pane) => pane.forgetDraft()).includes(true)) {
      this.measures.removeSeen(panes.map((pane) => pane.plane));
    }
  }

  /* The tool has changed: what was begun with another one is given up. */
  forgetDrafts() {
    [...this.views, this.result].forEach((pane) => pane.forgetDraft());
  }

  showMeasures() {
    [...this.views, this.result].forEach((pane) => pane.renderMeasures());
    panel.showMeasures(this);
  }

  /** One pane alone, or all four again.
   * @param {HTMLElement} figure */
  maximise(figure) {
    const views = element("views");
    const isAlone = figure.classList.toggle("alone");
    for (const other of views.querySelectorAll("figure")) {
      other.classList.toggle("alone", other === figure && isAlone);
    }
    views.classList.toggle("one", isAlone);
  }

  /** @param {number} factor */
  zoom(factor) {
    const { field, centre, home } = this.state;
    this.nudge({ ...this.state, field: plane.fieldWithin(field * factor), home: factor < 1 ? centre : home });
  }

  #writeLink() {
    const query = new URLSearchParams(window.location.search);
    for (const [key, value] of Object.entries(writeLink(this.state))) {
      if (value === null) {
        query.delete(key);
      } else {
        query.set(key, value);
      }
    }
    window.history.replaceState(null, "", `?${query}`);
  }

  /* ---- the window ---- */

  /* A volume without a window of its own is seen through that of a picture of it, the same on every screen. */
  async #findWindow() {
    const { volume, first } = this;
    if (this.ownWindow !== null || (volume.SamplesPerPixel ?? 1) > 1) { // colours take none
      return;
    }
    try {
      const { geometry } = await preview(this.resource, viewRequest(first, "axial", [256, 256], 256), "image/png");
      this.#takeWindow(volume, geometry.window);
    } catch {
      // the views tell the same fault, and are seen through windows of their own
    }
  }

  /** @param {ReportVolume} volume
   * @param {[number, number]} window */
  #takeWindow(volume, window) {
    if (this.volume === volume) {
      this.ownWindow = window;
      panel.fill(this);
    }
    if (this.volume === volume && this.state.window === null) {
      this.#history = [];
      this.change({ ...this.state, window });
    }
  }

  /** @param {[number, number]} window
   * @returns {State} */
  windowed([center, width]) {
    return (this.volume.SamplesPerPixel ?? 1) > 1 ? this.state : { ...this.state, window: [center, Math.max(width, 1e-6)] };
  }

  /** A hand that drags over a picture: the window, or slice by slice along the normal of a view.
   * @param {string} part
   * @param {ViewName} view
   * @param {number} right
   * @param {number} down */
  dragAlong(part, view, right, down) {
    if (part === "window") {
      this.#dragWindow(right, down);
    } else {
      const mm = -down / SCROLL * this.stepIn(view);
      this.move(plane.movedTo(this.state, plane.moved(this.state.centre, this.state.normals[view], mm)));
    }
  }

  /** @param {number} right
   * @param {number} down */
  #dragWindow(right, down) {
    const share = (this.ownWindow ?? [0, 1])[1] / 300;
    const [center, width] = this.state.window ?? [0, 1];
    this.move(this.windowed([center + down * share, width + right * share]));
  }

  /** Name, centre and width; the key of a window is its index.
   * @returns {[string, number, number][]} */
  windows() {
    const [center, width] = this.ownWindow ?? [0, 1];
    /** @type {[string, number, number][]} */
    const named = this.volume.Modality === "CT" ? Object.entries(CT_WINDOWS).map(([name, [level, wide]]) => [name, level, wide])
      : Object.entries(SHARES).map(([name, [up, share]]) => [name, center + up * width, share * width]);
    return [[(this.volume.WindowWidth ?? 0) > 0 ? "own" : "automatic", center, width], ...named];
  }

  /** @param {number} index */
  useWindow(index) {
    const chosen = this.windows()[index];
    if (chosen) {
      this.nudge(this.windowed([chosen[1], chosen[2]]));
    }
  }

  /* ---- what is seen ---- */

  /** @param {boolean} isMoving */
  #render(isMoving) {
    this.result.outdate(isMoving);
    store.outdate(this);
    store.showNames(this);
    this.views.forEach((view) => view.render(isMoving));
    panel.show(this);
    showLook(this);
    showSeveral(this);
    renderPoints(this);
    if (isMoving) {
      this.probe.show(this.state.centre, null, this.volume);
    }
  }

  #atCentre() {
    return { point: this.state.centre, request: pointRequest(this.state, this.state.view, this.state.centre) };
  }

  /** The pointer rests on a point, or has left (null).
   * @param {Vector | null} point
   * @param {SliceRequest | null} [request] */
  point(point, request = null) {
    this.#pointed = point === null ? null : { point, request };
    this.#probe();
  }

  #probe() {
    const { point, request } = this.#pointed ?? this.#atCentre();
    this.probe.show(point, request, this.volume);
  }
}
