// SPDX-License-Identifier: GPL-3.0-or-later
// The page's geometry, without a browser: node --test
import assert from "node:assert/strict";
import { test } from "node:test";

import * as plane from "../../WebApp/plane.js";

const state = { centre: [1, 2, 3], normals: plane.REST, rotation: 0, home: [0, 0, 0], field: 200 };

/* A fixed sequence, so that a failure comes back. */
function* numbers() {
  let seed = 12345;
  for (;;) {
    seed = (seed * 1103515245 + 12345) % 2147483648;
    yield seed / 2147483648;
  }
}

const random = numbers();
const angle = () => random.next().value * 360 - 180;

function wandering(steps) {
  let now = state;
  for (let step = 0; step < steps; step++) {
    now = plane.turned(now, plane.NAMES[step % 3], angle());
  }
  return now;
}

function near(a, b, within = 1e-9) {
  a.forEach((value, index) => assert.ok(Math.abs(value - b[index]) <= within, `${a} is not ${b}`));
}

test("the planes stay perpendicular and right-handed over a thousand turns", () => {
  const { axial, coronal, sagittal } = wandering(1000).normals;
  near([plane.dot(axial, coronal), plane.dot(axial, sagittal), plane.dot(coronal, sagittal)], [0, 0, 0]);
  near(plane.cross(axial, coronal), sagittal);
});

test("a view is never mirrored", () => {
  for (let step = 0; step < 200; step++) {
    const now = wandering(3);
    for (const view of plane.NAMES) {
      const { across, down } = plane.axesIn(now, view);
      near(plane.cross(across, down), now.normals[view]);
    }
  }
});

test("at rest the views are those of radiology", () => {
  near(plane.axesIn(state, "axial").across, [1, 0, 0]);
  near(plane.axesIn(state, "axial").down, [0, 1, 0]);
  near(plane.axesIn(state, "coronal").down, [0, 0, -1]);
  near(plane.axesIn(state, "sagittal").across, [0, 1, 0]);
  plane.NAMES.forEach((view) => assert.ok(Math.abs(plane.angleOf(state, view)) < 1e-9));
});

test("the view in which lines are turned stays still", () => {
  for (const view of plane.NAMES) {
    const now = plane.turned(state, view, 37);
    assert.deepEqual(plane.axesIn(now, view), plane.axesIn(state, view));
    near(plane.middleOf(now, view), plane.middleOf(state, view));
  }
});

test("an angle that is typed is the angle that is read", () => {
  for (let step = 0; step < 100; step++) {
    const wanted = angle() / 2.01;
    const view = plane.NAMES[step % 3];
    assert.ok(Math.abs(plane.angleOf(plane.withAngle(wandering(2), view, wanted), view) - wanted) < 1e-6);
  }
});

test("an offset that is typed is the offset that is read, and moves along the normal only", () => {
  const before = wandering(3);
  const now = plane.withOffset(before, "coronal", [5, 5, 5], 12.5);
  assert.ok(Math.abs(plane.offsetOf(now, "coronal", [5, 5, 5]) - 12.5) < 1e-9);
  near(plane.cross(plane.difference(now.centre, before.centre), now.normals.coronal), [0, 0, 0]);
});

test("points come back from a view", () => {
  const now = wandering(4);
  for (const view of plane.NAMES) {
    near(plane.toView(now, view, plane.fromView(now, view, [12, -7])), [12, -7]);
  }
  near(plane.fromView(now, "axial", plane.toView(now, "axial", now.centre)), now.centre);
});

test("Slicer's own matrices, of either determinant", () => {
  const axial = plane.withSliceToRas(state, [-1, 0, 0, -10, 0, 1, 0, 20, 0, 0, 1, 30, 0, 0, 0, 1]);
  assert.equal(axial.view, "axial");
  near(axial.state.centre, [10, -20, 30]);
  assert.equal(axial.state.rotation, 0);
  const sagittal = plane.withSliceToRas(state, [0, 0, 1, 5, -1, 0, 0, 6, 0, 1, 0, 7, 0, 0, 0, 1]);
  assert.equal(sagittal.view, "sagittal");
  assert.throws(() => plane.withSliceToRas(state, [1, 0, 0, 0, 0.1, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1]), RangeError);
});

test("a turned matrix keeps its rows", () => {
  const [c, s] = [Math.cos(0.3), Math.sin(0.3)];
  const { view, state: now } = plane.withSliceToRas(state, [-c, -s, 0, 0, -s, c, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1]);
  const { across, down } = plane.axesIn(now, view);
  const turn = now.rotation * Math.PI / 180;
  near(plane.moved(across.map((value) => value * Math.cos(turn)), down, Math.sin(turn)), [c, s, 0]);
});

test("a matrix is read however it is printed", () => {
  const wanted = [-1, 0, 0, 1.5, 0, 1, 0, -2e-3, 0, 0, 1, 3, 0, 0, 0, 1];
  assert.deepEqual(plane.readMatrix("-1 0 0 1.5\n0 1 0 -2e-3\n0 0 1 3\n0 0 0 1"), wanted);
  assert.deepEqual(plane.readMatrix("vtkMatrix4x4 (0x55d0)\n  Elements:\n -1 0 0 1.5\n 0 1 0 -2e-3\n 0 0 1 3\n 0 0 0 1"), wanted);
  assert.equal(plane.readMatrix("1 2 3"), null);
});

