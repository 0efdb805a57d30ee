#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Does a file run on any Linux with glibc 2.28? It may need libc and its parts alone, and no newer symbol of them.
#   sh Check.sh FILE…                     says what is wrong, and fails
set -eu

most=2.28
failed=0
for file in "$@"; do
    foreign=$(readelf -d "$file" | sed -n 's/.*NEEDED.*\[\(.*\)\]/\1/p' |
        grep -Ev '^(libc|libm|libpthread|libdl|librt|libgcc_s|ld-linux-[a-z0-9-]+)\.so\.[0-9]+$' || true)
    newest=$(readelf -VW "$file" | grep -o 'GLIBC_[0-9.]*' | sed 's/GLIBC_//' | sort -uV | tail -n 1)
    if [ -n "$foreign" ]; then
        echo "$file needs $(echo "$foreign" | tr '\n' ' ')"
        failed=1
    fi
    if [ -z "$newest" ] || [ "$(printf '%s\n%s\n' "$newest" "$most" | sort -V | tail -n 1)" != "$most" ]; then
        echo "$file needs glibc ${newest:-(none is named)}; $most is the most"
        failed=1
    fi
done
exit "$failed"
