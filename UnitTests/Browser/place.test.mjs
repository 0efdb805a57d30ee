// SPDX-License-Identifier: GPL-3.0-or-later
// Planes by points, by numbers and by requests that are pasted.
import assert from "node:assert/strict";
import { test } from "node:test";

import { byThreePoints, byTwoPoints, readPoint, stateOf, withNormal } from "../../WebApp/place.js";
import * as plane from "../../WebApp/plane.js";
import { resultRequest, rounded } from "../../WebApp/request.js";
import { here, json, known, linked, nears, onPage, press, settled, spot, type } from "./browser.mjs";

const state = { centre: [1, 2, 3], normals: plane.REST, rotation: 5, home: [0, 0, 0], field: 200, view: "axial", volume: null,
  interpolation: "Linear", thickness: 0, projection: "Mean", spacing: null, rows: null, columns: null, extent: null, window: null };

/* A fixed sequence, so that a failure comes back. */
function* numbers() {
  for (let seed = 4711; ; seed = (seed * 1103515245 + 12345) % 2147483648) {
    yield seed / 1073741824 - 1;
  }
}

const random = numbers();
const vector = (size) => [0, 0, 0].map(() => random.next().value * size);

test("a plane has the normal and goes through the point, in any of 2000 directions", () => {
  for (let turn = 0; turn < 2000; turn++) {
    const [normal, point] = [plane.unit(vector(1)), vector(100)];
    const placed = withNormal(state, normal, point);
    assert.ok(Math.abs(Math.abs(plane.dot(placed.normals[placed.view], normal)) - 1) < 1e-12);
    assert.deepEqual([placed.centre, placed.rotation], [point, 0]);
    nears(plane.cross(placed.normals.axial, placed.normals.coronal), placed.normals.sagittal, 1e-12);
  }
});

test("points lie in their planes; points that make none are refused", () => {
  for (let turn = 0; turn < 500; turn++) {
    const points = [vector(80), vector(80), vector(80)];
    const direction = plane.unit(vector(1));
    const [two, three] = [byTwoPoints(state, points, direction), byThreePoints(state, points)];
    const away = (of, point) => plane.dot(plane.difference(point, of.centre), of.normals[of.view]);
    points.slice(0, 2).forEach((point) => assert.ok(Math.abs(away(two, point)) < 1e-9));
    points.forEach((point) => assert.ok(Math.abs(away(three, point)) < 1e-9));
    assert.ok(Math.abs(plane.dot(two.normals[two.view], direction)) < 1e-9);
  }
  assert.equal(byTwoPoints(state, [[1, 1, 1], [1, 1, 1.05]], [1, 0, 0]), null);
  assert.equal(byTwoPoints(state, [[1, 1, 1], [1, 1, 9]], [0, 0, 1]), null);
  assert.equal(byThreePoints(state, [[0, 0, 0], [10, 10, 10], [20, 20, 20.01]]), null);
});

test("points are read as people and programs write them", () => {
  for (const [text, wanted] of [["12.5 -3 40", [12.5, -3, 40]], ["12,5; -3; 40", [12.5, -3, 40]], ["[12.5, -3, 40]", [12.5, -3, 40]],
    ["12.5, -3, 40", [12.5, -3, 40]], ["(1,2,3)", [1, 2, 3]], ["12,5 -3 40", [12.5, -3, 40]], ["L 12.5, A 3, H 40.0 mm", [12.5, -3, 40]],
    ["H 40 R 12,5 P 3", [-12.5, 3, 40]], ["\u22123; 4; 5", [-3, 4, 5]], ["1 2", null], ["1 2 3 4", null], ["a b c", null],
    ["L 1, L 2, H 3", null], ["L 1, A 2", null], ["1e9 2 3", null], ["", null]]) {
    assert.deepEqual(readPoint(text), wanted, text);
  }
});

test("a request of the page is the same state again, in a thousand turned states", () => {
  for (let turn = 0; turn < 1000; turn++) {
    const view = plane.NAMES[turn % 3];
    const turned = plane.NAMES.reduce((now, name) => plane.turned(now, name, random.next().value * 60), state);
    const wanted = resultRequest(rounded({ ...turned, view, centre: vector(90), rotation: random.next().value * 40, thickness: turn % 2 * 7 }));
    const again = resultRequest(rounded(stateOf(state, wanted, null, [])));
    ["Normal", "Point", "Across"].forEach((key) => nears(again.Plane[key], wanted.Plane[key], 3e-9));
    assert.deepEqual({ ...again, Plane: null }, { ...wanted, Plane: null });
  }
});

