/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The study of the images: whose it is, its other series and which of them lie in the same space, and the lists of the
 * page that shows no images yet. */
import { element } from "./dom.js";
import { explorerAddress, explorerKind, link, pageAddress, useStudy } from "./links.js";
import { writeLink } from "./request.js";
import { ask, slicePath, withToken } from "./server.js";
import { TEXTS } from "./texts.js";

/** @import { Report, Resource, Series, Tags } from "./types.d.ts" */
/** @import { Desk } from "./desk.js" */

const MAKER = "MPR slice for Orthanc project"; // Manufacturer of what the plugin has made

/** @param {Tags} tags */
const seriesName = ({ SeriesNumber, Modality, SeriesDescription }) =>
  [SeriesNumber, Modality, SeriesDescription].filter(Boolean).join(" ");

/** @param {Tags} patient
 * @param {Tags} study */
const personAndStudy = (patient, study) => [TEXTS.person(patient.PatientName ?? ""), patient.PatientID,
  TEXTS.date(study.StudyDate ?? ""), study.StudyDescription].filter(Boolean);

/* ---- whose images ---- */

/** Whose images these are and which, above the page and on its tab. Returns { id of the study, id of the series }.
 * @param {Resource} resource */
export async function showSubject({ level, id }) {
  const path = `${level}/${encodeURIComponent(id)}`;
  const own = level === "studies" ? [] : [level === "series" ? path : `${path}/series`];
  const [patient, study, series] = await Promise.all(
    [`${path}/patient`, level === "studies" ? path : `${path}/study`, ...own].map(ask));
  const names = personAndStudy(patient.MainDicomTags, study.MainDicomTags);
  const last = series ? [seriesName(series.MainDicomTags)] : [];
  element("subject").textContent = [...names, ...last].join(" · ");
  document.title = [...names.filter((name) => name !== patient.MainDicomTags.PatientID), ...last, document.title].join(" · ");
  useStudy(study.MainDicomTags.StudyInstanceUID);
  return { study: study.ID, series: series?.ID ?? null };
}

/** The way back to where the images are, also from a page that shows none.
 * @param {URLSearchParams} query */
export function showWayBack(query) {
  const level = ["instance", "series", "study"].find((key) => query.get(key));
  element("back").href = level ? explorerAddress(level, query.get(level) ?? "") : explorerAddress();
  element("back").textContent = TEXTS.explorers[explorerKind()];
}

/* ---- the series of a study ---- */

/** @param {Series} given */
const numberOf = ({ MainDicomTags }) => Number(MainDicomTags.SeriesNumber || Infinity);

/** In the order in which they are numbered; what the plugin has made comes last.
 * @param {string} study */
async function seriesOf(study) {
  /** @type {Series[]} */
  const list = await ask(`studies/${encodeURIComponent(study)}/series`);
  return list.map((series) => ({ ...series, isMade: series.MainDicomTags.Manufacturer === MAKER, name: seriesName(series.MainDicomTags) }))
    .sort((a, b) => Number(a.isMade) - Number(b.isMade) || numberOf(a) - numberOf(b) || a.name.localeCompare(b.name) || a.ID.localeCompare(b.ID));
}

/** The geometry report; a series that cannot be sliced is one that says why.
 * @param {Series} series */
const report = (series) => ask(`${slicePath({ level: "series", id: series.ID })}/geometry`)
  .catch((error) => ({ Sliceable: false, Reason: error.message }));

/** Several volumes, or several files of many frames, are links of their own.
 * @param {Series} series
 * @param {Report} report
 * @param {Record<string, string>} from */
async function partsOf(series, { Volumes }, from) {
  const links = Volumes.length < 2 ? [] : Volumes.flatMap(({ Sliceable, Difference }, index) =>
    (Sliceable ? [link(TEXTS.volume(index, Difference), pageAddress({ series: series.ID, volume: index, ...from }))] : []));
  const frames = Volumes.reduce((sum, { Slices = 0 }) => sum + Slices, 0);
  if (series.Instances.length < 2 || frames <= series.Instances.length) {
    return links;
  }
  /** @type {Series[]} as Orthanc describes instances */
  const instances = await ask(`series/${series.ID}/instances`);
  const files = instances.filter(({ MainDicomTags }) => Number(MainDicomTags.NumberOfFrames) > 1);
  return [...links, ...files.map(({ ID, MainDicomTags }) =>
    link(TEXTS.file(MainDicomTags.InstanceNumber ?? "", MainDicomTags.NumberOfFrames), pageAddress({ instance: ID, ...from })))];
}

/** @param {Series} series
 * @param {HTMLElement} item
 * @param {Record<string, string>} from */
