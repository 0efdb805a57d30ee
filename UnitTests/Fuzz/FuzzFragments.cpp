// SPDX-License-Identifier: GPL-3.0-or-later
// Any compressed Pixel Data: the parts of every frame lie within the file, and RLE decodes to exactly the
// size that was asked for or is refused. This is the worker's own parsing, in this process. What GDCM parses
// is not fuzzed so: it ends its process by design, and Dicom.c does that in a worker.
//
//   bytes   frames, rows, columns, samples, bits │ the items
#include "Fuzz.h"

#include "Worker/Fragments.hpp"
#include "Worker/Guard.hpp"

namespace
{
mpr::StoredFormat format(FuzzInput *input)
{
    mpr::StoredFormat made{};
    made.rows = 1 + fuzz_short(input) % 300;
    made.columns = 1 + fuzz_short(input) % 300;
    made.samples = fuzz_byte(input) % 2 == 0 ? 1 : 3;
    made.bits_allocated = 8u << fuzz_byte(input) % 3;
    return made;
}

void requireWithin(const std::vector<std::string_view> &parts, std::string_view whole)
{
    fuzz_require(!parts.empty());
    for (const std::string_view part : parts) {
        fuzz_require(part.data() >= whole.data() && part.data() + part.size() <= whole.data() + whole.size());
    }
}
// Rows of a frame of one sample lie together in it.
void requireRows(const std::vector<std::string_view> &parts, const mpr::StoredFormat &format,
                 const mpr::Bytes &whole)
{
    const MprRows rows{format.columns % format.rows, format.rows};
    const size_t rowSize = whole.size() / format.rows;
    if (format.samples == 1) {
        const mpr::Bytes part = mpr::decodedRle(parts, format, rows);
        fuzz_require(part.size() == (rows.end - rows.first) * rowSize);
        fuzz_require(std::memcmp(part.data(), whole.data() + rows.first * rowSize, part.size()) == 0);
    }
}
} // namespace

int LLVMFuzzerInitialize(int *, char ***)
{
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    FuzzInput input = {data, size};
    mpr::StoredFile file;
    file.frames = 1 + fuzz_byte(&input) % 8;
    const mpr::StoredFormat wanted = format(&input);
    file.isEncapsulated = true;
    file.syntax = gdcm::TransferSyntax::JPEG2000;
    file.pixels = {reinterpret_cast<const char *>(input.data), input.size};
    for (uint32_t frame = 0; frame < file.frames; frame++) {
        MprError error{};
        const bool ok = mpr::guard(&error, [&] {
            const auto parts = mpr::fragmentsOf(file, frame);
            requireWithin(parts, file.pixels);
            requireWithin({mpr::Fragments(file).itemsOf(frame)}, file.pixels);
            mpr::DataSet dataset;
            mpr::addLossyPast(file, frame, wanted, dataset);
            const mpr::Bytes whole = mpr::decodedRle(parts, wanted, {0, wanted.rows});
            fuzz_require(whole.size() == mpr::valuesOf(wanted) * wanted.bits_allocated / 8);
            requireRows(parts, wanted, whole);
        });
        if (!ok) {
            fuzz_require_failure(&error);
        }
    }
    return 0;
}
