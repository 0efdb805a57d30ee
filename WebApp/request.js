/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the page asks the server for, as pure functions of its state; and the state as a link.
 *
 *   state = { centre, normals, rotation, home, field,             geometry: plane.js
 *             view, volume,                                       which plane is stored, of which volume (null: there is one)
 *             interpolation, thickness, projection,               how it is sampled
 *             spacing, rows, columns, extent,                     its size (null: the whole cut)
 *             window,                                             [centre, width], null: the volume's own
 *             several,                                            a stack or a turn (null: one image): several.js
 *             palette, inverted }                                 how it is shown, never stored: look.js
 */
import { PALETTES } from "./palettes.js";
import * as plane from "./plane.js";
import { parseSeveral, writeSeveral } from "./several.js";

/** @import { Measure, Normals, PictureGeometry, ReportVolume, SliceRequest, State, Vector, ViewName, Volume } from "./types.d.ts" */

/** @type {Pick<State, "interpolation" | "thickness" | "projection" | "spacing" | "rows" | "columns" | "extent" | "window" |
 *   "palette" | "inverted" | "several">} */
const PLAIN = {
  interpolation: "Linear", thickness: 0, projection: "Mean", spacing: null, rows: null, columns: null, extent: null, window: null,
  palette: "grey", inverted: false, several: null,
};

/** The state in which a volume of the geometry report is first seen.
 * @param {ReportVolume} volume
 * @param {number | null} index
 * @returns {State} */
export const firstState = (volume, index) => ({ ...plane.restOf(volume), ...PLAIN, view: "axial", volume: index });

/* ---- rounding ---- */

/** @type {(digits: number) => (value: number) => number} */
const roundTo = (digits) => (value) => Number(value.toFixed(digits)) + 0; // + 0: no -0
/** @type {(vector: Vector, digits?: number) => Vector} */
const tidy = ([x, y, z], digits = 9) => [roundTo(digits)(x), roundTo(digits)(y), roundTo(digits)(z)];
/** @type {("spacing" | "rows" | "columns" | "extent")[]} */
const SIZES = ["spacing", "rows", "columns", "extent"];

/** The state as a link says it, and nothing beyond: what is asked for, linked and read again is the same to the last digit.
 * Two directions are rounded and kept as frame; all three normals follow from those.
 * @param {State} state
 * @returns {State} */
export function rounded(state) {
  const mm = roundTo(6);
  /** @param {number} value */
  const number = (value) => Number(value.toPrecision(9)) + 0;
  const kept = state.frame && JSON.stringify(plane.orthonormal(state.frame)) === JSON.stringify(state.normals) ? state.frame : null;
  const frame = kept ?? { axial: tidy(state.normals.axial), coronal: tidy(state.normals.coronal) };
  const next = { ...state, frame, normals: plane.orthonormal(frame), centre: tidy(state.centre, 6), home: tidy(state.home, 6),
    rotation: mm(state.rotation), field: mm(state.field), thickness: mm(state.thickness) };
  for (const key of SIZES) {
    const size = state[key];
    next[key] = size === null ? null : number(size);
  }
  next.window = state.window && [number(state.window[0]), number(state.window[1])];
  return next;
}

/* ---- requests ---- */

/** @param {State} state */
const windowing = ({ window }) => (window === null ? {} : { WindowCenter: window[0], WindowWidth: window[1] });

/** @param {{ normals: Normals }} state
 * @param {ViewName} view
 * @param {Vector} point */
const planeOf = (state, view, point) => ({
  Normal: tidy(state.normals[view]), Point: tidy(point), Across: tidy(plane.axesIn(state, view).across),
});

/** @param {State} state */
function sampling({ interpolation, thickness, projection, volume }) {
  return {
    ...(interpolation === PLAIN.interpolation ? {} : { Interpolation: interpolation }),
    ...(thickness > 0 ? { Slab: { Thickness: thickness, Projection: projection } } : {}),
    ...(volume === null ? {} : { Volume: volume }),
  };
}

/** @param {State} state */
function sizing({ spacing, rows, columns, extent }) {
  const keys = { PixelSpacing: spacing, FieldOfView: extent, Rows: rows, Columns: columns };
  return Object.fromEntries(Object.entries(keys).filter(([, value]) => value !== null));
}

