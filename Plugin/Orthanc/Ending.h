/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 * Whether Orthanc has begun to stop, before it says so.
 *
 * After TERM, INT, QUIT or POST /tools/shutdown, Orthanc first ends its Lua engine, and that waits until nothing has
 * changed in the archive for 0.1 s (LuaScripting::EventThread). Whoever stores one image after another would so
 * keep it from telling its plugins that it stops (OrthancStopped) until all images are stored. But before it
 * waits, it takes its handlers of signals away (SystemToolbox::ServerBarrier), and everybody can see that. */
#ifndef MPR_ENDING_H
#define MPR_ENDING_H

#include <stdbool.h>

/** One system call. True once Orthanc's handler of SIGTERM, which was there, has been gone for 0.3 s: it is also
 * taken away and put back when a SIGHUP finds the configuration unchanged. To be asked while work goes on, from any
 * thread. */
bool mpr_ending_has_begun(void);

#endif
