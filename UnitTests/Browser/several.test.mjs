// SPDX-License-Identifier: GPL-3.0-or-later
// Slabs, stacks and turns: drawn in the views before they are stored, with handles; what is drawn is what is stored.
import assert from "node:assert/strict";
import { test } from "node:test";

import * as plane from "../../WebApp/plane.js";
import { firstState, readLink, rounded, writeLink } from "../../WebApp/request.js";
import { centred, lastOf, parseSeveral, planesOf, reaching, readSeveral, respaced, severalRequest, thickened, writeSeveral } from "../../WebApp/several.js";
import { drag, handle, here, json, known, number, onPage, settled, type } from "./browser.mjs";

test("a stack keeps its middle, its distance or its other end", () => {
  const stack = centred(20, 2);
  assert.deepEqual([stack.from, lastOf(stack)], [-19, 19]);
  assert.deepEqual(respaced(stack, { spacing: 3 }), centred(20, 3));
  assert.deepEqual(reaching(stack, "to", 30), { ...stack, count: 25 });
  assert.deepEqual(reaching(stack, "from", -12.4), { ...stack, from: -11, count: 16 });
  assert.equal(reaching(stack, "to", -100).count, 2); // no end passes the other one
  assert.deepEqual(thickened(stack, 2, 5), centred(20, 5)); // side by side before and after
  assert.deepEqual(thickened(stack, 3, 5), stack); // a distance of its own stays
});

test("requests and links say the same stack or turn", () => {
  for (const several of [centred(20, 2), { kind: "Stack", from: -3.5, spacing: 0.7, count: 11 }, { kind: "Turn", count: 12, range: -90, axis: "Across" }]) {
    assert.deepEqual(readSeveral(severalRequest(several)), several);
    assert.deepEqual(parseSeveral(writeSeveral(several)), several);
    const state = rounded({ ...firstState({ Centre: [1, 2, 3], Extent: [100, 200, 150] }, null), several });
    assert.deepEqual(readLink(new URLSearchParams(Object.entries(writeLink(state)).filter(([, value]) => value !== null)), state).several, several);
  }
  for (const text of ["Stack,0,2", "Stack,0,-1,4", "Stack,a,1,4", "Turn,0,180,Down", "Turn,3,400,Down", "Turn,3,180,Up", "Heap,1,2,3", "", null]) {
    assert.equal(parseSeveral(text), null, text);
  }
});

const cosines = ({ ImageOrientationPatient }) => ImageOrientationPatient.split("\\").map(Number);
const normalOf = (tags) => plane.cross(cosines(tags).slice(0, 3), cosines(tags).slice(3));
const positionOf = ({ ImagePositionPatient }) => ImagePositionPatient.split("\\").map(Number);

/* The images of the series that was stored last, by number. */
async function stored(page) {
  await page.locator("#outcome").filter({ hasText: "images are stored" }).waitFor();
  const id = new URL(await page.locator("#links a").first().getAttribute("href")).hash.split("uuid=")[1];
  const { Instances } = await json(`/series/${id}`);
  const all = await Promise.all(Instances.map((instance) => json(`/instances/${instance}/simplified-tags`)));
  return all.sort((a, b) => a.InstanceNumber - b.InstanceNumber);
}

/* The planes that the page draws, from the link it shows. */
async function drawn(page) {
  const query = new URL(page.url()).searchParams;
  return planesOf(readLink(query, { ...firstState({ Centre: [0, 0, 0], Extent: [1, 1, 1] }, null) }));
}

function assertSame(images, planes) {
  assert.equal(images.length, planes.length);
  images.forEach((tags, index) => {
    const normal = normalOf(tags);
    assert.ok(Math.abs(Math.abs(plane.dot(normal, planes[index].normal)) - 1) < 1e-5, `image ${index} has another normal`);
    assert.ok(Math.abs(plane.dot(plane.difference(positionOf(tags), planes[index].point), normal)) < 1e-2, `image ${index} lies elsewhere`);
  });
}

const lines = (page, view, kind) => page.locator(`[data-view=${view}] .${kind}`).count();

