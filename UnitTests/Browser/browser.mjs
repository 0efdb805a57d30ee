// SPDX-License-Identifier: GPL-3.0-or-later
// A headless Chromium, and what the tests ask of the page and of Orthanc.
import assert from "node:assert/strict";
import { createRequire } from "node:module";

export const known = JSON.parse(process.env.MPR_BROWSER_TEST);
export const require = createRequire(`${known.output}/`);
const { chromium } = require("playwright-core");

const FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync"];

export const launch = () => chromium.launch({ executablePath: "/usr/bin/chromium", args: FLAGS });

/* The page, with all its pictures there. Whatever it complains of in the console is a failure: page.faults. */
export async function open(browser, query, size = { width: 1280, height: 900 }) {
  const page = await browser.newPage({ viewport: size });
  page.faults = [];
  page.on("pageerror", (error) => page.faults.push(String(error)));
  page.on("console", (message) => { if (message.type() === "error") { page.faults.push(message.text()); } });
  page.on("request", (request) => {
    if (!request.url().startsWith(known.url) && !request.url().startsWith("blob:")) {
      page.faults.push(`foreign request: ${request.url()}`);
    }
  });
  await page.goto(`${known.url}/mpr-slice/app/index.html?${query}`);
  await settled(page);
  return page;
}

/* The result pane shows what the page would ask for, and nothing else is under way. */
export async function settled(page) {
  await page.waitForFunction(() => {
    const pane = document.getElementById("result");
    const asked = document.getElementById("request").textContent;
    return pane.dataset.request && !pane.classList.contains("old") && JSON.stringify(
      Object.fromEntries(Object.entries(JSON.parse(pane.dataset.request)).filter(([key]) => !key.startsWith("Window")))) === asked;
  }, null, { timeout: 20000 });
  await page.waitForLoadState("networkidle");
}

export const json = async (path) => (await fetch(known.url + path)).json();

export const number = async (page, id) => Number(await page.locator(`#${id}`).inputValue());

export async function type(page, id, value) {
  await page.locator(`#${id}`).fill(String(value));
  await page.locator(`#${id}`).press("Tab");
  await settled(page);
}

/* Drags from one point to another of a view, in shares of its size. */
export async function drag(page, view, from, to) {
  const box = await page.locator(`[data-view=${view}] svg`).boundingBox();
  const at = ([x, y]) => [box.x + x * box.width, box.y + y * box.height];
  await page.mouse.move(...at(from));
  await page.mouse.down();
  for (let step = 1; step <= 5; step++) {
    await page.mouse.move(...at(from.map((start, axis) => start + (to[axis] - start) * step / 5)));
  }
  await page.mouse.up();
}

/* Where the middle of a handle is, as shares of its view. */
export async function handle(page, view, selector) {
  const box = await page.locator(`[data-view=${view}] svg`).boundingBox();
  const spot = await page.locator(`[data-view=${view}] ${selector}`).boundingBox();
  return [(spot.x + spot.width / 2 - box.x) / box.width, (spot.y + spot.height / 2 - box.y) / box.height];
}

const nears = (a, b, within) => a.forEach((value, index) => assert.ok(Math.abs(value - b[index]) <= within, `${a} is not ${b}`));

/* Presses Store slice, and compares what is in the archive with what the page shows: IOP and IPP, and every pixel after
 * the window. */
export async function storeAndCompare(page, press) {
  await press();
  const link = page.locator("#links a").first();
  await link.waitFor();
  const id = new URL(await link.getAttribute("href")).hash.split("uuid=")[1];
  const tags = await json(`/instances/${id}/simplified-tags`);
  const seen = await page.locator("#result").evaluate((pane) => {
    const canvas = pane.querySelector("canvas");
    const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    return { ...pane.dataset, rows: canvas.height, columns: canvas.width, levels: [...data].filter((_, index) => index % 4 === 0) };
  });
  const numbers = (text) => text.split(/[\\,]/).map(Number);
  nears(numbers(tags.ImageOrientationPatient), numbers(seen.orientation), 1e-3);
  nears(numbers(tags.ImagePositionPatient), numbers(seen.position), 1e-3);
  assert.deepEqual([Number(tags.Rows), Number(tags.Columns)], [seen.rows, seen.columns]);
  const { WindowCenter, WindowWidth } = JSON.parse(seen.request);
  const raw = await (await fetch(`${known.url}/instances/${id}/frames/0/raw`)).arrayBuffer();
  assert.equal(tags.BitsAllocated, "16");
  const stored = tags.PixelRepresentation === "1" ? new Int16Array(raw) : new Uint16Array(raw);
  const wanted = Array.from(stored, (value) => {
    const real = value * Number(tags.RescaleSlope ?? 1) + Number(tags.RescaleIntercept ?? 0);
    return Math.floor(Math.min(Math.max(255 * ((real - WindowCenter) / WindowWidth + 0.5), 0), 255) + 0.5);
  });
  assert.deepEqual(seen.levels, wanted);
  return tags;
}
