/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the plugin does, without an archive: from the files of a series to the file of one slice, by the same
 * workers, the same core and the same writer. Positions come from the files, since no index tells them. */
#ifndef MPR_BENCHMARK_FILES_H
#define MPR_BENCHMARK_FILES_H

#include "Reslice.h"

#define SHOWN __attribute__((visibility("default")))

/* Workers and threads, kept as the plugin keeps them. */
typedef struct Machine Machine;

/* worker: the path of mpr-slice-worker; threads: that help the caller. NULL, and a line on stderr, when it
 * fails. */
SHOWN Machine *benchmark_start(const char *worker, unsigned threads);
/* The files of one series in any order; request: as the body of a POST; output: the file that is made.
 * 0; otherwise a line on stderr. */
SHOWN int benchmark_slice(Machine *machine, const char *const *paths, size_t count, const char *request,
                          const char *output);
SHOWN void benchmark_stop(Machine *machine);

#endif
