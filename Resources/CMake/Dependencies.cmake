# SPDX-License-Identifier: GPL-3.0-or-later
# What is needed of the system; on Debian 12 the packages in Resources/Packages.sh provide it.
find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)
find_package(GDCM REQUIRED)
pkg_check_modules(CJSON REQUIRED IMPORTED_TARGET libcjson)
pkg_check_modules(SECCOMP REQUIRED IMPORTED_TARGET libseccomp)
pkg_check_modules(JSONCPP REQUIRED IMPORTED_TARGET jsoncpp) # headers of the Orthanc Framework include it

find_path(ORTHANC_SDK_INCLUDE orthanc/OrthancCPlugin.h REQUIRED)
find_path(ORTHANC_FRAMEWORK_INCLUDE orthanc-framework/OrthancFramework.h REQUIRED)
find_library(ORTHANC_FRAMEWORK_LIBRARY OrthancFramework REQUIRED)
