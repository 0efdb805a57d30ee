# SPDX-License-Identifier: GPL-3.0-or-later
# The plugin's side of DICOM: no DICOM toolkit is linked here.
if(USE_SYSTEM_ORTHANC_FRAMEWORK)
  set(digest Dicom/DigestFramework.cpp)
else()
  set(digest Dicom/Digest.c)
endif()
add_library(MprDicom STATIC
  Dicom/Ask.c
  Dicom/CharacterSet.c
  Dicom/Compare.c
  Dicom/Description.c
  ${digest}
  Dicom/Dicom.c
  Dicom/FrameCache.c
  Dicom/Identity.c
  Dicom/Meaning.c
  Dicom/Verify.c
  Dicom/Write.c
  Workers/Checks.c
  Workers/ForkServer.c
  Workers/Pool.c
  Workers/Watch.c
  Workers/Worker.c)
target_link_libraries(MprDicom PUBLIC MprBasics Threads::Threads)
if(USE_SYSTEM_ORTHANC_FRAMEWORK)
  target_include_directories(MprDicom SYSTEM PRIVATE
    ${ORTHANC_FRAMEWORK_INCLUDE} ${ORTHANC_FRAMEWORK_INCLUDE}/orthanc-framework)
  target_link_libraries(MprDicom PRIVATE PkgConfig::JSONCPP ${ORTHANC_FRAMEWORK_LIBRARY})
endif()
