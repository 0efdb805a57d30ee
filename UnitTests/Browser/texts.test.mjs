// SPDX-License-Identifier: GPL-3.0-or-later
// The words of the page in its languages: complete, different, and with numbers as they are written there.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";

import { languageOf } from "../../WebApp/numbers.js";
import { ENGLISH, numberOf, TRANSLATIONS } from "../../WebApp/texts.js";
import { here, json, known, linked, onPage, type } from "./browser.mjs";

/* The same in every language, or numbers and names alone; the other languages take them from English. */
const COMMON = new Set(["person", "date", "scale", "volume", "series"]);
/* Words that are the same in two languages. */
const ALIKE = new Set(["A · Axial", "S · Sagittal", "Interpolation", "Linear", "Lanczos", "Maximum", "Minimum", "Zoom", "Volume",
  "Projection", "Description", "Normale", "Centre", "Point 1", "Point 2", "Point 3", "Images", "in axial", "in sagittal",
  "Position et orientation", "Position and orientation", "Rotation", "Ellipse", "Angle"]);

test("every language has all words, and no others", () => {
  for (const [name, texts] of Object.entries(TRANSLATIONS)) {
    for (const [kind, english] of Object.entries(ENGLISH)) {
      const wanted = Object.keys(english).filter((key) => kind !== "SAID" || !COMMON.has(key));
      const missing = wanted.filter((key) => !(key in texts[kind]));
      assert.deepEqual(missing, [], `${name} lacks words of ${kind}`);
      assert.deepEqual(Object.keys(texts[kind]).filter((key) => !wanted.includes(key)), [], `${name} has words that nobody asks for`);
      for (const key of wanted) {
        assert.equal(typeof texts[kind][key], typeof english[key], `${name}: ${key}`);
        if (typeof english[key] === "object") {
          assert.deepEqual(Object.keys(texts[kind][key]), Object.keys(english[key]), `${name}: ${key}`);
        } else if (typeof english[key] === "string" && texts[kind][key] === english[key]) {
          assert.ok(ALIKE.has(english[key]), `${name}: ${key} is English`);
        }
      }
    }
  }
});

test("what is said with numbers is said in every language, with all of them", () => {
  const asked = [3, "abc"];
  for (const [name, texts] of Object.entries(TRANSLATIONS)) {
    for (const key of ["remarks", "storeOthers", "storedStack", "deleted", "deleteWhat", "setPoints"]) {
      assert.match(texts.SAID[key](3), /3/, `${name}: ${key}`);
    }
    assert.match(texts.SAID.noNumber("Label", "7x"), /7x.*Label/);
    assert.match(texts.SAID.status(...asked), /3 abc/);
  }
});

test("the first language that the browser wants and the page has", () => {
  assert.equal(languageOf(["pt-BR", "fr-CA", "de"]), "fr");
  assert.equal(languageOf(["de-AT", "en"]), "de");
  assert.equal(languageOf(["ja"]), "en");
  assert.equal(languageOf([]), "en");
  assert.deepEqual(["12,5", "12.5", "-3", "\u22123,25", "1.234,5", "x"].map(numberOf), [12.5, 12.5, -3, -3.25, NaN, NaN]);
});

test("no module has words of its own", () => {
  const folder = new URL("../../WebApp/", import.meta.url);
  for (const name of readdirSync(folder).filter((one) => /\.js$/.test(one) && !/^texts|^explorer/.test(one))) {
    const text = readFileSync(new URL(name, folder), "utf8");
    const shown = [...text.matchAll(/textContent = "([^"]*[A-Za-z]{3}[^"]*)"/g)].map(([, words]) => words);
    assert.deepEqual(shown, [], name);
  }
});

for (const [locale, language, store, sentence] of [["de-DE", "de", "Schnitt speichern", /^Gespeichert\.|^Derselbe/],
  ["fr-FR", "fr", "Enregistrer la coupe", /^Enregistré\.|^La même/]]) {
  onPage(`the page speaks ${language}, with commas`, here, async (page) => {
    assert.equal(await page.locator("html").getAttribute("lang"), language);
    await type(page, "angle-sagittal", "12.5");
    assert.equal(await page.locator("#angle-sagittal").inputValue(), "12,5");
    await type(page, "offset", "3,25");
    assert.equal(await page.locator("#offset").inputValue(), "3,25");
    assert.match(await page.locator("#result-size").textContent(), /\d,\d/);
    assert.match(await page.locator("#place").textContent(), /\d,\d · /);
    const wide = await page.locator("#panel label, #panel legend, #panel button, #toolbar button").evaluateAll((all) =>
      all.filter((one) => one.scrollWidth > one.clientWidth + 1 && one.clientWidth > 1).map((one) => one.textContent));
    assert.deepEqual(wide, [], "words that do not fit");
    await page.screenshot({ path: `${known.output}/page-${language}.png` });
    await page.getByRole("button", { name: store }).click();
    const { SeriesDescription } = await json(`/instances/${await linked(page)}/simplified-tags`);
    assert.match(SeriesDescription, /MPR ax 12\.5°$/); // what stays in the archive is the same in all languages
    assert.match(await page.locator("#outcome").textContent(), sentence);
  }, { locale });
}
