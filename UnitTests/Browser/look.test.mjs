// SPDX-License-Identifier: GPL-3.0-or-later
// How the page looks and reads: sizes, targets, contrasts, words. It leaves screenshots.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { colours, handle, here, known, onPage, press, require, settled, spot, storeStack } from "./browser.mjs";

const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

async function assertUsable(page) {
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth), "it scrolls sideways");
  await page.evaluate(() => window.scrollTo(0, 0)); // what scrolls under the tools is not small
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => window.axe.run({ rules: { "target-size": { enabled: true } } }));
  assert.deepEqual(violations.map(({ id, nodes }) => [id, nodes.map(({ target }) => String(target))]), []);
}

onPage("pictures fill the window, and nothing of them is below the fold", here, async (page) => {
  for (const [width, height, share] of [[1440, 900, 0.75], [1366, 768, 0.7], [1920, 1080, 0.8], [3840, 2160, 0.85]]) {
    await page.setViewportSize({ width, height });
    await settled(page);
    let area = 0;
    for (const figure of await page.locator("#views figure").all()) {
      const box = await figure.boundingBox();
      area += box.width * box.height;
      assert.ok(box.y + box.height <= height && box.x + box.width <= width);
    }
    assert.ok(area >= share * width * height, `${(100 * area / width / height).toFixed(1)} % of ${width} × ${height}`);
    await page.screenshot({ path: `${known.output}/page-${width}.png` });
  }
});

for (const [width, height] of [[390, 844], [1280, 900], [2560, 1300]]) {
  onPage(`axe finds nothing at a width of ${width}, and nothing is cut off`, here, async (page) => {
    await page.screenshot({ path: `${known.output}/page-${width}.png`, fullPage: true });
    await assertUsable(page);
    await page.getByText("3D Slicer and REST").click();
    await page.locator("#placing summary").click();
    assert.ok(await page.locator("#store").isVisible());
    await page.locator("#offset").fill("900");
    await page.locator("#offset").press("Tab");
    await page.locator("#result .message").filter({ hasText: "mm" }).waitFor();
    await assertUsable(page);
    await page.getByRole("button", { name: "Reset" }).click();
    await press(page)();
    await page.locator("#links a").first().waitFor();
    await page.getByRole("button", { name: "Store stack…" }).click();
    await page.screenshot({ path: `${known.output}/stack-${width}.png` });
    await assertUsable(page);
    page.faults = page.faults.filter((fault) => !fault.includes("422")); // beside the volume
  }, { size: { width, height } });
}

onPage("the stack says how far a stack goes, and takes no nonsense", here, async (page) => {
  await page.getByRole("button", { name: "Store stack…" }).click();
  assert.match(await page.locator("#reach").textContent(), /^From -19 to 19 mm/);
  const go = page.getByRole("button", { name: "Store stack", exact: true });
  for (const [id, value] of [["count", "1"], ["count", "2.5"], ["between", "0"]]) {
    const before = await page.locator(`#${id}`).inputValue();
    await page.locator(`#${id}`).fill(value);
    assert.equal(await page.locator(`#${id}`).getAttribute("aria-invalid"), "true");
    assert.ok(await go.isDisabled());
    await page.locator(`#${id}`).fill(before);
  }
  await page.keyboard.press("Escape");
  assert.ok(await page.locator("#stack-dialog").isHidden());
  assert.equal(await page.evaluate(() => document.activeElement.id), "stack");
});

onPage("what is at work is seen, with a way to end it", here, async (page) => {
  await page.locator("#thickness").fill("40");
  await page.locator("#thickness").press("Tab");
  await storeStack(page, 900, 0.1);
  await page.waitForFunction(() => document.getElementById("progress").value > 0);
  assert.ok(await page.locator("#store").isDisabled());
  await page.screenshot({ path: `${known.output}/progress.png` });
  await page.getByRole("button", { name: "Cancel" }).click();
  await page.getByText("Cancelled; nothing was stored.").waitFor();
  assert.ok(await page.locator("#progress").isHidden() && await page.locator("#store").isEnabled());
});

onPage("handles are large enough for a finger, and the focus is seen", `${here}&thickness=24&several=Stack,-20,5,9`, async (page) => {
  let seen = 0;
  for (const handle of await page.locator("svg [role=slider]:visible").all()) {
    const { width, height } = await handle.boundingBox();
    assert.ok(width >= 24 && height >= 24);
    await handle.focus();
    await page.keyboard.press("Shift+Tab");
    await page.keyboard.press("Tab");
    assert.equal(await handle.evaluate((element) => getComputedStyle(element).outlineStyle), "solid");
    assert.match(await handle.getAttribute("aria-valuenow"), /^-?[0-9.]+$/);
    seen++;
  }
  assert.equal(seen, 3 * 3 + 2 * 3); // centre and two rings in each view; thickness and both ends in two of them
});

/* Contrast of two colours, WCAG 2.2. */
function contrast(...pair) {
  const linear = (value) => (value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4);
  const [dark, bright] = pair.map(([r, g, b]) => 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b)).sort((a, b) => a - b);
  return (bright + 0.05) / (dark + 0.05);
}

for (const [name, window, grey] of [["bright", "-5000,1", 255], ["dark", "9000,1", 0]]) {
  onPage(`lines, rings, handles and the scale bar are seen over ${name} tissue`, `${here}&plane=coronal&thickness=30&window=${window}`, async (page) => {
    const size = await page.locator("[data-view=axial] svg").boundingBox();
    const across = (x, y, high) => Array.from({ length: 2 * high + 1 }, (_, index) => [x, y + index - high]);
    const centre = await spot(page, "axial", await handle(page, "axial", "[data-part=centre]"));
    const parts = { "the line": across(centre[0] + 0.12 * size.width, centre[1], 4) };
    for (const [part, selector, reach] of [["the centre", "[data-part=centre]", 13], ["a ring", "[data-part=turn][data-other=sagittal]", 13],
      ["the handle of the slab", "g[data-part=thickness]", 5]]) {
      const [x, y] = await spot(page, "axial", await handle(page, "axial", selector));
      parts[part] = across(x + (part === "the handle of the slab" ? 0 : 5), y - reach + 1, 4);
    }
    const bar = await page.locator("[data-view=axial] .bar").boundingBox();
    parts["the scale bar"] = across(bar.x + bar.width / 2, bar.y + bar.height, 5);
    const background = (await colours(page, [await spot(page, "axial", [0.42, 0.42])]))[0];
    assert.deepEqual(background, [grey, grey, grey]);
    for (const [part, points] of Object.entries(parts)) {
      const most = Math.max(...(await colours(page, points)).map((colour) => contrast(colour, background)));
      assert.ok(most >= 3, `${part}: ${most.toFixed(1)} to 1`);
    }
    await page.screenshot({ path: `${known.output}/over-${name}.png` });
  });
}

test("all words of the page are in texts.js", () => {
  const html = readFileSync(new URL("../../WebApp/index.html", import.meta.url), "utf8");
  const texts = readFileSync(new URL("../../WebApp/texts.js", import.meta.url), "utf8");
  /* What is left without elements: the title and the sentence for who has no JavaScript. */
  const words = html.replace(/<!--.*?-->|<title>.*?<\/title>|<noscript>.*?<\/noscript>|<[^>]*>/gs, "").trim();
  assert.equal(words, "");
  const keys = [...html.matchAll(/data-(?:text|label)="(\w+)"/g)].map(([, key]) => key);
  assert.ok(keys.length > 60);
  keys.forEach((key) => assert.match(texts, new RegExp(`^  ${key}: "`, "m")));
});
