# SPDX-License-Identifier: GPL-3.0-or-later
# What is needed of the system; on Debian the packages in Resources/Packages.sh provide it. The header of Orthanc's SDK is
# in the tree: the oldest that the plugin runs in.
if(STATIC_BUILD)
  set(CMAKE_FIND_LIBRARY_SUFFIXES .a)
  set(USE_SYSTEM_ORTHANC_FRAMEWORK OFF)
  add_link_options(-static-libstdc++ -static-libgcc)
endif()
find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)
if(STATIC_BUILD) # GDCM's own list of targets names these two, and does not find them
  find_package(charls CONFIG REQUIRED)
  find_package(OpenJPEG CONFIG REQUIRED)
endif()
find_package(GDCM REQUIRED)
pkg_check_modules(CJSON REQUIRED IMPORTED_TARGET libcjson)
pkg_check_modules(SECCOMP REQUIRED IMPORTED_TARGET libseccomp)
pkg_check_modules(CHARLS REQUIRED IMPORTED_TARGET charls) # the two that GDCM decodes with as well
pkg_check_modules(OPENJPEG REQUIRED IMPORTED_TARGET libopenjp2>=2.5)

set(ORTHANC_SDK_INCLUDE ${PROJECT_SOURCE_DIR}/Resources/Orthanc/Sdk-1.10.1)
if(USE_SYSTEM_ORTHANC_FRAMEWORK)
  pkg_check_modules(JSONCPP REQUIRED IMPORTED_TARGET jsoncpp) # headers of the Orthanc Framework include it
  find_path(ORTHANC_FRAMEWORK_INCLUDE orthanc-framework/OrthancFramework.h REQUIRED)
  find_library(ORTHANC_FRAMEWORK_LIBRARY OrthancFramework REQUIRED)
endif()
