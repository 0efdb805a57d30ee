# SPDX-License-Identifier: GPL-3.0-or-later
# What House.cmake checks: borders are folders, some calls are banned, every file states its licence, and the plugin
# shows Orthanc four symbols and needs no DICOM toolkit.

set(HOUSE_SOURCE_FILES "(\\.(c|h|cpp|hpp|cmake|sh|py|js|mjs|css|html|lua)|CMakeLists\\.txt|^\\.ci/run)$")

# Foreign headers: which ones, and the only files that may include them.
set(HOUSE_FOREIGN
    "^cjson/|^cJSON"                "^Plugin/Request/Json\\.[ch]$"
    "^gdcm"                         "^Plugin/Worker/|^Resources/Benchmarks/"
    "^seccomp"                      "^Plugin/Worker/"
    "^orthanc/|OrthancCPlugin"      "^Plugin/Orthanc/|^UnitTests/"
    "^orthanc-framework/|^json/|^boost/" "^Plugin/Dicom/[A-Za-z]*\\.cpp$"
    "^sys/mman"                     "^Plugin/Base/Buffer\\.c$|^Plugin/(Dicom|Worker|Workers)/|^(UnitTests|Resources/Benchmarks)/"
    "^dcmtk/|^vtk|^itk"             "^$")

# Which files of Plugin/ may include which others. The first line that matches the including file counts.
set(HOUSE_BORDERS
    "^Base/"               "^Base/"
    "^Geometry/"           "^(Geometry|Base)/"
    "^Volume/"             "^(Volume|Geometry)/|^Base/(Affine|Buffer|Decimal|Error|Vector)\\.h$" # no threads
    "^Request/"            "^(Request|Volume|Geometry|Base)/"
    "^Resample/"           "^(Resample|Volume|Geometry|Base)/"
    "^Output/"             "^(Output|Resample|Volume|Geometry|Base)/"
    "^Dicom/"              "^(Dicom|Volume|Geometry|Base)/|^Workers/(Checks|Pool)\\.h$"
    "^Workers/"            "^(Workers|Volume|Geometry|Base)/|^Dicom/StoredFormat\\.h$"
    "^Worker/"             "^Worker/|^Base/(Affine|Buffer|Decimal|Error|Vector)\\.h$|^Geometry/Grid\\.h$|^Volume/Frame\\.h$|^Workers/Protocol\\.h$|^Dicom/(Dicom|AllowList|Csa|Element[A-Za-z]*|Frame(Fields|Header)|StoredFormat|VendorFields)\\.h$"
    "^Orthanc/"            "^(Orthanc|Request|Output|Resample|Volume|Geometry|Base)/|^Dicom/(Dicom|Description|Identity|FrameCache)\\.h$|^[A-Za-z]*\\.h$"
    "^Plugin\\.c$"         "^(Orthanc|Base)/|^Dicom/Dicom\\.h$|^Workers/Pool\\.h$|^[A-Za-z]*\\.h$"
    "^[A-Za-z]*\\.[ch]$"   "^[A-Za-z]*\\.h$|^Dicom/(Dicom|Identity|FrameCache)\\.h$|^(Output|Request/(Budget|Plane|Request)|Resample|Volume|Geometry|Base)")

# The rooms of the core.
set(HOUSE_CORE "^Plugin/(Base|Geometry|Volume|Request|Resample|Output)/")

# All that the core may ask of the system.
string(CONCAT HOUSE_CORE_LIBC "^(assert|complex|ctype|errno|fenv|float|immintrin|inttypes|limits|locale|math|pthread|stdalign|"
              "stdarg|stdatomic|stdbool|stddef|stdint|stdio|stdlib|string|strings|sys/mman|time|threads)\\.h$|"
              "^cjson/cJSON\\.h$")

