// SPDX-License-Identifier: GPL-3.0-or-later
// The page and its server: slow, busy, gone, behind a proxy, behind a password; and what the server says.
import assert from "node:assert/strict";
import { createServer, request as forward } from "node:http";
import { test } from "node:test";

import { blank, drag, handle, here, json, known, onPage, open, press, settled, spot, storeAndCompare, storeStack, type }
  from "./browser.mjs";

/* Types a number; what is seen then is awaited by whoever needs it. */
async function put(page, id, value) {
  await page.locator(`#${id}`).fill(String(value));
  await page.locator(`#${id}`).press("Tab");
}

const wait = (ms) => new Promise((done) => { setTimeout(done, ms); });

/* Which pane a preview is for: a view (by its plane), the result, or the probe. */
function paneOf(request) {
  const { Plane, Layout, Rows } = JSON.parse(request.postData());
  const sizes = (Plane.Normal ?? [0, 0, 0]).map(Math.abs);
  return Rows === 1 ? "probe" : Layout === undefined ? "result" : `view ${sizes.indexOf(Math.max(...sizes))}`;
}

onPage("on a slow link each pane has one request under way, and the latest wins", here, async (page) => {
  const underWay = {};
  const most = {};
  const counted = new Set(); // another may be on its way already
  await page.route("**/preview", async (route) => {
    const pane = paneOf(route.request());
    counted.add(route.request());
    underWay[pane] = (underWay[pane] ?? 0) + 1;
    most[pane] = Math.max(most[pane] ?? 0, underWay[pane]);
    await new Promise((done) => { setTimeout(done, 200); });
    await route.continue();
  });
  page.on("requestfinished", (request) => {
    if (counted.has(request)) {
      underWay[paneOf(request)]--;
    }
  });
  const from = await handle(page, "axial", "[data-part=turn][data-other=coronal]");
  await drag(page, "axial", from, [from[0] - 0.06, from[1] + 0.2]);
  await drag(page, "coronal", await handle(page, "coronal", "[data-part=centre]"), [0.55, 0.45]);
  await settled(page);
  assert.deepEqual(most, { "view 0": 1, "view 1": 1, "view 2": 1, result: 1, probe: 1 });
  await storeAndCompare(page, press(page));
});

onPage("an answer that is late does not overwrite a newer one", here, async (page) => {
  let delay = 700; // each answer comes sooner than the one before
  let last = null;
  await page.route("**/preview", async (route) => {
    if (paneOf(route.request()) === "view 0") {
      last = route.request().postData();
      delay -= 100;
      await wait(Math.max(delay, 0));
    }
    await route.continue();
  });
  for (const angle of [10, 20, 30]) {
    await page.locator("#angle-axial").fill(String(angle));
    await page.locator("#angle-axial").press("Tab");
    await wait(50);
  }
  await settled(page);
  const isNewest = await page.evaluate(async ([url, body]) => {
    const answer = await fetch(url, { method: "POST", headers: { "Content-Type": "application/json", "Accept": "image/png" }, body });
    const bitmap = await createImageBitmap(await answer.blob());
    const seen = document.querySelector("[data-view=sagittal] canvas");
    const canvas = new OffscreenCanvas(seen.width, seen.height);
    canvas.getContext("2d").drawImage(bitmap, 0, 0);
    const data = (of) => of.getContext("2d").getImageData(0, 0, seen.width, seen.height).data.join();
    return data(canvas) === data(seen);
  }, [`${known.url}/series/${known.series}/mpr-slice/preview`, last]);
  assert.ok(isNewest);
});

onPage("a result that comes after the hand went on does not pass for the new one", here, async (page) => {
  let holds = false;
  let release;
  const held = new Promise((done) => { release = done; });
  await page.route("**/preview", async (route) => {
    if (holds && paneOf(route.request()) === "result") {
      await held;
    }
    await route.continue();
  });
  await page.locator("#plane").selectOption("sagittal");
  await settled(page);
  holds = true;
  await page.locator("#angle-axial").fill("10");
  await page.locator("#angle-axial").press("Tab");
  await page.mouse.move(...await spot(page, "sagittal", [0.5, 0.5]));
  await page.mouse.down();
  await page.mouse.move(...await spot(page, "sagittal", [0.6, 0.6]));
  const answered = page.waitForResponse((answer) => answer.url().endsWith("/preview") && paneOf(answer.request()) === "result");
  release();
  await (await answered).finished();
  await page.waitForFunction(() => document.getElementById("result").dataset.request.includes("0.17364")); // sin 10°
  assert.ok(await page.locator("#result.old").count() === 1);
  await page.mouse.up();
  await settled(page);
});

