#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The zip that runs in any Orthanc >= 1.10.1 on any Linux with glibc >= 2.28. It is made in a Debian 11, in a folder of its
# own (chroot and no more, as UnitTests/Integration/debian.py), which is kept as an archive until Libraries.sh changes.
#   sh Build.sh FOLDER                    needs mmdebstrap, root or sudo, and a mirror of Debian
set -eu

root=$(cd "$(dirname "$0")/../.." && pwd)
mkdir -p "$1"
out=$(cd "$1" && pwd)
mirror=${MPR_DEBIAN_MIRROR:-http://deb.debian.org}
# shellcheck source=Resources/Packages.sh
. "$root/Resources/Packages.sh"

key=$(sha256sum "$root/Resources/Portable/Libraries.sh" | cut -c1-16)
packed=$out/Debian11-$key.tar
if ! [ -f "$packed" ]; then
    sources=$(mktemp)
    {
        echo "deb $mirror/debian bullseye main"
        echo "deb $mirror/debian-security bullseye-security main"
        for release in bookworm trixie; do
            echo "deb-src $mirror/debian $release main"
            echo "deb-src $mirror/debian-security $release-security main"
        done
    } >"$sources"
    # The old releases are archives: nothing of them expires.
    as_root mmdebstrap --variant=apt --aptopt='Acquire::Check-Valid-Until "false"' \
        --include=build-essential,ca-certificates,cmake,ninja-build,pkg-config,dpkg-dev,zip,libseccomp-dev,zlib1g-dev,libexpat1-dev,uuid-dev \
        --customize-hook="copy-in '$root/Resources/Portable/Libraries.sh' /" \
        --customize-hook="chroot \"\$1\" env LC_ALL=C.UTF-8 sh /Libraries.sh /opt/mpr" \
        bullseye "$out/new.tar" "$sources"
    rm "$sources"
    mv "$out/new.tar" "$packed"
fi

tree=$(mktemp -d)
trap 'as_root rm -rf "$tree"' EXIT
as_root tar -C "$tree" -xpf "$packed" --exclude=./dev
as_root mkdir -p "$tree/root/sources" "$tree/dev"
# The scripts redirect to it, and a folder without devices makes a file of it.
as_root sh -c "test -c '$tree/dev/null' || mknod -m 666 '$tree/dev/null' c 1 3"
(cd "$root" && tar --exclude=./Build --exclude=./.git -cf - .) | as_root tar -C "$tree/root/sources" -xf -
as_root env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C.UTF-8 chroot "$tree" \
    sh /root/sources/Resources/Portable/Zip.sh /opt/mpr /root/sources /root/build
rm -f "$out"/orthanc-mpr-slice-*.zip
cp "$tree"/root/build/orthanc-mpr-slice-*.zip "$out"
ls -l "$out"/orthanc-mpr-slice-*.zip
