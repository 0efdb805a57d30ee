#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Puts a real CT series into a folder: the head of Debian's package invesalius-examples (GPL-2), written as DICOM.
#   sh InvesaliusCt.sh OUT
# Needs python3-pydicom and python3-numpy. The package need not be installed: apt then fetches it into OUT.
set -eu

if [ $# -ne 1 ]; then
  echo "usage: sh InvesaliusCt.sh OUT" >&2
  exit 2
fi
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$1"
out=$(cd "$1" && pwd)
work=$out/.work
rm -rf "$work"
mkdir "$work"
trap 'rm -rf "$work"' EXIT

project=usr/share/doc/invesalius-examples/examples/Cranium.inv3
if [ -r "/$project" ]; then
  root=/
else
  # apt drops its rights to a user of its own, who has to reach the folder; as the caller it needs no such user.
  (cd "$work" && apt-get -qq -o APT::Sandbox::User="$(id -un)" download invesalius-examples)
  dpkg-deb -x "$work"/invesalius-examples_*.deb "$work/root"
  root=$work/root/
fi
/usr/bin/python3 "$here/InvesaliusCt.py" "$root$project" "$out"