# Banned words: the pattern, the files that are bound, the files that are free, why.
set(HOUSE_BANNED
    "(sprintf|vsprintf|strcpy|strcat|strtok|gets) *\\(" "." "^$" "has no bound, or hides one"
    "(atoi|atol|atoll|atof|sscanf|scanf|fscanf) *\\(" "." "^$" "hides malformed numbers"
    "(strtod|strtof|strtold|stod|stof) *\\(" "^Plugin/" "^$" "obeys the locale: mpr_decimal_parse"
    "(alloca|__builtin_alloca) *\\(" "." "^$" "has no bound"
    "goto[^A-Za-z0-9_]" "." "^$" "is not how this house leaves a function"
    "(malloc|calloc|realloc|reallocarray|aligned_alloc|posix_memalign|strdup|strndup|asprintf) *\\("
    "^Plugin/.*\\.[ch]$" "^Plugin/Base/Buffer\\.c$" "belongs to Buffer.c: mpr_allocate"
    "cJSON_Parse[A-Za-z]* *\\(" "." "^Plugin/Request/Json\\.c$" "races on a global: mpr_json"
    "cJSON_Add[A-Za-z]* *\\(" "^Plugin/" "^Plugin/Request/Json\\.c$" "forgets a member when memory is short: mpr_json_add"
    "gdcm::ImageWriter" "." "^$" "changes what it is given"
    "snprintf *\\([^~]*%[-+ 0-9.*]*[aefgEFG]" "^Plugin/Worker/(Writer|Header)" "^$"
    "is no Decimal String: mpr_decimal_format")

function(house_breach file sentence)
  message("${file}: ${sentence}")
  math(EXPR count "${breaches} + 1")
  set(breaches ${count} PARENT_SCOPE)
endfunction()

# text: the file, without the characters that mean something to CMake's lists. code: the same without comments.
function(house_read path text code)
  file(READ ${path} content)
  string(REGEX REPLACE "[][;\\]" "~" content "${content}")
  set(${text} "${content}" PARENT_SCOPE)
  string(REGEX REPLACE "/\\*([^*]|\\*+[^*/])*\\*+/" " " content "${content}")
  string(REGEX REPLACE "(^|\n)([^\"\n]*)//[^\n]*" "\\1\\2" content "${content}")
  set(${code} "${content}" PARENT_SCOPE)
endfunction()

function(house_check_licence file text)
  string(SUBSTRING "${text}" 0 200 top)
  if(NOT top MATCHES "^[^\n]*(\n[^\n]*)?SPDX-License-Identifier: GPL-3\\.0-or-later")
    house_breach(${file} "no SPDX line on top")
  endif()
  set(breaches ${breaches} PARENT_SCOPE)
endfunction()

# The file of Plugin/ that a quoted include of a file in folder means, or nothing when it is not there.
function(house_resolve root folder included result)
  set(${result} "" PARENT_SCOPE)
  foreach(base IN ITEMS ${root}/${folder} ${root}/Plugin)
    cmake_path(SET path NORMALIZE "${base}/${included}")
    if(EXISTS ${path})
      cmake_path(RELATIVE_PATH path BASE_DIRECTORY ${root}/Plugin)
      set(${result} ${path} PARENT_SCOPE)
      return()
    endif()
  endforeach()
endfunction()

# A file and its header are one: "Base/Buffer>Base/Error" says that one needs the other.
function(house_add_edge including included)
  string(REGEX REPLACE "\\.[a-z]+$" "" from ${including})
  string(REGEX REPLACE "\\.[a-z]+$" "" to ${included})
  if(NOT from STREQUAL to)
    list(APPEND edges "${from}>${to}")
    set(edges "${edges}" PARENT_SCOPE)
  endif()
endfunction()

# What needs nothing that is left can go, again and again, and so can what nothing needs. What stays is in a circle, or
# joins two of them.
function(house_check_circles edges)
  list(REMOVE_DUPLICATES edges)
  set(before -1)
  list(LENGTH edges count)
  while(NOT count EQUAL before)
    set(before ${count})
    set(needing "")
    set(needed "")
    foreach(edge IN LISTS edges)
      string(REPLACE ">" ";" ends ${edge})
      list(APPEND needing ${ends})
      list(POP_BACK needing last)
      list(APPEND needed ${last})
    endforeach()
    foreach(edge IN LISTS edges)
      string(REPLACE ">" ";" ends ${edge})
      list(GET ends 0 from)
      list(GET ends 1 to)
      if(NOT to IN_LIST needing OR NOT from IN_LIST needed)
        list(REMOVE_ITEM edges ${edge})
      endif()
    endforeach()
    list(LENGTH edges count)
  endwhile()
  foreach(edge IN LISTS edges)
    string(REPLACE ">" " needs " circle ${edge})
    house_breach(Plugin "${circle}, in a circle")
  endforeach()
  set(breaches ${breaches} PARENT_SCOPE)
