/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Links of the page, and where those to the archive lead: Orthanc Explorer, Orthanc Explorer 2 or elsewhere, as the
 * configuration says ("Explorer"). */
import { address, ask, withToken } from "./server.js";

let explorer = "Explorer1";
/** @type {string | null} */
let study = null; // StudyInstanceUID of the images that are seen

/* Asked once, before the first link is made; a server that does not say it has Orthanc Explorer. */
export async function learnExplorer() {
  explorer = (await ask("mpr-slice/app/settings.json").catch(() => null))?.Explorer ?? explorer;
}

/** @param {string} uid */
export const useStudy = (uid) => { study = uid; };

/* Which name the links have. */
export const explorerKind = () => (explorer.startsWith("Explorer") ? explorer : "elsewhere");

/** @param {string} href */
const isOurs = (href) => new URL(href, document.baseURI).origin === window.location.origin;

/** A token is for this server alone.
 * @param {string} href */
const safe = (href) => (isOurs(href) ? withToken(href) : href);

/** A resource there (level: study, series or instance), or the first page.
 * @param {string} [level]
 * @param {string} [id] */
export function explorerAddress(level, id) {
  if (explorer === "Explorer1") {
    return safe(address(`app/explorer.html${level ? `#${level}?uuid=${encodeURIComponent(id ?? "")}` : ""}`));
  }
  if (explorer === "Explorer2") {
    const query = new URLSearchParams({ StudyInstanceUID: study ?? "", expand: level === "study" ? "study" : "series" });
    return safe(address(study === null ? "ui/app/" : `ui/app/#/filtered-studies?${query}`));
  }
  return safe(explorer.replaceAll("{StudyInstanceUID}", encodeURIComponent(study ?? "")));
}

/** @param {string} text
 * @param {string} href */
export function link(text, href) {
  const anchor = document.createElement("a");
  anchor.textContent = text;
  anchor.href = safe(href);
  return anchor;
}

/** The page itself, with another resource.
 * @param {any} query */
export const pageAddress = (query) => `?${new URLSearchParams(query)}`;
