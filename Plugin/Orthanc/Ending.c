/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "Ending.h"

#include "Metrics.h"

#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>

enum { LONG_ENOUGH_MS = 300 };

static atomic_bool was_handled;
static atomic_int_least64_t gone_since_ms; /* 0: it is there, or was never seen */

static bool is_handled(void)
{
    struct sigaction current;
    return sigaction(SIGTERM, NULL, &current) == 0 && current.sa_handler != SIG_DFL;
}

bool mpr_ending_has_begun(void)
{
    if (is_handled()) {
        was_handled = true;
        gone_since_ms = 0;
        return false;
    }
    if (!was_handled) {
        return false;
    }
    const int64_t now = (int64_t)mpr_metrics_now_ms();
    int_least64_t since = 0;
    atomic_compare_exchange_strong(&gone_since_ms, &since, now);
    return since != 0 && now - since >= LONG_ENOUGH_MS;
}
