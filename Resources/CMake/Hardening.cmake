# SPDX-License-Identifier: GPL-3.0-or-later
# What distributions harden their programs with: a fault in memory becomes an end of the process instead of somebody
# else's code. Flags of the environment (dpkg-buildflags) come before these and stay. UnitTests/House.cmake reads the
# result out of the plugin and the worker. Sanitizers find the same faults by means of their own.
include(CheckCCompilerFlag)
include(CheckPIESupported)
check_pie_supported()

add_compile_options(-Wformat -Werror=format-security)
if(NOT MPR_SANITIZE)
  foreach(flag IN ITEMS -fstack-protector-strong -fstack-clash-protection -fcf-protection=full)
    string(MAKE_C_IDENTIFIER "MPR_HAS${flag}" has)
    check_c_compiler_flag(${flag} ${has})
    if(${has})
      add_compile_options(${flag})
    endif()
  endforeach()
  # It needs the optimiser. Where a libc or a compiler has no level 3, this is level 2.
  add_compile_options("$<$<NOT:$<CONFIG:Debug>>:-U_FORTIFY_SOURCE;-D_FORTIFY_SOURCE=3>")
  add_link_options(-Wl,-z,relro,-z,now,-z,noexecstack)
endif()
