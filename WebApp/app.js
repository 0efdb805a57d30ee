/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The start of the page: what its address names, whose images these are, and what is wrong with them. Text from DICOM
 * and from the server is only ever set as textContent. */
import { Desk } from "./desk.js";
import * as panel from "./panel.js";
import { ask, preview, slicePath, withToken } from "./server.js";
import * as store from "./store.js";
import { fillTexts, TEXTS } from "./texts.js";

const element = (id) => document.getElementById(id);

function fillList(list, sentences) {
  list.replaceChildren(...sentences.map((sentence) => {
    const item = document.createElement("li");
    item.append(sentence);
    return item;
  }));
}

const seriesName = ({ SeriesNumber, Modality, SeriesDescription }) =>
  [SeriesNumber, Modality, SeriesDescription].filter(Boolean).join(" ");

/* Whose images these are and which, above the page and on its tab. */
async function showSubject({ level, id }) {
  const path = `${level}/${encodeURIComponent(id)}`;
  const series = level === "studies" ? [] : [level === "series" ? path : `${path}/series`];
  const study = level === "studies" ? path : `${path}/study`;
  const [patient, one, own] = (await Promise.all([`${path}/patient`, study, ...series].map(ask))).map((of) => of?.MainDicomTags);
  const who = TEXTS.person(patient.PatientName ?? "");
  const names = [who, TEXTS.date(one.StudyDate ?? ""), one.StudyDescription, own && seriesName(own)].filter(Boolean);
  element("subject").textContent = [names[0], patient.PatientID, ...names.slice(1)].filter(Boolean).join(" · ");
  document.title = [...names, document.title].join(" · ");
}

/* The way back to where the images are, also from a page that shows none. */
function showWayBack(query) {
  const level = ["instance", "series", "study"].find((key) => query.get(key));
  element("back").href = withToken(level ? store.explorer(level, encodeURIComponent(query.get(level))) : store.explorer());
}

/* The volume of the link, else that of the instance, else the first that can be resliced. */
function volumeOf({ Volume, Volumes }, query) {
  const wanted = [Number.parseInt(query.get("volume"), 10), Volume];
  return wanted.find((index) => Volumes[index]?.Sliceable) ?? Volumes.findIndex(({ Sliceable }) => Sliceable);
}

const ONE_PIXEL = { Layout: "AsGiven", Rows: 1, Columns: 1 };

/* The plane of the instance that the page was opened with, unless the link says another or another volume is meant. */
async function imageOf(resource, { Volume }, index, query) {
  const isMeant = resource.level === "instances" && query.get("centre") === null && Volume === index;
  return isMeant ? (await preview(resource, ONE_PIXEL, "image/png")).geometry : null;
}

async function open(resource, query) {
  const report = await ask(`${slicePath(resource)}/geometry`);
  const aside = (report.SetAside ?? []).map(({ Image, Reason }) => TEXTS.setAside(Image, Reason));
  const remarks = [...(report.Warnings ?? []), ...aside];
  fillList(element("warnings"), remarks);
  element("remarks").hidden = remarks.length === 0;
  element("remark-count").textContent = TEXTS.remarks(remarks.length);
  element("verdict").textContent = report.Sliceable ? "" : report.Reason;
  element("verdict").classList.toggle("fault", !report.Sliceable);
  if (!report.Sliceable) {
    return;
  }
  element("desk").hidden = false;
  const desk = new Desk(resource, report.Volumes);
  const index = volumeOf(report, query);
  desk.start(index, query, await imageOf(resource, report, index, query));
  panel.listen(desk);
  store.listen(desk, query);
}

async function listSeries(study, query) {
  const from = query.get("from") === null ? {} : { from: query.get("from") };
  const list = await ask(`studies/${encodeURIComponent(study)}/series`);
  const numberOf = ({ MainDicomTags }) => Number(MainDicomTags.SeriesNumber ?? Infinity);
  list.sort((a, b) => numberOf(a) - numberOf(b) || a.ID.localeCompare(b.ID));
  fillList(element("list"), list.map(({ ID, MainDicomTags, Instances }) =>
    store.link(TEXTS.series(seriesName(MainDicomTags), Instances.length), `?${new URLSearchParams({ series: ID, ...from })}`)));
}

async function begin() {
  const query = new URLSearchParams(window.location.search);
  showWayBack(query);
  const level = ["instance", "series"].find((key) => query.get(key));
  if (level) {
    const resource = { level: level === "instance" ? "instances" : "series", id: query.get(level) };
    await Promise.all([showSubject(resource), open(resource, query)]);
    return;
  }
  element("verdict").textContent = "";
  element("no-resource").hidden = false;
  element("choose").addEventListener("submit", (event) => {
    event.preventDefault(); // the policy of the page lets no form go anywhere by itself
    window.location.search = withToken(`?${new URLSearchParams({ series: element("series").value.trim() })}`);
  });
  if (query.get("study")) {
    await Promise.all([showSubject({ level: "studies", id: query.get("study") }), listSeries(query.get("study"), query)]);
  }
}

fillTexts();
begin().catch((error) => {
  element("verdict").textContent = error.message;
  element("verdict").classList.add("fault");
});
