// SPDX-License-Identifier: GPL-3.0-or-later
// Whatever the hand does goes back and forward again, to the last digit.
import assert from "node:assert/strict";

import { drag, handle, here, onPage, settled, spot, type } from "./browser.mjs";

const pressed = (key) => async (page) => { await page.locator("#store").press(key); };

/* Each changes something once. */
const DEEDS = {
  "the centre is dragged": async (page) => drag(page, "axial", await handle(page, "axial", "[data-part=centre]"), [0.6, 0.4]),
  "the centre is set by a click": async (page) => page.mouse.click(...await spot(page, "coronal", [0.35, 0.62])),
  "a line is turned": async (page) => {
    const from = await handle(page, "axial", "[data-part=turn][data-other=coronal]");
    await drag(page, "axial", from, [from[0] - 0.05, from[1] + 0.15]);
  },
  "the wheel moves a plane": async (page) => {
    await page.mouse.move(...await spot(page, "sagittal", [0.2, 0.2]));
    await page.mouse.wheel(0, 100);
  },
  "the wheel zooms": async (page) => {
    await page.mouse.move(...await spot(page, "axial", [0.3, 0.3]));
    await page.keyboard.down("Shift");
    await page.mouse.wheel(0, -100);
    await page.keyboard.up("Shift");
  },
  "the window is dragged": async (page) => {
    await page.locator("#store").press("w");
    await drag(page, "axial", [0.5, 0.5], [0.6, 0.55]);
    await page.locator("#store").press("v");
  },
  "the picture is shifted": async (page) => {
    await page.locator("#store").press("g");
    await drag(page, "coronal", [0.5, 0.5], [0.6, 0.55]);
    await page.locator("#store").press("v");
  },
  "a window is chosen": pressed("2"),
  "another plane is chosen": pressed("s"),
  "it is zoomed by a key": pressed("+"),
  "an arrow moves a plane": async (page) => page.locator("[data-view=coronal] svg").press("ArrowUp"),
  "a thickness is typed": async (page) => type(page, "thickness", 6),
  "an angle is typed": async (page) => type(page, "angle-coronal", 9),
  "a size is typed": async (page) => type(page, "rows", 80),
  "an interpolation is chosen": async (page) => { await page.locator("#interpolation").selectOption("Cubic"); },
  "the patient's axes are taken": async (page) => page.getByRole("button", { name: "Patient axes" }).click(),
  "two points are set": async (page) => {
    await page.locator("#placing").evaluate((details) => { details.open = true; });
    await page.getByRole("button", { name: "Two points" }).click();
    await page.mouse.click(...await spot(page, "axial", [0.4, 0.4]));
    await page.mouse.click(...await spot(page, "axial", [0.6, 0.5]));
  },
  "it is reset": async (page) => page.getByRole("button", { name: "Reset" }).click(),
};

onPage("undo and redo for all that the hand does", here, async (page) => {
  const seen = async () => {
    await settled(page);
    await page.waitForTimeout(300); // keys and wheels are one step when they rest
    await settled(page);
    return new URL(page.url()).search;
  };
  const states = [await seen()];
  for (const [name, deed] of Object.entries(DEEDS)) {
    await deed(page);
    states.push(await seen());
    assert.notEqual(states.at(-1), states.at(-2), `${name}: nothing has changed`);
  }
  const names = Object.keys(DEEDS);
  for (let index = names.length; index > 0; index--) {
    await page.keyboard.press("Control+z");
    assert.equal(await seen(), states[index - 1], `undo of: ${names[index - 1]}`);
  }
  for (let index = 0; index < names.length; index++) {
    await page.keyboard.press("Control+y");
    assert.equal(await seen(), states[index + 1], `redo of: ${names[index]}`);
  }
});
