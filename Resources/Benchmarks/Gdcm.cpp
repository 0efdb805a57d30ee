// SPDX-License-Identifier: GPL-3.0-or-later
// The usual way from files to a volume, for comparison: GDCM reads and decodes every file of a series.
#include <gdcmImageReader.h>

#include <cstddef>
#include <cstdint>

extern "C" __attribute__((visibility("default"))) int
benchmark_read(const char *const *paths, size_t count, size_t values, int16_t *volume, double *distances);

// Reads count files of the given number of 16-bit values into a volume; distances gets the third coordinate
// of each image's position. Returns 0, or the number of the file that could not be read, from 1.
int benchmark_read(const char *const *paths, size_t count, size_t values, int16_t *volume, double *distances)
{
    for (size_t index = 0; index < count; index++) {
        gdcm::ImageReader reader;
        reader.SetFileName(paths[index]);
        if (!reader.Read() || reader.GetImage().GetBufferLength() != values * sizeof *volume ||
            !reader.GetImage().GetBuffer(reinterpret_cast<char *>(volume + index * values))) {
            return static_cast<int>(index) + 1;
        }
        distances[index] = reader.GetImage().GetOrigin(2);
    }
    return 0;
}
