# SPDX-License-Identifier: GPL-3.0-or-later
# A test of the test: breaches are planted in a tree of their own, one at a time, and House.cmake must name each.
cmake_minimum_required(VERSION 3.25)

set(passed 0)
set(failed 0)
set(licence "/* SPDX-License-Identifier: GPL-3.0-or-later */\n")

# Runs House.cmake on the scratch tree; its verdict must be wanted ("clean", or a part of the breach's line).
function(judge name wanted)
  execute_process(COMMAND ${CMAKE_COMMAND} -DROOT=${SCRATCH}/tree ${ARGN} -P ${CMAKE_CURRENT_LIST_DIR}/House.cmake
                  RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_VARIABLE output)
  string(FIND "${output}" "${wanted}" found)
  if((wanted STREQUAL "clean" AND result EQUAL 0) OR (NOT result EQUAL 0 AND found GREATER -1))
    math(EXPR passed "${passed} + 1")
  else()
    message("${name}: \"${wanted}\" is expected, the answer was:\n${output}")
    math(EXPR failed "${failed} + 1")
  endif()
  set(passed ${passed} PARENT_SCOPE)
  set(failed ${failed} PARENT_SCOPE)
endfunction()

# Adds one file to the scratch tree, judges, and takes it away again.
function(plant file content wanted)
  file(WRITE ${SCRATCH}/tree/${file} "${licence}${content}\n")
  judge(${file} "${wanted}")
  file(REMOVE ${SCRATCH}/tree/${file})
  set(passed ${passed} PARENT_SCOPE)
  set(failed ${failed} PARENT_SCOPE)
endfunction()

# A plugin of the given functions and libraries.
function(plant_plugin name wanted source)
  file(WRITE ${SCRATCH}/plugin.c "${source}")
  execute_process(COMMAND ${CC} -shared -fPIC -Wl,--no-as-needed -o ${SCRATCH}/plugin.so ${SCRATCH}/plugin.c ${ARGN}
                  COMMAND_ERROR_IS_FATAL ANY)
  judge(${name} "${wanted}" -DPLUGIN=${SCRATCH}/plugin.so -DNM=${NM} -DREADELF=${READELF})
  set(passed ${passed} PARENT_SCOPE)
  set(failed ${failed} PARENT_SCOPE)
endfunction()

# A program of these flags beside those of a hardened one.
function(plant_program name wanted)
  file(WRITE ${SCRATCH}/program.c "#include <stdio.h>\nint main(int count, char **words)\n{\n"
       "char text[16]; snprintf(text, (size_t)count, \"%s\", words[0]); return text[0];\n}\n")
  execute_process(COMMAND ${CC} -O2 -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2 -fstack-protector-strong -fcf-protection -fPIE -pie
                          -Wl,-z,relro,-z,now,-z,noexecstack ${ARGN} -o ${SCRATCH}/program ${SCRATCH}/program.c
                  COMMAND_ERROR_IS_FATAL ANY)
  judge(${name} "${wanted}" -DHARDENED_WORKER=${SCRATCH}/program -DREADELF=${READELF} -DOBJDUMP=${OBJDUMP})
  set(passed ${passed} PARENT_SCOPE)
  set(failed ${failed} PARENT_SCOPE)
endfunction()

file(REMOVE_RECURSE ${SCRATCH}/tree)
foreach(header IN ITEMS Geometry/Grid.h Request/Json.h Volume/Volume.h Dicom/Dicom.h Workers/Protocol.h Workers/Pool.h Orthanc/Host.h
                        Worker/Reader.hpp Reslice.h)
  file(WRITE ${SCRATCH}/tree/Plugin/${header} "${licence}int value;\n")
endforeach()
judge("the clean tree" clean)

# What is allowed must stay so.
plant(Plugin/Request/Json.c "#include <cjson/cJSON.h>\n#include \"Grid.h\"\nvoid f(void) { cJSON_ParseWithLengthOpts(); }" clean)
plant(Plugin/Base/Buffer.c "#include <stdlib.h>\nvoid *f(void) { return malloc(1); }" clean)
plant(Plugin/Volume/A.c "/* goto, strcpy(a, b) and \"#include <gdcm.h>\" in a comment */ // sprintf(\nint vsnprintf(int);" clean)
plant(Plugin/Worker/A.cpp "#include <gdcmReader.h>\n#include \"../Workers/Protocol.h\"\n#include \"Geometry/Grid.h\"" clean)
plant(Plugin/Dicom/A.cpp "#include <orthanc-framework/Toolbox.h>\n#include \"Dicom.h\"" clean)
plant(Plugin/Orthanc/A.c "#include <orthanc/OrthancCPlugin.h>\n#include \"../Reslice.h\"\n#include \"../Volume/Volume.h\"" clean)
plant(Plugin/Reslice.c "#include \"Volume/Volume.h\"\n#include \"Dicom/Dicom.h\"" clean)

