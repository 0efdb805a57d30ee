// SPDX-License-Identifier: GPL-3.0-or-later
// How pictures are shown: windows by name, inverted, in colours, phase by phase; none of it but the window is stored.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";

import { PALETTES, tableOf } from "../../WebApp/palettes.js";
import { colours, here, known, number, onPage, open, press, settled, spot, storeAndCompare } from "./browser.mjs";

/* SHA-1 of the 768 values of each, all red ones first, as PS3.6 prints them. */
const DIGESTS = { hotIron: "acc8679aa3fabb37b609a2e27da15b369127eac2", pet: "fa3b0f79cdebf6ace2672a0a7154e8686370557d",
  hotMetalBlue: "d0a0dc93dab7e6497d2d7b01a1159f50aa266bb0", pet20Step: "96b0201b8b2f66ea8b28cd5f7437f80181c44f6a" };

test("the palettes are those of PS3.6, value by value", () => {
  for (const name of PALETTES) {
    assert.equal(createHash("sha1").update(Buffer.from(tableOf(name, false).flat())).digest("hex"), DIGESTS[name], name);
  }
  assert.deepEqual(tableOf("hotIron", false).map((values) => values[200]), [255, 144, 36]);
  assert.deepEqual(tableOf("pet", true).map((values) => values[0]), [255, 255, 255]);
});

onPage("windows of CT have names, and each is what it says", here, async (page) => {
  const names = await page.locator("#window-preset option").allTextContents();
  for (const [name, centre, width] of [["soft tissue", 40, 400], ["lung", -600, 1500], ["bone", 480, 2500], ["brain", 40, 80],
    ["angiography", 300, 600]]) {
    await page.locator("#window-preset").selectOption({ label: names.find((one) => one.endsWith(name)) });
    await settled(page);
    assert.deepEqual([await number(page, "window-center"), await number(page, "window-width")], [centre, width], name);
  }
});

test("without a window of its own a volume has the same one on any screen", async () => {
  const seen = [];
  for (const size of [{ width: 900, height: 700 }, { width: 1920, height: 1080 }]) {
    const page = await open(`series=${known.pet}`, { size });
    await page.waitForFunction(() => document.getElementById("window-width").value !== "");
    assert.equal(await page.locator("#window-preset option").first().textContent(), "0 automatic");
    seen.push([await number(page, "window-center"), await number(page, "window-width")]);
    await page.close();
  }
  assert.deepEqual(seen[0], seen[1]);
});

/* Four points of each of four panes, where no line is. */
async function spots(page) {
  const points = [];
  for (const view of ["axial", "sagittal", "coronal"]) {
    for (const share of [[0.4, 0.4], [0.6, 0.43], [0.42, 0.58], [0.1, 0.75]]) {
      points.push(await spot(page, view, share));
    }
  }
  const box = await page.locator("#result canvas").boundingBox();
  points.push([box.x + 0.4 * box.width, box.y + 0.4 * box.height]);
  return points;
}

onPage("a PET is seen in each palette, level by level, and stored as it was", `series=${known.pet}`, async (page) => {
  await page.locator("#store").press("h"); // no lines over the pixels
  const points = await spots(page);
  const grey = (await colours(page, points)).map(([red]) => red);
  assert.ok(new Set(grey).size > 3, `${grey}`);
  for (const name of PALETTES) {
    await page.locator("#palette").selectOption(name);
    await settled(page);
    const table = tableOf(name, false);
    const seen = await colours(page, points);
    seen.forEach((colour, index) => {
      const wanted = table.map((values) => values[grey[index]]);
      colour.forEach((value, channel) => assert.ok(Math.abs(value - wanted[channel]) <= 2, `${name}, level ${grey[index]}: ${colour} is not ${wanted}`));
    });
    await page.screenshot({ path: `${known.output}/palette-${name}.png` });
  }
  await page.reload();
  await settled(page);
  assert.equal(await page.locator("#palette").inputValue(), "pet20Step"); // a link brings it back
  const stored = await storeAndCompare(page, press(page));
  assert.equal(stored.PhotometricInterpretation, "MONOCHROME2");
  await page.locator("#store").press("Control+z");
  assert.equal(await page.locator("#palette").inputValue(), "pet20Step"); // what was stored is no step
});

onPage("black becomes white and back, in every pane, and a CT has no palette", here, async (page) => {
  assert.ok(await page.locator("#palette").isHidden());
  await page.locator("#store").press("h");
  const points = await spots(page);
  const before = await colours(page, points);
  await page.locator("#store").press("i");
  await settled(page);
  assert.equal(await page.locator("#invert").getAttribute("aria-pressed"), "true");
  const after = await colours(page, points);
  after.forEach((colour, index) => colour.forEach((value, channel) =>
    assert.ok(Math.abs(value - (255 - before[index][channel])) <= 2, `${colour} is not the opposite of ${before[index]}`)));
  await page.screenshot({ path: `${known.output}/inverted.png` });
  await storeAndCompare(page, press(page));
  await page.locator("#undo").click();
  await settled(page);
  assert.deepEqual(await colours(page, points.slice(0, 1)), before.slice(0, 1));
});

onPage("phases play, and what the hand does ends it with the volume that is seen", `series=${known.echoes.series}`, async (page) => {
  const volume = () => page.locator("#which").inputValue();
  const first = await volume();
  await page.getByRole("button", { name: "Cine" }).click();
  for (const wanted of ["1", "0", "1"]) {
    await page.waitForFunction((value) => document.getElementById("which").value === value, wanted);
  }
  assert.equal(first, "0");
  await page.locator("#store").press("k");
  await settled(page);
  const seen = await volume();
  assert.equal(JSON.parse(await page.locator("#request").textContent()).Volume, Number(seen));
  await page.waitForTimeout(600);
  assert.equal(await volume(), seen);
  /* To store ends it, and stores what is seen. */
  await page.getByRole("button", { name: "Cine" }).click();
  await press(page)();
  await page.locator("#links a").first().waitFor();
  assert.equal(await page.locator("#cine").getAttribute("aria-pressed"), "false");
});

onPage("a series of one volume has nothing to play", here, async (page) => {
  assert.ok(await page.locator("#cine").isHidden());
  await page.locator("#store").press("k");
  assert.equal(await page.locator("#cine").getAttribute("aria-pressed"), "false");
});
