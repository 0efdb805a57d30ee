/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The inputs beside the views: every drag has a number here, and every number a key. */
import { element, part } from "./dom.js";
import { toggleInvert } from "./look.js";
import * as plane from "./plane.js";
import { resultRequest } from "./request.js";
import { thickened } from "./several.js";
import { numberOf, shown, TEXTS } from "./texts.js";

/** @import { NumberInput } from "./types.d.ts" */
/** @import { Desk } from "./desk.js" */

/** @type {Record<string, NumberInput>} */
const NUMBERS = {
  offset: {
    of: ({ state, volume }) => plane.offsetOf(state, state.view, volume.Centre),
    to: ({ state, volume }, value) => plane.withOffset(state, state.view, volume.Centre, value),
  },
  rotation: { of: ({ state }) => state.rotation, to: ({ state }, value) => ({ ...state, rotation: value }) },
  thickness: { of: ({ state }) => state.thickness, least: 0,
    to: ({ state }, value) => ({ ...state, thickness: value, several: thickened(state.several, state.thickness, value) }) },
  "window-center": {
    of: ({ state }) => state.window?.[0] ?? null, to: (desk, value) => desk.windowed([value, desk.state.window?.[1] ?? 1]),
  },
  "window-width": {
    of: ({ state }) => state.window?.[1] ?? null, to: (desk, value) => desk.windowed([desk.state.window?.[0] ?? 0, value]),
    least: Number.MIN_VALUE,
  },
};
for (const view of plane.NAMES) {
  NUMBERS[`angle-${view}`] = {
    of: ({ state }) => plane.angleOf(state, view), to: ({ state }, value) => plane.withAngle(state, view, value),
  };
}
for (const key of /** @type {("spacing" | "extent" | "rows" | "columns")[]} */ (["spacing", "extent", "rows", "columns"])) {
  NUMBERS[key] = { of: ({ state }) => state[key], to: ({ state }, value) => ({ ...state, [key]: value }), mayBeEmpty: true,
    least: Number.MIN_VALUE };
}
/** @type {Record<string, "view" | "interpolation" | "projection">} */
const CHOICES = { plane: "view", interpolation: "interpolation", projection: "projection" };

/* ---- what it shows ---- */

/** @param {number | null} value */
const textOf = (value) => (value === null ? "" : shown(value));

/** What is being typed is not ours to change, as long as it says the same.
 * @param {string} id
 * @param {string} value */
function set(id, value) {
  const input = element(id);
  const isBeingTyped = document.activeElement === input && input.type === "text" &&
    (isWrong(input) ? input.dataset.shown === value : shown(numberOf(input.value)) === value || input.value === value);
  input.dataset.shown = value;
  if (!isBeingTyped && input.value !== value) {
    input.value = value;
    input.removeAttribute("aria-invalid");
  }
}

/** @param {HTMLInputElement} input */
const isWrong = (input) => input.getAttribute("aria-invalid") === "true";

/* The first input with a text that is no number, and what it is called; or null. */
export function wrongInput() {
  const input = Object.keys(NUMBERS).map(element).find(isWrong);
  return input ? { input, label: input.labels[0].textContent.trim() } : null;
}

/** @param {Desk} desk */
export function show(desk) {
  for (const [id, { of }] of Object.entries(NUMBERS)) {
    set(id, textOf(of(desk)));
  }
  for (const [id, key] of Object.entries(CHOICES)) {
    set(id, desk.state[key]);
  }
  const isUsed = (/** @type {[string, number, number]} */ [, center, width]) => center === desk.state.window?.[0] && width === desk.state.window?.[1];
  element("window-preset").selectedIndex = desk.windows().findIndex(isUsed);
  for (const { figure, name } of desk.views) {
    figure.classList.toggle("chosen", name === desk.state.view);
    part(figure, "button").setAttribute("aria-pressed", String(name === desk.state.view));
  }
  element("result-name").textContent = TEXTS.views[desk.state.view];
}

/** @param {Desk} desk */
export function showRequest(desk) {
  element("request").textContent = JSON.stringify(resultRequest(desk.state));
}

/** One line for each measure: a button that leads to its plane, and one that removes it.
 * @param {Desk} desk */
export function showMeasures(desk) {
  const { measures } = desk;
  /** @param {string} text
   * @param {string} className
   * @param {() => void} work */
  const button = (text, className, work) => {
    const made = document.createElement("button");
    Object.assign(made, { type: "button", textContent: text, className, onclick: work });
    return made;
  };
  element("measure-list").replaceChildren(...measures.all.map((measure) => {
    const item = document.createElement("li");
    const remove = button("×", "remove", () => measures.remove([measure]));
    remove.setAttribute("aria-label", TEXTS.removeMeasure(measures.text(measure)));
    item.append(button(measures.text(measure), "measure", () => measures.show(measure)), remove);
    return item;
  }));
  element("measures").hidden = measures.all.length === 0;
}

/** @param {Desk} desk */
async function copyMeasures({ measures }) {
  const text = measures.all.map((measure) => measures.text(measure)).join("\n");
  try {
    await navigator.clipboard.writeText(text);
    element("measure-outcome").textContent = TEXTS.measuresCopied;
  } catch {
    element("measure-outcome").textContent = TEXTS.measuresNotCopied;
  }
}

/** The choices that depend on the volume.
 * @param {Desk} desk */
export function fill(desk) {
  const windows = desk.windows().map(([name], key) => new Option(`${key} ${TEXTS.windows[name]}`));
  element("window-preset").replaceChildren(...windows);
  const options = desk.volumes.flatMap((volume, index) =>
    (volume.Sliceable ? [new Option(TEXTS.volume(index, volume.Difference), String(index))] : []));
  element("which").replaceChildren(...options);
  element("which").value = String(desk.volumes.indexOf(desk.volume));
  element("which").hidden = desk.volumes.length < 2;
  element("which").labels[0].hidden = element("which").hidden;
  element("cine").hidden = options.length < 2;
}

