// SPDX-License-Identifier: GPL-3.0-or-later
// The page in a browser: what is picked is what is then in the archive.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

import { drag, handle, here, json, known, linked, nears, number, onPage, press, settled, storeAndCompare, storeStack, type }
  from "./browser.mjs";

onPage("an oblique plane by dragging is stored as it is shown", here, async (page) => {
  const from = await handle(page, "axial", "[data-part=turn][data-other=coronal]");
  await drag(page, "axial", from, [from[0] - 0.06, from[1] + 0.2]);
  await settled(page);
  const angle = await number(page, "angle-axial");
  assert.ok(Math.abs(angle) > 10, `the lines are turned by ${angle} degrees`);
  await drag(page, "coronal", await handle(page, "coronal", "[data-part=centre]"), [0.55, 0.45]);
  await page.locator("#plane").selectOption("coronal");
  await settled(page);
  const tags = await storeAndCompare(page, press(page));
  const across = tags.ImageOrientationPatient.split("\\").map(Number);
  assert.ok(Math.abs(Math.abs(across[1]) - Math.sin(Math.abs(angle) * Math.PI / 180)) < 1e-3);
  await page.screenshot({ path: `${known.output}/dragged.png` });
});

onPage("angles and offset that are typed are those of the stored slice", here, async (page) => {
  await type(page, "angle-sagittal", 25);
  await type(page, "angle-coronal", -12.5);
  await type(page, "offset", 7.5);
  assert.ok(Math.abs(await number(page, "angle-coronal") + 12.5) < 1e-3);
  assert.ok(Math.abs(await number(page, "offset") - 7.5) < 1e-3);
  await storeAndCompare(page, press(page));
});

onPage("Slicer's matrix is taken, rows and all", here, async (page) => {
  const [c, s] = [Math.cos(0.3), Math.sin(0.3)];
  await page.getByText("3D Slicer and REST").click();
  await page.locator("#matrix").fill(`${-c} ${-s} 0 -5\n${-s} ${c} 0 4\n0 0 1 12\n0 0 0 1`);
  await page.getByRole("button", { name: "Take this plane" }).click();
  await settled(page);
  const tags = await storeAndCompare(page, press(page));
  const across = tags.ImageOrientationPatient.split("\\").map(Number);
  assert.ok(Math.abs(across[0] - c) < 1e-3 && Math.abs(across[1] - s) < 1e-3, tags.ImageOrientationPatient);
  assert.ok(Math.abs(Number(tags.ImagePositionPatient.split("\\")[2]) - 12) < 1e-3);
  await page.locator("#matrix").fill("1 2 3");
  await page.getByRole("button", { name: "Take this plane" }).click();
  assert.match(await page.locator("#matrix-fault").textContent(), /sixteen numbers/);
});

onPage("the example is the plane of the sample, as a person pastes it", here, async (page) => {
  const sample = new URL("../../Resources/Samples/slicer-red.json", import.meta.url);
  const matrix = JSON.parse(readFileSync(sample, "utf8")).Plane.SliceToRAS;
  const before = await page.locator("#request").textContent();
  await page.getByText("3D Slicer and REST").click();
  await page.getByRole("button", { name: "Example" }).click();
  await page.waitForFunction(() => document.getElementById("matrix").value !== "");
  assert.deepEqual((await page.locator("#matrix").inputValue()).split(/\s/).map(Number), matrix);
  assert.equal(await page.locator("#request").textContent(), before);
  await page.getByRole("button", { name: "Take this plane" }).click();
  await settled(page);
  const tags = await storeAndCompare(page, press(page));
  const [across, down, , centre] = [0, 1, 2, 3].map((column) => [-matrix[column], -matrix[4 + column], matrix[8 + column]]);
  const cosines = tags.ImageOrientationPatient.split("\\").map(Number);
  nears(cosines, [...across, ...down.map((value) => -value)], 1e-3);
  const way = tags.ImagePositionPatient.split("\\").map((mm, axis) => Number(mm) - centre[axis]);
  const [a, b] = [cosines.slice(0, 3), cosines.slice(3)];
  const off = way[0] * (a[1] * b[2] - a[2] * b[1]) + way[1] * (a[2] * b[0] - a[0] * b[2]) + way[2] * (a[0] * b[1] - a[1] * b[0]);
  assert.ok(Math.abs(off) < 1e-2, `the slice is ${off} mm off the plane of the sample`);
});

onPage("undo and reset go back", here, async (page) => {
  const before = await page.locator("#request").textContent();
  await type(page, "angle-axial", 20);
  await type(page, "angle-axial", 40);
  await page.getByRole("button", { name: "Undo" }).click();
  await settled(page);
  assert.ok(Math.abs(await number(page, "angle-axial") - 20) < 1e-3);
  await page.getByRole("button", { name: "Reset" }).click();
  await settled(page);
  assert.equal(await page.locator("#request").textContent(), before);
});