/* ---- in the page ---- */

const request = async (page) => JSON.parse(await page.locator("#request").textContent());

onPage("two points in a view, with its direction, in four clicks", here, async (page) => {
  await page.locator("#placing summary").click();
  await page.getByRole("button", { name: "Two points" }).click();
  await page.mouse.click(...await spot(page, "sagittal", [0.3, 0.4]));
  await page.locator("[data-view=sagittal] .placed").waitFor();
  await page.screenshot({ path: `${known.output}/two-points.png` });
  await page.mouse.click(...await spot(page, "sagittal", [0.7, 0.6]));
  await settled(page);
  const { Plane } = await request(page);
  assert.ok(Math.abs(Plane.Normal[0]) < 1e-6, "it is at a right angle to the sagittal view");
  assert.ok(Math.abs(Math.abs(Plane.Normal[1]) - Math.sin(Math.atan2(0.2 * 408, 0.4 * 512))) < 0.1);
  const points = await Promise.all(["point-1", "point-2"].map((id) => page.locator(`#${id}`).inputValue()));
  for (const point of points.map(readPoint)) {
    assert.ok(Math.abs(plane.dot(plane.difference(point, Plane.Point), Plane.Normal)) < 0.2);
  }
  assert.equal(await page.locator(".placed").count(), 0);
  await page.getByRole("button", { name: "Undo" }).click();
  await settled(page);
  assert.deepEqual((await request(page)).Plane.Normal, [0, 0, 1]);
});

onPage("three points, also by keys, and a point of another slice", here, async (page) => {
  await page.locator("#placing summary").click();
  await page.getByRole("button", { name: "Three points" }).click();
  await page.mouse.click(...await spot(page, "axial", [0.3, 0.4]));
  await page.mouse.click(...await spot(page, "axial", [0.7, 0.45]));
  await page.locator("[data-view=coronal] svg").focus();
  await page.keyboard.press("PageUp");
  await page.locator("[data-view=axial] svg").focus();
  await page.keyboard.press("PageUp");
  await page.keyboard.press("Enter");
  await settled(page);
  const { Plane } = await request(page);
  const points = await Promise.all([1, 2, 3].map(async (n) => readPoint(await page.locator(`#point-${n}`).inputValue())));
  points.forEach((point) => assert.ok(Math.abs(plane.dot(plane.difference(point, Plane.Point), Plane.Normal)) < 0.2));
});

onPage("centre and normal that are typed are those of what is stored", here, async (page) => {
  await page.locator("#placing summary").click();
  await page.locator("#centre-point").fill("2,5; -3; 4");
  await page.locator("#normal").fill("0.36 -0.48 0.8");
  await page.getByRole("button", { name: "Take centre and normal" }).click();
  await settled(page);
  const { Plane } = await request(page);
  nears(Plane.Normal, [0.36, -0.48, 0.8], 1e-8);
  nears(Plane.Point, [2.5, -3, 4], 1e-8);
  await page.locator("#normal").fill("0 0 0");
  await page.getByRole("button", { name: "Take centre and normal" }).click();
  assert.match(await page.locator("#place-fault").textContent(), /not points/);
  await page.locator("#point-1").fill("1 2 3");
  await page.locator("#point-2").fill("1 2 3");
  await page.getByRole("button", { name: "Through these points" }).click();
  assert.match(await page.locator("#place-fault").textContent(), /too near/);
});

async function paste(page, text) {
  await page.locator("#slicer").evaluate((details) => { details.open = true; });
  await page.locator("#matrix").fill(typeof text === "string" ? text : JSON.stringify(text));
  await page.getByRole("button", { name: "Take this plane" }).click();
  await page.locator("#apply[aria-busy=false]").waitFor();
}