/* ---- what a person does ---- */

/** A number is seen while it is typed; what is none yet is marked, and nothing is stored.
 * @param {Desk} desk
 * @param {string} id
 * @param {NumberInput} number */
function takeNumber(desk, id, { of, to, mayBeEmpty, least = -Infinity }) {
  const input = element(id);
  const value = mayBeEmpty && input.value.trim() === "" ? null : numberOf(input.value);
  const isNumber = value === null || value >= least;
  input.setAttribute("aria-invalid", String(!isNumber));
  if (isNumber && textOf(value) !== textOf(of(desk))) {
    desk.nudge(to(desk, value));
  }
}

/** @type {Record<string, number>} */
const ARROWS = { ArrowUp: 1, ArrowDown: -1 };

/** @param {Desk} desk
 * @param {string} id
 * @param {NumberInput} number */
function onNumber(desk, id, number) {
  const input = element(id);
  input.addEventListener("input", () => takeNumber(desk, id, number));
  input.addEventListener("change", () => {
    if (!isWrong(input)) {
      desk.settle();
    }
  });
  input.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
    const value = numberOf(input.value);
    if (event.key in ARROWS && !Number.isNaN(value)) { // as in every field for numbers; Shift goes further
      event.preventDefault();
      input.value = textOf(value + ARROWS[event.key] * (event.shiftKey ? 10 : 1));
      takeNumber(desk, id, number);
    }
  });
}

/** @type {Record<string, import("./types.d.ts").ViewName>} */
const CHOOSING = { a: "axial", s: "sagittal", c: "coronal" }; // the letters of the captions

/** @type {Record<string, string>} */
const TOOLS = { v: "move", r: "scroll", w: "window", g: "pan", z: "zoom", l: "length", n: "angle", e: "ellipse", o: "polygon", q: "probe" };

/** @param {Desk} desk
 * @param {string} tool */
function useTool(desk, tool) {
  part(document, `input[name=tool][value=${tool}]`).checked = true;
  desk.forgetDrafts();
}

/* Lines, rings, letters and outlines over the pictures. */
function toggleMarks() {
  const isHidden = element("views").classList.toggle("bare");
  element("marks").setAttribute("aria-pressed", String(!isHidden));
}

function togglePanel() {
  const isFolded = element("desk").classList.toggle("folded");
  element("fold").setAttribute("aria-expanded", String(!isFolded));
}

/** @type {Record<string, (desk: Desk) => void>} */
const SWITCHES = {
  h: toggleMarks, p: togglePanel, i: toggleInvert, k: (desk) => desk.cine.toggle(),
  x: (desk) => desk.maximise(document.activeElement?.closest("figure") ?? part(document, ".view.chosen")),
};

/** @param {Desk} desk
 * @param {any} event */
function pressKey(desk, event) {
  if (event.defaultPrevented || event.target.matches("input:not([type=radio], [type=checkbox]), select, textarea")) {
    return;
  }
  if ((event.ctrlKey || event.metaKey) && "zyZ".includes(event.key)) {
    (event.key === "z" ? desk.undo() : desk.redo());
  } else if (event.ctrlKey || event.altKey || event.metaKey) {
    return;
  } else if (/^[0-9]$/.test(event.key)) {
    desk.useWindow(Number(event.key));
  } else if (event.key in CHOOSING) {
    desk.choose(CHOOSING[event.key]);
  } else if (event.key in TOOLS) {
    useTool(desk, TOOLS[event.key]);
  } else if (event.key in SWITCHES) {
    SWITCHES[event.key](desk);
  } else if (event.key === "Delete" || event.key === "Escape") {
    desk.forgetMeasures();
  } else if (event.key === "+" || event.key === "-") {
    desk.zoom(event.key === "+" ? 1 / 1.25 : 1.25);
  } else {
    return;
  }
  event.preventDefault();
}

/** @param {Desk} desk */
export function listen(desk) {
  /** @param {string} id
   * @param {() => void} work */
  const on = (id, work) => element(id).addEventListener("click", work);
  for (const [id, input] of Object.entries(NUMBERS)) {
    onNumber(desk, id, input);
  }
  for (const [id, key] of Object.entries(CHOICES)) {
    element(id).addEventListener("change", () => desk.change({ ...desk.state, [key]: element(id).value }));
  }
  element("window-preset").addEventListener("change", () => desk.useWindow(element("window-preset").selectedIndex));
  element("which").addEventListener("change", () => desk.useVolume(Number(element("which").value)));
  for (const { figure, name } of desk.views) {
    part(figure, "button").addEventListener("click", () => desk.choose(name));
  }
  on("patient", () => desk.change({ ...desk.state, normals: plane.REST, rotation: 0 }));
  on("native", () => desk.change(plane.alongVolume(desk.state, desk.volume)));
  on("copy-measures", () => copyMeasures(desk));
  on("remove-measures", () => desk.measures.remove(desk.measures.all));
  for (const input of document.querySelectorAll("input[name=tool]")) {
    input.addEventListener("change", () => desk.forgetDrafts());
  }
  on("undo", () => desk.undo());
  on("redo", () => desk.redo());
  on("cine", () => desk.cine.toggle());
  on("marks", toggleMarks);
  on("fold", togglePanel);
  on("reset", () => desk.reset());
  on("nearer", () => desk.zoom(1 / 1.25));
  on("farther", () => desk.zoom(1.25));
  document.addEventListener("keydown", (event) => pressKey(desk, event));
}
