/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 * The page: static files that are part of the plugin. Nothing is read from the disk. */
#ifndef MPR_WEB_FILES_H
#define MPR_WEB_FILES_H

/** Serves /mpr-slice/app/…, and puts the button into Orthanc Explorer. */
void mpr_web_files_register(void);

#endif