test("a busy server is asked again", async () => {
  const page = await blank();
  let refusals = 3;
  await page.route("**/preview", (route) => (refusals-- > 0 ? route.fulfill({ status: 503, body: "{}" }) : route.continue()));
  await page.goto(`${known.url}/mpr-slice/app/index.html?${here}`);
  await settled(page);
  assert.ok(refusals < 0);
  assert.equal(await page.locator(".message:visible").count(), 0);
  await page.close();
});

test("a server that is gone is told, and back is back", async () => {
  const page = await open(here);
  await page.route(/mpr-slice(\/preview)?$/, (route) => route.abort());
  await page.locator("#angle-axial").fill("10");
  await page.locator("#angle-axial").press("Tab");
  await page.locator("#result .message").filter({ hasText: "The server does not answer." }).waitFor();
  await press(page)();
  await page.getByText("Nothing was stored: The server does not answer.").waitFor();
  await page.unroute(/mpr-slice(\/preview)?$/);
  await type(page, "angle-axial", 20);
  assert.equal(await page.locator(".message:visible").count(), 0);
  await storeAndCompare(page, press(page));
  await page.close();
});

/* What comes instead of a picture: a page to sign in, half a picture. */
const WRONG = [
  [{ status: 200, contentType: "text/html", body: "<title>Sign in</title>" }, /not Orthanc/],
  [{ status: 200, contentType: "image/png", body: "half a pic" }, /damaged/],
  [{ status: 502, contentType: "text/html", body: "Bad Gateway" }, /502/],
];

test("one bad answer is told where the picture was, and the next picture works", async () => {
  for (const [answer, sentence] of WRONG) {
    const page = await open(here);
    await page.route("**/preview", (route) => route.fulfill(answer));
    await put(page, "angle-axial", 10);
    for (const pane of ["[data-view=sagittal]", "[data-view=coronal]", "#result"]) {
      await page.locator(`${pane} .message`).filter({ hasText: sentence }).waitFor();
    }
    assert.equal(await page.locator("[data-view=sagittal] canvas").evaluate(({ width }) => width), 1); // no old anatomy
    await press(page)();
    await page.locator("#outcome.fault").filter({ hasText: sentence }).waitFor();
    await page.unroute("**/preview");
    await type(page, "angle-axial", 20);
    assert.equal(await page.locator(".message:visible").count(), 0);
    await storeAndCompare(page, press(page));
    await page.close();
  }
});

test("after a pause of the server the views recover by themselves", async () => {
  const page = await open(here);
  await page.route("**/preview", (route) => route.abort());
  await put(page, "angle-axial", 10);
  await page.locator("[data-view=sagittal] .message").filter({ hasText: "does not answer" }).waitFor();
  await page.unroute("**/preview");
  await settled(page); // nobody touches anything
  assert.equal(await page.locator(".message:visible").count(), 0);
  await storeAndCompare(page, press(page));
  await page.close();
});

test("a server that hangs is told after five seconds, and seen when it goes on", async () => {
  const page = await open(here);
  let release;
  const held = new Promise((done) => { release = done; });
  await page.route("**/preview", async (route) => {
    await held;
    await route.continue();
  });
  const began = Date.now();
  await put(page, "angle-axial", 10);
  await page.locator("[data-view=coronal] .message").filter({ hasText: "5 seconds" }).waitFor();
  await page.locator("#result .message").filter({ hasText: "5 seconds" }).waitFor();
  assert.ok(Date.now() - began > 4900);
  release();
  await settled(page);
  assert.equal(await page.locator(".message:visible").count(), 0);
  await page.close();
});

/* The grey levels of the three views, and which of them say that they are coarse. */
const seen = (page) => page.locator("figure.view").evaluateAll((figures) => figures.map((figure) => ({
  view: figure.dataset.view, isCoarse: figure.classList.contains("coarse"),
  text: figure.querySelector(".unfinished").checkVisibility(), picture: figure.querySelector("canvas").toDataURL(),
})));

