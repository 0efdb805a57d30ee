# SPDX-License-Identifier: GPL-3.0-or-later
# Called by EmbedFiles.cmake: writes HEADER with the bytes of FILES (relative to FOLDER), each under its name without folders.
set(types_html "text/html; charset=utf-8")
set(types_css "text/css; charset=utf-8")
set(types_js "text/javascript; charset=utf-8")
set(types_svg "image/svg+xml")
set(types_json "application/json")

set(arrays "")
set(rows "")
set(number 0)
foreach(path IN LISTS FILES)
  get_filename_component(name ${path} NAME)
  file(READ ${FOLDER}/${path} hex HEX)
  string(REGEX REPLACE "(..)" "0x\\1," bytes "${hex}")
  string(REGEX REPLACE "(0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,)" "\\1\n" bytes "${bytes}")
  get_filename_component(extension ${name} LAST_EXT)
  string(SUBSTRING ${extension} 1 -1 extension)
  string(APPEND arrays "static const unsigned char web_file_${number}[] = {\n${bytes}};\n")
  string(APPEND rows
    "    {\"${name}\", \"${types_${extension}}\", web_file_${number}, sizeof web_file_${number}},\n")
  math(EXPR number "${number} + 1")
endforeach()

file(WRITE ${HEADER}
"/* Written by Resources/CMake/WriteFileTable.cmake. */
#include <stdint.h>

typedef struct {
    const char *name;
    const char *type;
    const unsigned char *data;
    uint32_t size;
} MprWebFile;

${arrays}
static const MprWebFile mpr_web_files[] = {
${rows}};
")
