// SPDX-License-Identifier: GPL-3.0-or-later
// A page of another site in a browser that has signed in to the archive, over plain HTTP and under names that a browser does
// not trust: it stores nothing, queues nothing, reads nothing, and costs no work.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, before, test } from "node:test";

import { known, require, settled } from "./browser.mjs";

const { chromium } = require("playwright-core");
const { username, password } = known.doors.secured;
const login = { "Authorization": `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}` };

/* An archive under a name that is not trustworthy. Without a password nothing but the plugin stands before its images; with
 * one, the browser has it in its memory. */
function named({ url, series }) {
  const archive = `http://archive.example:${new URL(url).port}`;
  return { url, archive, series, route: `${archive}/series/${series}/mpr-slice` };
}
const ARCHIVES = { "open": named(known.doors.open), "secured": named(known.doors.secured) };

let browser;
let evil; // the other site
let evilUrl;
let html = "";
before(async () => {
  browser = await chromium.launch({
    executablePath: "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
      "--host-resolver-rules=MAP archive.example 127.0.0.1, MAP evil.example 127.0.0.1"],
  });
  evil = createServer((request, answer) => {
    answer.writeHead(200, { "Content-Type": "text/html" });
    answer.end(html);
  });
  await new Promise((done) => { evil.listen(0, "127.0.0.1", done); });
  evilUrl = `http://evil.example:${evil.address().port}/`;
});
after(async () => {
  await browser.close();
  evil.close();
});

const ask = async (url, path) => (await fetch(url + path, { headers: login })).json();
const state = async ({ url }) => ({ instances: (await ask(url, "/instances")).length, jobs: (await ask(url, "/jobs")).length });

/* A context that has signed in to the archive, as a person has, and the answers of the archive that it sees. */
async function signedIn({ archive }) {
  const context = await browser.newContext({ httpCredentials: { username, password } });
  const page = await context.newPage();
  await page.goto(`${archive}/system`);
  const answers = []; // without those that the browser keeps even from itself, because of their Cross-Origin-Resource-Policy
  const sent = [];
  context.on("request", (request) => { sent.push(request.url()); });
  context.on("response", (answer) => {
    if (answer.url().includes("mpr-slice")) {
      answers.push({ status: answer.status(), url: answer.url(), method: answer.request().method() });
    }
  });
  return { context, page, answers, sent: () => sent.filter((url) => url.includes("mpr-slice")).length };
}

const FORMS = ["application/x-www-form-urlencoded", "text/plain", "multipart/form-data"];
const POLICIES = ["", "no-referrer", "unsafe-url"];

function form(enctype, target, policy) {
  const meta = policy === "" ? "" : `<meta name="referrer" content="${policy}">`;
  return `${meta}<form method="POST" enctype="${enctype}" action="${target}"><input name='{"Asynchronous": true, "a": "' value='"}'></form>
    <script>document.forms[0].submit()</script>`;
}

const SENDS = {
  "FormData": "new FormData()",
  "FormData of a JSON blob": `(() => { const data = new FormData();
    data.append("a", new Blob(["{}"], { type: "application/json" })); return data; })()`,
  "a form of its own words": `new Blob(["--x\\r\\nContent-Type: application/json\\r\\n\\r\\n{\\"Asynchronous\\": true}\\r\\n--x--\\r\\n"],
    { type: "multipart/form-data; boundary=x" })`,
  "a form without headers": `new Blob(["--x\\r\\n\\r\\n\\r\\n{}\\r\\n--x--\\r\\n"], { type: "multipart/form-data; boundary=x" })`,
  "a blob of JSON": `new Blob(["{}"], { type: "application/json" })`,
  "a blob without a type": `new Blob(["{}"])`,
  "text": `"{}"`,
};