test("a series that nobody has read is seen at once, coarsely and said so, and then as it is", async () => {
  const page = await blank();
  let release;
  const held = new Promise((done) => { release = done; });
  let underWay = 0;
  let most = 0;
  await page.route("**/preview", async (route) => {
    const request = JSON.parse(route.request().postData());
    const isWhole = paneOf(route.request()).startsWith("view") && !request.Coarse && request.Rows > 256;
    if (isWhole) {
      most = Math.max(most, ++underWay);
      await held;
    }
    await route.fulfill({ response: await route.fetch() });
    underWay -= isWhole ? 1 : 0;
  });
  await page.goto(`${known.url}/mpr-slice/app/index.html?series=${known.long}`);
  await page.locator(".coarse[data-view=sagittal] .unfinished").waitFor();
  await page.locator(".coarse[data-view=coronal] .unfinished").waitFor();
  await page.locator("[data-view=axial][data-updates]").waitFor();
  const coarse = await seen(page);
  release();
  await settled(page);
  const whole = await seen(page);
  assert.deepEqual(coarse.map((one) => [one.view, one.isCoarse, one.text]),
    [["axial", false, false], ["sagittal", true, true], ["coronal", true, true]]);
  assert.deepEqual(whole.map((one) => [one.isCoarse, one.text]), Array(3).fill([false, false]));
  assert.equal(most, 1); // the first one reads for the other
  assert.deepEqual(coarse.map((one, index) => one.picture === whole[index].picture), [true, false, false]);
  await page.reload();
  await settled(page);
  assert.deepEqual((await seen(page)).map((one) => one.picture), whole.map((one) => one.picture)); // all is in memory now
  assert.deepEqual(page.faults, []);
  await page.close();
});

test("what is refused is the server's sentence", async () => {
  const page = await open(here);
  for (const [id, value, sentence] of [["offset", 900, /mm/], ["rows", 1.5, /Rows/], ["columns", 70000, /Columns.*65535/]]) {
    await page.locator(`#${id}`).fill(String(value));
    await page.locator(`#${id}`).press("Tab");
    await page.locator("#result .message").filter({ hasText: sentence }).waitFor();
    await press(page)();
    await page.locator("#outcome").filter({ hasText: /^Nothing was stored: / }).filter({ hasText: sentence }).waitFor();
    await page.getByRole("button", { name: "Undo" }).click();
    await settled(page);
    assert.equal(await page.locator("#result .message").textContent(), "");
  }
  await page.close();
});

onPage("header and tab say whose images these are, and lead back", here, async (page) => {
  const { MainDicomTags } = await json(`/series/${known.series}`);
  const said = ["Phantom, Known Truth", "Jan 31, 2024", "Phantom study",
    `${MainDicomTags.SeriesNumber} ${MainDicomTags.Modality} ${MainDicomTags.SeriesDescription}`];
  assert.equal(await page.title(), [...said, "MPR slice"].join(" · "));
  const header = await page.locator("#subject").textContent();
  assert.equal(header, [said[0], "PHANTOM", ...said.slice(1)].join(" · "));
  await page.getByRole("link", { name: "Orthanc Explorer", exact: true }).click();
  await page.waitForURL(`${known.url}/app/explorer.html#series?uuid=${known.series}`);
}, { locale: "en-US" });

