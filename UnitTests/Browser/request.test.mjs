// SPDX-License-Identifier: GPL-3.0-or-later
// What the page asks for, and its links, without a browser: node --test
import assert from "node:assert/strict";
import { test } from "node:test";

import * as plane from "../../WebApp/plane.js";
import * as request from "../../WebApp/request.js";

const first = request.firstState({ Centre: [1, 2, 3], Extent: [100, 200, 150] }, null);
const turned = plane.turned(plane.turned(first, "axial", 20), "coronal", -35);
const everything = {
  ...turned, view: "coronal", rotation: 12, field: 150, interpolation: "Cubic", thickness: 7.5, projection: "Maximum", spacing: 0.5,
  rows: 120, columns: 130, extent: 60, window: [40, 400], volume: 2,
};

function near(a, b, within = 1e-8) {
  a.forEach((value, index) => assert.ok(Math.abs(value - b[index]) <= within, `${a} is not ${b}`));
}

test("what is as it always is, is not asked for", () => {
  assert.deepEqual(Object.keys(request.resultRequest(first)), ["Plane"]);
  assert.deepEqual(request.windowing(first), {});
});

test("what is chosen is asked for", () => {
  const { Plane, ...rest } = request.resultRequest(everything);
  near(Plane.Normal, turned.normals.coronal);
  assert.deepEqual(rest, {
    Rotation: 12, PixelSpacing: 0.5, FieldOfView: 60, Rows: 120, Columns: 130, Interpolation: "Cubic",
    Slab: { Thickness: 7.5, Projection: "Maximum" }, Volume: 2,
  });
});

test("a view is asked for with its own size and the sampling of the result", () => {
  const { Rows, Columns, FieldOfView, Slab, PixelSpacing } = request.viewRequest(everything, "axial", 256);
  assert.deepEqual([Rows, Columns, FieldOfView, Slab.Thickness, PixelSpacing], [256, 256, 150, 7.5, undefined]);
});

test("a pixel of the result is asked for where it is", () => {
  const geometry = { orientation: [0, 1, 0, 0, 0, -1], position: [5, 6, 7], spacing: [2, 3], rows: 11, columns: 21 };
  near(request.pixelPoint(geometry, 10, 4), [5, 36, -1]);
  const asked = request.pixelRequest(everything, geometry, 10, 4);
  assert.deepEqual(asked.Plane.ImagePositionPatient, [5, 36, -1]);
  assert.deepEqual([asked.Rows, asked.Columns, asked.Slab.Thickness], [1, 1, 7.5]);
  assert.deepEqual(request.corners(geometry), [[5, 4.5, 8], [5, 67.5, 8], [5, 67.5, -14], [5, 4.5, -14]]);
});

/* The query that a link makes: what is null is not there. */
const query = (state) => new URLSearchParams(Object.entries(request.writeLink(state)).filter(([, value]) => value !== null));

test("a link brings everything back but the volume, which is chosen before", () => {
  const { normals, ...back } = request.readLink(query(everything), { ...first, volume: 2 });
  const { normals: wanted, ...rest } = everything;
  plane.NAMES.forEach((view) => near(normals[view], wanted[view]));
  assert.deepEqual(back, rest);
  assert.equal(query(everything).get("volume"), "2");
});

test("a link says nothing of what is as it always is", () => {
  assert.deepEqual([...query(first).keys()], ["plane", "centre", "axial", "coronal", "rotation", "home", "field"]);
});

test("nonsense in a link changes nothing", () => {
  const nonsense = new URLSearchParams("plane=up&centre=1,2&axial=0,0,0&coronal=a,b,c&field=-3&rotation=x&window=40,0&rows=-1" +
    "&columns=many&spacing=0&extent=&interpolation=Best&projection=__proto__&thickness=NaN");
  assert.deepEqual(request.readLink(nonsense, first), first);
});
