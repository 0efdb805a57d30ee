// SPDX-License-Identifier: GPL-3.0-or-later
// Names of what is stored, the series of a session, deleting again; and the other series of the study.
import assert from "node:assert/strict";
import { test } from "node:test";

import { blank, here, json, known, linked, onPage, open, press, settled, storeStack, type } from "./browser.mjs";

const parent = async (instance) => (await json(`/instances/${instance}`)).ParentSeries;
const tagsOf = (instance) => json(`/instances/${instance}/simplified-tags`);

async function store(page) {
  await page.locator("#outcome").evaluate((outcome) => { outcome.textContent = ""; });
  await page.locator("#links").evaluate((links) => links.replaceChildren());
  await press(page)();
  return linked(page);
}

/* ---- names ---- */

onPage("what is stored is called what it is", here, async (page) => {
  await type(page, "angle-sagittal", 12);
  await page.locator("#plane").selectOption("coronal");
  await page.locator("#projection").selectOption("Maximum");
  await type(page, "thickness", 10);
  assert.match(await page.locator("#description").inputValue(), /^Phantom.* MPR cor 12° MIP 10 mm$/);
  const tags = await tagsOf(await store(page));
  assert.match(tags.SeriesDescription, /^Phantom.* MPR cor 12° MIP 10 mm$/);
  assert.equal(tags.SeriesNumber, String(Number((await json(`/series/${known.series}`)).MainDicomTags.SeriesNumber) * 100 + 1));
});

onPage("a name that is typed stays, in any characters", here, async (page) => {
  await page.locator("#description").fill("Schräg ärztlich 12°");
  await page.locator("#comment").fill("für Station 3");
  await page.locator("#number").fill("77");
  await type(page, "offset", 3);
  const tags = await tagsOf(await store(page));
  assert.deepEqual([tags.SeriesDescription, tags.ImageComments, tags.SeriesNumber], ["Schräg ärztlich 12°", "für Station 3", "77"]);
  assert.equal(await page.locator("#description").inputValue(), "Schräg ärztlich 12°"); // that of the series
  await page.locator("#append").uncheck();
  await page.locator("#description").fill("ein 頭");
  await press(page)();
  await page.locator("#outcome.fault").filter({ hasText: "the character \"頭\" is not in the character set" }).waitFor();
  await page.locator("#description").fill("");
  await page.locator("#number").fill("7.5");
  await press(page)();
  await page.locator("#outcome.fault").filter({ hasText: "\"7.5\" is not a number" }).waitFor();
  await page.locator("#number").fill("");
  await page.locator("#number").press("Tab");
  assert.notEqual(await page.locator("#number").inputValue(), "");
  page.faults = page.faults.filter((fault) => !fault.includes("422"));
});

/* ---- one series for an hour's work ---- */

onPage("an hour's work is one series, and nothing is in it twice", here, async (page) => {
  await type(page, "angle-coronal", 21);
  const first = await store(page);
  assert.ok(await page.locator("#append").isChecked());
  assert.ok(await page.locator("#description").isDisabled());
  await type(page, "thickness", 5);
  const second = await store(page);
  assert.notEqual(second, first);
  await type(page, "thickness", 7);
  await storeStack(page, 3, 2);
  await page.locator("#outcome").filter({ hasText: "3 images are stored." }).waitFor();
  const series = await parent(first);
  assert.equal(await parent(second), series);
  assert.equal((await json(`/series/${series}`)).Instances.length, 5);
  assert.match((await tagsOf(second)).ImageComments, /^ax .*mean 5 mm$/);
  await type(page, "thickness", 5);
  assert.equal(await store(page), second);
  assert.match(await page.locator("#outcome").textContent(), /^The same slice was stored before/);
  await type(page, "thickness", 0);
  assert.equal(await store(page), first);
  await page.reload();
  await settled(page);
  assert.equal(await store(page), first);
  assert.equal((await json(`/series/${series}`)).Instances.length, 5);
  await page.locator("#append").uncheck();
  await type(page, "thickness", 9);
  assert.notEqual(await parent(await store(page)), series);
});

onPage("a series that is gone is begun anew", here, async (page) => {
  await type(page, "angle-coronal", 27);
  const first = await store(page);
  await fetch(`${known.url}/series/${await parent(first)}`, { method: "DELETE" });
  await type(page, "thickness", 5);
  await store(page);
  assert.match(await page.locator("#outcome").textContent(), /^Stored/);
  page.faults = page.faults.filter((fault) => !fault.includes("404"));
});

