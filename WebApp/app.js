/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The start of the page: what its address names, whose images these are, and what is wrong with them. Text from DICOM
 * and from the server is only ever set as textContent. */
import { Desk } from "./desk.js";
import { element } from "./dom.js";
import { learnExplorer } from "./links.js";
import * as look from "./look.js";
import * as panel from "./panel.js";
import * as placing from "./placing.js";
import * as stack from "./stack.js";
import { ask, preview, slicePath, withToken } from "./server.js";
import * as store from "./store.js";
import * as study from "./study.js";
import { fillTexts, TEXTS } from "./texts.js";

/** @import { Report, Resource } from "./types.d.ts" */


/** @param {HTMLElement} list
 * @param {string[]} sentences */
function fillList(list, sentences) {
  list.replaceChildren(...sentences.map((sentence) => {
    const item = document.createElement("li");
    item.append(sentence);
    return item;
  }));
}

/** The volume of the link, else that of the instance, else the first that can be resliced.
 * @param {Report} report
 * @param {URLSearchParams} query */
function volumeOf({ Volume, Volumes }, query) {
  const wanted = [Number.parseInt(query.get("volume") ?? "", 10), Volume ?? -1];
  return wanted.find((index) => Volumes[index]?.Sliceable) ?? Volumes.findIndex(({ Sliceable }) => Sliceable);
}

const ONE_PIXEL = { Layout: "AsGiven", Rows: 1, Columns: 1 };

/** The plane of the instance that the page was opened with, unless the link says another or another volume is meant.
 * @param {Resource} resource
 * @param {Report} report
 * @param {number} index
 * @param {URLSearchParams} query */
async function imageOf(resource, { Volume }, index, query) {
  const isMeant = resource.level === "instances" && query.get("centre") === null && Volume === index;
  return isMeant ? (await preview(resource, ONE_PIXEL, "image/png")).geometry : null;
}

/** @param {Resource} resource
 * @param {URLSearchParams} query */
async function open(resource, query) {
  const report = await ask(`${slicePath(resource)}/geometry`);
  const aside = (report.SetAside ?? []).map((/** @type {{ Image: string, Reason: string }} */ { Image, Reason }) => TEXTS.setAside(Image, Reason));
  const remarks = [...(report.Warnings ?? []), ...aside];
  fillList(element("warnings"), remarks);
  element("remarks").hidden = remarks.length === 0;
  element("remark-count").textContent = TEXTS.remarks(remarks.length);
  element("verdict").textContent = report.Sliceable ? "" : report.Reason;
  element("verdict").classList.toggle("fault", !report.Sliceable);
  if (!report.Sliceable) {
    return null;
  }
  element("desk").hidden = false;
  const desk = new Desk(resource, report.Volumes);
  const index = volumeOf(report, query);
  desk.start(index, query, await imageOf(resource, report, index, query));
  panel.listen(desk);
  look.listen(desk);
  stack.listen(desk);
  placing.listen(desk);
  store.listen(desk, query);
  return desk;
}

/** @param {Resource} resource
 * @param {URLSearchParams} query */
async function showImages(resource, query) {
  const [where, desk] = await Promise.all([study.showSubject(resource), open(resource, query)]);
  study.showWayBack(query);
  if (desk !== null) {
    desk.source = where.series;
    await desk.result.whenSeen().catch(() => {}); // the pictures come first
    await study.offerOthers(desk, where).catch(() => {}); // without them everything else works
  }
}

async function begin() {
  const query = new URLSearchParams(window.location.search);
  study.showWayBack(query);
  learnExplorer().then(() => study.showWayBack(query));
  const level = ["instance", "series"].find((key) => query.get(key));
  if (level) {
    await showImages({ level: level === "instance" ? "instances" : "series", id: query.get(level) ?? "" }, query);
    return;
  }
  element("verdict").textContent = "";
  element("no-resource").hidden = false;
  element("choose").addEventListener("submit", (/** @type {Event} */ event) => {
    event.preventDefault(); // the policy of the page lets no form go anywhere by itself
    window.location.search = withToken(`?${new URLSearchParams({ series: element("series").value.trim() })}`);
  });
  const wanted = query.get("study");
  if (wanted) {
    await study.showSubject({ level: "studies", id: wanted });
    study.showWayBack(query);
    await study.listSeries(wanted, query);
  } else {
    element("list-title").textContent = TEXTS.lastStudies;
    await study.listStudies();
  }
}

fillTexts();
begin().catch((error) => {
  element("verdict").textContent = error.message;
  element("verdict").classList.add("fault");
});