/** What a view shows, of width × height on the screen: the field across the shorter side; so many pixels on the longer one.
 * @param {State} state
 * @param {ViewName} view
 * @param {number[]} sides
 * @param {number} pixels */
export function viewRequest(state, view, [width, height], pixels) {
  const [mm, share] = [state.field / Math.min(width, height), pixels / Math.max(width, height)];
  const [Rows, Columns] = [height, width].map((side) => Math.max(Math.round(side * share), 1));
  return { Plane: planeOf(state, view, plane.middleOf(state, view)), Layout: "AsGiven",
    FieldOfView: [height, width].map((side) => roundTo(6)(side * mm)), Rows, Columns, ...sampling(state), ...windowing(state) };
}

/** What is stored.
 * @param {State} state */
export function resultRequest(state) {
  const turn = state.rotation === 0 ? {} : { Rotation: state.rotation };
  return { Plane: planeOf(state, state.view, state.centre), ...turn, ...sizing(state), ...sampling(state), ...windowing(state) };
}

const ONE_PIXEL = { Layout: "AsGiven", Rows: 1, Columns: 1 };

/** The value at a point of a view.
 * @param {State} state
 * @param {ViewName} view
 * @param {Vector} point */
export const pointRequest = (state, view, point) => ({ Plane: planeOf(state, view, point), ...ONE_PIXEL, ...sampling(state) });

/** What the values within an ellipse or a polygon are: of an image of its plane that is a little larger than it.
 * @param {State} state
 * @param {Measure} measure
 * @param {ReportVolume} volume */
export function statisticsRequest(state, { kind, points, frame, view }, volume) {
  const { across, down } = plane.axesIn({ normals: frame }, view);
  const rim = 4 * Math.max(...volume.PixelSpacing, volume.Steps.Median);
  const middle = kind === "ellipse" ? points[0] : points.reduce((sum, point) => plane.moved(sum, point, 1 / points.length), plane.ORIGIN);
  /** @param {Vector} axis */
  const reach = (axis) => 2 * Math.max(...points.map((point) => Math.abs(plane.dot(plane.difference(point, middle), axis))));
  const turned = kind === "ellipse" ? Math.SQRT2 : 1; // half axes may lie aslant
  return { Plane: planeOf({ normals: frame }, view, middle), Layout: "AsGiven",
    FieldOfView: [down, across].map((axis) => roundTo(3)(turned * reach(axis) + rim)), ...sampling(state),
    Region: { [kind === "ellipse" ? "Ellipse" : "Polygon"]: points.map((point) => tidy(point, 6)) } };
}

/** The value of a pixel of the result; geometry is what the server says of it.
 * @param {State} state
 * @param {PictureGeometry} geometry
 * @param {number} column
 * @param {number} row */
export function pixelRequest(state, geometry, column, row) {
  const point = pixelPoint(geometry, column, row);
  return { Plane: { ImageOrientationPatient: geometry.orientation, ImagePositionPatient: tidy(point) },
    PixelSpacing: geometry.spacing, ...ONE_PIXEL, ...sampling(state) };
}

/** Whether one of these two, for a point, would surely be refused: the point is beside the volume.
 * @param {Volume} volume
 * @param {Vector} point
 * @param {SliceRequest} request */
export function isBeside(volume, point, { Plane, Slab }) {
  const normal = Plane.Normal ?? plane.axesFrom(Plane.ImageOrientationPatient)[2];
  return plane.misses(volume, point, normal, Slab?.Thickness ?? 0);
}

/** The centre of a pixel, in the patient.
 * @param {PictureGeometry} geometry
 * @param {number} column
 * @param {number} row */
export function pixelPoint({ orientation, position, spacing }, column, row) {
  const [across, down] = plane.axesFrom(orientation);
  return plane.moved(plane.moved(position, across, column * spacing[1]), down, row * spacing[0]);
}

/** The outer corners of the result.
 * @param {PictureGeometry} geometry */
