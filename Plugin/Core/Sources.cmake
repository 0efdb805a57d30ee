# SPDX-License-Identifier: GPL-3.0-or-later
# The core: pure C, no I/O, no globals but the parser's mutex. It knows neither Orthanc nor a DICOM library.
add_library(MprCore STATIC
  Core/Aside.c Core/Batch.c Core/Budget.c Core/Canvas.c Core/Crew.c Core/Feed.c Core/Image.c Core/Json.c Core/KernelAvx2.c
  Core/KernelAvx2Colour.c Core/KernelAvx2Cubic.c Core/KernelPlain.c Core/KernelStraight.c Core/Numbering.c Core/Parting.c Core/Pass.c Core/Pixels.c Core/Plan.c
  Core/Plane.c Core/PlaneRequest.c Core/Progress.c Core/Purity.c Core/Request.c Core/Remarks.c Core/Rows.c Core/Sampler.c Core/Shape.c Core/Slices.c Core/Source.c Core/Split.c Core/Stack.c
  Core/Values.c Core/Volume.c Core/VolumeName.c Core/Walk.c Core/Window.c)
target_link_libraries(MprCore PUBLIC MprBasics PkgConfig::CJSON Threads::Threads)
# Nobody asks errno of a root or a rounding, and without it they are single instructions.
target_compile_options(MprCore PRIVATE -fno-math-errno)
# Loops over pixels become vector code.
target_compile_options(MprCore PRIVATE $<$<NOT:$<CONFIG:Debug>>:-O3>)
