#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The Orthanc of another Debian, in the folder MPR_TREE, for UnitTests/Integration/run.py (as MPR_ORTHANC). It sees /tmp, the
# sources and the devices of this machine. Root alone may do so; the process stays the one that was started.
set -eu

export MPR_TREE MPR_ROOT
MPR_ROOT=$(cd "$(dirname "$0")/../.." && pwd)
# shellcheck disable=SC2016 # the inner shell expands
exec unshare --mount sh -ec '
    mkdir -p "$MPR_TREE$MPR_ROOT"
    mount --bind "$MPR_ROOT" "$MPR_TREE$MPR_ROOT"
    mount --bind /tmp "$MPR_TREE/tmp"
    mount --bind /dev "$MPR_TREE/dev"
    mount -t proc proc "$MPR_TREE/proc"
    exec chroot "$MPR_TREE" /usr/sbin/Orthanc "$@"' sh "$@"