# Borders.
plant(Plugin/Volume/A.c "#include \"../Dicom/Dicom.h\"" "may not include Dicom/Dicom.h")
plant(Plugin/Volume/A.c "#include \"Dicom/Dicom.h\"" "may not include Dicom/Dicom.h")
plant(Plugin/Volume/A.c "# include <gdcmReader.h>" "may not include <gdcmReader.h>")
plant(Plugin/Volume/A.c "#include <orthanc/OrthancCPlugin.h>" "may not include <orthanc/OrthancCPlugin.h>")
plant(Plugin/Volume/A.c "#include <cjson/cJSON.h>" "may not include <cjson/cJSON.h>")
plant(Plugin/Volume/A.c "#include <sys/socket.h>" "the core may not include <sys/socket.h>")
file(WRITE ${SCRATCH}/tree/Plugin/Base/ThreadPool.h "${licence}int value\;\n")
plant(Plugin/Volume/A.c "#include \"Base/ThreadPool.h\"" "may not include Base/ThreadPool.h")
plant(Plugin/Volume/A.c "#include \"Request/Json.h\"" "may not include Request/Json.h")
plant(Plugin/Resample/Kernels/A.c "#include \"Request/Json.h\"" "may not include Request/Json.h")
plant(Plugin/Resample/A.c "#include \"../Request/Json.h\"" "may not include Request/Json.h")
plant(Plugin/Dicom/A.c "#include <gdcmReader.h>" "may not include <gdcmReader.h>")
plant(Plugin/Dicom/A.c "#include <orthanc-framework/Toolbox.h>" "may not include <orthanc-framework/Toolbox.h>")
plant(Plugin/Dicom/A.c "#include \"../Orthanc/Host.h\"" "may not include Orthanc/Host.h")
plant(Plugin/Dicom/A.c "#include \"../Worker/Reader.hpp\"" "may not include Worker/Reader.hpp")
plant(Plugin/Worker/A.cpp "#include <orthanc-framework/Toolbox.h>" "may not include <orthanc-framework/Toolbox.h>")
plant(Plugin/Worker/A.cpp "#include \"../Volume/Volume.h\"" "may not include Volume/Volume.h")
plant(Plugin/Worker/A.cpp "#include \"../Workers/Pool.h\"" "may not include Workers/Pool.h")
plant(Plugin/Orthanc/A.c "#include <gdcmReader.h>" "may not include <gdcmReader.h>")
plant(Plugin/Orthanc/A.c "#include \"../Worker/Reader.hpp\"" "may not include Worker/Reader.hpp")
plant(Plugin/Reslice.c "#include \"Orthanc/Host.h\"" "may not include Orthanc/Host.h")
plant(Plugin/Plugin.c "#include <orthanc/OrthancCPlugin.h>" "may not include <orthanc/OrthancCPlugin.h>")

# State.
plant(Plugin/Volume/A.c "static int count\;" "has a variable of the program, \"static int count\"")
plant(Plugin/Dicom/A.c "static struct Thing thing = {1}\;" "has a variable of the program")
plant(Plugin/Volume/A.c "static const int count = 3\;\nstatic int f(void)\n{\n    return 1\;\n}" clean)
plant(Plugin/Workers/A.c "static struct {\n    int count\;\n} all\;" "has a variable of the program")
plant(Plugin/Orthanc/A.c "static int count\;" clean)

# One name, one type.
file(WRITE ${SCRATCH}/tree/Plugin/Volume/Volume.h "${licence}typedef struct {\n    int count\;\n} MprThing\;\n")
plant(Plugin/Request/A.h "typedef struct {\n    int other\;\n} MprThing\;" "defines MprThing, which another header defines as well")
plant(Plugin/Request/A.h "typedef struct {\n    int other\;\n} MprOther\;" clean)

