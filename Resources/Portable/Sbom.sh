#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What is in the zip, as SPDX 2.3 (tag-value).
#   sh Sbom.sh VERSION VERSIONS           VERSIONS: lines of a Debian source package and its version
set -eu

version=$1
versions=$2
cat <<END
SPDXVersion: SPDX-2.3
DataLicense: CC0-1.0
SPDXID: SPDXRef-DOCUMENT
DocumentName: orthanc-mpr-slice-$version
DocumentNamespace: https://mpr-slice.example/spdx/orthanc-mpr-slice-$version-$(sha256sum <"$versions" | cut -c1-16)
Creator: Tool: Resources/Portable/Sbom.sh
Created: $(date -u +%Y-%m-%dT%H:%M:%SZ)

PackageName: orthanc-mpr-slice
SPDXID: SPDXRef-orthanc-mpr-slice
PackageVersion: $version
PackageDownloadLocation: NOASSERTION
FilesAnalyzed: false
PackageLicenseConcluded: GPL-3.0-or-later
PackageLicenseDeclared: GPL-3.0-or-later
PackageCopyrightText: NOASSERTION
Relationship: SPDXRef-DOCUMENT DESCRIBES SPDXRef-orthanc-mpr-slice
END
while read -r package of; do
    cat <<END

PackageName: $package
SPDXID: SPDXRef-$package
PackageVersion: $of
PackageDownloadLocation: NOASSERTION
FilesAnalyzed: false
PackageLicenseConcluded: NOASSERTION
PackageLicenseDeclared: NOASSERTION
PackageCopyrightText: NOASSERTION
PackageComment: <text>Linked statically; the licence is licences/$package.txt</text>
ExternalRef: PACKAGE-MANAGER purl pkg:deb/debian/$package@$of?arch=source
Relationship: SPDXRef-orthanc-mpr-slice CONTAINS SPDXRef-$package
END
done <"$versions"
