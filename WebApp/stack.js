/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The numbers of a stack or a turn, beside the views that show where its planes lie. */
import { element } from "./dom.js";
import { firstStack, firstTurn, isRight, lastOf, reaching, respaced } from "./several.js";
import { numberOf, shown, TEXTS } from "./texts.js";

/** @import { StackOf, TurnOf } from "./types.d.ts" */
/** @import { Desk } from "./desk.js" */

/** What the inputs show, and the stack or turn that a number makes. kind: of which alone it is a number.
 * @type {Record<string, { of(several: any): number, to(several: any, value: number): StackOf | TurnOf, kind?: string }>} */
const INPUTS = {
  count: { of: ({ count }) => count, to: (several, count) => (several.kind === "Stack" ? respaced(several, { count }) : { ...several, count }) },
  between: { of: ({ spacing }) => spacing, to: (several, spacing) => respaced(several, { spacing }), kind: "Stack" },
  from: { of: ({ from }) => from, to: (several, mm) => reaching(several, "from", mm), kind: "Stack" },
  to: { of: lastOf, to: (several, mm) => reaching(several, "to", mm), kind: "Stack" },
  range: { of: ({ range }) => range, to: (several, range) => ({ ...several, range }), kind: "Turn" },
};

/** @param {string} id */
const isWrong = (id) => element(id).getAttribute("aria-invalid") === "true";
/** @param {string} id
 * @param {StackOf | TurnOf} several */
const isMeant = (id, several) => INPUTS[id].kind === undefined || INPUTS[id].kind === several.kind;

/** @param {StackOf | TurnOf} several */
function showInputs(several) {
  for (const [id, { of }] of Object.entries(INPUTS)) {
    const isHidden = !isMeant(id, several);
    element(id).hidden = element(id).labels[0].hidden = isHidden;
    if (!isHidden && !(document.activeElement === element(id) && (isWrong(id) || numberOf(element(id).value) === of(several)))) {
      element(id).value = shown(of(several));
      element(id).removeAttribute("aria-invalid");
    }
  }
  element("axis").hidden = element("axis").labels[0].hidden = several.kind !== "Turn";
  element("several").value = several.kind;
  element("axis").value = several.kind === "Turn" ? several.axis : "Down";
}

/** Shows the numbers of what the desk draws.
 * @param {Desk} desk */
export function showSeveral({ state: { several } }) {
  element("stack-dialog").hidden = several === null;
  element("stack").setAttribute("aria-expanded", String(several !== null));
  if (several === null) {
    return;
  }
  showInputs(several);
  const wrong = Object.keys(INPUTS).some((id) => isMeant(id, several) && isWrong(id));
  element("store-stack").disabled = wrong;
  element("reach").textContent = wrong ? TEXTS.noStack
    : several.kind === "Stack" ? TEXTS.reach(several.from, lastOf(several)) : TEXTS.turnReach(several.count, several.range);
}

/** @param {Desk} desk
 * @param {string} id */
function take(desk, id) {
  const { several } = desk.state;
  const next = INPUTS[id].to(several, numberOf(element(id).value));
  const isNumber = isRight(next) && (!["from", "to"].includes(id) || Number.isFinite(numberOf(element(id).value)));
  element(id).setAttribute("aria-invalid", String(!isNumber));
  if (isNumber) {
    desk.nudge({ ...desk.state, several: next });
  } else {
    showSeveral(desk);
  }
}

/** @param {Desk} desk */
export const close = (desk) => {
  desk.change({ ...desk.state, several: null });
  element("stack").focus();
};

/** @param {Desk} desk */
export function listen(desk) {
  /** @param {StackOf | TurnOf} several */
  const show = (several) => desk.change({ ...desk.state, several });
  element("stack").addEventListener("click", () => {
    if (desk.state.several === null) {
      show(firstStack(desk.state));
    }
    element("stack-dialog").scrollIntoView({ block: "nearest" });
    element("count").focus();
  });
  element("close-stack").addEventListener("click", () => close(desk));
  element("stack-dialog").addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
    if (event.key === "Escape") {
      event.preventDefault();
      close(desk);
    }
  });
  Object.keys(INPUTS).forEach((id) => element(id).addEventListener("input", () => take(desk, id)));
  element("several").addEventListener("change", () => show(element("several").value === "Turn" ? firstTurn() : firstStack(desk.state)));
  element("axis").addEventListener("change", () => show({ ...firstTurn(), ...desk.state.several, kind: "Turn", axis: element("axis").value }));
}
