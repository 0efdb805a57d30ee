// SPDX-License-Identifier: GPL-3.0-or-later
// The page in a browser: what a hand does, what a keyboard does, and what is then in the archive.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";

import { drag, handle, json, known, launch, number, open, require, settled, storeAndCompare, type } from "./browser.mjs";

let browser;
before(async () => { browser = await launch(); });
after(() => browser.close());

const here = `series=${known.series}`;
const press = (page) => () => page.getByRole("button", { name: "Store slice" }).click();

async function storeStack(page, count, between) {
  await page.getByRole("button", { name: "Store stack…" }).click();
  await page.locator("#count").fill(String(count));
  await page.locator("#between").fill(String(between));
  await page.getByRole("button", { name: "Store stack", exact: true }).click();
}

/* A test of its own page, which must not complain. */
function onPage(name, query, work, size) {
  test(name, async () => {
    const page = await open(browser, query, size);
    try {
      await work(page);
      assert.deepEqual(page.faults, []);
    } finally {
      await page.close();
    }
  });
}

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

onPage("the keyboard alone does the same", here, async (page) => {
  await page.locator("[data-view=axial] [data-part=turn][data-other=coronal]").focus();
  for (let step = 0; step < 3; step++) {
    await page.keyboard.press("Shift+ArrowRight");
  }
  assert.ok(Math.abs(await number(page, "angle-axial") - 30) < 1e-3);
  await page.locator("[data-view=coronal] svg").focus();
  await page.keyboard.press("PageUp");
  await page.keyboard.press("2");
  await settled(page);
  assert.deepEqual([await number(page, "window-center"), await number(page, "window-width")], [480, 2500]);
  await page.getByRole("button", { name: "Store slice" }).focus();
  await storeAndCompare(page, () => page.keyboard.press("Enter"));
  await page.locator("[data-view=coronal] svg").focus();
  await page.keyboard.press("Control+z");
  await settled(page);
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

onPage("a link brings the same slice back", here, async (page) => {
  await type(page, "angle-axial", 33);
  await page.locator("#plane").selectOption("sagittal");
  await settled(page);
  await page.waitForFunction(() => window.location.search.includes("plane=sagittal"));
  const place = () => page.locator("#result").getAttribute("data-position");
  const before = await place();
  await page.reload();
  await settled(page);
  assert.equal(await place(), before);
});

onPage("a slab and an interpolation are part of what is stored", here, async (page) => {
  await page.locator("#interpolation").selectOption("Cubic");
  await page.locator("#projection").selectOption("Maximum");
  await type(page, "thickness", 10);
  const tags = await storeAndCompare(page, press(page));
  assert.equal(Number(tags.SliceThickness), 10);
});

onPage("the length tool shows millimetres", here, async (page) => {
  await page.getByLabel("measures").check();
  await drag(page, "axial", [0.3, 0.5], [0.7, 0.5]);
  const field = Number(new URL(page.url()).searchParams.get("field"));
  const shown = Number.parseFloat(await page.locator("[data-view=axial] .distance").textContent());
  assert.ok(Math.abs(shown - 0.4 * field) < 1, `${shown} mm of a field of ${field} mm`);
});

onPage("the length tool has keys", here, async (page) => {
  await page.locator("[data-view=axial] [data-part=centre]").focus();
  await page.keyboard.press("m");
  await page.keyboard.press("Shift+ArrowRight");
  await page.keyboard.press("Shift+ArrowRight");
  assert.equal(await page.locator("[data-view=axial] .distance").textContent(), "20.0 mm");
  await page.keyboard.press("m");
  await page.keyboard.press("Shift+ArrowRight");
  assert.equal(await page.locator("[data-view=axial] .distance").textContent(), "20.0 mm");
});

/* Which pane a preview is for: a view (by its plane), the result, or the probe. */
function paneOf(request) {
  const { Plane, Layout, Rows } = JSON.parse(request.postData());
  const sizes = (Plane.Normal ?? [0, 0, 0]).map(Math.abs);
  return Rows === 1 ? "probe" : Layout === undefined ? "result" : `view ${sizes.indexOf(Math.max(...sizes))}`;
}

onPage("on a slow link each pane has one request under way, and the latest wins", here, async (page) => {
  const underWay = {};
  const most = {};
  await page.route("**/preview", async (route) => {
    const pane = paneOf(route.request());
    underWay[pane] = (underWay[pane] ?? 0) + 1;
    most[pane] = Math.max(most[pane] ?? 0, underWay[pane]);
    await new Promise((done) => { setTimeout(done, 200); });
    await route.continue();
  });
  page.on("requestfinished", (request) => {
    if (request.url().endsWith("/preview")) {
      underWay[paneOf(request)]--;
    }
  });
  const from = await handle(page, "axial", "[data-part=turn][data-other=coronal]");
  await drag(page, "axial", from, [from[0] - 0.06, from[1] + 0.2]);
  await drag(page, "coronal", await handle(page, "coronal", "[data-part=centre]"), [0.55, 0.45]);
  await settled(page);
  assert.deepEqual(most, { "view 0": 1, "view 1": 1, "view 2": 1, result: 1, probe: 1 });
  await storeAndCompare(page, press(page));
});

onPage("a stack is a job, and its link leads to all images", here, async (page) => {
  await storeStack(page, 5, 2);
  await page.locator("#links a").waitFor();
  assert.equal(await page.locator("#outcome").textContent(), "5 images are stored.");
  const id = new URL(await page.locator("#links a").getAttribute("href")).hash.split("uuid=")[1];
  assert.equal((await json(`/series/${id}`)).Instances.length, 5);
});

onPage("a stack that is cancelled leaves nothing", here, async (page) => {
  const images = (await json("/instances")).length;
  await type(page, "thickness", 40);
  await storeStack(page, 900, 0.1);
  await page.getByRole("button", { name: "Cancel" }).click();
  await page.getByText("Cancelled; nothing was stored.").waitFor();
  assert.equal((await json("/instances")).length, images);
});

test("a plane beside the volume is the server's sentence", async () => {
  const page = await open(browser, here);
  await page.locator("#offset").fill("900");
  await page.locator("#offset").press("Tab");
  await page.locator("#result .message").filter({ hasText: "mm" }).waitFor();
  await page.getByRole("button", { name: "Store slice" }).click();
  await page.getByText("Nothing was stored").waitFor();
  await page.close();
});

onPage("a name that is a script is text", `series=${known.hostile}`, async (page) => {
  await page.locator("#subject").filter({ hasText: known.name }).waitFor();
  assert.equal(await page.locator("#subject img").count(), 0);
  assert.equal(await page.title(), "MPR slice");
});

test("a study lists its series", async () => {
  const page = await browser.newPage();
  await page.goto(`${known.url}/mpr-slice/app/index.html?study=${known.study}`);
  await page.locator("#list a").first().click();
  await settled(page);
  await page.close();
});

onPage("an instance is enough", `instance=${known.instance}&plane=Native`, async (page) => {
  await storeAndCompare(page, press(page));
});

test("Orthanc Explorer has the button on series, instance and study", async () => {
  const page = await browser.newPage();
  for (const [level, id] of [["series", known.series], ["instance", known.instance], ["study", known.study]]) {
    await page.goto(`${known.url}/app/explorer.html#${level}?uuid=${id}`);
    await page.reload();
    const button = page.locator(`#mpr-slice-${level}`);
    await button.waitFor();
    assert.ok((await button.getAttribute("href")).endsWith(`mpr-slice/app/index.html?${level}=${id}&from=explorer`));
  }
  await page.locator("#mpr-slice-study").click();
  await page.waitForURL(/mpr-slice\/app/);
  await page.close();
});

for (const [width, height] of [[360, 740], [1280, 900], [2560, 1300]]) {
  onPage(`axe finds nothing at a width of ${width}, and nothing is cut off`, here, async (page) => {
    await page.screenshot({ path: `${known.output}/page-${width}.png`, fullPage: true });
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth), "it scrolls sideways");
    await page.evaluate(readFileSync(require.resolve("axe-core/axe.min.js"), "utf8"));
    const { violations } = await page.evaluate(() => window.axe.run());
    assert.deepEqual(violations.map(({ id, nodes }) => [id, nodes.map(({ target }) => String(target))]), []);
  }, { width, height });
}

onPage("pictures per second while lines are turned", here, async (page) => {
  const shown = () => page.locator(".view").evaluateAll((views) => views.map((view) => Number(view.dataset.updates)));
  const box = await page.locator("[data-view=axial] svg").boundingBox();
  const [x, y] = await handle(page, "axial", "[data-part=turn][data-other=coronal]");
  const [middle, reach] = [await handle(page, "axial", "[data-part=centre]"), 0.36];
  await page.mouse.move(box.x + x * box.width, box.y + y * box.height);
  await page.mouse.down();
  const before = await shown();
  const start = performance.now();
  for (let step = 0; performance.now() - start < 3000; step++) {
    const angle = step / 40;
    const at = [middle[0] + reach * Math.cos(angle), middle[1] + reach * Math.sin(angle)];
    await page.mouse.move(box.x + at[0] * box.width, box.y + at[1] * box.height);
  }
  const seconds = (performance.now() - start) / 1000;
  const rates = (await shown()).map((count, index) => (count - before[index]) / seconds);
  await page.mouse.up();
  console.log(`     pictures per second (axial, sagittal, coronal): ${rates.map((rate) => rate.toFixed(1)).join(", ")}`);
  assert.ok(rates[1] > 0 && rates[2] > 0);
});
