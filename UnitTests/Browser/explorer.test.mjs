// SPDX-License-Identifier: GPL-3.0-or-later
// The way from Orthanc Explorer to the page, and back.
import assert from "node:assert/strict";
import { test } from "node:test";

import { blank, json, known, linked, onPage, press, settled, type } from "./browser.mjs";

test("Orthanc Explorer has the button on series, instance and study", async () => {
  const page = await blank();
  for (const [level, id] of [["series", known.series], ["instance", known.instance], ["study", known.study]]) {
    await page.goto(`${known.url}/app/explorer.html#${level}?uuid=${id}`);
    await page.reload();
    const button = page.locator(`#mpr-slice-${level}`);
    await button.waitFor();
    assert.ok((await button.getAttribute("href")).endsWith(`mpr-slice/app/index.html?${level}=${id}&from=explorer`));
  }
  await page.close();
});

test("from the button to the new series, and back to the same plane", async () => {
  const page = await blank();
  await page.goto(`${known.url}/app/explorer.html#study?uuid=${known.study}`);
  await page.locator("#mpr-slice-study").click();
  await page.locator("#list a", { hasText: "PHANTOM" }).or(page.locator("#list a")).first().click();
  await settled(page);
  await type(page, "angle-coronal", 17);
  const place = await page.locator("#result").getAttribute("data-orientation");
  await press(page)();
  await page.waitForURL(/explorer\.html#series\?uuid=/);
  const { Instances, MainDicomTags } = await json(`/series/${new URL(page.url()).hash.split("uuid=")[1]}`);
  assert.equal(Instances.length, 1);
  assert.match(MainDicomTags.SeriesDescription, /MPR ax 17°$/);
  await page.goBack();
  await settled(page);
  assert.equal(await page.locator("#result").getAttribute("data-orientation"), place);
  await page.getByLabel("then open the new series").uncheck();
  await press(page)();
  assert.equal((await json(`/instances/${await linked(page)}`)).Type, "Instance");
  await page.close();
});

test("a study lists its series", async () => {
  const page = await blank();
  await page.goto(`${known.url}/mpr-slice/app/index.html?study=${known.study}`);
  await page.locator("#list a").first().click();
  await settled(page);
  await page.close();
});

test("Orthanc's list of plugins leads to the page", async () => {
  const page = await blank();
  await page.goto(`${known.url}/app/explorer.html#plugins`);
  await page.reload();
  const opened = page.context().waitForEvent("page");
  await page.locator("#plugins a", { hasText: "mpr-slice" }).click();
  await (await opened).waitForURL(/mpr-slice\/app\/index\.html/);
  await page.close();
});
