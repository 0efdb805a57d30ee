# SPDX-License-Identifier: GPL-3.0-or-later
# The preset "portable": one target, "zip", which is not built here but in an older Debian (Resources/Portable/Build.sh).
add_custom_target(zip ALL
  COMMAND sh ${PROJECT_SOURCE_DIR}/Resources/Portable/Build.sh ${CMAKE_BINARY_DIR}
  USES_TERMINAL VERBATIM)