test("a series that is not there, and no series", async () => {
  const page = await blank();
  await page.goto(`${known.url}/mpr-slice/app/index.html?series=${known.series.replace(/[0-9a-f]/g, "0")}`);
  await page.locator("#verdict.fault").filter({ hasText: /./ }).waitFor();
  assert.match(await page.locator("#back").getAttribute("href"), /explorer\.html#series/);
  await page.goto(`${known.url}/mpr-slice/app/index.html`);
  await page.getByLabel("Orthanc identifier of a series").fill(known.series);
  await page.keyboard.press("Enter");
  await settled(page);
  await page.close();
});

onPage("what is wrong with the volume is said before anything is stored", `series=${known.gap}`, async (page) => {
  const { Warnings } = await json(`/series/${known.gap}/mpr-slice/geometry`);
  assert.ok(Warnings.length > 0);
  assert.deepEqual(await page.locator("#warnings li").allTextContents(), Warnings);
  assert.ok(await page.locator("#warnings").isHidden());
  await page.locator("#remark-count").filter({ hasText: new RegExp(`^${Warnings.length} remark`) }).click();
  assert.ok(await page.locator("#warnings").isVisible());
});

/* ---- jobs ---- */

test("a stack that fails is told", async () => {
  const page = await open(here);
  await storeStack(page, 3, 400);
  await page.locator("#outcome.fault").filter({ hasText: /^Nothing was stored: .*mm/ }).waitFor();
  await page.close();
});

onPage("a page that is loaded again goes on waiting for its stack", here, async (page) => {
  const images = (await json("/instances")).length;
  await type(page, "thickness", 40);
  await storeStack(page, 900, 0.1);
  await page.getByRole("button", { name: "Cancel" }).waitFor();
  await page.waitForFunction(() => sessionStorage.length === 1);
  await page.reload();
  await page.getByRole("button", { name: "Cancel" }).click();
  await page.getByText("Cancelled; nothing was stored.").waitFor();
  assert.equal((await json("/instances")).length, images);
  assert.equal(await page.evaluate(() => sessionStorage.length), 0);
});

/* ---- where it stands ---- */

test("behind the prefix of a reverse proxy everything works", async () => {
  const strays = [];
  const proxy = createServer((request, answer) => {
    if (!request.url.startsWith("/pacs/")) {
      strays.push(request.url);
      answer.writeHead(404).end();
      return;
    }
    const { "sec-fetch-site": _, ...headers } = request.headers; // as of a browser on plain HTTP
    const onward = forward(known.url + request.url.slice("/pacs".length), { method: request.method, headers }, (reply) => {
      answer.writeHead(reply.statusCode, reply.headers);
      reply.pipe(answer);
    });
    request.pipe(onward);
  });
  await new Promise((done) => { proxy.listen(0, "127.0.0.1", done); });
  const url = `http://127.0.0.1:${proxy.address().port}/pacs`;
  const page = await open(`${here}&plane=coronal`, { url });
  await type(page, "angle-axial", 15);
  await storeAndCompare(page, press(page));
  await page.getByRole("link", { name: "Open the series" }).click();
  await page.waitForURL((to) => to.href.startsWith(`${url}/app/explorer.html#series`));
  await page.locator("#mpr-slice-series").click();
  await page.waitForURL((to) => to.href.startsWith(`${url}/mpr-slice/app/`));
  assert.deepEqual(strays.filter((stray) => stray !== "/favicon.ico"), []);
  await page.close();
  proxy.close();
});

test("behind Orthanc's password it works, and without it nothing is told", async () => {
  const { url, series, username, password } = known.secured;
  const page = await open(`series=${series}`, { url, httpCredentials: { username, password } });
  await press(page)();
  await page.getByText("Stored.").waitFor();
  assert.deepEqual(page.faults, []);
  await page.route("**/preview", (route) => route.fulfill({ status: 401 })); // the sign-in is over
  await page.locator("#angle-axial").fill("10");
  await page.locator("#angle-axial").press("Tab");
  await page.locator("#result .message").filter({ hasText: "load the page again to sign in" }).waitFor();
  await page.close();
  const answer = await fetch(`${url}/series/${series}/mpr-slice/geometry`);
  assert.equal(answer.status, 401);
});

/* ---- texts ---- */

onPage("a name that is a script is text", `series=${known.hostile}`, async (page) => {
  await page.locator("#subject").filter({ hasText: known.name }).waitFor();
  assert.equal(await page.locator("#subject img").count(), 0);
  assert.ok((await page.title()).startsWith(known.name));
});

onPage("the page asks for nothing but its own files and its data", here, async (page) => {
  const answer = await page.reload();
  assert.match(answer.headers()["content-security-policy"], /^default-src 'none'; .*script-src 'self'/);
  const blocked = await page.evaluate(() => {
    const script = document.createElement("script");
    script.textContent = "window.wasRun = true";
    document.body.append(script);
    return window.wasRun === undefined;
  });
  assert.ok(blocked);
  page.faults.length = 0; // the browser tells that it did
});