test("what lies beside a volume is known, tilted or not, with a slab or without", () => {
  const volume = { ImageOrientationPatient: [1, 0, 0, 0, 1, 0], FirstPosition: [0, 0, 0], LastPosition: [0, 5, 10],
    Columns: 11, Rows: 21, PixelSpacing: [2, 1], Steps: { Maximum: 2 } }; // x -0.5 to 10.5, z -1 to 11, y -1 to 41 and z / 2
  const isBeside = (point, normal = [0, 0, 1], thickness = 0) => plane.misses(volume, point, normal, thickness);
  for (const [point, wanted] of [[[5, 20, 5], false], [[11, 20, 5], true], [[-1, 20, 5], true], [[10.4, 20, 5], false],
    [[5, 43, 5], false], [[5, 44, 5], true], [[5, 1, 5], true], [[5, 20, 10.9], false], [[5, 20, 11.2], true]]) {
    assert.equal(isBeside(point), wanted, String(point));
  }
  assert.equal(isBeside([5, 20, 15], [0, 0, 1], 8.2), false);
  assert.equal(isBeside([5, 20, 15], [0, 0, 1], 7.6), true);
  assert.equal(isBeside([5, 20, 15], [1, 0, 0], 100), true); // it goes past
  assert.equal(isBeside([15, 20, 15], plane.unit([1, 0, 1]), 20), false); // it goes through the edge
});

test("letters and scale bars", () => {
  assert.equal(plane.letters([1, 0, 0]), "L");
  assert.equal(plane.letters([-0.6, 0, 0.8]), "HR");
  assert.deepEqual([0.9, 1, 4.99, 60, 300].map(plane.scaleBar).map((bar) => Number(bar.toFixed(6))), [0.5, 1, 2, 50, 200]);
});

const turnedVolume = { ImageOrientationPatient: [0.8, 0.6, 0, -0.36, 0.48, -0.8], PixelSpacing: [1, 2], Steps: { Median: 5 } };

test("the plane of an image is seen as the image lies, never mirrored and turned by the least", () => {
  const cosines = turnedVolume.ImageOrientationPatient;
  const now = plane.atImage(state, cosines, [7, 8, 9]);
  assert.deepEqual(now.centre, [7, 8, 9]);
  assert.ok(Math.abs(now.rotation) <= 45);
  const through = plane.cross(cosines.slice(0, 3), cosines.slice(3));
  assert.ok(Math.abs(Math.abs(plane.dot(now.normals[now.view], through)) - 1) < 1e-9);
  const { across, down } = plane.axesIn(now, now.view);
  const turn = now.rotation * Math.PI / 180;
  const row = plane.moved(across.map((value) => value * Math.cos(turn)), down, Math.sin(turn));
  const along = [cosines.slice(0, 3), cosines.slice(3)].map((axis) => Math.abs(plane.dot(axis, row)));
  near([Math.max(...along), Math.min(...along)], [1, 0]);
});

test("a step along the normal is a slice of the volume, and half a slice off is off", () => {
  const [across, down] = [turnedVolume.ImageOrientationPatient.slice(0, 3), turnedVolume.ImageOrientationPatient.slice(3)];
  const through = plane.cross(across, down);
  near([across, down, through].map((axis) => plane.stepAlong(turnedVolume, axis)), [2, 1, 5]);
  const now = plane.atImage(state, turnedVolume.ImageOrientationPatient, [7, 8, 9]);
  const isNear = (by) => plane.isNear(now, now.view, turnedVolume, plane.moved(now.centre, through, by));
  assert.deepEqual([0, 2.49, -2.49, 2.51, -2.51].map(isNear), [true, true, true, false, false]);
});

test("a pinch keeps what is under the fingers under them", () => {
  const now = wandering(3);
  for (const view of plane.NAMES) {
    const point = plane.fromView(now, view, [30, -20]);
    const next = plane.pinched(now, view, [30, -20], [10, 5], 0.5);
    near(plane.toView(next, view, point), [10, 5]);
    assert.equal(next.field, 100);
    assert.deepEqual(next.centre, now.centre);
  }
});

test("a volume goes as far as its corners", () => {
  const volume = { ImageOrientationPatient: [1, 0, 0, 0, 0, -1], Extent: [100, 60, 40] };
  assert.deepEqual([[1, 0, 0], [0, 1, 0], [0, 0, 1]].map((normal) => plane.reachOf(volume, normal)), [50, 20, 30]);
  assert.ok(Math.abs(plane.reachOf(volume, [0.6, 0.8, 0]) - 46) < 1e-9);
});

test("sides of a point", () => {
  assert.deepEqual(plane.sides([12.34, -5, 0]), ["L 12.3", "A 5.0", "H 0.0"]);
});