onPage("a request of any kind that is pasted is the plane that it stores", here, async (page) => {
  const c = Math.cos(0.3);
  const s = Math.sin(0.3);
  for (const body of [{ Plane: "Sagittal", Offset: 5 }, { Plane: { Normal: [1, 0.2, 0.3], Point: [1, 2, 3] }, Slab: { Thickness: 6, Projection: "Maximum" } },
    { Plane: { Points: [[0, 0, 0], [20, 3, 1], [2, 30, 5]] }, Interpolation: "Cubic" },
    { Space: "RAS", Plane: { SliceToRAS: [-c, -s, 0, -5, -s, c, 0, 4, 0, 0, 1, 12, 0, 0, 0, 1] }, PixelSpacing: 2 },
    { Plane: { ImageOrientationPatient: [1, 0, 0, 0, 0.8, -0.6], ImagePositionPatient: [-30, 0, 10] }, Rows: 40, Columns: 50, PixelSpacing: 1.5 },
    { Plane: "Coronal", Rotation: 20, WindowCenter: 40, WindowWidth: 400 }, { Plane: "Axial", Stack: { From: -4, To: 4, Spacing: 2 } }]) {
    await paste(page, body);
    await page.waitForFunction(() => document.getElementById("matrix-fault").textContent === "");
    await settled(page);
    const { Stack, ...one } = body;
    const answer = await fetch(`${known.url}/series/${known.series}/mpr-slice/preview`, { method: "POST",
      headers: { "Content-Type": "application/json", "Accept": "image/png" }, body: JSON.stringify(one) });
    const header = (name) => answer.headers.get(`X-Mpr-${name}`).split("\\").map(Number);
    const cosines = header("Image-Orientation-Patient");
    const normal = plane.cross(cosines.slice(0, 3), cosines.slice(3));
    const seen = await page.locator("#result").evaluate(({ dataset }) => [dataset.orientation, dataset.position].map((text) => text.split(",").map(Number)));
    const seenNormal = plane.cross(seen[0].slice(0, 3), seen[0].slice(3));
    assert.ok(Math.abs(Math.abs(plane.dot(normal, seenNormal)) - 1) < 1e-6, JSON.stringify(body));
    const apart = plane.dot(plane.difference(seen[1], header("Image-Position-Patient")), normal);
    assert.ok(Math.abs(apart) < 2e-3, `${JSON.stringify(body)}: ${apart} mm apart`);
  }
  assert.deepEqual([await page.locator("#count").inputValue(), await page.locator("#between").inputValue()], ["5", "2"]);
});

onPage("what the page cannot lay out as it is asked is refused by a sentence, and a turn is taken", here, async (page) => {
  const before = await request(page);
  await paste(page, { Plane: { ImageOrientationPatient: [0, 1, 0, 1, 0, 0], ImagePositionPatient: [0, 0, 2] }, Layout: "AsGiven", Rows: 30, Columns: 40 });
  await page.locator("#matrix-fault").filter({ hasText: "40 × 30" }).waitFor();
  assert.match(await page.locator("#matrix-fault").textContent(), /IOP 0; 1; 0; 1; 0; 0.*Nothing was taken/);
  assert.deepEqual(await request(page), before);
  await paste(page, { Plane: "Coronal", Turn: { Count: 9, Range: 90, Axis: "Across" } });
  await page.waitForFunction(() => document.getElementById("range").value === "90");
  assert.equal(await page.locator("#matrix-fault").textContent(), "");
  await settled(page);
  const query = new URL(page.url()).searchParams;
  assert.deepEqual([query.get("plane"), query.get("several")], ["coronal", "Turn,9,90,Across"]);
});

onPage("the request that was copied is pasted again, names and all", here, async (page) => {
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await type(page, "angle-coronal", 23);
  await type(page, "rotation", 12);
  await type(page, "thickness", 4);
  await page.locator("#description").fill("Mine");
  const before = await request(page);
  await page.getByRole("button", { name: "Copy request" }).click();
  await page.getByText("The request is in the clipboard.").waitFor();
  const text = await page.evaluate(() => navigator.clipboard.readText());
  assert.equal(JSON.parse(text).SeriesDescription, "Mine");
  await page.getByRole("button", { name: "Reset" }).click();
  await settled(page);
  await paste(page, text);
  await page.waitForFunction(() => document.getElementById("rotation").value === "12");
  await settled(page);
  const after = await request(page);
  nears(after.Plane.Normal, before.Plane.Normal, 3e-9);
  assert.deepEqual({ ...after, Plane: null }, { ...before, Plane: null });
  assert.equal(await page.locator("#description").inputValue(), "Mine");
  await press(page)();
  assert.equal((await json(`/instances/${await linked(page)}/simplified-tags`)).SeriesDescription, "Mine");
  await paste(page, "{\"Plane\": \"Diagonal\"}");
  await page.locator("#matrix-fault").filter({ hasText: "Diagonal" }).waitFor();
  page.faults = page.faults.filter((fault) => !fault.includes("400"));
});
