-- SPDX-License-Identifier: GPL-3.0-or-later
-- When a study is stable, every MR series of it gets a coronal slice through its centre.
--
-- List this file in "LuaScripts" of Orthanc's configuration. The rules of the plugin ("AutoSlice") do the same without
-- Lua and survive a restart; a script is for decisions that rules cannot make.

-- What the plugin made is put into the study, which then becomes stable again: without this test it would be resliced.
local function IsOwn(tags)
   return tags['Manufacturer'] == 'MPR slice for Orthanc project'
end

function OnStableStudy(studyId, tags, metadata)
   for _, series in ipairs(ParseJson(RestApiGet('/studies/' .. studyId .. '/series'))) do
      local seriesTags = series['MainDicomTags']
      if seriesTags['Modality'] == 'MR' and not IsOwn(seriesTags) then
         -- "Asynchronous": all Lua callbacks wait for each other, so the work is left to a job.
         local request = { Plane = 'Coronal', SeriesDescription = 'coronal by Lua', Asynchronous = true }
         local answer = RestApiPost('/series/' .. series['ID'] .. '/mpr-slice', DumpJson(request))
         if answer == nil then
            PrintRecursive('No slice of series ' .. series['ID'] .. ': the log says why')
         end
      end
   end
end