/* ---- deleting ---- */

async function confirmDelete(page, sentence) {
  await page.getByRole("button", { name: "Delete what was just stored…" }).click();
  assert.equal(await page.locator("#delete-what").textContent(), sentence);
  await page.screenshot({ path: `${known.output}/delete.png` });
  await page.getByRole("button", { name: "Delete", exact: true }).click();
}

onPage("what was just stored is deleted again, and nothing else", here, async (page) => {
  const before = new Set(await json("/instances"));
  await type(page, "angle-axial", 23.7);
  const first = await store(page);
  await type(page, "thickness", 6);
  await storeStack(page, 4, 2);
  await page.locator("#outcome").filter({ hasText: "4 images are stored." }).waitFor();
  await page.getByRole("button", { name: "Delete what was just stored…" }).click();
  await page.getByRole("button", { name: "Keep" }).click();
  assert.equal((await json("/instances")).length, before.size + 5);
  await confirmDelete(page, "4 images, stored by this page, leave the archive.");
  await page.locator("#outcome").filter({ hasText: "4 images are deleted." }).waitFor();
  assert.deepEqual(new Set(await json("/instances")), new Set([...before, first]));
  await page.reload();
  await settled(page);
  await confirmDelete(page, "1 image, stored by this page, leaves the archive.");
  await page.locator("#outcome").filter({ hasText: "1 image is deleted." }).waitFor();
  assert.deepEqual(new Set(await json("/instances")), before);
  assert.ok(await page.locator("#delete").isHidden());
});

onPage("what is not what was stored any more stays", here, async (page) => {
  await type(page, "angle-axial", 26.3);
  const first = await store(page);
  const file = await (await fetch(`${known.url}/instances/${first}/file`)).arrayBuffer();
  await fetch(`${known.url}/instances/${first}`, { method: "DELETE" });
  await fetch(`${known.url}/instances`, { method: "POST", body: file });
  await confirmDelete(page, "1 image, stored by this page, leaves the archive.");
  await page.locator("#outcome.fault").filter({ hasText: "1 were not deleted" }).waitFor();
  assert.equal((await json(`/instances/${first}`)).ID, first);
});

onPage("what was there before is not offered for deletion", here, async (page) => {
  const body = JSON.parse(await page.locator("#request").textContent());
  const description = await page.locator("#description").inputValue();
  await fetch(`${known.url}/series/${known.series}/mpr-slice`, { method: "POST",
    headers: { "Content-Type": "application/json" }, body: JSON.stringify({ ...body, SeriesDescription: description }) });
  await store(page);
  assert.match(await page.locator("#outcome").textContent(), /^The same slice was stored before/);
  assert.ok(await page.locator("#delete").isHidden());
});

/* ---- other series ---- */

const filled = (page) => page.locator("#elsewhere[data-filled]").waitFor();

onPage("the same plane in another series, by its own window", `series=${known.many.ct}`, async (page) => {
  await filled(page);
  const options = await page.locator("#elsewhere option").evaluateAll((all) => all.map(({ text, disabled }) => [text, disabled]));
  assert.deepEqual(options.map(([, disabled]) => disabled), [false, false, true, true]);
  assert.match(options[2][0], /Series elsewhere: lies in another space/);
  assert.match(options[3][0], /Series single: cannot be sliced: the series has 1 image/);
  await type(page, "angle-coronal", 14);
  await type(page, "offset", 6);
  await type(page, "window-width", 222);
  const before = await page.locator("#result").evaluate(({ dataset }) => JSON.parse(dataset.request));
  await page.locator("#elsewhere").selectOption({ index: 1 });
  await page.waitForURL(new RegExp(`series=${known.many.mr}`));
  await settled(page);
  const after = await page.locator("#result").evaluate(({ dataset }) => JSON.parse(dataset.request));
  assert.deepEqual(after.Plane, before.Plane);
  assert.notEqual(after.WindowWidth, 222);
  assert.match(await page.locator("#subject").textContent(), /Series mr$/);
  await page.goBack();
  await settled(page);
  assert.match(await page.locator("#subject").textContent(), /Series ct$/);
});

