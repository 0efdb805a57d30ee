# SPDX-License-Identifier: GPL-3.0-or-later
# What is installed where, and the Debian package of it. As with Debian's own plugins, Orthanc finds a link in its folder
# of plugins; what it leads to lies in a folder that Orthanc never scans, so the worker can stay beside the plugin, as
# in the build folder, and nobody has to say where it is. (In /usr/lib/orthanc itself CPack would call ldconfig.)
set(MPR_PACKAGE orthanc-mpr-slice)
set(MPR_HOME lib/orthanc/mpr-slice)
set(MPR_DOC share/doc/${MPR_PACKAGE})
set(MPR_PACKAGING ${CMAKE_CURRENT_BINARY_DIR}/Packaging)

install(TARGETS OrthancMprSlice LIBRARY DESTINATION ${MPR_HOME} NAMELINK_SKIP)
install(TARGETS mpr-slice-worker RUNTIME DESTINATION ${MPR_HOME})
file(MAKE_DIRECTORY ${MPR_PACKAGING})
file(CREATE_LINK ../../../${MPR_HOME}/libOrthancMprSlice.so.${PROJECT_VERSION}
     ${MPR_PACKAGING}/libOrthancMprSlice.so SYMBOLIC)
install(FILES ${MPR_PACKAGING}/libOrthancMprSlice.so DESTINATION share/orthanc/plugins)

# The section "MprSlice" of orthanc.json is the one list of options and defaults.
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/orthanc.json
                                                               ${PROJECT_SOURCE_DIR}/NEWS)
file(READ ${PROJECT_SOURCE_DIR}/orthanc.json text)
string(FIND "${text}" "  // Every option of the plugin" start)
string(SUBSTRING "${text}" ${start} -1 text)
file(WRITE ${MPR_PACKAGING}/mpr-slice.json "{\n${text}")
install(FILES ${MPR_PACKAGING}/mpr-slice.json DESTINATION ${CMAKE_INSTALL_FULL_SYSCONFDIR}/orthanc)

set(CPACK_DEBIAN_PACKAGE_MAINTAINER "MPR slice for Orthanc <contributors@mpr-slice.example>"
    CACHE STRING "Who answers for the Debian package")

# Debian wants NEWS as a compressed changelog, and one of the packaging; a date that is told makes the same bytes again.
string(TIMESTAMP MPR_DATE "%a, %d %b %Y %H:%M:%S +0000" UTC)
configure_file(${PROJECT_SOURCE_DIR}/Resources/Debian/changelog.in ${MPR_PACKAGING}/changelog.Debian @ONLY)
configure_file(${PROJECT_SOURCE_DIR}/NEWS ${MPR_PACKAGING}/changelog COPYONLY)
foreach(name IN ITEMS changelog changelog.Debian)
  execute_process(COMMAND gzip -9nkf ${MPR_PACKAGING}/${name} RESULT_VARIABLE failure)
  if(failure)
    message(FATAL_ERROR "gzip of ${name}: ${failure}")
  endif()
  install(FILES ${MPR_PACKAGING}/${name}.gz DESTINATION ${MPR_DOC})
endforeach()
install(FILES ${PROJECT_SOURCE_DIR}/Resources/Debian/copyright ${PROJECT_SOURCE_DIR}/Resources/OpenApi.yaml
        DESTINATION ${MPR_DOC})
install(DIRECTORY ${PROJECT_SOURCE_DIR}/Resources/Samples/ DESTINATION ${MPR_DOC}/examples)

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME ${MPR_PACKAGE})
set(CPACK_PACKAGE_VENDOR "the contributors of MPR slice for Orthanc")
set(CPACK_PACKAGING_INSTALL_PREFIX ${CMAKE_INSTALL_PREFIX})
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "reslices DICOM series in Orthanc along any plane")
set(CPACK_PACKAGE_DESCRIPTION "This plugin of Orthanc makes one derived DICOM image of any plane
through a stored CT, MR or PET series, with true pixel spacing, position and
orientation, and stores it in the same study: by REST, by a page, and by jobs.
.
It is not a medical device.")
set(CPACK_STRIP_FILES ON)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS
    OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_RELEASE 1)
set(CPACK_DEBIAN_PACKAGE_SECTION science)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_DEPENDS "orthanc (>= 1.10.1)")
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA ${PROJECT_SOURCE_DIR}/Resources/Debian/conffiles
                                       ${PROJECT_SOURCE_DIR}/Resources/Debian/triggers)
include(CPack)
