// SPDX-License-Identifier: GPL-3.0-or-later
// Turns the lines of each view by the mouse, and counts the pictures that the other two views draw. Started by Page.py.
import { handle, known, launch, settled, spot } from "../../UnitTests/Browser/chromium.mjs";

const seconds = Number(process.env.SECONDS);
const VIEWS = ["axial", "sagittal", "coronal"];
const OTHER = { axial: "coronal", sagittal: "axial", coronal: "axial" }; // whose line is taken

const updates = (page) => page.locator(".view").evaluateAll((views) => views.map((view) => Number(view.dataset.updates ?? 0)));

/* Moves the mouse on a circle about the centre, back and forth by 40 degrees; pictures per second of each view. */
async function turn(page, view) {
  const centre = await spot(page, view, await handle(page, view, "[data-part=centre]"));
  const start = await spot(page, view, await handle(page, view, `[data-part=turn][data-other=${OTHER[view]}]`));
  const reach = Math.hypot(start[0] - centre[0], start[1] - centre[1]);
  const first = Math.atan2(start[1] - centre[1], start[0] - centre[0]);
  await page.mouse.move(...start);
  await page.mouse.down();
  const before = await updates(page);
  const began = performance.now();
  for (let step = 0; performance.now() - began < 1000 * seconds; step++) {
    const angle = first + 0.7 * Math.sin(step / 60);
    await page.mouse.move(centre[0] + reach * Math.cos(angle), centre[1] + reach * Math.sin(angle));
  }
  const elapsed = (performance.now() - began) / 1000;
  const after = await updates(page);
  await page.mouse.up();
  await settled(page);
  return after.map((count, index) => (count - before[index]) / elapsed);
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
    const rates = await turn(page, view);
    console.log(`| ${name}, lines turned in the ${view} view | ${rates.map((rate) => rate.toFixed(1)).join(" | ")} |`);
  }
}

const browser = await launch();
const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
await page.goto(`${known.url}/mpr-slice/app/index.html?series=${known.series}`);
await settled(page);
await turn(page, "axial"); // warm
console.log("| pictures per second | axial | sagittal | coronal |\n| --- | --- | --- | --- |");
await measure(page, "local");
const { ms, bytes } = await roundTrip(page);
await page.route("**/preview", async (route) => {
  await new Promise((done) => { setTimeout(done, 200); });
  await route.continue();
});
await measure(page, "200 ms added");
console.log(`\nOne picture by itself, 256 × 256 as JPEG: ${ms.toFixed(1)} ms, ${(bytes / 1000).toFixed(1)} kB (medians of 40).`);
await browser.close();
