// SPDX-License-Identifier: GPL-3.0-or-later
// JPEG 2000 (ISO/IEC 15444-1) by OpenJPEG: an area of a frame. Only the code blocks that it needs are decoded.
#include "Codestreams.hpp"

#include <openjpeg.h>

#include <algorithm>
#include <memory>

namespace mpr
{
namespace
{
struct Input {
    std::string_view bytes;
    size_t position = 0;
};

OPJ_SIZE_T readInput(void *buffer, OPJ_SIZE_T size, void *user)
{
    Input &input = *static_cast<Input *>(user);
    const size_t count = std::min<size_t>(size, input.bytes.size() - input.position);
    std::memcpy(buffer, input.bytes.data() + input.position, count);
    input.position += count;
    return count > 0 ? count : static_cast<OPJ_SIZE_T>(-1);
}

OPJ_OFF_T skipInput(OPJ_OFF_T count, void *user)
{
    Input &input = *static_cast<Input *>(user);
    const size_t left = input.bytes.size() - input.position;
    if (count < 0 || static_cast<size_t>(count) > left) {
        return -1;
    }
    input.position += static_cast<size_t>(count);
    return count;
}

OPJ_BOOL seekInput(OPJ_OFF_T position, void *user)
{
    Input &input = *static_cast<Input *>(user);
    if (position < 0 || static_cast<size_t>(position) > input.bytes.size()) {
        return OPJ_FALSE;
    }
    input.position = static_cast<size_t>(position);
    return OPJ_TRUE;
}

// opj_stream_t and opj_codec_t are names of void.
using Stream = std::unique_ptr<opj_stream_t, void (*)(opj_stream_t *)>;
using Codec = std::unique_ptr<opj_codec_t, void (*)(opj_codec_t *)>;

struct Close {
    void operator()(opj_image_t *image) const { opj_image_destroy(image); }
};
using Image = std::unique_ptr<opj_image_t, Close>;

Stream openStream(Input &input)
{
    Stream stream(opj_stream_default_create(OPJ_TRUE), opj_stream_destroy);
    if (stream != nullptr) {
        opj_stream_set_user_data(stream.get(), &input, nullptr);
        opj_stream_set_user_data_length(stream.get(), input.bytes.size());
        opj_stream_set_read_function(stream.get(), readInput);
        opj_stream_set_skip_function(stream.get(), skipInput);
        opj_stream_set_seek_function(stream.get(), seekInput);
    }
    return stream;
}

// One component of the image's size, at the origin of its grid, of the sign and the width that the attributes
// say.
bool isUsual(const opj_image_t &image, const StoredFormat &format)
{
    if (image.numcomps != 1 || image.x0 != 0 || image.y0 != 0 || image.x1 != format.columns ||
        image.y1 != format.rows) {
        return false;
    }
    const opj_image_comp_t &component = image.comps[0];
    return component.dx == 1 && component.dy == 1 && (component.sgnd != 0) == format.is_signed &&
           component.prec >= 1 && component.prec <= 16 &&
           (component.prec <= 8 ? 8U : 16U) == format.bits_allocated;
}

// The marker segments of headers (A.2): those of the main header, and of each tile-part.
class Headers
{
  public:
    explicit Headers(std::string_view codestream) : bytes(codestream) {}

    // Is every value an integer of the reversible wavelet, coded as Part 1 does? OpenJPEG 2.5.0 rounds some values
    // of the other wavelet otherwise in areas, and decodes areas of HTJ2K wrongly.
    bool areReversible()
    {
        bool isKnown = false;
        while (position + 4 <= bytes.size() && shortAt(position) != EOC) {
            const unsigned marker = shortAt(position);
            if (marker == CAP || marker == COC || (marker == COD && (isKnown || !isReversible()))) {
                return false;
            }
            isKnown = isKnown || marker == COD;
            if (!step(marker)) {
                return false;
            }
        }
        return isKnown;
    }

