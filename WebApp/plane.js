/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The state of the page and its geometry, as pure functions: one centre and one orthonormal frame, in patient
 * coordinates (LPS, mm).
 *
 *   state = { centre, normals: { axial, coronal, sagittal }, rotation, home, field, … }
 *
 * The three planes go through the centre and are perpendicular. A view's axes follow from its normal alone, so that the
 * picture in which lines are turned stays still. home is the point in the middle of the views, field their size;
 * rotation turns the result within its plane. */

export const dot = (a, b) => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
export const cross = (a, b) => [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
export const moved = (a, way, by) => a.map((value, index) => value + by * way[index]);
export const difference = (a, b) => moved(a, b, -1);
export const length = (a) => Math.sqrt(dot(a, a));
export const unit = (a) => a.map((value) => value / length(a));

const radians = (degrees) => degrees * Math.PI / 180;
const degrees = (angle) => angle * 180 / Math.PI;

/* As radiology lays them out; across × down is the normal. beside: the plane whose line lies flat at rest. */
export const VIEWS = {
  axial: { normal: [0, 0, 1], across: [1, 0, 0], down: [0, 1, 0], beside: "coronal" },
  sagittal: { normal: [-1, 0, 0], across: [0, 1, 0], down: [0, 0, -1], beside: "axial" },
  coronal: { normal: [0, 1, 0], across: [1, 0, 0], down: [0, 0, -1], beside: "axial" },
};
export const NAMES = Object.keys(VIEWS);
export const others = (view) => NAMES.filter((name) => name !== view);

/* ---- frames ---- */

/* Three directions, nearly perpendicular, as normals: each goes to the view that it is nearest to. */
export function frameOf(axes) {
  const left = axes.map(unit);
  const normals = {};
  for (const name of ["axial", "coronal"]) {
    const wanted = VIEWS[name].normal;
    left.sort((a, b) => Math.abs(dot(b, wanted)) - Math.abs(dot(a, wanted)));
    const nearest = left.shift();
    normals[name] = dot(nearest, wanted) < 0 ? nearest.map((value) => -value) : nearest;
  }
  return orthonormal(normals);
}

/* Rounding adds up over a thousand small turns. */
export function orthonormal({ axial, coronal }) {
  const first = unit(axial);
  const second = unit(moved(coronal, first, -dot(coronal, first)));
  return { axial: first, coronal: second, sagittal: cross(first, second) };
}

export const REST = frameOf(NAMES.map((name) => VIEWS[name].normal));

/* How a volume of the geometry report is first seen. */
export function restOf(volume) {
  const field = Math.max(...volume.Extent) * 1.05;
  return { centre: volume.Centre, normals: REST, rotation: 0, home: volume.Centre, field };
}

/* Across, down and through, of the six numbers of an ImageOrientationPatient. */
function axesFrom(cosines) {
  const [across, down] = [cosines.slice(0, 3), cosines.slice(3)];
  return [across, down, cross(across, down)];
}

/* The planes along three directions; the result is not turned against them, whatever the plane. */
function along(state, axes) {
  const next = { ...state, normals: frameOf(axes) };
  const { across, down } = axesIn(next, next.view);
  const [flat] = [...axes].sort((a, b) => Math.abs(dot(a, next.normals[next.view])) - Math.abs(dot(b, next.normals[next.view])));
  const angle = degrees(Math.atan2(dot(flat, down), dot(flat, across)));
  return { ...next, rotation: angle - 90 * Math.round(angle / 90) };
}

/* The planes as the volume was acquired. */
export const alongVolume = (state, volume) => along(state, axesFrom(volume.ImageOrientationPatient));

const nearestView = (normals, normal) => NAMES.reduce((best, name) =>
  (Math.abs(dot(normals[name], normal)) > Math.abs(dot(normals[best], normal)) ? name : best));

/* The plane of an image through a point of it. */
export function atImage(state, cosines, point) {
  const axes = axesFrom(cosines);
  return { ...along({ ...state, view: nearestView(frameOf(axes), axes[2]) }, axes), centre: point };
}

/* How far it is from slice to slice along a direction, mm. */
export function stepAlong({ ImageOrientationPatient, PixelSpacing: [high, wide], Steps }, normal) {
  const sizes = [wide, high, Steps.Median];
  return length(axesFrom(ImageOrientationPatient).map((axis, index) => dot(axis, normal) * sizes[index]));
}

/* Whether a point lies in the plane of a view, give or take half a slice. */
export const isNear = (state, view, volume, point) =>
  Math.abs(dot(difference(point, state.centre), state.normals[view])) <= stepAlong(volume, state.normals[view]) / 2;

/* How far the volume goes from its middle along a direction, mm. */
export function reachOf({ ImageOrientationPatient: cosines, Extent }, normal) {
  return axesFrom(cosines).reduce((sum, axis, index) => sum + Math.abs(dot(axis, normal)) * Extent[index] / 2, 0);
}

/* Across, down and through: how far a point is from the centre of the first voxel, mm, along the lattice. */
function inLattice({ ImageOrientationPatient: cosines, FirstPosition, LastPosition }, point) {
  const [across, down, through] = axesFrom(cosines);
  const stack = difference(LastPosition, FirstPosition); // a gantry tilt shears it
  const share = dot(difference(point, FirstPosition), through) / dot(stack, through);
  const inSlice = moved(difference(point, FirstPosition), stack, -share);
  return [dot(inSlice, across), dot(inSlice, down), share * dot(stack, through)];
}

const DOUBT = 0.1; // mm: positions are rounded, and slices lie a little beside the line from the first to the last

/* Whether a slab (mm, 0: none) at a point surely meets nothing of the volume; in doubt it does not. */
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

export function axesOf(view, normal) {
  const way = moved(VIEWS[view].across, normal, -dot(VIEWS[view].across, normal));
  if (length(way) > 1e-3) {
    const across = unit(way);
    return { across, down: cross(normal, across) };
  }
  const down = unit(moved(VIEWS[view].down, normal, -dot(VIEWS[view].down, normal)));
  return { across: cross(down, normal), down };
}

export const axesIn = (state, view) => axesOf(view, state.normals[view]);

/* The point in the middle of the view. */
export function middleOf(state, view) {
  const normal = state.normals[view];
  return moved(state.home, normal, dot(difference(state.centre, state.home), normal));
}

/* Patient to [right, down] in mm from the middle of the view, and back. */
export function toView(state, view, point) {
  const { across, down } = axesIn(state, view);
  const way = difference(point, middleOf(state, view));
  return [dot(way, across), dot(way, down)];
}

export function fromView(state, view, [right, below]) {
  const { across, down } = axesIn(state, view);
  return moved(moved(middleOf(state, view), across, right), down, below);
}

/* Where the line of another plane goes in a view, as [right, down]; unit length. */
export function lineIn(state, view, other) {
  const { across, down } = axesIn(state, view);
  const way = cross(state.normals[view], state.normals[other]);
  return [dot(way, across), dot(way, down)];
}

/* ---- changes ---- */

export const movedTo = (state, centre) => ({ ...state, centre });

/* How far the plane of a view is from the middle of the volume, along its normal. */
export const offsetOf = (state, view, origin) => dot(difference(state.centre, origin), state.normals[view]);

export function withOffset(state, view, origin, offset) {
  return movedTo(state, moved(state.centre, state.normals[view], offset - offsetOf(state, view, origin)));
}

function turnedAbout(axis, vector, angle) {
  const along = dot(axis, vector);
  const aside = cross(axis, vector);
  return vector.map((value, index) =>
    value * Math.cos(angle) + aside[index] * Math.sin(angle) + axis[index] * along * (1 - Math.cos(angle)));
}

/* Turns the lines in a view clockwise; its own plane stays. */
export function turned(state, view, by) {
  const axis = state.normals[view];
  const turn = (name) => (name === view ? axis : turnedAbout(axis, state.normals[name], radians(by)));
  return { ...state, normals: orthonormal({ axial: turn("axial"), coronal: turn("coronal") }) };
}

/* How far the lines in a view are turned clockwise, -90 to 90 degrees. */
export function angleOf(state, view) {
  const [right, below] = lineIn(state, view, VIEWS[view].beside);
  const angle = degrees(Math.atan2(below, right));
  return angle > 90 ? angle - 180 : angle <= -90 ? angle + 180 : angle;
}

export const withAngle = (state, view, angle) => turned(state, view, angle - angleOf(state, view));

/* Zooms by a factor below 1 nearer, and shifts the picture, so that the point that was at from (mm from the middle of the
 * view) is now at to. */
export function pinched(state, view, from, to, factor) {
  const point = fromView(state, view, from);
  const next = { ...state, field: fieldWithin(state.field * factor) };
  return { ...next, home: moved(next.home, difference(fromView(next, view, to), point), -1) };
}

/* Zooms, and the point at about (mm from the middle of the view) stays where it is seen. */
export const zoomedAbout = (state, view, about, factor) =>
  pinched(state, view, about, about.map((mm) => mm * fieldWithin(state.field * factor) / state.field), factor);

/* A field that still shows something. */
export const fieldWithin = (mm) => Math.min(Math.max(mm, 5), 5000);

/* ---- 3D Slicer ---- */

/* The sixteen numbers of a matrix however it is printed, or null. */
export function readMatrix(text) {
  const from = text.lastIndexOf("Elements:");
  const numbers = text.slice(from < 0 ? 0 : from).match(/[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?/g);
  return numbers !== null && numbers.length === 16 ? numbers.map(Number) : null;
}

/* The plane of a SliceToRAS: { view, state }. Column 1 is across, column 2 up, column 4 the centre. The sign of column
 * 3 only says which way Slicer's slider goes; its own matrices have both. */
export function withSliceToRas(state, numbers) {
  const column = (index) => [-numbers[index], -numbers[4 + index], numbers[8 + index]];
  const across = unit(column(0));
  const down = unit(column(1)).map((value) => -value);
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

/* PatientOrientation of a direction (PS3.3 C.7.6.1.1.1): largest component first. */
export function letters(direction) {
  const pairs = ["LR", "PA", "HF"];
  return direction.map((value, axis) => [Math.abs(value), pairs[axis][value > 0 ? 0 : 1]])
    .filter(([size]) => size >= 1e-4).sort((a, b) => b[0] - a[0]).map(([, letter]) => letter).join("");
}

/* Where a point is, for a person: its three distances from the origin (mm), each with the side that it is on. */
export const sides = (point) =>
  point.map((mm, axis) => [["L", "R"], ["P", "A"], ["H", "F"]][axis][mm < 0 ? 1 : 0] + " " + Math.abs(mm).toFixed(1));

/* The longest 1, 2 or 5 × 10^n mm that is no longer than most. */
export function scaleBar(most) {
  const power = 10 ** Math.floor(Math.log10(most));
  return [5, 2, 1].map((step) => step * power).find((bar) => bar <= most * (1 + 1e-9));
}
