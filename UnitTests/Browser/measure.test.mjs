// SPDX-License-Identifier: GPL-3.0-or-later
// Lengths, angles, areas and values: drawn by hand, kept for each plane, listed, copied, undone.
import assert from "node:assert/strict";
import { test } from "node:test";

import { angleOf, areaOf } from "../../WebApp/figures.js";
import { drag, handle, here, known, nears, number, onPage, settled, spot } from "./browser.mjs";

/* The plane across the phantom's cylinder (tilt 25°, azimuth 40°, radius 15 mm, 600 HU), through its middle. */
const [tilt, azimuth] = [25, 40].map((degrees) => degrees * Math.PI / 180);
const axis = [Math.sin(tilt) * Math.cos(azimuth), Math.sin(tilt) * Math.sin(azimuth), Math.cos(tilt)];
const across = `${here}&plane=axial&centre=6,-4,3&home=6,-4,3&axial=${axis}&coronal=${-Math.sin(azimuth)},${Math.cos(azimuth)},0` +
  "&window=300,600&field=60";

const list = (page) => page.locator("#measure-list .measure").allTextContents();
const tool = (page, name) => page.locator(`input[value=${name}]`).check();
const texts = async (page, pane) => (await page.locator(`${pane} .distance`).allTextContents()).join();

/* mm from the middle of the axial view, as a share of it. */
async function at(page, [right, down]) {
  const { width, height } = await page.locator("[data-view=axial] svg").boundingBox();
  const field = Number(new URL(page.url()).searchParams.get("field"));
  const mm = field / Math.min(width, height);
  return [0.5 + right / mm / width, 0.5 + down / mm / height];
}

const numbersOf = (text) => text.match(/-?[\d.]+/g).map(Number);

test("areas and angles follow from the points", () => {
  const square = [[0, 0, 5], [4, 0, 5], [4, 3, 5], [0, 3, 5]];
  assert.equal(areaOf({ kind: "polygon", points: square }), 12);
  assert.equal(areaOf({ kind: "polygon", points: [[0, 0, 0], [4, 4, 0], [8, 0, 0], [4, 1, 0]] }), 12); // a notch
  assert.ok(Math.abs(areaOf({ kind: "ellipse", points: [[1, 1, 1], [1, 3, 1], [1, 1, 4]] }) - 6 * Math.PI) < 1e-12);
  assert.ok(Math.abs(angleOf({ points: [[1, 0, 0], [0, 0, 0], [-1, 1, 0]] }) - 135) < 1e-9);
});

onPage("the area of the cylinder is 706.9 mm², and its values are those of the source", across, async (page) => {
  await tool(page, "ellipse");
  await drag(page, "axial", await at(page, [-15, -15]), await at(page, [15, 15]));
  await page.locator("#measure-list", { hasText: "mean" }).waitFor();
  const [text] = await list(page);
  const [area, mean, , , maximum] = numbersOf(text);
  assert.ok(Math.abs(area - 706.9) < 0.01 * 706.9, text);
  assert.ok(mean > 540 && mean <= 600 && maximum === 600, text);
  assert.match(text, /^Ellipse: 7\d\d\.?\d* mm²; mean [\d.]+, SD [\d.]+, minimum -?[\d.]+, maximum 600 HU \(\d+ pixels\)$/);
  await drag(page, "axial", await at(page, [-8, -8]), await at(page, [8, 8]));
  await page.locator("#measure-list li:nth-child(2)", { hasText: "mean" }).waitFor();
  const [, inner] = await list(page);
  assert.match(inner, /mean 600, SD 0, minimum 600, maximum 600 HU/);
  assert.match(await texts(page, "[data-view=axial]"), /600 ± 0 HU/);
  await page.screenshot({ path: `${known.output}/measure.png` });
});