  private:
    static constexpr unsigned CAP = 0xFF50, COD = 0xFF52, COC = 0xFF53, SOT = 0xFF90, SOD = 0xFF93,
                              EOC = 0xFFD9;

    std::string_view bytes;
    size_t position = 2; // behind SOC
    size_t tileEnd = 0;  // of the present tile-part

    unsigned shortAt(size_t at) const
    {
        return static_cast<unsigned>(static_cast<unsigned char>(bytes[at]) << 8 |
                                     static_cast<unsigned char>(bytes[at + 1]));
    }

    // Table A.20: byte 13 is the wavelet.
    bool isReversible() const { return position + 13 < bytes.size() && bytes[position + 13] == 1; }

    // To the next segment; behind the data of a tile-part to what follows it. A.4.2: its length counts from SOT.
    bool step(unsigned marker)
    {
        if (marker == SOT && position + 10 <= bytes.size()) {
            const size_t length = static_cast<size_t>(shortAt(position + 6)) << 16 | shortAt(position + 8);
            tileEnd = length == 0 ? bytes.size() : position + length;
        }
        const size_t next = marker == SOD ? tileEnd : position + 2 + shortAt(position + 2);
        const bool isForward = next > position;
        position = next;
        return isForward && marker >= 0xFF00;
    }
};

Image decodedArea(opj_codec_t *codec, opj_stream_t *stream, const StoredFormat &format, MprRows rows)
{
    opj_image_t *opened = nullptr;
    const bool isOpen = opj_read_header(stream, codec, &opened) == OPJ_TRUE;
    Image image(opened);
    const bool isDecoded = isOpen && isUsual(*image, format) &&
                           opj_set_decode_area(codec, image.get(), 0, static_cast<OPJ_INT32>(rows.first),
                                               static_cast<OPJ_INT32>(format.columns),
                                               static_cast<OPJ_INT32>(rows.end)) == OPJ_TRUE &&
                           opj_decode(codec, stream, image.get()) == OPJ_TRUE;
    const bool isRight = isDecoded && image->comps[0].data != nullptr &&
                         image->comps[0].w == format.columns && image->comps[0].h == rows.end - rows.first;
    return isRight ? std::move(image) : Image();
}

template <typename Value> Bytes narrowed(const opj_image_comp_t &component)
{
    const size_t count = static_cast<size_t>(component.w) * component.h;
    Bytes values(count * sizeof(Value));
    std::transform(component.data, component.data + count, reinterpret_cast<Value *>(values.data()),
                   [](OPJ_INT32 value) { return static_cast<Value>(value); });
    return values;
}

// OpenJPEG 2.5.0 takes 0.83 × the time of a whole frame of noise for half of its rows, 1.02 × for three quarters.
bool areWorthwhile(MprRows rows, const StoredFormat &format)
{
    return 2 * (rows.end - rows.first) <= format.rows;
}
} // namespace

Bytes decodedJpeg2000(std::string_view codestream, const StoredFormat &format, MprRows rows)
{
    if (!areWorthwhile(rows, format) || !Headers(codestream).areReversible()) {
        return {};
    }
    Input input{codestream};
    const Stream stream = openStream(input);
    const Codec codec(opj_create_decompress(OPJ_CODEC_J2K), opj_destroy_codec);
    opj_dparameters_t parameters;
    opj_set_default_decoder_parameters(&parameters);
    if (stream == nullptr || codec == nullptr || opj_setup_decoder(codec.get(), &parameters) != OPJ_TRUE) {
        return {};
    }
    const Image image = decodedArea(codec.get(), stream.get(), format, rows);
    if (image == nullptr) {
        return {};
    }
    return format.bits_allocated == 8 ? narrowed<uint8_t>(image->comps[0])
                                      : narrowed<uint16_t>(image->comps[0]);
}
} // namespace mpr
