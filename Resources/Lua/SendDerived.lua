-- SPDX-License-Identifier: GPL-3.0-or-later
-- Sends what a job of the plugin has made on to other systems.
--
-- List this file in "LuaScripts" of Orthanc's configuration, and put your own targets here: a modality of
-- "DicomModalities" gets the images by C-STORE, another Orthanc of "OrthancPeers" by HTTP.
local TARGETS = { '/modalities/workstation/store', '/peers/archive/store' }

-- The series that a job has stored: one, or one for each volume.
local function SeriesOf(content)
   local series = {}
   for _, volume in ipairs(content['Volumes'] or { content }) do
      series[#series + 1] = volume['ParentSeries']
   end
   return series
end

function OnJobSuccess(jobId)
   local job = ParseJson(RestApiGet('/jobs/' .. jobId))
   if job['Type'] ~= 'MprSlice' then
      return -- sending is a job too
   end
   for _, target in ipairs(TARGETS) do
      RestApiPost(target, DumpJson({ Resources = SeriesOf(job['Content']), Synchronous = false }))
   end
end
