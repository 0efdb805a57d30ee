# SPDX-License-Identifier: GPL-3.0-or-later
# One set of warnings for everything that is ours.
set(MPR_WARNINGS -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wvla)
set(MPR_C_WARNINGS -Wstrict-prototypes -Wmissing-prototypes)
if(MPR_WARNINGS_ARE_ERRORS)
  list(APPEND MPR_WARNINGS -Werror)
endif()
add_compile_options("${MPR_WARNINGS}" "$<$<COMPILE_LANGUAGE:C>:${MPR_C_WARNINGS}>")
add_compile_definitions(_GNU_SOURCE)

if(MPR_SANITIZE)
  add_compile_options(-fsanitize=${MPR_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${MPR_SANITIZE})
endif()
