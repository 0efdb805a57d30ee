// SPDX-License-Identifier: GPL-3.0-or-later
// A page of another site in a browser that has signed in to the archive, over plain HTTP and under names that a browser does
// not trust: it stores nothing, queues nothing, reads nothing, and costs no work.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { after, before, test } from "node:test";

import { known, require, settled } from "./browser.mjs";

const { chromium } = require("playwright-core");
const { username, password } = known.doors.secured;
const login = { "Authorization": `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}` };

/* An archive under a name that is not trustworthy. Without a password nothing but the plugin stands before its images; with
 * one, the browser has it in its memory. */
function named({ url, series, log }) {
  const { port } = new URL(url);
  const archive = `http://archive.example:${port}`;
  return { url, archive, series, log, port, route: `${archive}/series/${series}/mpr-slice` };
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
      "--host-resolver-rules=MAP archive.example 127.0.0.1, MAP evil.example 127.0.0.1, MAP rebound.example 127.0.0.1"],
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

/* What the plugin has logged since then; it logs whatever it makes, stores or refuses. */
const logged = ({ log }, since = 0) => readFileSync(log, "utf8").slice(since).split("\n").filter((line) => line.includes("MPR slice:"));
const refused = (line) => /another site|does not say for which page|a form \(multipart\)|is not application\/json/.test(line);

/* Nothing but refusals, and at least so many. */
function assertRefused(place, since, least) {
  const lines = logged(place, since);
  assert.deepEqual(lines.filter((line) => !refused(line)), []);
  assert.ok(lines.length >= least, `${lines.length} refusals`);
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

/* Elements that ask for something, and the attribute that says for what. */
const EMBEDDED = {
  "img": "src", "script": "src", "iframe": "src", "embed": "src", "object": "data", "video": "src", "audio": "src", "track": "src",
  "link rel=prefetch": "href", "link rel=stylesheet": "href", "link rel=preload as=image": "href", "link rel=modulepreload": "href",
  "link rel=icon": "href", "link rel=manifest": "href", "input type=image": "src",
};
const FETCHES = ["fetch", "fetch of DICOM", "beacon of text", "beacon of a form", "beacon of JSON", "events", "xhr", "style", "import"];

/* In the page: asks in one way, and waits until it is done or a moment is over. */
function embed([kind, attribute, [picture, report, post]]) {
  const load = (url) => new Promise((done) => {
    const [name, ...rest] = kind.split(" ");
    const element = document.createElement(name);
    for (const [key, value] of rest.map((one) => one.split("="))) { element.setAttribute(key, value); }
    element.onload = element.onerror = element.onloadedmetadata = done;
    element[attribute] = url;
    document.body.append(element);
    setTimeout(done, 300);
  });
  const get = (url, accept) => fetch(url, { mode: "no-cors", credentials: "include", headers: { "Accept": accept } }).catch(() => {});
  const json = new Blob(["{}"], { type: "application/json" });
  const ways = {
    "fetch": () => get(picture, "image/png"),
    "fetch of DICOM": () => get(picture, "application/dicom"),
    "beacon of text": () => navigator.sendBeacon(post, "{}"),
    "beacon of a form": () => navigator.sendBeacon(post, new FormData()),
    "beacon of JSON": () => navigator.sendBeacon(post, json),
    "events": () => { const source = new EventSource(report, { withCredentials: true }); setTimeout(() => source.close(), 200); },
    "xhr": () => new Promise((done) => {
      const request = new XMLHttpRequest();
      request.withCredentials = true;
      request.onloadend = done;
      request.open("GET", report);
      request.send();
    }),
    "style": () => { document.body.style.background = `url(${picture})`; },
    "import": () => import(report).catch(() => {}),
  };
  return attribute === null ? ways[kind]() : Promise.all([load(picture), load(report)]).then(() => {});
}

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

  test(`whatever else a page can embed, ${name}`, async () => {
    const { context, page, answers, sent } = await signedIn(place);
    const earlier = await state(place);
    const since = readFileSync(place.log, "utf8").length;
    const kinds = [...Object.keys(EMBEDDED), ...FETCHES];
    for (const policy of POLICIES) {
      html = policy === "" ? "" : `<meta name="referrer" content="${policy}">`;
      await page.goto(evilUrl);
      for (const kind of kinds) {
        await page.evaluate(embed, [kind, EMBEDDED[kind] ?? null, [`${route}/preview?${kind}`, `${route}/geometry`, `${route}/preview`]]);
      }
    }
    await page.waitForTimeout(1000);
    assert.ok(sent() >= 3 * kinds.length, `${sent()} requests were sent`);
    assert.deepEqual(answers.filter(({ status }) => status < 400), []);
    assert.deepEqual(await state(place), earlier);
    assertRefused(place, since, name === "open" ? kinds.length : 0); // a browser may keep the password to itself
    await context.close();
  });

  test(`a page without an origin, and links that lead there, ${name}`, async () => {
    const { context, page, answers } = await signedIn(place);
    const earlier = await state(place);
    const since = readFileSync(place.log, "utf8").length;
    for (const policy of POLICIES) {
      for (const target of [route, `${route}/preview`]) {
        const inner = form("text/plain", target, policy) + `<script>fetch("${target}", { method: "POST", mode: "no-cors", body: "{}" })</script>`;
        html = `<iframe sandbox="allow-scripts allow-forms" src="data:text/html,${encodeURIComponent(inner)}"></iframe>`;
        const answered = page.waitForRequest((request) => request.url() === target);
        await page.goto(evilUrl);
        await answered;
      }
      for (const target of [`${route}/preview`, `${route}/geometry`]) {
        html = `<a id="link" referrerpolicy="${policy}" href="${target}">a picture</a>`;
        await page.goto(evilUrl);
        const led = page.waitForResponse((answer) => answer.url() === target);
        await page.click("#link").catch(() => {});
        assert.ok((await led).status() >= 400, `${target} ${policy}: ${(await led).status()}`);
      }
    }
    assert.deepEqual(answers.filter(({ status }) => status < 400), []);
    assert.deepEqual(await state(place), earlier);
    assertRefused(place, since, name === "open" ? 12 : 0);
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

/* ---- DNS rebinding ---- */

/* A page whose own name comes to mean the archive is its own page to a browser; but the browser knows no password for it. */
test("a name that comes to mean the archive gets nothing without the password", async () => {
  const { port, series, route } = ARCHIVES.secured;
  const context = await browser.newContext();
  const page = await context.newPage();
  const since = readFileSync(ARCHIVES.secured.log, "utf8").length;
  const earlier = await state(ARCHIVES.secured);
  const attack = `http://rebound.example:${port}/attack`; // from when the name meant another server
  await context.route(attack, (handled) => handled.fulfill({ status: 200, contentType: "text/html", body: "" }));
  await page.goto(attack);
  let asked = 0;
  context.on("request", (request) => { asked += request.url().includes("mpr-slice") ? 1 : 0; });
  const rebound = route.replace("archive.example", "rebound.example");
  const statuses = await page.evaluate(async ([address]) => {
    const headers = { "Content-Type": "application/json", "X-Requested-With": "x" };
    const ask = (url, options) => fetch(url, { headers, ...options }).then(({ status }) => status, () => 401); // nobody is there to sign in
    return [await ask(`${address}/preview`, {}), await ask(address, { method: "POST", body: "{}" })];
  }, [rebound]);
  assert.deepEqual(statuses, [401, 401], series);
  assert.equal(asked, 2);
  assert.deepEqual(await state(ARCHIVES.secured), earlier);
  assert.deepEqual(logged(ARCHIVES.secured, since), []);
  await context.close();
});

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
