/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Elements of index.html. What stands there is there; what kind of element it is, the caller knows. */

/** By its identifier.
 * @type {(id: string) => any} */
export const element = (id) => document.getElementById(id);

/** The first one within another that a selector means.
 * @type {(parent: ParentNode, selector: string) => any} */
export const part = (parent, selector) => parent.querySelector(selector);