for (const [name, place] of Object.entries(ARCHIVES)) {
  const { archive, route, series } = place;

  test(`forms of another site, ${name}`, async () => {
    const { context, page, answers } = await signedIn(place);
    const earlier = await state(place);
    for (const policy of POLICIES) {
      for (const enctype of FORMS) {
        for (const target of [route, `${route}/preview`]) {
          html = form(enctype, target, policy);
          const answered = page.waitForResponse((answer) => answer.url() === target);
          await page.goto(evilUrl, { waitUntil: "commit" }).catch(() => {}); // the form leads away at once
          assert.ok((await answered).status() >= 400, `${enctype} ${policy}: ${(await answered).status()}`);
        }
      }
    }
    assert.equal(answers.length, 18);
    assert.deepEqual(await state(place), earlier);
    await context.close();
  });

  test(`fetch without CORS of another site, ${name}`, async () => {
    const { context, page, answers, sent } = await signedIn(place);
    const earlier = await state(place);
    html = "";
    await page.goto(evilUrl);
    for (const [kind, body] of Object.entries(SENDS)) {
      for (const policy of POLICIES) {
        for (const target of [route, `${route}/preview`, `${archive}/instances/${"0".repeat(8)}/mpr-slice`]) {
          await page.evaluate(`fetch(${JSON.stringify(target)}, { method: "POST", mode: "no-cors", credentials: "include",
            referrerPolicy: ${JSON.stringify(policy)}, body: ${body} }).catch(() => {})`);
        }
      }
      assert.deepEqual(answers.filter(({ status }) => status < 400), [], kind);
    }
    assert.ok(sent() >= 63, `${sent()} requests were sent`);
    assert.deepEqual(await state(place), earlier);
    await context.close();
  });

  test(`pictures, frames and fetched reports of another site, ${name}`, async () => {
    const { context, page, answers, sent } = await signedIn(place);
    html = "";
    await page.goto(evilUrl);
    for (const policy of POLICIES) {
      for (const target of [`${route}/preview`, `${route}/geometry`, `${route}/preview?quality=90`]) {
        const shown = await page.evaluate(async ([url, referrerPolicy]) => {
          const load = (kind) => new Promise((done) => {
            const element = document.createElement(kind);
            element.referrerPolicy = referrerPolicy;
            element.onload = () => done(element.naturalWidth ?? 0);
            element.onerror = () => done(0);
            element.src = url;
            document.body.append(element);
          });
          await fetch(url, { mode: "no-cors", credentials: "include", referrerPolicy }).catch(() => {});
          return [await load("img"), await load("iframe")];
        }, [target, policy]);
        assert.deepEqual(shown, [0, 0], `${target} ${policy}`);
      }
    }
    assert.ok(sent() >= 27, `${sent()} requests were sent`);
    // A browser may keep the password from other sites by itself.
      assert.deepEqual(answers.filter(({ status }) => status !== 403 && (name === "open" || status !== 401)), []);
    await context.close();
  });

  test(`the archive's own page works over plain HTTP under its name, ${name}`, async () => {
    const { context, page, answers } = await signedIn(place);
    await page.goto(`${archive}/mpr-slice/app/index.html?series=${series}`);
    await settled(page);
    const earlier = await state(place);
    await page.getByRole("button", { name: "Store slice" }).click();
    await page.locator("#links a").first().waitFor();
    assert.equal((await state(place)).instances, earlier.instances + 1);
    assert.deepEqual(answers.filter(({ status }) => status >= 400 && status !== 401), []);
    await context.close();
  });
}

/* ---- tokens ---- */

for (const name of ["token", "auth-token", "authorization"]) {
  test(`the page sends its ${name} with everything that it asks for`, async () => {
    const context = await browser.newContext();
    const page = await context.newPage();
    const without = [];
    let asked = 0;
    // What an authorization plugin demands: of everything but the page's own files, the header.
    await context.route("**/*", (handled) => {
      const request = handled.request();
      const { pathname } = new URL(request.url());
      if (request.resourceType() === "fetch") {
        asked++;
        if (request.headers()[name] !== "s e/cret") {
          without.push(`${request.method()} ${pathname}`);
          return handled.fulfill({ status: 403, body: "{}" });
        }
      }
      return handled.continue();
    });
    const given = new URLSearchParams({ [name]: "s e/cret" });
    await page.goto(`${known.url}/mpr-slice/app/index.html?study=${known.study}&${given}`);
    await page.locator("#list a").first().waitFor();
    await page.locator(`#list a[href*="series=${known.series}"]`).click();
    await settled(page);
    assert.equal(new URL(page.url()).searchParams.get(name), "s e/cret");
    await page.getByRole("button", { name: "Store slice" }).click();
    await page.locator("#links a").first().waitFor();
    for (const link of await page.locator("#links a").all()) {
      assert.equal(new URL(await link.getAttribute("href")).searchParams.get(name), "s e/cret");
    }
    assert.deepEqual(without, []);
    assert.ok(asked >= 8, `${asked} requests`);
    await context.close();
  });
}
