// SPDX-License-Identifier: GPL-3.0-or-later
// What hands do to the views: mouse, pen, fingers, keys; nothing but what they changed may have changed.
import assert from "node:assert/strict";
import { test } from "node:test";

import * as plane from "../../WebApp/plane.js";
import { firstState, isBeside, pointRequest } from "../../WebApp/request.js";
import { drag, handle, here, json, known, nears, number, onPage, settled, spot, storeAndCompare } from "./browser.mjs";

const request = async (page) => JSON.parse(await page.locator("#request").textContent());
const field = (page) => Number(new URL(page.url()).searchParams.get("field"));

/* Millimetres of one view from left to right and from top to bottom. */
async function reach(page, view) {
  const { width, height } = await page.locator(`[data-view=${view}] svg`).boundingBox();
  return [width, height].map((side) => field(page) * side / Math.min(width, height));
}

/* Presses Tab until an element has the focus. */
async function tabTo(page, selector) {
  const target = await page.locator(selector).first().elementHandle();
  for (let count = 0; count < 80; count++) {
    if (await target.evaluate((element) => element === document.activeElement)) {
      return;
    }
    await page.keyboard.press("Tab");
  }
  assert.fail(`Tab does not reach ${selector}`);
}

onPage("the keyboard alone picks a plane and stores it", here, async (page) => {
  await tabTo(page, "[data-view=axial] [data-part=turn][data-other=coronal]");
  for (let step = 0; step < 3; step++) {
    await page.keyboard.press("Shift+ArrowRight");
  }
  await page.keyboard.press("2");
  await page.keyboard.press("c");
  await tabTo(page, "[data-view=coronal] svg");
  await page.keyboard.press("PageUp");
  await tabTo(page, "#thickness");
  await page.keyboard.type("5");
  await page.keyboard.press("Shift+Tab");
  await page.keyboard.press("c"); // Cubic
  await settled(page);
  assert.ok(Math.abs(await number(page, "angle-axial") - 30) < 1e-3);
  assert.equal(await page.locator("#plane").inputValue(), "coronal");
  assert.deepEqual([await number(page, "window-center"), await number(page, "window-width")], [480, 2500]);
  await page.locator("body").press("Control+Home");
  await tabTo(page, "#store");
  const tags = await storeAndCompare(page, () => page.keyboard.press("Enter"));
  assert.equal(Number(tags.SliceThickness), 5);
  await tabTo(page, "#links a");
  await page.keyboard.press("Enter");
  await page.waitForURL(/explorer\.html#instance/);
});

onPage("keys move along the normal, and Tab chooses nothing", here, async (page) => {
  await tabTo(page, "[data-view=coronal] [data-part=centre]");
  await settled(page);
  assert.equal(await page.locator("#plane").inputValue(), "axial");
  await page.locator("[data-view=axial] svg").focus();
  for (const [key, offset] of [["PageUp", 29], ["ArrowDown", 26.1], ["PageDown", -2.9]]) {
    await page.keyboard.press(key);
    assert.ok(Math.abs(await number(page, "offset") - offset) < 1e-3, `${key}: ${await number(page, "offset")}`);
  }
  await page.keyboard.press("End");
  await settled(page);
  const lowest = await number(page, "offset");
  await page.keyboard.press("Home");
  await settled(page);
  assert.ok(lowest < -50 && Math.abs(await number(page, "offset") + lowest) < 1e-3);
});

onPage("a notch of the wheel is one slice, with Ctrl finer, and with Shift it zooms about the pointer", here, async (page) => {
  const before = field(page);
  await page.mouse.move(...await spot(page, "axial", [0.3, 0.3]));
  await page.mouse.wheel(0, -100);
  await page.waitForFunction(() => document.getElementById("offset").value === "2.9");
  await page.keyboard.down("Control");
  await page.mouse.wheel(0, -100);
  await page.keyboard.up("Control");
  await page.waitForFunction(() => document.getElementById("offset").value === "3.19");
  await page.keyboard.down("Shift");
  await page.mouse.wheel(0, -100);
  await page.keyboard.up("Shift");
  await page.waitForURL((url) => Math.abs(Number(url.searchParams.get("field")) - before / 1.1) < 1e-3);
  await settled(page);
  assert.equal(await number(page, "offset"), 3.19);
  const [x, y] = await handle(page, "axial", "[data-part=centre]");
  nears([x, y], [0.3 + 0.2 * 1.1, 0.3 + 0.2 * 1.1], 0.005); // what was under the pointer still is
  await page.locator("#result svg").hover();
  await page.mouse.wheel(0, 100);
  await page.waitForFunction(() => document.getElementById("offset").value === "0.29");
  await settled(page);
});

onPage("a trackpad counts in proportion, and its pinch zooms", here, async (page) => {
  const before = field(page);
  const roll = (deltaY, ctrlKey) => page.locator("[data-view=axial] svg").evaluate((overlay, options) => {
    overlay.dispatchEvent(new WheelEvent("wheel", { ...options, bubbles: true, cancelable: true, clientX: 200, clientY: 200 }));
  }, { deltaY, ctrlKey });
  for (let step = 0; step < 9; step++) {
    await roll(-10, false);
  }
  assert.equal(await number(page, "offset"), 2.9); // 90 of 50 for a slice
  await roll(-10, false);
  assert.equal(await number(page, "offset"), 5.8);
  await roll(-25, true);
  await settled(page);
  assert.ok(Math.abs(field(page) - before / Math.sqrt(1.1)) < 1e-3);
});

onPage("while the hand drags, the result goes with it", here, async (page) => {
  await page.mouse.move(...await spot(page, "coronal", [0.5, 0.5]));
  await page.mouse.down();
  await page.mouse.move(...await spot(page, "coronal", [0.5, 0.4]));
  await page.mouse.move(...await spot(page, "coronal", [0.5, 0.35]));
  await page.locator("#result.live.old").waitFor(); // the button is down still
  const [, , , z] = (await page.locator("#result").getAttribute("data-position")).match(/(.*),(.*),(.*)/);
  assert.ok(Number(z) > 12, `at ${z} mm`);
  await page.mouse.up();
  await settled(page);
});

onPage("two clicks or a key show one view alone, and move nothing", here, async (page) => {
  const before = await page.locator("#request").textContent();
  const wide = async () => (await page.locator("[data-view=coronal]").boundingBox()).width;
  const narrow = await wide();
  await page.mouse.dblclick(...await spot(page, "coronal", [0.3, 0.3]));
  await settled(page);
  assert.ok(await wide() > 1.9 * narrow);
  assert.equal(await page.locator("#views figure:visible").count(), 1);
  assert.equal(await page.locator("#request").textContent(), before);
  await page.locator("[data-view=coronal] svg").press("x");
  await settled(page);
  assert.ok(Math.abs(await wide() - narrow) < 1);
  await page.locator("#result svg").dblclick();
  assert.equal(await page.locator("#views figure:visible").count(), 1);
  await page.locator("#result svg").dblclick();
  assert.equal(await page.locator("#views figure:visible").count(), 4);
  await settled(page);
});

onPage("lines and panel are hidden and shown by keys", here, async (page) => {
  const before = (await page.locator("#views").boundingBox()).width;
  await page.locator("#store").press("h");
  assert.equal(await page.locator(".view .line:visible, .view .handle:visible, .view .letters[data-edge]:visible").count(), 0);
  await page.keyboard.press("h");
  assert.equal(await page.locator(".view .handle:visible").count(), 9);
  await page.keyboard.press("p");
  assert.ok(await page.locator("#panel").isHidden());
  assert.ok((await page.locator("#views").boundingBox()).width > before + 200);
  await page.keyboard.press("p");
  await settled(page);
});

onPage("the tool zoom keeps what was pressed where it is", here, async (page) => {
  const before = field(page);
  await page.locator("#store").press("z");
  await drag(page, "axial", [0.3, 0.3], [0.3, 0.2]);
  await settled(page);
  assert.ok(field(page) < 0.8 * before);
  const [x, y] = await handle(page, "axial", "[data-part=centre]");
  nears([x, y], [0.3 + 0.2 * before / field(page), 0.3 + 0.2 * before / field(page)], 0.01);
});

onPage("a line that is dragged moves its plane only", here, async (page) => {
  await page.locator("[data-view=coronal] figcaption button").click();
  await drag(page, "axial", [0.25, 0.5], [0.35, 0.4]);
  await settled(page);
  assert.equal(await page.locator("#plane").inputValue(), "coronal");
  assert.ok(Math.abs(await number(page, "offset") + 0.1 * (await reach(page, "axial"))[1]) < 0.5);
  const { Normal, Point } = (await request(page)).Plane;
  nears(Normal, [0, 1, 0], 1e-9);
  const [x, , z] = Point;
  await page.getByRole("button", { name: "Reset" }).click();
  await page.keyboard.press("c");
  await settled(page);
  const [firstX, , firstZ] = (await request(page)).Plane.Point;
  assert.deepEqual([x, z], [firstX, firstZ]);
});

onPage("which plane is stored changes by caption, list and key alone", here, async (page) => {
  const chosen = async () => {
    const [list, marked] = [await page.locator("#plane").inputValue(), await page.locator(".view.chosen").getAttribute("data-view")];
    assert.equal(list, marked);
    return list;
  };
  const ways = [
    async () => { await page.mouse.wheel(0, 100); },
    async () => { await page.mouse.click(...await spot(page, "coronal", [0.3, 0.7])); },
    async () => { await page.mouse.click(...await spot(page, "coronal", [0.3, 0.3]), { button: "right" }); },
    async () => { await drag(page, "coronal", [0.3, 0.3], [0.4, 0.4]); },
    async () => { await drag(page, "coronal", await handle(page, "coronal", "[data-part=turn][data-other=axial]"), [0.8, 0.6]); },
    async () => { await page.locator("[data-view=coronal] svg").press("ArrowUp"); },
    async () => { await page.locator("[data-view=coronal] [data-part=turn]").first().press("ArrowUp"); },
  ];
  for (const tool of ["move", "scroll", "window", "pan", "zoom", "length", "angle", "ellipse", "polygon", "probe"]) {
    await page.getByRole("button", { name: "Reset" }).click();
    await page.locator(`input[value=${tool}]`).check();
    await page.mouse.move(...await spot(page, "coronal", [0.3, 0.3]));
    for (const way of ways) {
      await way();
      assert.equal(await chosen(), "axial");
    }
  }
  await page.locator("[data-view=sagittal] figcaption button").click();
  assert.equal(await chosen(), "sagittal");
  await page.keyboard.press("c");
  assert.equal(await chosen(), "coronal");
  await page.locator("#plane").selectOption("axial");
  assert.equal(await chosen(), "axial");
  await settled(page);
});

onPage("a click beside a line moves the centre there", here, async (page) => {
  const [x, y] = await spot(page, "axial", [0.25, 0.5]);
  for (const pixels of [3, 6, 13]) {
    await page.mouse.click(x, y + pixels);
    const [centreX, centreY] = await spot(page, "axial", await handle(page, "axial", "[data-part=centre]"));
    nears([centreX, centreY], [x, y + pixels], 1.5);
    await page.getByRole("button", { name: "Reset" }).click();
  }
  await settled(page);
});

onPage("dragging changes the window, shifts and zooms, and undo goes back", here, async (page) => {
  const before = new URL(page.url()).search;
  await page.locator("input[value=window]").check();
  await drag(page, "axial", [0.4, 0.4], [0.6, 0.5]);
  await settled(page);
  assert.ok(await number(page, "window-width") > 2300 && await number(page, "window-center") > 150);
  assert.equal(await page.locator("#window-preset").inputValue(), "");
  await page.locator("input[value=pan]").check();
  const result = await page.locator("#request").textContent();
  await drag(page, "axial", [0.4, 0.4], [0.6, 0.5]);
  await settled(page);
  assert.equal(await page.locator("#request").textContent(), result);
  nears(await handle(page, "axial", "[data-part=centre]"), [0.7, 0.6], 0.01);
  await page.getByRole("button", { name: "Zoom in" }).click();
  await settled(page);
  for (let step = 0; step < 3; step++) {
    await page.getByRole("button", { name: "Undo" }).click();
  }
  await settled(page);
  assert.equal(new URL(page.url()).search, before);
});

/* ---- fingers and pen ---- */

/* Each of the points is where a finger is, in shares of the view. */
async function fingers(page, type, view, points) {
  page.devtools ??= await page.context().newCDPSession(page);
  const touchPoints = [];
  for (const [id, point] of points.entries()) {
    const [x, y] = await spot(page, view, point);
    touchPoints.push({ x, y, id });
  }
  await page.devtools.send("Input.dispatchTouchEvent", { type, touchPoints });
}

const touched = { hasTouch: true };

onPage("a finger turns the lines", here, async (page) => {
  const from = await handle(page, "axial", "[data-part=turn][data-other=coronal]");
  await fingers(page, "touchStart", "axial", [from]);
  for (let step = 1; step <= 4; step++) {
    await fingers(page, "touchMove", "axial", [[from[0] - 0.015 * step, from[1] + 0.05 * step]]);
  }
  await fingers(page, "touchEnd", "axial", []);
  await settled(page);
  assert.ok(Math.abs(await number(page, "angle-axial")) > 10);
  assert.equal(await page.locator("#plane").inputValue(), "axial");
}, touched);

onPage("two fingers zoom and shift, and move no plane", here, async (page) => {
  const [before, result] = [field(page), await page.locator("#request").textContent()];
  await fingers(page, "touchStart", "sagittal", [[0.4, 0.5]]);
  await fingers(page, "touchStart", "sagittal", [[0.4, 0.5], [0.6, 0.5]]);
  for (let step = 1; step <= 4; step++) {
    await fingers(page, "touchMove", "sagittal", [[0.4 - 0.025 * step, 0.5], [0.6 + 0.075 * step, 0.5]]);
  }
  await fingers(page, "touchEnd", "sagittal", []);
  await settled(page);
  assert.ok(Math.abs(before / field(page) - 3) < 0.01, `${before} mm became ${field(page)} mm`);
  assert.equal(await page.locator("#request").textContent(), result);
  /* The middle of the picture was between the fingers, and still is. */
  nears(await handle(page, "sagittal", "[data-part=centre]"), [0.6, 0.5], 0.01);
}, touched);

onPage("a pen drags the centre", here, async (page) => {
  const devtools = await page.context().newCDPSession(page);
  const pen = async (type, point) => {
    const [x, y] = await spot(page, "axial", point);
    await devtools.send("Input.dispatchMouseEvent",
      { type, x, y, button: "left", buttons: type === "mouseReleased" ? 0 : 1, pointerType: "pen", force: 0.5, clickCount: 1 });
  };
  await pen("mousePressed", [0.5, 0.5]);
  await pen("mouseMoved", [0.55, 0.52]);
  await pen("mouseMoved", [0.6, 0.55]);
  await pen("mouseReleased", [0.6, 0.55]);
  await settled(page);
  nears(await handle(page, "axial", "[data-part=centre]"), [0.6, 0.55], 0.01);
});

/* ---- windows ---- */

onPage("keys 0 to 9 are the windows of a CT", here, async (page) => {
  const seen = new Set();
  for (let key = 0; key <= 9; key++) {
    await page.keyboard.press(String(key));
    seen.add(`${await number(page, "window-center")} ${await number(page, "window-width")}`);
    assert.equal(await page.locator("#window-preset").evaluate((list) => list.selectedIndex), key);
  }
  assert.equal(seen.size, 10);
  assert.ok(seen.has("-600 1500") && seen.has("100 2200"));
});

onPage("the windows of an MR come from its data", `series=${known.mr}`, async (page) => {
  const own = [await number(page, "window-center"), await number(page, "window-width")];
  await page.keyboard.press("2");
  nears([await number(page, "window-center"), await number(page, "window-width")], [own[0], 2 * own[1]], 1e-3);
  await page.keyboard.press("4");
  nears([await number(page, "window-center"), await number(page, "window-width")], [own[0] - own[1] / 4, own[1]], 1e-3);
  assert.equal(await page.locator("#window-preset option").count(), 6);
});

/* ---- values ---- */

const probed = (page, text) => page.waitForFunction((wanted) => document.getElementById("value").textContent === wanted, text);

onPage("the probe tells the value under the pointer, in the units of the source", here, async (page) => {
  await probed(page, "600 HU"); // the cylinder, at the centre
  await page.mouse.move(...await spot(page, "axial", [0.2, 0.1]));
  await probed(page, "-1000 HU"); // air
  const place = (await page.locator("#place").textContent()).match(/^([LR]) ([\d.]+), ([AP]) ([\d.]+), ([HF]) ([\d.]+) mm$/);
  const { Point } = (await request(page)).Plane;
  const [, , x, side, y, , z] = place;
  assert.equal(place[1] + side, "RA");
  const [wide, high] = await reach(page, "axial");
  const wanted = [Point[0] - 0.3 * wide, Point[1] - 0.4 * high, Point[2]].map(Math.abs);
  nears([Number(x), Number(y), Number(z)], wanted, 0.5);
  await page.mouse.move(...await spot(page, "axial", [0.005, 0.005]));
  await probed(page, "outside");
  await page.mouse.move(5, 5);
  await probed(page, "600 HU"); // the centre again: a keyboard or a finger sees that
});

onPage("beside the volume the probe asks for nothing, slab or not", `${here}&field=400`, async (page) => {
  const centre = (await request(page)).Plane.Point.join();
  const aside = []; // points that are asked for; on its way from view to view the pointer is nowhere: that is the centre
  page.on("request", (sent) => {
    const { Plane, Rows } = sent.url().endsWith("/preview") ? JSON.parse(sent.postData()) : {};
    if (Rows === 1 && Plane.Point.join() !== centre) {
      aside.push(Plane.Point);
    }
  });
  for (const thickness of [0, 20]) {
    await page.locator("#thickness").fill(String(thickness));
    await page.locator("#thickness").press("Tab");
    await settled(page);
    await probed(page, "600 HU");
    for (const view of ["axial", "sagittal", "coronal"]) {
      await page.mouse.move(...await spot(page, view, [0.5, 0.05]));
      await probed(page, "outside");
      await page.mouse.move(...await spot(page, view, [0.05, 0.5]));
      await probed(page, "outside");
    }
    assert.deepEqual(aside, []);
    await page.mouse.move(5, 5);
  }
});

/* Of a stack that is turned and tilted. Where the page says that a point is beside, the server must refuse it; and without
 * a slab the other way round, but for the page's doubt at the very edge, which none of these points lies in. */
test("the page and the server agree about what lies beside the volume", async () => {
  const route = `/series/${known.tilted.series}/mpr-slice`;
  const [volume] = (await json(`${route}/geometry`)).Volumes;
  assert.ok(volume.Tilt > 18);
  const first = firstState(volume, null);
  const found = { true: 0, false: 0 };
  for (let count = 0; count < 120; count++) {
    const state = { ...plane.turned(plane.turned(first, "axial", 20), "coronal", -35), thickness: count % 2 * 12 };
    const shares = [2, 3, 5].map((prime) => (count + 1) * Math.sqrt(prime) % 1 - 0.5); // spread evenly
    const point = volume.Centre.map((mm, axis) => mm + shares[axis] * 190);
    const asks = pointRequest(state, "coronal", point);
    const { status } = await fetch(`${known.url}${route}/preview`, { method: "POST", body: JSON.stringify(asks),
      headers: { "Content-Type": "application/json", "Accept": "image/png" } });
    const is = isBeside(volume, point, asks);
    found[is]++;
    if (is || state.thickness === 0) {
      assert.equal(status, is ? 422 : 200, `${point}, slab ${state.thickness} mm`);
    }
  }
  assert.ok(found.true > 30 && found.false > 30, JSON.stringify(found));
});

onPage("the probe tells the stored values of the result", `${here}&plane=axial`, async (page) => {
  await page.locator("#angle-sagittal").fill("20");
  await page.locator("#angle-sagittal").press("Tab");
  await settled(page);
  const { values, Columns, Rows, RescaleSlope, RescaleIntercept } =
    await storeAndCompare(page, () => page.getByRole("button", { name: "Store slice" }).click());
  const box = await page.locator("#result canvas").boundingBox();
  for (const [column, row] of [[40, 40], [52, 47], [30, 55]]) {
    await page.mouse.move(box.x + (column + 0.5) / Columns * box.width, box.y + (row + 0.5) / Rows * box.height);
    const stored = values[row * Columns + column] * Number(RescaleSlope) + Number(RescaleIntercept);
    await probed(page, `${stored} HU`);
  }
});

/* ---- lengths ---- */

/* The plane that is perpendicular to the phantom's cylinder (tilt 25°, azimuth 40°), through its middle: its section is a
 * circle of 30 mm, and its edge is where the grey level is the middle one of this window. */
const [tilt, azimuth] = [25, 40].map((degrees) => degrees * Math.PI / 180);
const axis = [Math.sin(tilt) * Math.cos(azimuth), Math.sin(tilt) * Math.sin(azimuth), Math.cos(tilt)];
const across = `${here}&plane=axial&centre=6,-4,3&axial=${axis}&coronal=${-Math.sin(azimuth)},${Math.cos(azimuth)},0&window=300,600` +
  "&field=120";

/* The edges of the bright disc around a point (in shares of the picture) in one of its rows or columns, as shares. */
const edges = (page, selector, centre, isDown) => page.locator(selector).evaluate((canvas, [at, down]) => {
  const sizes = [canvas.width, canvas.height];
  const start = at.map((share, index) => Math.floor(share * sizes[index]));
  const context = canvas.getContext("2d");
  const find = (way) => {
    const point = [...start];
    while (context.getImageData(...point, 1, 1).data[0] >= 128) {
      point[down ? 1 : 0] += way;
    }
    return point.map((value, index) => (value + 0.5 - (index === (down ? 1 : 0) ? way / 2 : 0)) / sizes[index]);
  };
  return [find(-1), find(1)];
}, [centre, isDown]);

onPage("lengths in an oblique view are millimetres of the patient", across, async (page) => {
  await page.locator("input[value=length]").check();
  const centre = await handle(page, "axial", "[data-part=centre]");
  for (const isDown of [false, true]) {
    await drag(page, "axial", ...await edges(page, "[data-view=axial] canvas", centre, isDown));
    const shown = Number.parseFloat(await page.locator("[data-view=axial] .distance").last().textContent());
    assert.ok(Math.abs(shown - 30) < 1, `the cylinder is ${shown} mm wide`);
  }
});

onPage("lengths in the result are millimetres, with pixels of any shape", across, async (page) => {
  await page.locator("#rows").fill("40");
  await page.locator("#columns").fill("160");
  await page.locator("#extent").fill("80");
  await page.locator("#extent").press("Tab");
  await settled(page);
  await page.locator("input[value=length]").check();
  const box = await page.locator("#result canvas").boundingBox();
  assert.ok(Math.abs(box.width - box.height) < 1, "a square in the patient is one on the screen");
  for (const isDown of [false, true]) {
    const [from, to] = await edges(page, "#result canvas", [0.5, 0.5], isDown);
    await page.mouse.move(box.x + from[0] * box.width, box.y + from[1] * box.height);
    await page.mouse.down();
    await page.mouse.move(box.x + to[0] * box.width, box.y + to[1] * box.height);
    await page.mouse.up();
    const shown = Number.parseFloat(await page.locator("#result .distance").last().textContent());
    assert.ok(Math.abs(shown - 30) < 2.1, `the cylinder is ${shown} mm wide`); // a row is 2 mm high
  }
});

onPage("the length tool has keys", here, async (page) => {
  const distance = async () => (await page.locator("[data-view=axial] .distance").allTextContents()).join();
  await page.locator("[data-view=axial] [data-part=centre]").focus();
  await page.keyboard.press("m");
  await page.keyboard.press("Shift+ArrowRight");
  await page.keyboard.press("Shift+ArrowRight");
  assert.equal(await distance(), "20.0 mm");
  await page.keyboard.press("m");
  await page.keyboard.press("Shift+ArrowRight");
  assert.equal(await distance(), "20.0 mm");
});

onPage("a length is seen in its plane, and removed by a key", here, async (page) => {
  await page.locator("input[value=length]").check();
  await drag(page, "axial", [0.4, 0.4], [0.6, 0.4]);
  const distance = async () => (await page.locator("[data-view=axial] .distance").allTextContents()).join();
  const first = await distance();
  assert.match(first, /^[\d.]+ mm$/);
  const offset = await number(page, "offset");
  for (const [by, wanted] of [[1.4, first], [1.5, ""], [2.9, ""], [0, first]]) { // slices are 2.9 mm apart
    await page.locator("#offset").fill(String(offset + by));
    assert.equal(await distance(), wanted, `${by} mm beside it`);
  }
  await page.locator("#angle-coronal").fill("10");
  assert.equal(await distance(), "");
  await page.locator("#angle-coronal").fill("0");
  assert.equal(await distance(), first);
  await page.locator("#store").press("Delete");
  assert.equal(await distance(), "");
  for (const key of ["Delete", "Escape"]) {
    await drag(page, "axial", [0.4, 0.4], [0.6, 0.4]);
    assert.equal(await distance(), first);
    await page.keyboard.press(key);
    assert.equal(await distance(), "");
  }
  await settled(page);
});

onPage("scale bars are as long as they say", across, async (page) => {
  for (const [selector, mm] of [["[data-view=axial]", (await reach(page, "axial"))[0]], ["#result", null]]) {
    const { long, text, width } = await page.locator(selector).evaluate((figure) => ({
      long: figure.querySelector(".bar").getBBox().width, text: figure.querySelector("svg .bar + text").textContent,
      width: figure.querySelector("canvas").clientWidth,
    }));
    const [columns, spacing] = (await page.locator("#result-size").textContent()).match(/^(\d+) .* × ([\d.]+) mm \(/).slice(1).map(Number);
    assert.ok(Math.abs(long / width * (mm ?? columns * spacing) - Number.parseFloat(text)) < 0.5, `${selector}: ${text} for ${long} px`);
  }
});

onPage("letters stand on all edges, as the stored image has them", across, async (page) => {
  const tags = await storeAndCompare(page, () => page.getByRole("button", { name: "Store slice" }).click());
  const edge = (of, name) => page.locator(`${of} [data-edge=${name}]`).textContent();
  const opposite = (letters) => [...letters].map((letter) => "LRPAHF"["RLAPFH".indexOf(letter)]).join("");
  const [right, bottom] = tags.PatientOrientation.split("\\");
  assert.ok(right.length > 1, "the plane is oblique");
  assert.deepEqual([await edge("#result", "right"), await edge("#result", "bottom")], [right, bottom]);
  assert.deepEqual([await edge("#result", "left"), await edge("#result", "top")], [opposite(right), opposite(bottom)]);
  for (const view of ["axial", "sagittal", "coronal"]) {
    const of = `[data-view=${view}]`;
    assert.equal(await edge(of, "left"), opposite(await edge(of, "right")));
    assert.equal(await edge(of, "top"), opposite(await edge(of, "bottom")));
  }
});
