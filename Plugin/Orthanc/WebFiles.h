/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 * The page: files that are part of the plugin. Nothing is read from the disk. */
#ifndef MPR_WEB_FILES_H
#define MPR_WEB_FILES_H

/** Serves /mpr-slice/app/…, and puts the button into Orthanc Explorer. explorer: MprSettings.explorer, which the page reads
 * as settings.json. */
void mpr_web_files_register(const char *explorer);

#endif
