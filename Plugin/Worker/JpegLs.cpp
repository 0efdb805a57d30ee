// SPDX-License-Identifier: GPL-3.0-or-later
// JPEG-LS (ISO/IEC 14495-1) by CharLS: the first rows of a frame. The frame header of a copy is given fewer
// rows; the decoder then stops behind them, and complains of what is left.
#include "Codestreams.hpp"

#include <charls/charls.h>

#include <memory>

namespace mpr
{
namespace
{
constexpr unsigned FRAME_HEADER = 0xF7; // SOF55
constexpr unsigned SCAN_HEADER = 0xDA;

struct Close {
    void operator()(charls_jpegls_decoder *decoder) const { charls_jpegls_decoder_destroy(decoder); }
};
using Decoder = std::unique_ptr<charls_jpegls_decoder, Close>;

unsigned byteAt(std::string_view stream, size_t position)
{
    return static_cast<unsigned char>(stream[position]);
}

unsigned shortAt(std::string_view stream, size_t position)
{
    return byteAt(stream, position) << 8 | byteAt(stream, position + 1);
}

// Where the frame header's marker is, when it stands before the scan as usual; else 0.
size_t findFrameHeader(std::string_view stream)
{
    size_t position = 2; // behind SOI
    while (position + 10 <= stream.size() && byteAt(stream, position) == 0xFF &&
           byteAt(stream, position + 1) != SCAN_HEADER) {
        if (byteAt(stream, position + 1) == FRAME_HEADER) {
            return position;
        }
        position += 2 + shortAt(stream, position + 2);
    }
    return 0;
}

// C.2.2: precision, rows, columns and components.
bool isUsual(std::string_view stream, size_t header, const StoredFormat &format)
{
    const unsigned precision = byteAt(stream, header + 4);
    return precision >= 2 && precision <= 16 && (precision <= 8 ? 8U : 16U) == format.bits_allocated &&
           shortAt(stream, header + 5) == format.rows && shortAt(stream, header + 7) == format.columns &&
           byteAt(stream, header + 9) == 1;
}

bool isDone(charls_jpegls_errc error)
{
    return error == charls_jpegls_errc::success || error == charls_jpegls_errc::too_much_encoded_data;
}

bool decodeAll(const std::string &stream, Bytes &values)
{
    const Decoder decoder(charls_jpegls_decoder_create());
    size_t size = 0;
    return decoder != nullptr &&
           charls_jpegls_decoder_set_source_buffer(decoder.get(), stream.data(), stream.size()) ==
               charls_jpegls_errc::success &&
           charls_jpegls_decoder_read_header(decoder.get()) == charls_jpegls_errc::success &&
           charls_jpegls_decoder_get_destination_size(decoder.get(), 0, &size) ==
               charls_jpegls_errc::success &&
           size == values.size() &&
           isDone(charls_jpegls_decoder_decode_to_buffer(decoder.get(), values.data(), values.size(), 0));
}
} // namespace

Bytes decodedJpegLs(std::string_view codestream, const StoredFormat &format, uint32_t endRow)
{
    const size_t header = findFrameHeader(codestream);
    if (header == 0 || !isUsual(codestream, header, format)) {
        return {};
    }
    std::string shorter(codestream);
    shorter[header + 5] = static_cast<char>(endRow >> 8);
    shorter[header + 6] = static_cast<char>(endRow & 0xFF);
    Bytes values(static_cast<size_t>(endRow) * format.columns * format.bits_allocated / 8);
    return decodeAll(shorter, values) ? values : Bytes();
}
} // namespace mpr