endfunction()

function(house_check_border root file included)
  if(NOT file MATCHES "^Plugin/(.*)$")
    return()
  endif()
  set(including ${CMAKE_MATCH_1})
  cmake_path(GET file PARENT_PATH folder)
  house_resolve(${root} ${folder} ${included} target)
  if(target)
    house_add_edge(${including} ${target})
  endif()
  set(borders ${HOUSE_BORDERS})
  while(borders AND target)
    list(POP_FRONT borders from allowed)
    if(including MATCHES "${from}")
      if(NOT target MATCHES "${allowed}")
        house_breach(${file} "may not include ${target}")
      endif()
      break()
    endif()
  endwhile()
  set(breaches ${breaches} PARENT_SCOPE)
  set(edges "${edges}" PARENT_SCOPE)
endfunction()

function(house_check_includes root file code)
  string(REGEX MATCHALL "#[ \t]*include[ \t]*[<\"][^>\"\n]+[>\"]" includes "${code}")
  foreach(include IN LISTS includes)
    string(REGEX REPLACE ".*[<\"]([^>\"]+)[>\"]" "\\1" included "${include}")
    set(foreign ${HOUSE_FOREIGN})
    while(foreign)
      list(POP_FRONT foreign header allowed)
      if(included MATCHES "${header}" AND (NOT file MATCHES "${allowed}" OR allowed STREQUAL "^$"))
        house_breach(${file} "may not include <${included}>")
      endif()
    endwhile()
    if(include MATCHES "<")
      if(file MATCHES "${HOUSE_CORE}" AND NOT included MATCHES "${HOUSE_CORE_LIBC}")
        house_breach(${file} "the core may not include <${included}>")
      endif()
    else()
      house_check_border(${root} ${file} ${included})
    endif()
  endforeach()
  set(edges "${edges}" PARENT_SCOPE)
  set(breaches ${breaches} PARENT_SCOPE)
endfunction()

function(house_check_calls file code)
  set(banned "${HOUSE_BANNED}")
  while(banned)
    list(POP_FRONT banned pattern bound free reason)
    if(file MATCHES "${bound}" AND (free STREQUAL "^$" OR NOT file MATCHES "${free}")
       AND code MATCHES "(^|[^A-Za-z0-9_])(${pattern})")
      string(STRIP "${CMAKE_MATCH_2}" found)
      house_breach(${file} "\"${found}\" ${reason}")
    endif()
  endwhile()
  set(breaches ${breaches} PARENT_SCOPE)
endfunction()

# State of the program: variables at file scope that change. Orthanc calls functions without an argument of ours, so its room
# has some; the others have none but the lock of the JSON parser and the stop of a thread.
function(house_check_state file code)
  if(file MATCHES "^Plugin/.*\\.c$" AND NOT file MATCHES "^Plugin/(Orthanc/|Plugin\\.c$|Request/Json\\.c$|Base/Stop\\.c$)")
    string(REGEX MATCHALL "(^|\n)static [^(\n=]*( =|~|{|\n{)" variables "${code}")
    foreach(variable IN LISTS variables)
      if(NOT variable MATCHES "const ")
        string(REGEX REPLACE "[\n~={]" "" variable "${variable}")
        house_breach(${file} "has a variable of the program, \"${variable}\"")
      endif()
    endforeach()
  endif()
  set(breaches ${breaches} PARENT_SCOPE)
endfunction()

