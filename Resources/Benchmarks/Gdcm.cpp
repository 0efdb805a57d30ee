// SPDX-License-Identifier: GPL-3.0-or-later
// The usual way from files to a volume and back, for comparison: GDCM reads and decodes every file of a
// series, and writes one.
#include <gdcmImageReader.h>
#include <gdcmUIDGenerator.h>
#include <gdcmWriter.h>

#include <cstddef>
#include <cstdint>

extern "C" __attribute__((visibility("default"))) int
benchmark_read(const char *const *paths, size_t count, size_t values, int16_t *volume, double *distances);
extern "C" __attribute__((visibility("default"))) int
benchmark_write(const char *model, const int16_t *pixels, unsigned rows, unsigned columns, const char *path);

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

static void put(gdcm::DataSet &dataset, const gdcm::Tag &tag, gdcm::VR::VRType vr, const void *bytes,
                size_t size)
{
    gdcm::DataElement element(tag);
    element.SetVR(vr);
    element.SetByteValue(static_cast<const char *>(bytes), gdcm::VL(static_cast<uint32_t>(size)));
    dataset.Replace(element);
}

// Writes a copy of the file model with other pixels and another name. Returns 0, or 1.
int benchmark_write(const char *model, const int16_t *pixels, unsigned rows, unsigned columns,
                    const char *path)
{
    gdcm::Reader reader;
    reader.SetFileName(model);
    if (!reader.ReadUpToTag(gdcm::Tag(0x7FE0, 0x0010))) {
        return 1;
    }
    gdcm::DataSet &dataset = reader.GetFile().GetDataSet();
    const auto rowCount = static_cast<uint16_t>(rows);
    const auto columnCount = static_cast<uint16_t>(columns);
    std::string uid = gdcm::UIDGenerator().Generate();
    uid.resize((uid.size() + 1) / 2 * 2);
    put(dataset, gdcm::Tag(0x0008, 0x0018), gdcm::VR::UI, uid.data(), uid.size());
    put(dataset, gdcm::Tag(0x0028, 0x0010), gdcm::VR::US, &rowCount, sizeof rowCount);
    put(dataset, gdcm::Tag(0x0028, 0x0011), gdcm::VR::US, &columnCount, sizeof columnCount);
    put(dataset, gdcm::Tag(0x7FE0, 0x0010), gdcm::VR::OW, pixels, sizeof *pixels * rows * columns);
    gdcm::Writer writer;
    writer.SetFile(reader.GetFile());
    writer.SetFileName(path);
    return writer.Write() ? 0 : 1;
}
