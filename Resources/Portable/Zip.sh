#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Where the libraries of Libraries.sh are: builds plugin and worker with all of them compiled in, and packs the zip.
#   sh Zip.sh PREFIX SOURCES BUILD        leaves BUILD/orthanc-mpr-slice-VERSION-linux-ARCH.zip
set -eu

prefix=$1
root=$2
build=$3
version=$(sed -n 's/^project(.* VERSION \([0-9.]*\).*/\1/p' "$root/CMakeLists.txt")
name=orthanc-mpr-slice-$version-linux-$(uname -m)
folder=$build/$name

PKG_CONFIG_PATH=$prefix/lib/pkgconfig cmake -S "$root" -B "$build/tree" -G Ninja -DCMAKE_BUILD_TYPE=RelWithDebInfo \
    -DSTATIC_BUILD=ON -DBUILD_TESTING=OFF -DCMAKE_PREFIX_PATH="$prefix"
cmake --build "$build/tree" --target OrthancMprSlice mpr-slice-worker

rm -rf "$folder"
mkdir -p "$folder/licences"
cp "$build/tree/Plugin/libOrthancMprSlice.so" "$build/tree/Plugin/mpr-slice-worker" "$folder"
strip --strip-unneeded "$folder/libOrthancMprSlice.so" "$folder/mpr-slice-worker"
sh "$root/Resources/Portable/Check.sh" "$folder/libOrthancMprSlice.so" "$folder/mpr-slice-worker"
cp "$build/tree/Packaging/mpr-slice.json" "$root/Resources/OpenApi.yaml" "$root/NEWS" "$root/SECURITY.md" "$root/COPYING" "$folder"
cp "$root/Resources/Portable/README.md" "$folder/README.md"
cp "$prefix/licences/"* "$folder/licences"
sh "$root/Resources/Portable/Sbom.sh" "$version" "$prefix/licences/versions" >"$folder/sbom.spdx"
(cd "$folder" && find . -type f | sort | xargs sha256sum) >"$build/SHA256SUMS"
mv "$build/SHA256SUMS" "$folder"
(cd "$build" && rm -f "$name.zip" && zip -qrX "$name.zip" "$name")
echo "$build/$name.zip"