export function corners(geometry) {
  const [right, bottom] = [geometry.columns - 0.5, geometry.rows - 0.5];
  return [[-0.5, -0.5], [right, -0.5], [right, bottom], [-0.5, bottom]].map(([column, row]) => pixelPoint(geometry, column, row));
}

/* ---- links ---- */

/** @type {{ interpolation: State["interpolation"][], projection: State["projection"][], palette: string[] }} */
const CHOICES = { interpolation: ["Linear", "Nearest", "Cubic", "Lanczos"], projection: ["Mean", "Maximum", "Minimum"],
  palette: ["grey", ...PALETTES] };

/** Names and values for the query of the page, of a rounded state; null for what is as it always is.
 * @param {State} state */
export function writeLink(state) {
  const { axial, coronal } = state.frame ?? state.normals;
  /** @type {Record<string, string | null>} */
  const link = {
    plane: state.view, centre: String(state.centre), axial: String(axial), coronal: String(coronal),
    rotation: String(state.rotation), home: String(state.home), field: String(state.field),
    volume: state.volume === null ? null : String(state.volume), window: state.window === null ? null : String(state.window),
    thickness: state.thickness > 0 ? String(state.thickness) : null, inverted: state.inverted ? "true" : null,
    several: writeSeveral(state.several),
  };
  SIZES.forEach((key) => { link[key] = state[key] === null ? null : String(state[key]); });
  link.interpolation = state.interpolation === PLAIN.interpolation ? null : state.interpolation;
  link.projection = state.projection === PLAIN.projection ? null : state.projection;
  link.palette = state.palette === PLAIN.palette ? null : state.palette;
  return link;
}

/** @param {URLSearchParams} query
 * @param {string} key
 * @param {number} count
 * @param {number} most
 * @returns {any} that many numbers, or null */
function readVector(query, key, count, most) {
  const numbers = (query.get(key) ?? "").split(",").map(Number);
  return numbers.length === count && numbers.every((value) => Number.isFinite(value) && Math.abs(value) < most) ? numbers : null;
}

/** @param {URLSearchParams} query
 * @param {string} key
 * @param {number} least */
function readNumber(query, key, least) {
  const value = Number.parseFloat(query.get(key) ?? "");
  return Number.isFinite(value) && value > least && value < 1e5 ? value : null;
}

/** @param {URLSearchParams} query
 * @param {State} state */
function readGeometry(query, state) {
  const [axial, coronal] = ["axial", "coronal"].map((key) => readVector(query, key, 3, 1e5));
  const isFrame = axial && coronal && plane.length(plane.cross(axial, coronal)) > 0.1;
  return {
    centre: readVector(query, "centre", 3, 1e5) ?? state.centre, home: readVector(query, "home", 3, 1e5) ?? state.home,
    field: readNumber(query, "field", 1) ?? state.field, rotation: readNumber(query, "rotation", -1e4) ?? state.rotation,
    ...(isFrame ? { frame: { axial, coronal }, normals: plane.orthonormal({ axial, coronal }) } : {}),
  };
}

/** What of a link is there and makes sense; the rest is as it was.
 * @param {URLSearchParams} query
 * @param {State} state */
export function readLink(query, state) {
  const read = { ...state, ...readGeometry(query, state) };
  const view = plane.NAMES.find((name) => name === (query.get("plane") ?? "").toLowerCase());
  const window = readVector(query, "window", 2, 1e10);
  if (view) {
    read.view = view;
  }
  if (window !== null && window[1] > 0) {
    read.window = window;
  }
  SIZES.forEach((key) => { read[key] = readNumber(query, key, 0) ?? state[key]; });
  read.thickness = readNumber(query, "thickness", 0) ?? state.thickness;
  read.interpolation = CHOICES.interpolation.find((one) => one === query.get("interpolation")) ?? state.interpolation;
  read.projection = CHOICES.projection.find((one) => one === query.get("projection")) ?? state.projection;
  read.palette = CHOICES.palette.find((one) => one === query.get("palette")) ?? state.palette;
  read.several = parseSeveral(query.get("several")) ?? state.several;
  read.inverted = query.get("inverted") === "true" || state.inverted;
  return rounded(read);
}
