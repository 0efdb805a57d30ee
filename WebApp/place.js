/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Planes that are placed by points, by numbers or by a request that is pasted; the geometry as pure functions. */
import * as plane from "./plane.js";
import { numberOf } from "./texts.js";

/** @import { Normals, PictureGeometry, ReportVolume, SliceRequest, State, Vector } from "./types.d.ts" */

/* ---- geometry ---- */

/** @param {Normals} normals
 * @param {Vector} way */
const nearest = (normals, way) => plane.NAMES.reduce((best, name) =>
  (Math.abs(plane.dot(normals[name], way)) > Math.abs(plane.dot(normals[best], way)) ? name : best));
const { axial, sagittal, coronal } = plane.VIEWS;
const RESTING = { axial: axial.normal, sagittal: sagittal.normal, coronal: coronal.normal };

/** The planes, so that the one that is stored has a normal and goes through a point; its edges follow from the view.
 * @param {State} state
 * @param {Vector} normal
 * @param {Vector} point */
export function withNormal(state, normal, point) {
  const through = plane.unit(normal);
  const { across, down } = plane.axesOf(nearest(RESTING, through), through);
  const normals = plane.frameOf([across, down, through]);
  return { ...state, view: nearest(normals, through), centre: point, normals, rotation: 0 };
}

const SHORTEST = 0.1; // mm between points that make a plane

/** @param {Vector[]} points */
const middle = (points) => points.reduce((sum, point) => plane.moved(sum, point, 1 / points.length), plane.ORIGIN);

/** Through two points, at a right angle to the picture in which they were set; or null.
 * @param {State} state
 * @param {Vector[]} points
 * @param {Vector} direction */
export function byTwoPoints(state, [a, b], direction) {
  const way = plane.difference(b, a);
  const normal = plane.cross(way, direction);
  return plane.length(normal) < SHORTEST ? null : withNormal(state, normal, middle([a, b]));
}

/** Through three points; or null when they lie on a line.
 * @param {State} state
 * @param {Vector[]} points */
export function byThreePoints(state, [a, b, c]) {
  const [one, other] = [plane.difference(b, a), plane.difference(c, a)];
  const normal = plane.cross(one, other);
  const longest = Math.max(plane.length(one), plane.length(other), SHORTEST);
  return plane.length(normal) / longest < SHORTEST ? null : withNormal(state, normal, middle([a, b, c]));
}

/* ---- numbers of a person ---- */

/** @type {Record<string, [number, number]>} axis and sign */
const SIDES = { L: [0, 1], R: [0, -1], P: [1, 1], A: [1, -1], H: [2, 1], S: [2, 1], F: [2, -1], I: [2, -1] };

/** "L 12.5, A 3, H 40", in any order.
 * @param {string} text
 * @returns {Vector | null} */
function readSides(text) {
  const parts = [...text.matchAll(/([LRPAHSFI])\s*(\d+(?:[.,]\d+)?)/gi)];
  /** @type {any[]} */
  const point = [null, null, null];
  for (const [, letter, digits] of parts) {
    const [axis, sign] = SIDES[letter.toUpperCase()];
    point[axis] = sign * numberOf(digits);
  }
  return parts.length === 3 && point.every((value) => value !== null) ? /** @type {any} */ (point) : null;
}

/** Three numbers, as a person or a program writes them: "12.5 -3 40", "12,5; -3; 40", "[12.5, -3, 40]", or with the letters of
 * the sides; or null.
 * @param {string} text
 * @returns {Vector | null} */
export function readPoint(text) {
  const bare = text.replace(/[[\]()]/g, " ").replace(/\bmm\b/g, " ").trim();
  if (/[LRPAHSFI]\s*\d/i.test(bare)) {
    return readSides(bare);
  }
  for (const separator of [/\s*;\s*|\s+/, /\s*,\s*/]) {
    const parts = bare.split(separator).map((part) => part.replace(/,$/, "")).filter((part) => part !== "");
    const numbers = parts.map(numberOf);
    if (numbers.length === 3 && numbers.every((value) => Number.isFinite(value) && Math.abs(value) < 1e5)) {
      return [numbers[0], numbers[1], numbers[2]];
    }
  }
  return null;
}

/* ---- requests ---- */

/** @param {any} value */
const isVector = (value) => Array.isArray(value) && value.length === 3 && value.every(Number.isFinite);

