# SPDX-License-Identifier: GPL-3.0-or-later
# The plugin itself. Reslice.c is a library of its own so that tests drive the straight line without Orthanc.
add_library(MprReslice STATIC Making.c Names.c Reslice.c Spool.c Storing.c Survey.c)
target_compile_definitions(MprReslice PRIVATE MPR_VERSION="${PROJECT_VERSION}")
target_link_libraries(MprReslice PUBLIC MprCore MprDicom)

include(EmbedFiles)
mpr_embed_files(${CMAKE_CURRENT_BINARY_DIR}/WebFilesTable.h ${CMAKE_SOURCE_DIR}/WebApp
  index.html
  style.css
  app.js
  bounds.js
  cine.js
  desk.js
  dom.js
  explorer.js
  figures.js
  gestures.js
  links.js
  look.js
  marks.js
  measures.js
  naming.js
  numbers.js
  palettes.js
  panel.js
  pen.js
  place.js
  placing.js
  plane.js
  probe.js
  request.js
  result.js
  server.js
  session.js
  several.js
  stack.js
  store.js
  study.js
  texts.js
  texts-de.js
  texts-fr.js
  view.js
  ../Resources/Samples/slicer-red.json)

add_library(OrthancMprSlice SHARED
  Plugin.c
  Orthanc/Answer.c
  Orthanc/Append.c
  Orthanc/Arrivals.c
  Orthanc/Changes.c
  Orthanc/Claims.c
  Orthanc/Quarantine.c
  Orthanc/Ending.c
  Orthanc/Fetch.c
  Orthanc/Found.c
  Orthanc/Host.c
  Orthanc/Job.c
  Orthanc/JobList.c
  Orthanc/JobText.c
  Orthanc/Like.c
  Orthanc/Listing.c
  Orthanc/Look.c
  Orthanc/Metadata.c
  Orthanc/Measure.c
  Orthanc/Metrics.c
  Orthanc/Preview.c
  Orthanc/Processors.c
  Orthanc/Query.c
  Orthanc/Reason.c
  Orthanc/Refusal.c
  Orthanc/Replaced.c
  Orthanc/Rest.c
  Orthanc/Catalogue.c
  Orthanc/Concatenation.c
  Orthanc/CatalogueCache.c
  Orthanc/RunningJob.c
  Orthanc/Series.c
  Orthanc/SeriesQuery.c
  Orthanc/Settings.c
  Orthanc/Slicing.c
  Orthanc/Storage.c
  Orthanc/Store.c
  Orthanc/Visitor.c
  Orthanc/WebFiles.c
  Orthanc/Withdrawal.c
  Orthanc/Work.c
  Orthanc/Rules/AutoSlice.c
  Orthanc/Rules/Candidate.c
  Orthanc/Rules/RuleState.c
  Orthanc/Rules/Rule.c
  Orthanc/Rules/RuleJobs.c
  ${CMAKE_CURRENT_BINARY_DIR}/WebFilesTable.h)
target_compile_definitions(OrthancMprSlice PRIVATE MPR_VERSION="${PROJECT_VERSION}")
target_include_directories(OrthancMprSlice PRIVATE ${CMAKE_CURRENT_BINARY_DIR})
target_include_directories(OrthancMprSlice SYSTEM PRIVATE ${ORTHANC_SDK_INCLUDE})
# Only the four entry points are visible: other plugins share the process.
target_link_libraries(OrthancMprSlice PRIVATE MprReslice ${CMAKE_DL_LIBS} -Wl,--exclude-libs,ALL)
# The file has the version in its name, as every plugin of Debian.
set_target_properties(OrthancMprSlice PROPERTIES VERSION ${PROJECT_VERSION} SOVERSION ${PROJECT_VERSION})
add_dependencies(OrthancMprSlice mpr-slice-worker)