onPage("a link brings the same page back", here, async (page) => {
  await type(page, "angle-axial", 33);
  await page.locator("#plane").selectOption("sagittal");
  await page.locator("#interpolation").selectOption("Cubic");
  await type(page, "thickness", 6);
  await type(page, "extent", 70);
  await page.locator("#store").press("3");
  await settled(page);
  await page.waitForFunction(() => window.location.search.includes("window=-600"));
  const seen = () => page.locator("#result").evaluate(({ dataset }) => [dataset.position, dataset.orientation, dataset.request]);
  const before = await seen();
  await page.reload();
  await settled(page);
  assert.deepEqual(await seen(), before);
});

onPage("the size that is typed is that of what is stored, around the centre", here, async (page) => {
  await type(page, "angle-axial", 20);
  await type(page, "extent", 60);
  await type(page, "rows", 30);
  await type(page, "columns", 40);
  const tags = await storeAndCompare(page, press(page));
  assert.deepEqual([tags.Rows, tags.Columns, tags.PixelSpacing], ["30", "40", "2\\1.5"]);
  assert.match(await page.locator("#result-size").textContent(), /^40 columns × 30 rows, 2 × 1.5 mm/);
  await type(page, "rows", "");
  await type(page, "columns", "");
  await type(page, "extent", "");
  await type(page, "spacing", 3);
  const whole = await storeAndCompare(page, press(page));
  assert.equal(whole.PixelSpacing, "3\\3");
  assert.ok(Number(whole.Rows) > 40);
});

onPage("undo goes back by one step, whatever it was, and reset to the start", here, async (page) => {
  const start = await page.locator("#request").textContent();
  await page.locator("#interpolation").selectOption("Nearest");
  await settled(page);
  await type(page, "thickness", 9);
  await type(page, "rows", 50);
  for (const [key, value] of [["Rows", undefined], ["Slab", undefined], ["Interpolation", undefined]]) {
    await page.getByRole("button", { name: "Undo" }).click();
    await settled(page);
    assert.equal(JSON.parse(await page.locator("#request").textContent())[key], value);
  }
  assert.equal(await page.locator("#request").textContent(), start);
  await type(page, "rows", 50);
  await page.getByRole("button", { name: "Reset" }).click();
  await settled(page);
  assert.equal(await page.locator("#request").textContent(), start);
});

onPage("the request that is copied stores the same slice", here, async (page) => {
  await type(page, "angle-sagittal", 11);
  await storeAndCompare(page, press(page));
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.getByRole("button", { name: "Copy request" }).click();
  await page.getByText("The request is in the clipboard.").waitFor();
  const body = await page.evaluate(() => navigator.clipboard.readText());
  const answer = await fetch(`${known.url}/series/${known.series}/mpr-slice`,
    { method: "POST", headers: { "Content-Type": "application/json" }, body });
  assert.equal((await answer.json()).Status, "AlreadyStored");
});

onPage("a slab and an interpolation are part of what is stored", here, async (page) => {
  await page.locator("#interpolation").selectOption("Cubic");
  await page.locator("#projection").selectOption("Maximum");
  await type(page, "thickness", 10);
  const tags = await storeAndCompare(page, press(page));
  assert.equal(Number(tags.SliceThickness), 10);
});

onPage("a stack is a job, and its link leads to all images", here, async (page) => {
  await storeStack(page, 5, 2);
  const series = await linked(page);
  assert.equal(await page.locator("#outcome").textContent(), "5 images are stored.");
  assert.equal((await json(`/series/${series}`)).Instances.length, 5);
});

onPage("a stack that is cancelled leaves nothing", here, async (page) => {
  const images = (await json("/instances")).length;
  await type(page, "thickness", 40);
  await storeStack(page, 900, 0.1);
  await page.getByRole("button", { name: "Cancel" }).click();
  await page.getByText("Cancelled; nothing was stored.").waitFor();
  assert.equal((await json("/instances")).length, images);
});

onPage("an instance is enough", `instance=${known.instance}&plane=Native`, async (page) => {
  await storeAndCompare(page, press(page));
});

onPage("an instance is seen in its own plane at its own place", `instance=${known.instance}`, async (page) => {
  const source = await json(`/instances/${known.instance}/simplified-tags`);
  const tags = await storeAndCompare(page, press(page));
  assert.equal(await page.locator("#plane").inputValue(), "axial");
  nears(tags.ImageOrientationPatient.split("\\").map(Number), source.ImageOrientationPatient.split("\\").map(Number), 1e-6);
  const position = (of) => of.ImagePositionPatient.split("\\").map(Number);
  nears(position(tags).slice(2), position(source).slice(2), 1e-6);
});