# Circles. Volume/Volume.h needs Volume/A.h, which needs Volume/B.h, which needs Volume/Volume.h.
file(WRITE ${SCRATCH}/tree/Plugin/Volume/Volume.h "${licence}#include \"A.h\"\n")
file(WRITE ${SCRATCH}/tree/Plugin/Volume/B.h "${licence}int value\;\n")
plant(Plugin/Volume/A.h "#include \"B.h\"" clean)
file(WRITE ${SCRATCH}/tree/Plugin/Volume/B.c "${licence}#include \"Volume.h\"\n")
plant(Plugin/Volume/A.h "#include \"B.h\"" "Volume/A needs Volume/B, in a circle")
file(REMOVE ${SCRATCH}/tree/Plugin/Volume/B.c ${SCRATCH}/tree/Plugin/Volume/B.h)
file(WRITE ${SCRATCH}/tree/Plugin/Volume/Volume.h "${licence}int value\;\n")

# Lengths.
foreach(case IN ITEMS "Plugin/Volume/A.c|40" "UnitTests/A.c|60")
  string(REGEX MATCH "(.*)[|](.*)" all "${case}")
  set(file ${CMAKE_MATCH_1})
  set(most ${CMAKE_MATCH_2})
  string(REPEAT "    f()\;\n" ${most} body)
  plant(${file} "void g(void)\n{\n${body}}\n" clean)
  plant(${file} "void g(void)\n{\n    f()\;\n${body}}\n" "has a function of")
  string(REPEAT "int f(void)\;\n" ${most}0 lines)
  plant(${file} "int g(void)\;\n${lines}" "lines, ${most}0 are allowed")
endforeach()

# Banned words.
foreach(word IN ITEMS sprintf vsprintf strcpy strcat strtok atoi atof sscanf alloca strtod malloc calloc realloc strdup)
  plant(Plugin/Orthanc/A.c "void f(void) { ${word} (x); }" "\"${word} (\"")
endforeach()
plant(Plugin/Orthanc/A.c "void f(void) { goto end; end: return; }" "\"goto\"")
plant(Plugin/Orthanc/A.c "void f(void) { cJSON_Parse(x); }" "\"cJSON_Parse(\"")
plant(Plugin/Orthanc/A.c "void f(void) { cJSON_AddNumberToObject(x); }" "\"cJSON_AddNumberToObject(\"")
plant(Plugin/Worker/A.cpp "gdcm::ImageWriter writer;" "gdcm::ImageWriter")
plant(Plugin/Worker/Writer.cpp "void f() { snprintf(text, 9, \"%.6f\", value); }" "is no Decimal String")

# Licences.
set(licence "")
plant(Plugin/Volume/A.c "int a;" "no SPDX line on top")
plant(Resources/A.sh "echo" "no SPDX line on top")
plant(WebApp/a.js "1" "no SPDX line on top")
plant(WebApp/a.js "/* one */\n/* two */\n/* SPDX-License-Identifier: GPL-3.0-or-later */" "no SPDX line on top")

# What was built.
set(symbols "")
foreach(name IN ITEMS Initialize Finalize GetName GetVersion)
  string(APPEND symbols "int OrthancPlugin${name}(void) { return 0; }\n")
endforeach()
plant_plugin("the good plugin" clean "${symbols}")
plant_plugin("a symbol too many" "exports" "${symbols}int mpr_helper(void) { return 0; }\n")
plant_plugin("a symbol too few" "exports" "int OrthancPluginInitialize(void) { return 0; }\n")
plant_plugin("GDCM inside" "needs libgdcm" "${symbols}" -lgdcmCommon)
plant_program("the hardened program" clean)
plant_program("late binding" "BIND_NOW" -Wl,-z,lazy)
plant_program("a writable table of functions" "GNU_RELRO" -Wl,-z,norelro)
plant_program("a stack that is code" "GNU_STACK" -Wl,-z,execstack)
plant_program("no guard of the stack" "__stack_chk_fail" -fno-stack-protector)
plant_program("unchecked calls" "printf_chk" -U_FORTIFY_SOURCE)
plant_program("a fixed address" "DYN" -fno-pie -no-pie)
plant_program("jumps to anywhere" "no endbr64" -fcf-protection=none)

message("${passed} passed, ${failed} failed")
if(failed GREATER 0)
  message(FATAL_ERROR "House.cmake is blind")
endif()
