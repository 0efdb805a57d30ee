# SPDX-License-Identifier: GPL-3.0-or-later
# The program that opens files: the only product that links GDCM.
add_executable(mpr-slice-worker
  Worker/Attributes.cpp
  Worker/ClassRules.cpp
  Worker/Dataset.cpp
  Worker/Flatten.cpp
  Worker/Fragments.cpp
  Worker/Header.cpp
  Worker/Huffman.c
  Worker/Jpeg2000.cpp
  Worker/JpegLossless.c
  Worker/JpegLs.cpp
  Worker/Main.cpp
  Worker/Mosaic.cpp
  Worker/PixelModule.cpp
  Worker/Pixels.cpp
  Worker/PlaneModule.cpp
  Worker/Provenance.cpp
  Worker/Reader.cpp
  Worker/Rle.cpp
  Worker/Sandbox.c
  Worker/StoredFile.cpp
  Worker/StoredValues.cpp
  Worker/Syntax.cpp
  Worker/Writer.cpp)
target_compile_definitions(mpr-slice-worker PRIVATE MPR_VERSION="${PROJECT_VERSION}")
target_include_directories(mpr-slice-worker SYSTEM PRIVATE ${GDCM_INCLUDE_DIRS})
target_link_libraries(mpr-slice-worker PRIVATE
  MprBasics PkgConfig::SECCOMP PkgConfig::CHARLS PkgConfig::OPENJPEG gdcmMSFF gdcmDSED gdcmDICT gdcmCommon)
if(STATIC_BUILD)
  target_sources(mpr-slice-worker PRIVATE Worker/OldPow.c)
  target_link_options(mpr-slice-worker PRIVATE -Wl,--wrap=pow)
endif()
# GDCM's templates copy empty values from a null pointer, zero bytes of it.
set_source_files_properties(Worker/Attributes.cpp PROPERTIES COMPILE_OPTIONS -Wno-nonnull)
# Loops over pixels.
set_source_files_properties(Worker/Huffman.c Worker/JpegLossless.c Worker/Pixels.cpp Worker/StoredValues.cpp PROPERTIES COMPILE_OPTIONS $<$<NOT:$<CONFIG:Debug>>:-O3>)