onPage("after one slice is stored, the same grid of the other series by one press", `series=${known.many.ct}`, async (page) => {
  await filled(page);
  await type(page, "angle-sagittal", 17);
  await page.locator("#plane").selectOption("coronal");
  await type(page, "thickness", 8);
  const first = await tagsOf(await store(page));
  const before = (await json("/instances")).length;
  await page.getByRole("button", { name: "Store the same slice of the other series" }).click();
  await page.locator("#outcome").filter({ hasText: "The same slice of 1 other series is stored" }).waitFor();
  await page.screenshot({ path: `${known.output}/same-slice.png` });
  const other = await tagsOf(await linked(page));
  for (const key of ["ImagePositionPatient", "ImageOrientationPatient", "PixelSpacing", "Rows", "Columns", "FrameOfReferenceUID",
    "SliceThickness"]) {
    assert.equal(other[key], first[key], key);
  }
  assert.deepEqual([other.Modality, other.SeriesDescription], ["MR", "Series mr MPR cor 17 deg mean 8 mm"]);
  assert.equal((await json("/instances")).length, before + 1);
});

/* ---- lists ---- */

test("the page asks for the report first, and for no picture before it has come", async () => {
  const page = await blank();
  const order = [];
  const about = (one) => one.url().match(/mpr-slice\/(geometry|preview)/)?.[1];
  page.on("request", (request) => { if (about(request)) { order.push(`asks for ${about(request)}`); } });
  page.on("response", (response) => { if (about(response) === "geometry") { order.push("has geometry"); } });
  await page.route("**/mpr-slice/geometry", async (route) => { /* late: whoever does not wait for it is seen */
    await new Promise((done) => { setTimeout(done, 500); });
    await route.continue();
  });
  await page.goto(`${known.url}/mpr-slice/app/index.html?series=${known.echoes.series}`);
  await settled(page);
  assert.deepEqual(order.slice(0, 2), ["asks for geometry", "has geometry"]);
  assert.ok(order.includes("asks for preview"), String(order));
  assert.deepEqual(page.faults, []);
  await page.close();
});

test("a study lists its series in order, says what cannot be sliced, and links volumes", async () => {
  const page = await blank();
  await page.goto(`${known.url}/mpr-slice/app/index.html?study=${known.many.study}`);
  await page.locator("#list[aria-busy=false]").waitFor();
  const texts = (await page.locator("#list > li").allTextContents()).filter((text) => !text.includes("MPR"));
  assert.deepEqual(texts.map((text) => text.match(/^\d/)[0]), ["1", "2", "3", "4"]);
  assert.match(texts[3], /^4 CT|MR Series single \(1\) cannot be sliced: the series has 1 image/);
  assert.match(await page.locator("#back").getAttribute("href"), new RegExp(`explorer.html#study\\?uuid=${known.many.study}`));
  const { ParentStudy } = await json(`/series/${known.echoes.series}`);
  await page.goto(`${known.url}/mpr-slice/app/index.html?study=${ParentStudy}`);
  await page.locator("#list[aria-busy=false]").waitFor();
  await page.locator("#list li li a").nth(1).click();
  await settled(page);
  assert.equal(await page.locator("#which").inputValue(), "1");
  await page.close();
});

test("the page without a resource lists the last studies", async () => {
  const page = await blank();
  await page.goto(`${known.url}/mpr-slice/app/index.html`);
  await page.locator("#list a").first().waitFor();
  const links = await page.locator("#list a").evaluateAll((all) => all.map(({ href }) => new URL(href).searchParams.get("study")));
  assert.ok(links.includes(known.many.study) && new Set(links).size === links.length);
  await page.screenshot({ path: `${known.output}/studies.png` });
  await page.locator("#list a").first().click();
  await page.locator("#list[aria-busy=false]").waitFor();
  await page.screenshot({ path: `${known.output}/study.png` });
  assert.deepEqual(page.faults, []);
  await page.close();
});

for (const [explorer, wanted] of [["Explorer2", /\/ui\/app\/#\/filtered-studies\?StudyInstanceUID=[\d.]+&expand=series$/],
  ["https://ris.example/{StudyInstanceUID}", /^https:\/\/ris\.example\/[\d.]+$/]]) {
  test(`links lead to ${explorer}, without the token where that is elsewhere`, async () => {
    const page = await blank();
    await page.route("**/settings.json", (route) => route.fulfill({ json: { Explorer: explorer } }));
    await page.goto(`${known.url}/mpr-slice/app/index.html?${here}&token=secret`);
    await settled(page);
    await page.waitForFunction(() => /\?StudyInstanceUID|ris/.test(document.getElementById("back").href));
    const href = await page.locator("#back").getAttribute("href");
    assert.match(href.replace("?token=secret", ""), wanted);
    assert.equal(href.includes("secret"), explorer === "Explorer2");
    await page.close();
  });
}