onPage("what is drawn on the result is an area of the same plane", across, async (page) => {
  await tool(page, "ellipse");
  const box = await page.locator("#result canvas").boundingBox();
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await page.mouse.move(x - 40, y - 30);
  await page.mouse.down();
  await page.mouse.move(x, y);
  await page.mouse.move(x + 40, y + 30);
  await page.mouse.up();
  await page.locator("#measure-list", { hasText: "pixels" }).waitFor();
  const mm = Number((await page.locator("#result-size").textContent()).match(/([\d.]+) × ([\d.]+) mm \(/)[1]);
  const columns = await page.locator("#result canvas").evaluate((canvas) => canvas.width);
  const pixel = mm * columns / box.width;
  const [area] = numbersOf((await list(page))[0]);
  assert.ok(Math.abs(area - Math.PI * 40 * 30 * pixel ** 2) < 0.05 * area, `${area} mm²`);
  assert.notEqual(await texts(page, "[data-view=axial]"), ""); // it lies in that plane
});

onPage("a polygon, corner by corner, closed by a double click", across, async (page) => {
  await tool(page, "polygon");
  const corners = [[-8, -8], [8, -8], [8, 8], [-8, 8]];
  for (const corner of corners) {
    await page.mouse.click(...await spot(page, "axial", await at(page, corner)));
  }
  await page.mouse.dblclick(...await spot(page, "axial", await at(page, [-11, 0])));
  await page.locator("#measure-list", { hasText: "mean" }).waitFor();
  const [text] = await list(page);
  const [area] = numbersOf(text);
  assert.ok(Math.abs(area - (256 + 24)) < 6, text);
  assert.match(text, /^Polygon: .* mean 600, SD 0, /);
  assert.equal(await page.locator("#views figure:visible").count(), 4); // nothing was enlarged
  /* Sides that cross are no area: the server says which. */
  for (const corner of [[-5, -5], [5, 5], [5, -5], [-5, 5]]) {
    await page.mouse.click(...await spot(page, "axial", await at(page, corner)));
  }
  await page.keyboard.press("Escape"); // the draft is given up, nothing else
  assert.equal((await list(page)).length, 1);
});

onPage("angle, value, keys, copy, undo, and the way back to the plane", across, async (page) => {
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.locator("#store").press("n");
  for (const corner of [[10, 0], [0, 0], [0, -10]]) {
    await page.mouse.click(...await spot(page, "axial", await at(page, corner)));
  }
  const angle = Number.parseFloat(await texts(page, "[data-view=axial]"));
  assert.ok(Math.abs(angle - 90) < 1.5, `${angle}°`);
  await page.keyboard.press("q");
  await page.mouse.click(...await spot(page, "axial", await at(page, [3, 3])));
  await page.locator("#measure-list", { hasText: "600 HU" }).waitFor();
  await page.keyboard.press("l");
  await drag(page, "axial", await at(page, [-10, 5]), await at(page, [10, 5]));
  const lines = await list(page);
  assert.deepEqual(lines.map((line) => line.split(":")[0]), ["Angle", "Value", "Length"]);
  assert.ok(Math.abs(numbersOf(lines[2])[0] - 20) < 0.5);
  await page.getByRole("button", { name: "Copy as text" }).click();
  await page.waitForFunction(() => document.getElementById("measure-outcome").textContent !== "");
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), lines.join("\n"));
  /* Off its plane it is not seen; a click on its line leads there. */
  const offset = await number(page, "offset");
  await page.keyboard.press("v");
  await page.locator("[data-view=axial] svg").press("PageUp");
  await settled(page);
  assert.equal(await texts(page, "[data-view=axial]"), "");
  await page.locator("#measure-list .measure").nth(2).click();
  await settled(page);
  nears([await number(page, "offset")], [offset], 0.01);
  assert.notEqual(await texts(page, "[data-view=axial]"), "");
  await page.locator("#measure-list .remove").nth(1).click();
  assert.deepEqual((await list(page)).map((line) => line.split(":")[0]), ["Angle", "Length"]);
  await page.getByRole("button", { name: "Undo" }).click();
  assert.equal((await list(page)).length, 3);
  await page.getByRole("button", { name: "Remove all" }).click();
  assert.ok(await page.locator("#measures").isHidden());
  await settled(page);
});

onPage("a value is that of the slab that is chosen", across, async (page) => {
  await tool(page, "ellipse");
  await drag(page, "axial", await at(page, [-20, -20]), await at(page, [20, 20]));
  await page.locator("#measure-list", { hasText: "mean" }).waitFor();
  const [before] = await list(page);
  await page.locator("#thickness").fill("12");
  await page.locator("#projection").selectOption("Maximum");
  await page.waitForFunction((old) => {
    const { textContent } = document.querySelector("#measure-list .measure");
    return textContent.includes("mean") && textContent !== old;
  }, before);
  const means = [before, ...await list(page)].map((text) => numbersOf(text)[1]);
  assert.ok(means[1] > means[0], `${means}`);
  await settled(page);
});

onPage("the tool scroll goes through the slices, in the result too", here, async (page) => {
  await tool(page, "scroll");
  for (const pane of ["[data-view=axial] svg", "#result svg"]) {
    const before = await number(page, "offset");
    const box = await page.locator(pane).boundingBox();
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2 - 16);
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2 - 32);
    await page.mouse.up();
    await settled(page);
    nears([await number(page, "offset") - before], [4 * 2.9], 0.01); // 8 px for a slice
  }
});
