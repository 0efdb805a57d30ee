// SPDX-License-Identifier: GPL-3.0-or-later
// What the page asks for, and its links, without a browser: node --test
import assert from "node:assert/strict";
import { test } from "node:test";

import * as plane from "../../WebApp/plane.js";
import * as request from "../../WebApp/request.js";

const first = request.rounded(request.firstState({ Centre: [1, 2, 3], Extent: [100, 200, 150] }, null));
const turned = plane.turned(plane.turned(first, "axial", 20), "coronal", -35);
const everything = request.rounded({
  ...turned, view: "coronal", rotation: 12, field: 150, interpolation: "Cubic", thickness: 7.5, projection: "Maximum", spacing: 0.5,
  rows: 120, columns: 130, extent: 60, window: [40, 400], volume: 2,
});

function near(a, b, within = 1e-8) {
  a.forEach((value, index) => assert.ok(Math.abs(value - b[index]) <= within, `${a} is not ${b}`));
}

test("what is as it always is, is not asked for", () => {
  assert.deepEqual(Object.keys(request.resultRequest(first)), ["Plane"]);
});

test("what is chosen is asked for", () => {
  const { Plane, ...rest } = request.resultRequest(everything);
  near(Plane.Normal, turned.normals.coronal);
  assert.deepEqual(rest, {
    Rotation: 12, PixelSpacing: 0.5, FieldOfView: 60, Rows: 120, Columns: 130, Interpolation: "Cubic",
    Slab: { Thickness: 7.5, Projection: "Maximum" }, Volume: 2, WindowCenter: 40, WindowWidth: 400,
  });
});

test("a view is asked for with its own size and the sampling of the result", () => {
  const { Rows, Columns, FieldOfView, Slab, PixelSpacing } = request.viewRequest(everything, "axial", [600, 400], 300);
  assert.deepEqual([Rows, Columns, FieldOfView, Slab.Thickness, PixelSpacing], [200, 300, [150, 225], 7.5, undefined]);
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

/* A fixed sequence, so that a failure comes back. */
function* fractions() {
  let seed = 4711;
  for (;;) {
    seed = (seed * 1103515245 + 12345) % 2147483648;
    yield seed / 2147483648;
  }
}

test("a link is the same request to the last digit, in ten thousand states", () => {
  const random = fractions();
  const from = (least, most) => least + (most - least) * random.next().value;
  let state = first;
  for (let count = 0; count < 10000; count++) {
    state = plane.turned(state, plane.NAMES[count % 3], count % 7 === 0 ? Math.round(from(-90, 90)) : from(-90, 90));
    state = { ...state, centre: state.centre.map(() => from(-200, 200)), home: state.home.map(() => from(-200, 200)),
      view: plane.NAMES[Math.floor(from(0, 3))], rotation: from(-180, 180), field: from(5, 500), thickness: from(0, 40),
      spacing: count % 2 ? from(0.01, 5) : null, window: [from(-1e4, 1e4), from(1e-6, 1e4)] };
    state = request.rounded(state);
    assert.deepEqual(request.rounded(state), state);
    const again = request.readLink(query(state), first);
    for (const asked of [request.resultRequest, (one) => request.viewRequest(one, "axial", [512, 400], 512), request.writeLink]) {
      assert.equal(JSON.stringify(asked(again)), JSON.stringify(asked(state)), `state ${count}`);
    }
  }
});

test("rounding moves nothing that could be measured, and planes stay perpendicular", () => {
  const { normals, centre } = request.rounded({ ...turned, centre: [1 / 3, 2 / 3, -1 / 7] });
  near(centre, [1 / 3, 2 / 3, -1 / 7], 1e-6);
  plane.NAMES.forEach((name) => near(normals[name], turned.normals[name], 2e-9));
  near([plane.dot(normals.axial, normals.coronal), plane.length(normals.sagittal)], [0, 1], 1e-15);
});

test("nonsense in a link changes nothing", () => {
  const nonsense = new URLSearchParams("plane=up&centre=1,2&axial=0,0,0&coronal=a,b,c&field=-3&rotation=x&window=40,0&rows=-1" +
    "&columns=many&spacing=0&extent=&interpolation=Best&projection=__proto__&thickness=NaN");
  assert.deepEqual(request.readLink(nonsense, first), first);
});