async function judge(series, item, from) {
  const geometry = await report(series);
  if (!geometry.Sliceable) {
    const reason = document.createElement("span");
    reason.className = "fault";
    reason.textContent = TEXTS.notSliceable(geometry.Reason);
    item.append(" ", reason);
    return;
  }
  const parts = await partsOf(series, geometry, from);
  const list = document.createElement("ul");
  list.append(...parts.map((part) => {
    const line = document.createElement("li");
    line.append(part);
    return line;
  }));
  if (parts.length > 0) {
    item.append(list);
  }
}

/** All series, and then of each what can be done with it, one after the other.
 * @param {string} study
 * @param {URLSearchParams} query */
export async function listSeries(study, query) {
  const given = query.get("from");
  /** @type {Record<string, string>} */
  const from = given === null ? {} : { from: given };
  const items = (await seriesOf(study)).map((series) => {
    const item = document.createElement("li");
    item.append(link(TEXTS.series(series.name, series.Instances.length), pageAddress({ series: series.ID, ...from })));
    return { series, item };
  });
  element("list").replaceChildren(...items.map(({ item }) => item));
  element("list").setAttribute("aria-busy", "true");
  for (const { series, item } of items) {
    await judge(series, item, from);
  }
  element("list").setAttribute("aria-busy", "false");
}

/* ---- the last studies ---- */

const [MOST_STUDIES, AT_ONCE, MOST_PAGES] = [15, 500, 20];

/* Identifiers of the studies that came last, the last one first, out of the changes that Orthanc keeps. */
async function lastStudies() {
  const found = new Set();
  let end = (await ask("changes?last")).Last;
  for (let page = 0; page < MOST_PAGES && end > 0 && found.size < MOST_STUDIES; page++) {
    const since = Math.max(end - AT_ONCE, 0);
    const { Changes } = await ask(`changes?since=${since}&limit=${end - since}`);
    const studies = Changes.filter((/** @type {{ ResourceType: string, Seq: number }} */ { ResourceType, Seq }) => ResourceType === "Study" && Seq <= end);
    studies.reverse().forEach((/** @type {Series} */ { ID }) => found.add(ID));
    end = since;
  }
  return [...found].slice(0, MOST_STUDIES);
}

export async function listStudies() {
  const studies = await Promise.all((await lastStudies()).map((id) => ask(`studies/${id}`).catch(() => null)));
  element("list").replaceChildren(...studies.filter(Boolean).map(({ ID, PatientMainDicomTags, MainDicomTags, Series }) => {
    const item = document.createElement("li");
    const name = personAndStudy(PatientMainDicomTags, MainDicomTags).join(" · ") || ID;
    item.append(link(TEXTS.study(name, Series.length), pageAddress({ study: ID })));
    return item;
  }));
}

/* ---- the same plane in another series ---- */

/** The link to another series, through the same plane: its own window, its first volume.
 * @param {Desk} desk
 * @param {string} series */
function elsewhere(desk, series) {
  const query = new URLSearchParams(window.location.search);
  const { window: ignored, volume: none, palette: grey, inverted: no, several: one, ...kept } = writeLink(desk.state);
  ["instance", "window", "volume", "palette", "inverted", "several"].forEach((key) => query.delete(key));
  Object.entries(kept).forEach(([key, value]) => (value === null ? query.delete(key) : query.set(key, value)));
  query.set("series", series);
  return withToken(`?${query}`);
}

/** Does a point of the same coordinates lie at the same place of the patient?
 * @param {Report} report
 * @param {Desk} desk */
function reasonAgainst({ Sliceable, Reason, Volumes }, desk) {
  if (!Sliceable) {
    return TEXTS.notSliceable(Reason ?? "");
  }
  const frame = Volumes.find((volume) => volume.Sliceable)?.FrameOfReferenceUID;
  return frame !== undefined && frame === desk.volume.FrameOfReferenceUID ? null : TEXTS.otherSpace;
}

/** @param {any} select
 * @param {Series} series
 * @param {string | null} reason */
function addChoice(select, series, reason) {
  const option = new Option(reason === null ? series.name : `${series.name}: ${reason}`, series.ID);
  option.disabled = reason !== null;
  select.append(option);
}

/** Fills the list of series one by one: each has to be looked at first. desk.others are those of the same space.
 * @param {Desk} desk
 * @param {{ study: string, series: string | null }} where */
export async function offerOthers(desk, { study, series: own }) {
  const select = element("elsewhere");
  const list = (await seriesOf(study)).filter((series) => !series.isMade || series.ID === own);
  const here = list.find(({ ID }) => ID === own);
  select.replaceChildren(new Option(here?.name ?? own ?? "", own ?? "", true, true));
  select.labels[0].hidden = select.hidden = list.length < 2;
  select.addEventListener("change", () => window.location.assign(elsewhere(desk, select.value)));
  for (const series of list.filter(({ ID }) => ID !== own)) {
    const reason = reasonAgainst(await report(series), desk);
    addChoice(select, series, reason);
    if (reason === null) {
      desk.others.push(series);
    }
  }
  select.dataset.filled = "true";
}
