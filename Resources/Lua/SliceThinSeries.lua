-- SPDX-License-Identifier: GPL-3.0-or-later
-- When a series is stable, and it is a thin CT of at least ten images, it gets an oblique slab of 10 mm.
--
-- List this file in "LuaScripts" of Orthanc's configuration.

-- What the plugin made becomes stable as well: without this test it would be resliced.
local function IsOwn(tags)
   return tags['Manufacturer'] == 'MPR slice for Orthanc project'
end

local function IsWanted(seriesId, tags)
   local description = string.lower(tags['SeriesDescription'] or '')
   local images = ParseJson(RestApiGet('/series/' .. seriesId))['Instances']
   return tags['Modality'] == 'CT' and string.find(description, 'thin', 1, true) ~= nil and #images >= 10
end

function OnStableSeries(seriesId, tags, metadata)
   if IsOwn(tags) or not IsWanted(seriesId, tags) then
      return
   end
   RestApiPost('/series/' .. seriesId .. '/mpr-slice', DumpJson({
      Plane = { Normal = { 0, 0.3, 1 } },
      Slab = { Thickness = 10, Projection = 'Maximum' },
      SeriesDescription = 'oblique slab by Lua',
      Asynchronous = true,
   }))
end
