// SPDX-License-Identifier: GPL-3.0-or-later
// What the tests ask of the page and of Orthanc.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { known, launch, settled, spot } from "./chromium.mjs";

export * from "./chromium.mjs";

/* One for each file of tests. */
let browser;
before(async () => { browser = await launch(); });
after(() => browser.close());

/* A page in a context of its own. Whatever it complains of in the console is a failure: page.faults. */
export async function blank({ url = known.url, size = { width: 1280, height: 900 }, ...options } = {}) {
  const page = await browser.newPage({ viewport: size, ...options });
  page.setDefaultTimeout(60000);
  page.faults = [];
  page.on("pageerror", (error) => page.faults.push(String(error)));
  page.on("console", (message) => { if (message.type() === "error") { page.faults.push(message.text()); } });
  page.on("request", (request) => {
    if (!request.url().startsWith(url) && !request.url().startsWith("blob:")) {
      page.faults.push(`foreign request: ${request.url()}`);
    }
  });
  return page;
}

/* The page, with all its pictures there. */
export async function open(query, options = {}) {
  const page = await blank(options);
  await page.goto(`${options.url ?? known.url}/mpr-slice/app/index.html?${query}`);
  await settled(page);
  return page;
}

/* A test of its own page, which must not complain. */
export function onPage(name, query, work, options) {
  test(name, async () => {
    const page = await open(query, options);
    try {
      await work(page);
      assert.deepEqual(page.faults, []);
    } finally {
      await page.close();
    }
  });
}

export const here = `series=${known.series}`;
export const press = (page) => () => page.getByRole("button", { name: "Store slice" }).click();

export async function storeStack(page, count, between) {
  await page.getByRole("button", { name: "Store stack…" }).click();
  await page.locator("#count").fill(String(count));
  await page.locator("#between").fill(String(between));
  await page.getByRole("button", { name: "Store stack", exact: true }).click();
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
  await page.mouse.move(...await spot(page, view, from));
  await page.mouse.down();
  for (let step = 1; step <= 5; step++) {
    await page.mouse.move(...await spot(page, view, from.map((start, axis) => start + (to[axis] - start) * step / 5)));
  }
  await page.mouse.up();
}

export const nears = (a, b, within) => a.forEach((value, index) => assert.ok(Math.abs(value - b[index]) <= within, `${a} is not ${b}`));

/* The colours that are seen at points of the screen, as [red, green, blue]. */
export async function colours(page, points) {
  const picture = (await page.screenshot()).toString("base64");
  return page.evaluate(async ([text, all]) => {
    const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
    const bitmap = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
    const drawing = new OffscreenCanvas(bitmap.width, bitmap.height).getContext("2d");
    drawing.drawImage(bitmap, 0, 0);
    return all.map(([x, y]) => [...drawing.getImageData(Math.floor(x), Math.floor(y), 1, 1).data].slice(0, 3));
  }, [picture, points]);
}

/* What the first link leads to, once it is there. */
export async function linked(page) {
  const link = page.locator("#links a").first();
  await link.waitFor();
  return new URL(await link.getAttribute("href")).hash.split("uuid=")[1];
}

/* Presses Store slice, and compares what is in the archive with what the page shows: IOP and IPP, and every pixel after
 * the window. */
export async function storeAndCompare(page, press) {
  await press();
  const id = await linked(page);
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
  return { ...tags, values: stored, id };
}
