/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The figures that are measured, as pure functions of their points.
 *
 *   measure = { kind, points, frame, view }      points of the patient (mm); frame: the planes that it was drawn in
 */
import * as plane from "./plane.js";

/** @import { Axes, Draft, Kind, Measure, Vector } from "./types.d.ts" */

/** @type {Kind[]} */
export const KINDS = ["length", "angle", "ellipse", "polygon", "probe"];
/** @type {Partial<Record<Kind, number>>} */
const COUNTS = { length: 2, angle: 3, ellipse: 2, probe: 1 }; // points that are drawn; of a polygon as many as there are

/** @param {Vector} a
 * @param {Vector} b */
export const between = (a, b) => plane.length(plane.difference(a, b));

/* ---- as it is drawn ---- */

/** @param {Measure} measure */
export const isComplete = ({ kind, points }) => points.length === COUNTS[kind];

/** A draft has the corners of an ellipse, a measure its centre and one end of each half axis.
 * @param {Vector[]} corners
 * @param {Axes} axes */
function ellipseOf([a, b], { across, down }) {
  const half = plane.moved(plane.ORIGIN, plane.difference(b, a), 0.5);
  const centre = plane.moved(a, half, 1);
  return [across, down].reduce((points, axis) => [...points, plane.moved(centre, axis, plane.dot(half, axis))], [centre]);
}

/** What is seen of a draft while the pointer is at cursor: a measure, or null when it is none yet.
 * @param {Draft} draft
 * @returns {Measure | null} */
export function drafted({ kind, points, cursor, axes, frame, view }) {
  const all = cursor === null ? points : [...points, cursor];
  if (kind === "ellipse" && all.length > 1) {
    return { kind, points: ellipseOf(all, axes), frame, view };
  }
  return all.length > 1 || kind === "probe" ? { kind: kind === "angle" && all.length < 3 ? "length" : kind, points: all, frame, view } : null;
}

/* ---- numbers ---- */

/** @param {Measure} measure */
export const isArea = ({ kind }) => kind === "ellipse" || kind === "polygon";

/** mm² of the figure.
 * @param {Measure} measure */
export function areaOf({ kind, points: [first, ...others] }) {
  const ways = others.map((point) => plane.difference(point, first));
  if (kind === "ellipse") {
    return Math.PI * plane.length(plane.cross(ways[0], ways[1]));
  }
  const sum = ways.slice(1).reduce((total, way, index) => plane.moved(total, plane.cross(ways[index], way), 0.5), plane.ORIGIN);
  return plane.length(sum);
}

/** Degrees between the two sides that meet in the second point.
 * @param {Measure} measure */
export function angleOf({ points: [a, corner, b] }) {
  const [first, second] = [a, b].map((point) => plane.difference(point, corner));
  return Math.atan2(plane.length(plane.cross(first, second)), plane.dot(first, second)) * 180 / Math.PI;
}

/** A hand that slips draws nothing.
 * @param {Measure} measure */
export const isSomething = (measure) =>
  (isArea(measure) ? areaOf(measure) > 0.01 && measure.points.length > 2
    : measure.kind === "probe" || measure.points.slice(1).every((point, index) => between(point, measure.points[index]) > 0.01));
