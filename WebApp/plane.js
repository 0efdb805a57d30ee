/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The state of the page and its geometry, as pure functions: one centre and one orthonormal frame, in patient
 * coordinates (LPS, mm).
 *
 *   state = { centre, normals: { axial, coronal, sagittal }, rotation, home, field, … }
 *
 * The three planes go through the centre and are perpendicular. A view's axes follow from its normal alone, so that the
 * picture in which lines are turned stays still. home is the point in the middle of the views, field their size;
 * rotation turns the result within its plane. */

/** @import { Axes, Cosines, Frame, Geometry, Normals, Spot, State, Vector, ViewName, Volume } from "./types.d.ts" */

/** @type {(a: Vector, b: Vector) => number} */
export const dot = (a, b) => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
/** @type {(a: Vector, b: Vector) => Vector} */
export const cross = (a, b) => [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
/** @type {(a: Vector, way: Vector, by: number) => Vector} */
export const moved = (a, way, by) => [a[0] + by * way[0], a[1] + by * way[1], a[2] + by * way[2]];
/** @type {(a: Vector, b: Vector) => Vector} */
export const difference = (a, b) => moved(a, b, -1);
/** @type {(a: Vector) => number} */
export const length = (a) => Math.sqrt(dot(a, a));
/** @type {(a: Vector) => Vector} */
export const unit = (a) => [a[0] / length(a), a[1] / length(a), a[2] / length(a)];
/** @type {(a: Vector) => Vector} */
const opposite = (a) => [-a[0], -a[1], -a[2]];

/** @type {(degrees: number) => number} */
const radians = (degrees) => degrees * Math.PI / 180;
/** @type {(angle: number) => number} */
const degrees = (angle) => angle * 180 / Math.PI;

/* As radiology lays them out; across × down is the normal. beside: the plane whose line lies flat at rest. */
/** @type {Record<ViewName, Axes & { normal: Vector, beside: ViewName }>} */
export const VIEWS = {
  axial: { normal: [0, 0, 1], across: [1, 0, 0], down: [0, 1, 0], beside: "coronal" },
  sagittal: { normal: [-1, 0, 0], across: [0, 1, 0], down: [0, 0, -1], beside: "axial" },
  coronal: { normal: [0, 1, 0], across: [1, 0, 0], down: [0, 0, -1], beside: "axial" },
};
/** @type {Vector} */
export const ORIGIN = [0, 0, 0];
export const NAMES = /** @type {ViewName[]} */ (Object.keys(VIEWS));
/** @type {(view: ViewName) => ViewName[]} */
export const others = (view) => NAMES.filter((name) => name !== view);

/* ---- frames ---- */

/** Three directions, nearly perpendicular, as normals: each goes to the view that it is nearest to.
 * @type {(axes: Vector[]) => Normals} */
export function frameOf(axes) {
  let left = axes.map(unit);
  /** @type {(name: ViewName) => Vector} */
  const take = (name) => {
    const wanted = VIEWS[name].normal;
    const [nearest, ...further] = left.sort((a, b) => Math.abs(dot(b, wanted)) - Math.abs(dot(a, wanted)));
    left = further;
    return dot(nearest, wanted) < 0 ? opposite(nearest) : nearest;
  };
  return orthonormal({ axial: take("axial"), coronal: take("coronal") });
}

/** Rounding adds up over a thousand small turns.
 * @type {(frame: Frame) => Normals} */
export function orthonormal({ axial, coronal }) {
  const first = unit(axial);
  const second = unit(moved(coronal, first, -dot(coronal, first)));
  return { axial: first, coronal: second, sagittal: cross(first, second) };
}

export const REST = frameOf(NAMES.map((name) => VIEWS[name].normal));

/** How a volume of the geometry report is first seen.
 * @type {(volume: Volume) => Geometry} */
export function restOf(volume) {
  const field = Math.max(...volume.Extent) * 1.05;
  return { centre: volume.Centre, normals: REST, rotation: 0, home: volume.Centre, field };
}

/** Across, down and through, of the six numbers of an ImageOrientationPatient.
 * @type {(cosines: Cosines) => [Vector, Vector, Vector]} */
export function axesFrom([a, b, c, d, e, f]) {
  return [[a, b, c], [d, e, f], cross([a, b, c], [d, e, f])];
}

/** The planes along three directions; the result is not turned against them, whatever the plane.
 * @type {(state: State, axes: Vector[]) => State} */
function along(state, axes) {
  const next = { ...state, normals: frameOf(axes) };
  const { across, down } = axesIn(next, next.view);
  const [flat] = [...axes].sort((a, b) => Math.abs(dot(a, next.normals[next.view])) - Math.abs(dot(b, next.normals[next.view])));
  const angle = degrees(Math.atan2(dot(flat, down), dot(flat, across)));
  return { ...next, rotation: angle - 90 * Math.round(angle / 90) };
}

/** The planes as the volume was acquired.
 * @type {(state: State, volume: Volume) => State} */
export const alongVolume = (state, volume) => along(state, axesFrom(volume.ImageOrientationPatient));

/** @type {(normals: Normals, normal: Vector) => ViewName} */
const nearestView = (normals, normal) => NAMES.reduce((best, name) =>
  (Math.abs(dot(normals[name], normal)) > Math.abs(dot(normals[best], normal)) ? name : best));

/** The plane of an image through a point of it.
 * @type {(state: State, cosines: Cosines, point: Vector) => State} */
export function atImage(state, cosines, point) {
  const axes = axesFrom(cosines);
  return { ...along({ ...state, view: nearestView(frameOf(axes), axes[2]) }, axes), centre: point };
}

/** How far it is from slice to slice along a direction, mm.
 * @type {(volume: Volume, normal: Vector) => number} */
export function stepAlong({ ImageOrientationPatient, PixelSpacing: [high, wide], Steps }, normal) {
  const [across, down, through] = axesFrom(ImageOrientationPatient).map((axis) => dot(axis, normal));
  return length([across * wide, down * high, through * Steps.Median]);
}

/** Whether a point lies in the plane of a view, give or take half a slice.
 * @type {(state: Geometry, view: ViewName, volume: Volume, point: Vector) => boolean} */
export const isNear = (state, view, volume, point) =>
  Math.abs(dot(difference(point, state.centre), state.normals[view])) <= stepAlong(volume, state.normals[view]) / 2;

/** How far the volume goes from its middle along a direction, mm.
 * @type {(volume: Volume, normal: Vector) => number} */
export function reachOf({ ImageOrientationPatient: cosines, Extent }, normal) {
  return axesFrom(cosines).reduce((sum, axis, index) => sum + Math.abs(dot(axis, normal)) * Extent[index] / 2, 0);
}

/** Across, down and through: how far a point is from the centre of the first voxel, mm, along the lattice.
 * @type {(volume: Volume, point: Vector) => Vector} */
function inLattice({ ImageOrientationPatient: cosines, FirstPosition, LastPosition }, point) {
  const [across, down, through] = axesFrom(cosines);
  const stack = difference(LastPosition, FirstPosition); // a gantry tilt shears it
  const share = dot(difference(point, FirstPosition), through) / dot(stack, through);
  const inSlice = moved(difference(point, FirstPosition), stack, -share);
  return [dot(inSlice, across), dot(inSlice, down), share * dot(stack, through)];
}

const DOUBT = 0.1; // mm: positions are rounded, and slices lie a little beside the line from the first to the last

/** Whether a slab (mm, 0: none) at a point surely meets nothing of the volume; in doubt it does not.
 * @type {(volume: Volume, point: Vector, normal: Vector, thickness: number) => boolean} */
export function misses(volume, point, normal, thickness) {
  const { Columns, Rows, PixelSpacing: [high, wide], Steps, LastPosition } = volume;
  const [a, b] = [-1, 1].map((side) => inLattice(volume, moved(point, normal, side * thickness / 2)));
  const lengths = [(Columns - 1) * wide, (Rows - 1) * high, inLattice(volume, LastPosition)[2]];
  const margins = [wide, high, Steps.Maximum].map((step) => step / 2 + DOUBT);
  let [enter, leave] = [0, 1]; // of the way from a to b
  for (let axis = 0; axis < 3; axis++) {
    const faces = [-margins[axis], lengths[axis] + margins[axis]].map((face) => (face - a[axis]) / (b[axis] - a[axis]));
    enter = Math.max(enter, Math.min(...faces));
    leave = Math.min(leave, Math.max(...faces));
  }
  return enter > leave;
}

/* ---- one view ---- */

/** @type {(view: ViewName, normal: Vector) => Axes} */
export function axesOf(view, normal) {
  const way = moved(VIEWS[view].across, normal, -dot(VIEWS[view].across, normal));
  if (length(way) > 1e-3) {
    const across = unit(way);
    return { across, down: cross(normal, across) };
  }
  const down = unit(moved(VIEWS[view].down, normal, -dot(VIEWS[view].down, normal)));
  return { across: cross(down, normal), down };
}

/** @type {(state: { normals: Normals }, view: ViewName) => Axes} */
export const axesIn = (state, view) => axesOf(view, state.normals[view]);

/** The point in the middle of the view.
 * @type {(state: Geometry, view: ViewName) => Vector} */
export function middleOf(state, view) {
  const normal = state.normals[view];
  return moved(state.home, normal, dot(difference(state.centre, state.home), normal));
}

/** Patient to [right, down] in mm from the middle of the view, and back.
 * @type {(state: Geometry, view: ViewName, point: Vector) => Spot} */
export function toView(state, view, point) {
  const { across, down } = axesIn(state, view);
  const way = difference(point, middleOf(state, view));
  return [dot(way, across), dot(way, down)];
}

/** @type {(state: Geometry, view: ViewName, spot: Spot) => Vector} */
export function fromView(state, view, [right, below]) {
  const { across, down } = axesIn(state, view);
  return moved(moved(middleOf(state, view), across, right), down, below);
}

/** Where the line of another plane goes in a view, as [right, down]; unit length.
 * @type {(state: Geometry, view: ViewName, other: ViewName) => Spot} */
export function lineIn(state, view, other) {
  const { across, down } = axesIn(state, view);
  const way = cross(state.normals[view], state.normals[other]);
  return [dot(way, across), dot(way, down)];
}

/* ---- changes ---- */

/** @type {<T extends Geometry>(state: T, centre: Vector) => T} */
export const movedTo = (state, centre) => ({ ...state, centre });

/** How far the plane of a view is from the middle of the volume, along its normal.
 * @type {(state: Geometry, view: ViewName, origin: Vector) => number} */
export const offsetOf = (state, view, origin) => dot(difference(state.centre, origin), state.normals[view]);

/** @type {<T extends Geometry>(state: T, view: ViewName, origin: Vector, offset: number) => T} */
export function withOffset(state, view, origin, offset) {
  return movedTo(state, moved(state.centre, state.normals[view], offset - offsetOf(state, view, origin)));
}

/** @type {(axis: Vector, vector: Vector, angle: number) => Vector} */
function turnedAbout(axis, vector, angle) {
  const lengthwise = dot(axis, vector) * (1 - Math.cos(angle));
  const scaled = moved([0, 0, 0], vector, Math.cos(angle));
  return moved(moved(scaled, cross(axis, vector), Math.sin(angle)), axis, lengthwise);
}

/** Turns the lines in a view clockwise; its own plane stays.
 * @type {<T extends Geometry>(state: T, view: ViewName, by: number) => T} */
export function turned(state, view, by) {
  const axis = state.normals[view];
  /** @type {(name: ViewName) => Vector} */
  const turn = (name) => (name === view ? axis : turnedAbout(axis, state.normals[name], radians(by)));
  return { ...state, normals: orthonormal({ axial: turn("axial"), coronal: turn("coronal") }) };
}

/** How far the lines in a view are turned clockwise, -90 to 90 degrees.
 * @type {(state: Geometry, view: ViewName) => number} */
export function angleOf(state, view) {
  const [right, below] = lineIn(state, view, VIEWS[view].beside);
  const angle = degrees(Math.atan2(below, right));
  return angle > 90 ? angle - 180 : angle <= -90 ? angle + 180 : angle;
}

/** @type {<T extends Geometry>(state: T, view: ViewName, angle: number) => T} */
export const withAngle = (state, view, angle) => turned(state, view, angle - angleOf(state, view));

/** Zooms by a factor below 1 nearer, and shifts the picture, so that the point that was at from (mm from the middle of the
 * view) is now at to.
 * @type {<T extends Geometry>(state: T, view: ViewName, from: Spot, to: Spot, factor: number) => T} */
export function pinched(state, view, from, to, factor) {
  const point = fromView(state, view, from);
  const next = { ...state, field: fieldWithin(state.field * factor) };
  return { ...next, home: moved(next.home, difference(fromView(next, view, to), point), -1) };
}

/** Zooms, and the point at about (mm from the middle of the view) stays where it is seen.
 * @type {<T extends Geometry>(state: T, view: ViewName, about: Spot, factor: number) => T} */
export function zoomedAbout(state, view, about, factor) {
  const by = fieldWithin(state.field * factor) / state.field;
  return pinched(state, view, about, [about[0] * by, about[1] * by], factor);
}

/** A field that still shows something.
 * @type {(mm: number) => number} */
export const fieldWithin = (mm) => Math.min(Math.max(mm, 5), 5000);

/* ---- 3D Slicer ---- */

/** The sixteen numbers of a matrix however it is printed, or null.
 * @type {(text: string) => number[] | null} */
export function readMatrix(text) {
  const from = text.lastIndexOf("Elements:");
  const numbers = text.slice(from < 0 ? 0 : from).match(/[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?/g);
  return numbers !== null && numbers.length === 16 ? numbers.map(Number) : null;
}

/** The plane of a SliceToRAS: { view, state }. Column 1 is across, column 2 up, column 4 the centre. The sign of column
 * 3 only says which way Slicer's slider goes; its own matrices have both.
 * @type {(state: State, numbers: number[]) => { view: ViewName, state: State }} */
export function withSliceToRas(state, numbers) {
  /** @type {(index: number) => Vector} */
  const column = (index) => [-numbers[index], -numbers[4 + index], numbers[8 + index]];
  const across = unit(column(0));
  const down = opposite(unit(column(1)));
  if (!(Math.abs(dot(across, down)) < 1e-3) || numbers.slice(12).join() !== "0,0,0,1") {
    throw new RangeError("not a matrix of a plane");
  }
  const normal = cross(across, down);
  const next = { ...state, centre: column(3), normals: frameOf([across, down, normal]) };
  const view = nearestView(next.normals, normal);
  const axes = axesIn(next, view);
  return { view, state: { ...next, rotation: degrees(Math.atan2(dot(across, axes.down), dot(across, axes.across))) } };
}

/* ---- reading ---- */

/** PatientOrientation of a direction (PS3.3 C.7.6.1.1.1): largest component first.
 * @type {(direction: Vector) => string} */
export function letters(direction) {
  const pairs = ["LR", "PA", "HF"];
  return direction.map((value, axis) => ({ size: Math.abs(value), letter: pairs[axis][value > 0 ? 0 : 1] }))
    .filter(({ size }) => size >= 1e-4).sort((a, b) => b.size - a.size).map(({ letter }) => letter).join("");
}

/** Where a point is, for a person: its three distances from the origin (mm), each with the side that it is on.
 * @type {(point: Vector) => string[]} */
export const sides = (point) =>
  point.map((mm, axis) => [["L", "R"], ["P", "A"], ["H", "F"]][axis][mm < 0 ? 1 : 0] + " " + Math.abs(mm).toFixed(1));

/** The longest 1, 2 or 5 × 10^n mm that is no longer than most.
 * @type {(most: number) => number} */
export function scaleBar(most) {
  const power = 10 ** Math.floor(Math.log10(most));
  return [5, 2, 1].map((step) => step * power).find((bar) => bar <= most * (1 + 1e-9)) ?? power;
}