# One name, one type: types that headers of Plugin/ define, collected over all files.
function(house_check_types file code)
  if(file MATCHES "^Plugin/.*\\.(h|hpp)$")
    string(REGEX MATCHALL "(^|\n)} Mpr[A-Za-z0-9]+" defined "${code}")
    foreach(type IN LISTS defined)
      string(REGEX REPLACE ".*} " "" type "${type}")
      if(type IN_LIST types)
        house_breach(${file} "defines ${type}, which another header defines as well")
      endif()
      list(APPEND types ${type})
    endforeach()
  endif()
  set(types "${types}" PARENT_SCOPE)
  set(breaches ${breaches} PARENT_SCOPE)
endfunction()

# Files of at most 400 lines and functions of at most 40 (tests: 600 and 60). A function begins with "{" and ends with
# "}" in the first column; these two lines do not count.
function(house_check_lengths file text code)
  set(longest_file 400)
  set(longest_function 40)
  if(file MATCHES "^UnitTests/")
    set(longest_file 600)
    set(longest_function 60)
  endif()
  string(REPLACE "\n" ";" lines "x${text}")
  list(LENGTH lines count)
  math(EXPR count "${count} - 1") # the text ends in a line's end
  if(count GREATER longest_file)
    house_breach(${file} "has ${count} lines, ${longest_file} are allowed")
  endif()
  string(REPLACE "\n" ";" lines "x${code}")
  set(number 0)
  set(start 0)
  foreach(line IN LISTS lines)
    math(EXPR number "${number} + 1")
    if(line STREQUAL "{")
      set(start ${number})
    elseif(line STREQUAL "}" AND start GREATER 0)
      math(EXPR length "${number} - ${start} - 1")
      if(length GREATER longest_function)
        house_breach(${file} "has a function of ${length} lines that begins near line ${start}, ${longest_function} are allowed")
      endif()
      set(start 0)
    endif()
  endforeach()
  set(breaches ${breaches} PARENT_SCOPE)
endfunction()

function(house_check_plugin plugin nm readelf)
  execute_process(COMMAND ${nm} -D --defined-only ${plugin} OUTPUT_VARIABLE listed COMMAND_ERROR_IS_FATAL ANY)
  string(REGEX MATCHALL "[^ \n]+\n" symbols "${listed}")
  list(SORT symbols)
  list(JOIN symbols " " symbols)
  string(REPLACE "\n" "" symbols "${symbols}")
  set(expected "OrthancPluginFinalize OrthancPluginGetName OrthancPluginGetVersion OrthancPluginInitialize")
  if(NOT symbols STREQUAL expected)
    house_breach(${plugin} "exports ${symbols}")
  endif()
  execute_process(COMMAND ${readelf} -d ${plugin} OUTPUT_VARIABLE dynamic COMMAND_ERROR_IS_FATAL ANY)
  if(dynamic MATCHES "NEEDED[^\n]*(libgdcm[^\n]*|libdcm[^\n]*|libvtk[^\n]*)")
    house_breach(${plugin} "needs ${CMAKE_MATCH_1}")
  endif()
  set(breaches ${breaches} PARENT_SCOPE)
endfunction()

# Whether a program or library was built with what Resources/CMake/Hardening.cmake asks for. entry: a function of it.
# (Debian's own start files have no note about indirect branches, so the linker writes none; the code itself tells.)
function(house_check_hardening file entry readelf objdump)
  execute_process(COMMAND ${readelf} -hldW --dyn-syms ${file} OUTPUT_VARIABLE elf COMMAND_ERROR_IS_FATAL ANY)
  foreach(wanted IN ITEMS "Type: +DYN" "GNU_RELRO" "GNU_STACK[^\n]* RW " "BIND_NOW" "__stack_chk_fail"
                          "__[a-z]+printf_chk")
    if(NOT elf MATCHES "${wanted}")
      house_breach(${file} "is not hardened: readelf shows no \"${wanted}\"")
    endif()
  endforeach()
  execute_process(COMMAND ${objdump} -d --disassemble=${entry} ${file} OUTPUT_VARIABLE code COMMAND_ERROR_IS_FATAL ANY)
  if(elf MATCHES "X86-64" AND NOT code MATCHES "endbr64")
    house_breach(${file} "is not hardened: ${entry} has no endbr64")
  endif()
  set(breaches ${breaches} PARENT_SCOPE)
endfunction()
