/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Memory that fails when a test wants it to: what the plugin allocates by itself (its calls of calloc are
 * linked to
 * __wrap_calloc), by cJSON and by C++. All of it is counted, so that a leak of one byte is seen in any build.
 */
#ifndef MPR_FAILING_MEMORY_H
#define MPR_FAILING_MEMORY_H

#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Once, before the plugin is loaded. */
void failing_memory_install(void);

/* Counts from 1 from now on. Allocation number first fails, and when lasts, all behind it too. first 0: none
 * fails. */
void failing_memory_arm(long first, bool lasts);
/* Nothing fails any more; how many allocations there were since failing_memory_arm. */
long failing_memory_disarm(void);

/* Blocks that were allocated and not freed, of the whole process. */
long failing_memory_living(void);

#ifdef __cplusplus
}
#endif
#endif
