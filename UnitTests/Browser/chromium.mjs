// SPDX-License-Identifier: GPL-3.0-or-later
// A headless Chromium and where things are on the page, for tests and for benchmarks.
import { createRequire } from "node:module";

export const known = JSON.parse(process.env.MPR_BROWSER_TEST);
export const require = createRequire(`${known.output}/`);
const { chromium } = require("playwright-core");

const FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync"];

export const launch = () => chromium.launch({ executablePath: "/usr/bin/chromium", args: FLAGS });

/* The result pane shows what the page would ask for, and nothing else is under way. */
export async function settled(page) {
  await page.waitForFunction(() => {
    const pane = document.getElementById("result");
    const asked = document.getElementById("request").textContent;
    const isBusy = document.querySelector("figure[aria-busy=true]") !== null;
    return pane.dataset.request === asked && !isBusy && !pane.classList.contains("old");
  }, null, { timeout: 60000 });
}

/* A point of a view, in shares of its size, as the browser counts. */
export async function spot(page, view, [x, y]) {
  const box = await page.locator(`[data-view=${view}] svg`).boundingBox();
  return [box.x + x * box.width, box.y + y * box.height];
}

/* Where the middle of a handle is, as shares of its view. */
export async function handle(page, view, selector) {
  const box = await page.locator(`[data-view=${view}] svg`).boundingBox();
  const part = await page.locator(`[data-view=${view}] ${selector}`).boundingBox();
  return [(part.x + part.width / 2 - box.x) / box.width, (part.y + part.height / 2 - box.y) / box.height];
}