/** A request of the page itself says a frame, which is taken to the last digit.
 * @param {SliceRequest} request */
const isOwn = ({ Plane, Space, Offset, Layout }) => isVector(Plane?.Normal) && isVector(Plane.Point) && isVector(Plane.Across) &&
  Space === undefined && Offset === undefined && Layout === undefined;

/** What of a request is not the plane: sampling, size, window.
 * @param {State} state
 * @param {SliceRequest} request
 * @param {ReportVolume[]} volumes
 * @returns {State} */
function settings(state, request, volumes) {
  const { Interpolation, Slab, Volume, WindowCenter, WindowWidth, PixelSpacing, Rows, Columns, FieldOfView } = request;
  /** @param {number} value */
  const single = (value) => (typeof value === "number" ? value : null);
  return {
    ...state, interpolation: Interpolation ?? "Linear", thickness: Slab?.Thickness ?? 0, projection: Slab?.Projection ?? "Mean",
    volume: state.volume !== null && volumes[Volume]?.Sliceable ? Volume : state.volume,
    window: WindowWidth > 0 ? [WindowCenter, WindowWidth] : state.window,
    spacing: single(PixelSpacing), rows: Rows ?? null, columns: Columns ?? null, extent: single(FieldOfView),
  };
}

/** The plane of a picture that the server made of a request; its size when the request says one.
 * @param {State} state
 * @param {PictureGeometry} geometry */
function ofGeometry(state, geometry) {
  const { orientation, position, spacing, rows, columns } = geometry;
  const [across, down, normal] = plane.axesFrom(orientation);
  const centre = plane.moved(plane.moved(position, across, spacing[1] * (columns - 1) / 2), down, spacing[0] * (rows - 1) / 2);
  const next = withNormal(state, normal, centre);
  const axes = plane.axesIn(next, next.view);
  const turn = Math.atan2(plane.dot(across, axes.down), plane.dot(across, axes.across)) * 180 / Math.PI;
  return { ...next, rotation: turn - 90 * Math.round(turn / 90) };
}

/** Whether two pictures are the same one: turned alike, of the same size, and no pixel apart. A cut that is as large as the volume allows may
 * have a row more or less around another point of the plane.
 * @param {PictureGeometry} a
 * @param {PictureGeometry} b */
export function isAlike(a, b) {
  /** @type {(one: number[], other: number[], within: number) => boolean} */
  const near = (one, other, within) => one.every((value, index) => Math.abs(value - other[index]) <= within);
  return near(a.orientation, b.orientation, 1e-4) && near(a.spacing, b.spacing, 1e-4) && near([a.rows, a.columns], [b.rows, b.columns], 1) &&
    plane.length(plane.difference(a.position, b.position)) <= Math.hypot(...a.spacing) + 1e-3;
}

/** The request without what a picture of one plane does not take.
 * @param {SliceRequest} request */
export function pictureOf(request) {
  const { Stack, Turn, AppendTo, Asynchronous, Synchronous, Priority, Permissive, ...one } = request;
  return { ...one, ...(one.Volume === "All" ? { Volume: undefined } : {}) };
}

/** Which view the frame of the page's own request is of, with its planes; or null.
 * @param {SliceRequest} plane */
function ownFrame({ Normal, Across }) {
  const normal = plane.unit(Normal);
  for (const view of plane.NAMES) {
    const { across, down } = plane.axesOf(view, normal);
    const up = plane.moved(plane.ORIGIN, down, -1);
    const frames = { axial: { axial: normal, coronal: down }, coronal: { axial: up, coronal: normal }, sagittal: { axial: up, coronal: across } };
    if (plane.length(plane.difference(across, Across)) < 1e-6) {
      return { view, normals: plane.orthonormal(frames[view]) };
    }
  }
  return null;
}

/** The state that a request says. geometry: what the server says of its picture.
 * @param {State} state
 * @param {SliceRequest} request
 * @param {PictureGeometry} geometry
 * @param {ReportVolume[]} volumes */
export function stateOf(state, request, geometry, volumes) {
  const next = settings(state, request, volumes);
  const own = isOwn(request) ? ownFrame(request.Plane) : null;
  return own === null ? ofGeometry(next, geometry)
    : { ...next, ...own, centre: request.Plane.Point, rotation: request.Rotation ?? 0 };
}
