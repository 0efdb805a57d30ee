// SPDX-License-Identifier: GPL-3.0-or-later
// Any bytes as JPEG-LS and as JPEG 2000 of which rows are wanted: they are decoded to exactly the size of these
// rows, or left to others.
//
//   bytes   rows, columns, first row, end, bits and sign │ the codestream, without the marker of its end
#include "Fuzz.h"

#include "Worker/Codestreams.hpp"

namespace
{
mpr::StoredFormat format(FuzzInput *input)
{
    mpr::StoredFormat made{};
    made.rows = 1 + fuzz_byte(input) % 64;
    made.columns = 1 + fuzz_byte(input) % 64;
    made.samples = 1;
    return made;
}

void requireSize(const mpr::Bytes &values, size_t rows, const mpr::StoredFormat &format)
{
    fuzz_require(values.empty() || values.size() == rows * format.columns * format.bits_allocated / 8);
}
} // namespace

int LLVMFuzzerInitialize(int *, char ***)
{
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    FuzzInput input = {data, size};
    mpr::StoredFormat wanted = format(&input);
    const uint32_t first = fuzz_byte(&input) % wanted.rows;
    const MprRows rows{first, first + 1 + fuzz_byte(&input) % (wanted.rows - first)};
    const unsigned kind = fuzz_byte(&input);
    wanted.bits_allocated = kind % 2 == 0 ? 8 : 16;
    wanted.is_signed = kind % 4 > 1;
    const std::string codestream = std::string(input.data, input.data + input.size) + "\xFF\xD9";
    requireSize(mpr::decodedJpegLs(codestream, wanted, rows.end), rows.end, wanted);
    requireSize(mpr::decodedJpeg2000(codestream, wanted, rows), rows.end - rows.first, wanted);
    return 0;
}
