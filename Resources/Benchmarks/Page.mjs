// SPDX-License-Identifier: GPL-3.0-or-later
// Turns the lines of each view by the mouse, and counts the pictures that the other two views draw. Started by Page.py.
import { readdirSync, readFileSync } from "node:fs";

import { handle, known, launch, settled, spot } from "../../UnitTests/Browser/chromium.mjs";

const seconds = Number(process.env.SECONDS);
const VIEWS = ["axial", "sagittal", "coronal"];
const OTHER = { axial: "coronal", sagittal: "axial", coronal: "axial" }; // whose line is taken

const updates = (page) => page.locator(".view").evaluateAll((views) => views.map((view) => Number(view.dataset.updates ?? 0)));

/* Seconds of processor that Orthanc, its workers, the browser and this program have had: all below the one that started us.
 * They say what a picture costs on a machine that others use as well. */
function processorTime() {
  const all = readdirSync("/proc").filter((name) => /^\d+$/.test(name)).flatMap((id) => {
    try {
      const fields = readFileSync(`/proc/${id}/stat`, "utf8").replace(/^.*\) /, "").split(" ");
      return [{ id: Number(id), parent: Number(fields[1]), ticks: Number(fields[11]) + Number(fields[12]) }];
    } catch {
      return []; // it has ended
    }
  });
  const below = (id) => all.filter(({ parent }) => parent === id).reduce((sum, one) => sum + one.ticks + below(one.id), 0);
  return below(process.ppid) / 100;
}

/* Once a frame, as a mouse does, the pointer moves on a circle about the centre, back and forth by 40 degrees. (To send each
 * move from outside takes longer than a picture.) */
const swing = (overlay, [centre, start, ms]) => new Promise((done) => {
  const reach = Math.hypot(start[0] - centre[0], start[1] - centre[1]);
  const first = Math.atan2(start[1] - centre[1], start[0] - centre[0]);
  const began = performance.now();
  const step = () => {
    const elapsed = performance.now() - began;
    const angle = first + 0.7 * Math.sin(elapsed / 1000);
    const at = { clientX: centre[0] + reach * Math.cos(angle), clientY: centre[1] + reach * Math.sin(angle) };
    overlay.dispatchEvent(new PointerEvent("pointermove", { ...at, pointerId: 1, buttons: 1, bubbles: true }));
    if (elapsed < ms) {
      requestAnimationFrame(step);
    } else {
      done(elapsed / 1000);
    }
  };
  step();
});

/* Takes a handle of the view and turns; pictures per second of each view. */
async function turn(page, view) {
  const centre = await spot(page, view, await handle(page, view, "[data-part=centre]"));
  const start = await spot(page, view, await handle(page, view, `[data-part=turn][data-other=${OTHER[view]}]`));
  await page.mouse.move(...start);
  await page.mouse.down();
  const before = await updates(page);
  const spent = processorTime();
  const elapsed = await page.locator(`[data-view=${view}] svg`).evaluate(swing, [centre, start, 1000 * seconds]);
  const after = await updates(page);
  const drawn = after.map((count, index) => count - before[index]);
  const cost = 1000 * (processorTime() - spent) / drawn.reduce((sum, count) => sum + count);
  await page.mouse.up();
  await settled(page);
  return { rates: drawn.map((count) => count / elapsed), cost };
}

/* How long one picture takes from question to answer, by itself: the server's share. */
async function roundTrip(page) {
  return page.evaluate(async (url) => {
    const body = (angle) => JSON.stringify({ Plane: { Normal: [Math.sin(angle), 0.3, Math.cos(angle)] }, Layout: "AsGiven",
      FieldOfView: 400, Rows: 256, Columns: 256, WindowCenter: 100, WindowWidth: 2200 });
    const headers = { "Content-Type": "application/json", "Accept": "image/jpeg" };
    const times = [];
    const sizes = [];
    for (let step = 0; step < 40; step++) {
      const began = performance.now();
      const answer = await fetch(url, { method: "POST", headers, body: body(0.5 + step / 100) });
      sizes.push((await answer.blob()).size);
      times.push(performance.now() - began);
    }
    const median = (list) => list.sort((a, b) => a - b)[list.length / 2];
    return { ms: median(times), bytes: median(sizes) };
  }, `${known.url}/series/${known.series}/mpr-slice/preview`);
}

async function measure(page, name) {
  for (const view of VIEWS) {
    const { rates, cost } = await turn(page, view);
    console.log(`| ${name}, lines turned in the ${view} view | ${rates.map((rate) => rate.toFixed(1)).join(" | ")} | ${cost.toFixed(1)} |`);
  }
}

const browser = await launch();
const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
await page.goto(`${known.url}/mpr-slice/app/index.html?series=${known.series}`);
await settled(page);
await turn(page, "axial"); // warm
console.log("| pictures per second | axial | sagittal | coronal | ms of processor for one |\n| --- | --- | --- | --- | --- |");
await measure(page, "local");
const { ms, bytes } = await roundTrip(page);
await page.route("**/preview", async (route) => {
  await new Promise((done) => { setTimeout(done, 200); });
  await route.continue();
});
await measure(page, "200 ms added");
console.log(`\nOne picture by itself, 256 × 256 as JPEG: ${ms.toFixed(1)} ms, ${(bytes / 1000).toFixed(1)} kB (medians of 40).`);
await browser.close();
