// SPDX-License-Identifier: GPL-3.0-or-later
// The twenty tasks of a usability run, as a hand does them. Clicks (drags, choices, notches of the wheel) and keys are counted; each
// task says how many it may take at most, and prints how many it took.
import assert from "node:assert/strict";
import { test } from "node:test";

import { blank, drag, handle, here, json, known, linked, number, onPage, open, settled, spot } from "./browser.mjs";

/* What a hand does, and how often. */
class Hand {
  clicks = 0;
  keys = 0;

  constructor(page) {
    this.page = page;
  }

  async click(where) {
    this.clicks++;
    await (typeof where === "string" ? this.page.locator(where).click() : this.page.mouse.click(...where));
  }

  async button(name) {
    this.clicks++;
    await this.page.getByRole("button", { name, exact: true }).click();
  }

  async choose(selector, option) {
    this.clicks++;
    await this.page.locator(selector).selectOption(option);
  }

  async type(selector, text) {
    this.clicks++;
    this.keys += text.length;
    await this.page.locator(selector).fill(text);
  }

  async key(...keys) {
    for (const key of keys) {
      this.keys++;
      await this.page.keyboard.press(key);
    }
  }

  async drag(view, from, to) {
    this.clicks++;
    await drag(this.page, view, from, to);
  }

  async wheel(view, notches) {
    this.clicks++;
    await this.page.mouse.move(...await spot(this.page, view, [0.3, 0.3]));
    await this.page.mouse.wheel(0, 100 * notches);
  }
}

const request = async (page) => JSON.parse(await page.locator("#request").textContent());

/* most: [clicks, keys] */
function task(name, most, query, work, options) {
  onPage(name, query, async (page) => {
    const hand = new Hand(page);
    await work(hand, page);
    const took = [hand.clicks, hand.keys];
    console.log(`${name}: ${took[0]} clicks, ${took[1]} keys`);
    assert.ok(took.every((count, index) => count <= most[index]), `${name} took ${took} clicks and keys, at most ${most} are allowed`);
  }, options);
}

const outcome = (page, text) => page.locator("#outcome").filter({ hasText: text }).waitFor();

task("a double oblique plane is stored", [3, 0], here, async (hand, page) => {
  for (const [view, other] of [["axial", "coronal"], ["sagittal", "axial"]]) {
    const from = await handle(page, view, `[data-part=turn][data-other=${other}]`);
    await hand.drag(view, from, [from[0] - 0.03, from[1] + 0.12]);
  }
  await hand.click("#store");
  const { SeriesDescription } = await json(`/instances/${await linked(page)}/simplified-tags`);
  assert.match(SeriesDescription, /MPR ax [\d.]+°$/);
});

for (const [name, most, button, points] of [["two", [4, 0], "Two points", [[0.3, 0.4], [0.7, 0.6]]], ["three", [5, 0], "Three points", [[0.3, 0.4], [0.7, 0.6], [0.5, 0.2]]]]) {
  task(`a plane through ${name} points`, most, here, async (hand, page) => {
    const before = await request(page);
    await hand.click("#placing summary");
    await hand.button(button);
    for (const point of points) {
      await hand.click(await spot(page, "sagittal", point));
    }
    await settled(page);
    assert.notDeepEqual((await request(page)).Plane, before.Plane);
  });
}

task("a maximum intensity projection of 10 mm is stored", [3, 2], here, async (hand, page) => {
  await hand.type("#thickness", "10");
  await hand.choose("#projection", "Maximum");
  await hand.click("#store");
  const tags = await json(`/instances/${await linked(page)}/simplified-tags`);
  assert.equal(Number(tags.SliceThickness), 10);
});

task("a stack of 20 images, 3 mm apart, is stored", [3, 1], here, async (hand, page) => {
  await hand.click("#stack");
  await hand.type("#between", "3");
  await hand.click("#store-stack");
  await outcome(page, "20 images are stored");
});

task("a radial turn of 12 images is stored", [3, 0], here, async (hand, page) => {
  await hand.click("#stack");
  await hand.choose("#several", "Turn");
  await hand.click("#store-stack");
  await outcome(page, "12 images are stored");
});

task("the window by the mouse", [1, 0], here, async (hand, page) => {
  const before = await number(page, "window-center");
  hand.clicks++;
  await page.mouse.move(...await spot(page, "axial", [0.4, 0.4]));
  await page.mouse.down({ button: "right" });
  await page.mouse.move(...await spot(page, "axial", [0.5, 0.6]));
  await page.mouse.up({ button: "right" });
  await settled(page);
  assert.notEqual(await number(page, "window-center"), before);
});

task("a window by its name", [1, 0], here, async (hand, page) => {
  await hand.choose("#window-preset", "3 lung");
  await settled(page);
  assert.deepEqual([await number(page, "window-center"), await number(page, "window-width")], [-600, 1500]);
});

task("scroll, zoom and pan", [3, 2], here, async (hand, page) => {
  await hand.wheel("axial", -1);
  await page.keyboard.down("Shift");
  hand.keys++;
  await hand.wheel("axial", -1);
  await page.keyboard.up("Shift");
  await settled(page);
  assert.notEqual(await number(page, "offset"), 0);
  const { searchParams } = new URL(page.url());
  await hand.key("g");
  await hand.drag("axial", [0.4, 0.4], [0.5, 0.5]);
  await settled(page);
  assert.notEqual(new URL(page.url()).searchParams.get("home"), searchParams.get("home"));
});

