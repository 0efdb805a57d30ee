/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "Stop.h"

static _Thread_local const MprStop *current;

void mpr_stop_ask(MprStop *stop, MprStopReason reason)
{
    int none = MPR_STOP_NONE;
    atomic_compare_exchange_strong(&stop->reason, &none, (int)reason);
}

void mpr_stop_reset(MprStop *stop)
{
    atomic_store(&stop->reason, MPR_STOP_NONE);
}

const MprStop *mpr_stop_enter(const MprStop *stop)
{
    const MprStop *before = current;
    current = stop;
    return before;
}

const MprStop *mpr_stop_current(void)
{
    return current;
}

bool mpr_stop_check(MprError *error)
{
    switch (mpr_stop_reason(current)) {
    case MPR_STOP_CANCELLED:
        return mpr_fail(error, MPR_CANCELLED, "the work was cancelled");
    case MPR_STOP_SHUTDOWN:
        return mpr_fail(error, MPR_BUSY,
                        "Orthanc is stopping; ask again, or ask for a job, which goes on after a restart");
    case MPR_STOP_NONE:
        break;
    }
    return true;
}