onPage("a slab has edges in the other views, and a handle that makes it thicker", `${here}&plane=axial&thickness=12`, async (page) => {
  assert.deepEqual([await lines(page, "axial", "edge"), await lines(page, "sagittal", "edge"), await lines(page, "coronal", "edge")], [0, 2, 2]);
  const svg = await page.locator("[data-view=coronal] svg").boundingBox();
  const field = Number(new URL(page.url()).searchParams.get("field"));
  const mm = field / Math.min(svg.width, svg.height);
  const [centre, knob] = [await handle(page, "coronal", "[data-part=centre]"), await handle(page, "coronal", "g[data-part=thickness]")];
  assert.ok(Math.abs(Math.abs(centre[1] - knob[1]) * svg.height * mm - 6) < 0.7, "it is half the thickness from the plane");
  await drag(page, "coronal", knob, [knob[0], centre[1] - 20 / mm / svg.height]);
  await settled(page);
  assert.ok(Math.abs(await number(page, "thickness") - 40) < 1.5, `${await number(page, "thickness")} mm`);
  await page.locator("[data-view=coronal] g[data-part=thickness]").press("ArrowDown");
  await settled(page);
  assert.ok(Math.abs(await number(page, "thickness") - 39) < 1.5);
  await page.screenshot({ path: `${known.output}/slab.png` });
});

onPage("a stack is drawn before it is stored, and stored as it is drawn", `${here}&plane=coronal`, async (page) => {
  await type(page, "angle-axial", 17);
  await page.getByRole("button", { name: "Store stack…" }).click();
  await page.locator("#count").fill("6");
  await page.locator("#between").fill("4");
  await settled(page);
  assert.deepEqual([await lines(page, "coronal", "sheet"), await lines(page, "axial", "sheet"), await lines(page, "sagittal", "sheet")], [0, 6, 6]);
  assert.match(await page.locator("#reach").textContent(), /^From -10 to 10 mm/);
  /* To, by its number; From, by its handle. */
  await page.locator("#to").fill("14");
  const [centre, knob] = [await handle(page, "axial", "[data-part=centre]"), await handle(page, "axial", "g[data-part=from]")];
  await drag(page, "axial", knob, knob.map((at, axis) => at + 0.55 * (knob[axis] - centre[axis])));
  await settled(page);
  const [from, to, count] = [await number(page, "from"), await number(page, "to"), await number(page, "count")];
  assert.ok(from < -10 && to === 14, `${from} to ${to}`);
  assert.ok(Math.abs((to - from) / 4 + 1 - count) < 1e-6);
  await page.screenshot({ path: `${known.output}/stack-drawn.png` });
  const planes = await drawn(page);
  await page.getByRole("button", { name: "Store stack", exact: true }).click();
  assertSame(await stored(page), planes);
});

onPage("the distance of a stack follows the slab", here, async (page) => {
  await type(page, "thickness", 5);
  await page.getByRole("button", { name: "Store stack…" }).click();
  assert.equal(await number(page, "between"), 5);
  await type(page, "thickness", 8);
  assert.equal(await number(page, "between"), 8);
  await page.locator("#between").fill("3");
  await type(page, "thickness", 6);
  assert.equal(await number(page, "between"), 3); // a distance of its own stays
  await page.getByRole("button", { name: "Undo" }).click();
  await settled(page);
  assert.equal(await number(page, "thickness"), 8);
});

for (const [axis, view] of [["Down", "axial"], ["Across", "sagittal"]]) {
  onPage(`a turn about the axis ${axis} is drawn as a fan, and stored as it is drawn`, `${here}&plane=${view}&rotation=10`, async (page) => {
    await page.getByRole("button", { name: "Store stack…" }).click();
    await page.locator("#several").selectOption("Turn");
    await page.locator("#count").fill("5");
    await page.locator("#range").fill("150");
    await page.locator("#axis").selectOption(axis);
    await settled(page);
    const fans = await Promise.all(plane.NAMES.map((name) => lines(page, name, "sheet")));
    assert.ok(fans.filter((count) => count >= 4).length >= 2, `${fans}`);
    await page.screenshot({ path: `${known.output}/turn-${axis}.png` });
    const planes = await drawn(page);
    await page.reload();
    await settled(page);
    assert.equal(await number(page, "range"), 150); // a link brings it back
    await page.getByRole("button", { name: "Store stack", exact: true }).click();
    assertSame(await stored(page), planes);
  });
}
