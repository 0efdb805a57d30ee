#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# In the old Debian of Build.sh, as root: the libraries that the portable build contains, as static archives, from the
# sources of newer Debian releases with their security patches.
#   sh Libraries.sh PREFIX
set -eu

prefix=$1
sources=$prefix/src
flags="-O2 -g -fPIC -fvisibility=hidden -fstack-protector-strong -fstack-clash-protection -Wformat -Werror=format-security -D_FORTIFY_SOURCE=2"
case $(uname -m) in x86_64) flags="$flags -fcf-protection=full" ;; esac

# GDCM is of the release that has the mends of CVE-2025-11266 and others (SECURITY.md).
get() { # package, release
    (cd "$sources" && apt-get source -y --only-source "$1/$2" >/dev/null)
    cp "$sources/$1"-*/debian/copyright "$prefix/licences/$1.txt"
    basename "$(echo "$sources/$1"_*.dsc)" .dsc | tr _ ' ' >>"$prefix/licences/versions"
}

# Debian patches nothing of it that matters here.
get_upstream() { # package, release, licence
    (cd "$sources" && apt-get source --tar-only --only-source "$1/$2" >/dev/null && tar -xf "$1"_*.orig.tar.*)
    cp "$sources/$1"-*/"$3" "$prefix/licences/$1.txt"
    basename "$(echo "$sources/$1"-*)" | sed 's/-\([0-9]\)/ \1/' >>"$prefix/licences/versions"
}

build() { # package, options of CMake
    package=$1
    shift
    cmake -S "$(echo "$sources/$package"-*/)" -B "$sources/build-$package" -G Ninja -DCMAKE_BUILD_TYPE=None \
        -DCMAKE_C_FLAGS="$flags" -DCMAKE_CXX_FLAGS="$flags" -DCMAKE_INSTALL_PREFIX="$prefix" -DCMAKE_PREFIX_PATH="$prefix" \
        -DCMAKE_INSTALL_LIBDIR=lib -DBUILD_SHARED_LIBS=OFF "$@"
    cmake --build "$sources/build-$package"
    cmake --install "$sources/build-$package"
}

rm -rf "$prefix"
mkdir -p "$sources" "$prefix/licences"
get cjson bookworm
get openjpeg2 bookworm
get gdcm trixie
get_upstream charls trixie LICENSE.md
for package in zlib1g-dev libexpat1-dev uuid-dev libseccomp-dev; do
    dpkg-query -W -f '${source:Package} ${source:Version}\n' "$package" >>"$prefix/licences/versions"
    cp "/usr/share/doc/$package/copyright" "$prefix/licences/$(dpkg-query -W -f '${source:Package}' "$package").txt"
done

archives=/usr/lib/$(dpkg-architecture -qDEB_HOST_MULTIARCH)
build cjson -DENABLE_CJSON_TEST=OFF -DBUILD_SHARED_AND_STATIC_LIBS=OFF
build openjpeg2 -DBUILD_CODEC=OFF -DBUILD_TESTING=OFF
build charls -DCHARLS_INSTALL=ON -DCHARLS_BUILD_TESTS=OFF -DCHARLS_BUILD_FUZZ_TEST=OFF -DCHARLS_BUILD_SAMPLES=OFF
build gdcm -DGDCM_BUILD_SHARED_LIBS=OFF -DGDCM_BUILD_APPLICATIONS=OFF -DGDCM_BUILD_TESTING=OFF -DGDCM_DOCUMENTATION=OFF \
    -DGDCM_USE_SYSTEM_ZLIB=ON -DZLIB_LIBRARY="$archives/libz.a" -DZLIB_LIBRARY_RELEASE="$archives/libz.a" \
    -DGDCM_USE_SYSTEM_EXPAT=ON -DEXPAT_LIBRARY="$archives/libexpat.a" \
    -DGDCM_USE_SYSTEM_UUID=ON -DUUID_LIBRARY="$archives/libuuid.a" \
    -DGDCM_USE_SYSTEM_CHARLS=ON -DGDCM_USE_SYSTEM_OPENJPEG=ON -DOpenJPEG_DIR="$prefix/lib/openjpeg-2.5"