task("a length, an angle and an area", [5, 3], here, async (hand, page) => {
  await hand.key("l");
  await hand.drag("axial", [0.4, 0.4], [0.6, 0.4]);
  await hand.key("n");
  for (const corner of [[0.3, 0.6], [0.4, 0.6], [0.4, 0.5]]) {
    await hand.click(await spot(page, "axial", corner));
  }
  await hand.key("e");
  await hand.drag("axial", [0.45, 0.45], [0.55, 0.55]);
  await page.locator("#measure-list li:nth-child(3)", { hasText: "mean" }).waitFor();
});

task("the same plane in another series", [1, 0], `series=${known.many.ct}&plane=coronal`, async (hand, page) => {
  await page.locator("#elsewhere[data-filled]").waitFor({ state: "attached" });
  const { Plane } = await request(page);
  await hand.choose("#elsewhere", known.many.mr);
  await page.waitForURL((url) => url.searchParams.get("series") === known.many.mr);
  await settled(page);
  assert.deepEqual((await request(page)).Plane, Plane);
});

task("a slice is stored, can be opened, and is deleted again", [4, 3], here, async (hand, page) => {
  await hand.type("#offset", "7.7");
  await hand.click("#store");
  const id = await linked(page);
  await hand.click("#delete");
  await hand.click("#delete-now");
  await outcome(page, "1 image is deleted");
  assert.equal((await fetch(`${known.url}/instances/${id}`)).status, 404);
});

task("a link to what is seen is sent to somebody else", [0, 0], `${here}&plane=sagittal&thickness=7&inverted=true`, async (hand, page) => {
  const other = await open(new URL(page.url()).search.slice(1));
  assert.deepEqual(await request(other), await request(page));
  await other.close();
});

task("another phase through the same plane", [1, 0], `series=${known.echoes.series}&plane=coronal`, async (hand, page) => {
  const { Plane } = await request(page);
  await hand.choose("#which", "1");
  await settled(page);
  const after = await request(page);
  assert.deepEqual([after.Plane, after.Volume], [Plane, 1]);
});

task("by the keyboard alone: a plane, moved and turned, is stored", [0, 40], here, async (hand, page) => {
  await hand.key("c", "2", "Tab");
  const isAt = (selector) => page.evaluate((wanted) => document.activeElement.matches(wanted), selector);
  for (const selector of ["#store", "[data-view=axial] [data-part=turn]"]) {
    while (!await isAt(selector)) {
      await hand.key("Tab");
    }
    await hand.key(...(selector === "#store" ? [] : ["ArrowRight", "ArrowRight"]));
  }
  while (!await isAt("#store")) {
    await hand.key("Shift+Tab");
  }
  await settled(page);
  await hand.key("Enter");
  const { SeriesDescription } = await json(`/instances/${await linked(page)}/simplified-tags`);
  assert.match(SeriesDescription, /MPR cor 2°$/);
});

task("by touch, at 390 pixels: another plane is stored", [2, 0], here, async (hand, page) => {
  const box = await page.locator("#store").boundingBox();
  assert.ok(box.y >= 0 && box.y + box.height <= 844 && box.height >= 24 && box.width >= 24, "Store is on the screen");
  hand.clicks += 2;
  await page.locator(".view.axial figcaption button").tap();
  await page.locator("#store").tap();
  await linked(page);
}, { size: { width: 390, height: 844 }, hasTouch: true });

task("on a screen of 3840 × 2160 pictures are sharp, and one is stored", [1, 0], here, async (hand, page) => {
  const [wide, seen] = await page.locator("[data-view=axial] canvas").evaluate((canvas) => [canvas.width, canvas.clientWidth]);
  assert.ok(wide >= 1600 || wide >= seen - 1, `${wide} pixels in ${seen}`);
  await page.screenshot({ path: `${known.output}/tasks-3840.png` });
  await hand.click("#store");
  await linked(page);
}, { size: { width: 3840, height: 2160 } });

task("a plane beside the volume is told, and the way back is one press", [2, 3], here, async (hand, page) => {
  await hand.type("#offset", "900");
  await page.locator("#result .message").filter({ hasText: "mm" }).waitFor();
  await hand.click("#reset");
  await settled(page);
  assert.equal(await page.locator("#result .message").textContent(), "");
  page.faults = page.faults.filter((fault) => !fault.includes("422"));
});

task("a name that is a script stays text, and the slice is stored", [1, 0], `series=${known.hostile}`, async (hand, page) => {
  page.on("dialog", () => page.faults.push("a script ran"));
  assert.match(await page.locator("#subject").textContent(), /<img src=x/);
  await hand.click("#store");
  const { PatientName } = await json(`/instances/${await linked(page)}/simplified-tags`);
  assert.equal(PatientName, known.name);
});

test("a series is opened from its study: 1 click", async () => {
  const page = await blank();
  await page.goto(`${known.url}/mpr-slice/app/index.html?study=${known.study}`);
  await page.locator("#list[aria-busy=false] a").first().click();
  await settled(page);
  assert.deepEqual(page.faults, []);
  await page.close();
});