onPage("an oblique instance is seen in its own plane", `instance=${known.tilted.instance}`, async (page) => {
  const source = await json(`/instances/${known.tilted.instance}/simplified-tags`);
  const tags = await storeAndCompare(page, press(page));
  const axes = ({ ImageOrientationPatient }) => {
    const cosines = ImageOrientationPatient.split("\\").map(Number);
    const [a, b] = [cosines.slice(0, 3), cosines.slice(3)];
    return [a, b, [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]]];
  };
  const dot = (a, b) => a.reduce((sum, value, index) => sum + value * b[index], 0);
  const normal = axes(source)[2];
  assert.ok(Math.abs(Math.abs(dot(axes(tags)[2], normal)) - 1) < 1e-6);
  const place = (of) => dot(of.ImagePositionPatient.split("\\").map(Number), normal);
  assert.ok(Math.abs(place(tags) - place(source)) < 1e-3, `${place(tags) - place(source)} mm beside it`);
});

onPage("another volume is seen through the same plane, slab, window and zoom, and undo goes back", `series=${known.echoes.series}`,
  async (page) => {
    await type(page, "angle-axial", 17);
    await type(page, "thickness", 8);
    await type(page, "window-width", 321);
    await page.getByRole("button", { name: "Zoom in" }).click();
    await settled(page);
    const before = Object.fromEntries(new URL(page.url()).searchParams);
    await page.locator("#which").selectOption("1");
    await settled(page);
    assert.deepEqual(Object.fromEntries(new URL(page.url()).searchParams), { ...before, volume: "1" });
    assert.equal((await storeAndCompare(page, press(page))).EchoTime, "30");
    await page.getByRole("button", { name: "Undo" }).click();
    await settled(page);
    assert.equal(await page.locator("#which").inputValue(), "0");
    assert.deepEqual(Object.fromEntries(new URL(page.url()).searchParams), before);
    await page.getByRole("button", { name: "Undo" }).click();
    await settled(page);
    assert.notEqual(new URL(page.url()).searchParams.get("field"), before.field);
  });

onPage("a number that is typed is seen before it is confirmed, with comma or point", here, async (page) => {
  await page.locator("#angle-sagittal").fill("12,5");
  await page.locator("#offset").fill("-3.25");
  await page.locator("#thickness").fill("4,5"); // still in the input
  await page.locator("#result.old").waitFor({ state: "detached" });
  const tags = await storeAndCompare(page, () => page.locator("#store").dispatchEvent("click")); // the input keeps the focus
  assert.equal(Number(tags.SliceThickness), 4.5);
  assert.ok(Math.abs(await number(page, "angle-sagittal") - 12.5) < 1e-3);
  assert.equal(await page.locator("#thickness").inputValue(), "4,5");
});

onPage("a text that is no number is marked, and nothing is stored", here, async (page) => {
  const instances = (await json("/instances")).length;
  for (const [id, text] of [["offset", "1.234,5"], ["thickness", "-1"], ["spacing", "0"], ["rotation", "12°"]]) {
    await page.locator(`#${id}`).fill(text);
    await page.locator(`#${id}`).press("Tab");
    assert.equal(await page.locator(`#${id}`).getAttribute("aria-invalid"), "true");
    await press(page)();
    await page.locator("#outcome.fault").filter({ hasText: `Nothing was stored: "${text}" is not a number` }).waitFor();
    assert.equal(await page.evaluate(() => document.activeElement.id), id);
    await page.locator(`#${id}`).fill(id === "spacing" ? "" : "0");
    assert.equal(await page.locator(`#${id}`).getAttribute("aria-invalid"), "false");
  }
  await settled(page);
  assert.equal((await json("/instances")).length, instances);
});

onPage("the window that is seen is the first one of what is stored", here, async (page) => {
  await page.locator("#store").press("2"); // bone
  const { WindowCenter, WindowWidth, WindowCenterWidthExplanation } = await storeAndCompare(page, press(page));
  const first = [WindowCenter, WindowWidth].map((text) => text.split("\\")[0]);
  assert.deepEqual(first, ["480", "2500"]);
  assert.match(WindowCenterWidthExplanation, /^As requested/);
});

onPage("what was said of a slice goes when the plane changes, and stays when it does not", here, async (page) => {
  await storeAndCompare(page, press(page));
  await page.getByRole("button", { name: "Zoom in" }).click();
  await settled(page);
  assert.match(await page.locator("#outcome").textContent(), /^(Stored|The same slice)/);
  await type(page, "offset", 4);
  assert.equal(await page.locator("#outcome").textContent(), "");
  assert.equal(await page.locator("#links a").count(), 0);
});

onPage("an instance is seen in its own volume", `instance=${known.echoes.instance}`, async (page) => {
  assert.equal(await page.locator("#which").inputValue(), "1");
  const { EchoTime } = await storeAndCompare(page, press(page));
  assert.equal(EchoTime, "30");
});

onPage("a link to a volume wins over the instance, and a series starts with its first", `instance=${known.echoes.instance}&volume=0`,
  async (page) => {
    assert.equal(await page.locator("#which").inputValue(), "0");
    await page.goto(`${known.url}/mpr-slice/app/index.html?series=${known.echoes.series}`);
    await settled(page);
    assert.equal(await page.locator("#which").inputValue(), "0");
  });
