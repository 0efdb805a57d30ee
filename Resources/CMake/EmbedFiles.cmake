# SPDX-License-Identifier: GPL-3.0-or-later
# Turns files into a C table at build time, so that the page is part of the plugin.
#   mpr_embed_files(<header> <folder> <file>...)
function(mpr_embed_files header folder)
  list(TRANSFORM ARGN PREPEND ${folder}/ OUTPUT_VARIABLE paths)
  add_custom_command(
    OUTPUT ${header}
    COMMAND ${CMAKE_COMMAND} -D HEADER=${header} -D FOLDER=${folder} -D "FILES=${ARGN}"
            -P ${CMAKE_SOURCE_DIR}/Resources/CMake/WriteFileTable.cmake
    DEPENDS ${paths} ${CMAKE_SOURCE_DIR}/Resources/CMake/WriteFileTable.cmake
    VERBATIM)
endfunction()
