/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Several images of one request, as pure functions: a stack of parallel planes, or a turn of planes about an axis.
 *
 *   several = { kind: "Stack", from, spacing, count }       mm along the normal, from the plane that is chosen
 *           | { kind: "Turn", count, range, axis }          image k is turned by k · range / count degrees; axis: "Down", "Across"
 */
import * as plane from "./plane.js";

/** @import { PlaneAt, Several, StackOf, State, TurnOf } from "./types.d.ts" */

export const MOST = 1000; // images of one request

/** @param {number} mm */
const round = (mm) => Number(mm.toFixed(6)) + 0;

/** @param {StackOf} stack */
export const lastOf = ({ from, spacing, count }) => round(from + (count - 1) * spacing);

/** Around the plane that is chosen.
 * @type {(count: number, spacing: number) => StackOf} */
export const centred = (count, spacing) => ({ kind: "Stack", from: round(-(count - 1) * spacing / 2), spacing, count });

/** With a slab, its images lie side by side.
 * @param {State} state */
export const firstStack = ({ thickness }) => centred(20, thickness > 0 ? thickness : 2);
/** @type {() => TurnOf} */
export const firstTurn = () => ({ kind: "Turn", count: 12, range: 180, axis: "Down" });

/** @param {StackOf} stack */
const isCentred = (stack) => stack.from === centred(stack.count, stack.spacing).from;

/** @param {StackOf | TurnOf} several */
export const isRight = (several) => Number.isInteger(several.count) && several.count >= (several.kind === "Stack" ? 2 : 1) && several.count <= MOST &&
  (several.kind === "Stack" ? several.spacing > 0 && Number.isFinite(several.from) : Math.abs(several.range) <= 360);

/** Another distance or number: the middle of the stack stays.
 * @param {StackOf} stack
 * @param {{ count?: number, spacing?: number }} change */
export function respaced(stack, { count = stack.count, spacing = stack.spacing }) {
  const middle = (stack.from + lastOf(stack)) / 2;
  return { ...stack, count, spacing, from: round(middle - (count - 1) * spacing / 2) };
}

/** Another end: the distance stays, so there are as many images as fit.
 * @param {StackOf} stack
 * @param {string} side "from" or "to"
 * @param {number} mm */
export function reaching(stack, side, mm) {
  const [from, to] = side === "from" ? [Math.min(mm, lastOf(stack) - stack.spacing), lastOf(stack)]
    : [stack.from, Math.max(mm, stack.from + stack.spacing)];
  const count = Math.min(Math.floor((to - from) / stack.spacing + 1e-6) + 1, MOST);
  return { ...stack, count, from: side === "from" ? round(to - (count - 1) * stack.spacing) : stack.from };
}

/** A stack that lay side by side goes on doing so.
 * @param {State["several"]} several
 * @param {number} before
 * @param {number} after */
export const thickened = (several, before, after) =>
  (several?.kind === "Stack" && after > 0 && several.spacing === before ? respaced(several, { spacing: after }) : several);

/** The keys of a request.
 * @param {StackOf | TurnOf} several
 * @returns {Several} */
export function severalRequest(several) {
  if (several.kind === "Turn") {
    const { count, range, axis } = several;
    return { Turn: { Count: count, Range: range, Axis: axis } };
  }
  const { count, spacing, from } = several;
  return { Stack: isCentred(several) ? { Count: count, Spacing: spacing } : { From: from, To: lastOf(several), Spacing: spacing } };
}

/** What a request says of several images, or null.
 * @param {Several} request
 * @returns {State["several"]} */
export function readSeveral({ Stack, Turn }) {
  if (Turn) {
    return { ...firstTurn(), count: Turn.Count, range: Turn.Range ?? 180, axis: Turn.Axis ?? "Down" };
  }
  if (Stack?.Count !== undefined) {
    return centred(Stack.Count, Stack.Spacing);
  }
  return Stack ? { kind: "Stack", from: Stack.From, spacing: Stack.Spacing, count: Math.floor((Stack.To - Stack.From) / Stack.Spacing + 1e-6) + 1 } : null;
}

/* ---- links ---- */

/** @param {State["several"]} several */
export const writeSeveral = (several) => several && Object.values(several).join(",");

/** @param {string | null} text
 * @returns {State["several"]} */
export function parseSeveral(text) {
  const [kind, ...parts] = (text ?? "").split(",");
  const numbers = parts.map(Number);
  /** @type {any} */
  const several = kind === "Stack" ? { kind, from: numbers[0], spacing: numbers[1], count: numbers[2] }
    : { kind: "Turn", count: numbers[0], range: numbers[1], axis: parts[2] };
  return ["Stack", "Turn"].includes(kind) && isRight(several) && (kind === "Stack" || ["Down", "Across"].includes(parts[2])) ? several : null;
}

/* ---- where they lie ---- */

/** A point and a normal of each image.
 * @param {State} state
 * @returns {PlaneAt[]} */
export function planesOf(state) {
  const normal = state.normals[state.view];
  const { several, centre } = state;
  if (several === null) {
    return [];
  }
  const count = isRight(several) ? several.count : 0;
  if (several.kind === "Stack") {
    return Array.from({ length: count }, (_, image) => ({ point: plane.moved(centre, normal, several.from + image * several.spacing), normal }));
  }
  const { across, down } = plane.axesIn(state, state.view);
  const axes = several.axis === "Across" ? [down, plane.moved([0, 0, 0], across, -1)] : [across, down];
  const turn = state.rotation * Math.PI / 180;
  const side = plane.moved(plane.moved([0, 0, 0], axes[0], Math.cos(turn)), axes[1], Math.sin(turn));
  return Array.from({ length: count }, (_, image) => {
    const angle = image * several.range / count * Math.PI / 180;
    return { point: centre, normal: plane.moved(plane.moved([0, 0, 0], normal, Math.cos(angle)), side, -Math.sin(angle)) };
  });
}
