/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 * How many processors this process may use at a time: not those of the machine, but those that its affinity
 * and the quotas of its control groups leave it. */
#ifndef MPR_PROCESSORS_H
#define MPR_PROCESSORS_H

/** At least 1. A quota that is no whole number is rounded up. */
unsigned mpr_processors(void);

/** The number that the quotas allow, rounded up; 0 when there is none. groups: the file /proc/self/cgroup;
 * root: the folder /sys/fs/cgroup, of version 1 or 2. */
unsigned mpr_processors_of_quota(const char *groups, const char *root);

#endif
