/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "Encoders.h"

#include "Testing.h"

#include <charls/charls.h>
#include <openjpeg.h>
#include <string.h>

static size_t width_of(const EncoderPicture *picture)
{
    return picture->bits <= 8 ? 1 : 2;
}

/* ---- RLE (PS3.5 Annex G) ---- */

static uint8_t byte_at(const EncoderPicture *picture, size_t index, size_t byte)
{
    return ((const uint8_t *)picture->pixels)[index * width_of(picture) + byte];
}

/* A run of equal bytes, or those that differ up to the next one. */
static size_t put_run(const EncoderPicture *picture, size_t first, size_t count, size_t byte,
                      DicomBytes *bytes)
{
    size_t length = 1;
    const uint8_t value = byte_at(picture, first, byte);
    while (first + length < count && length < 128 && byte_at(picture, first + length, byte) == value) {
        length++;
    }
    if (length > 1) {
        dicom_bytes_raw(bytes, (uint8_t[]){(uint8_t)(257 - length), value}, 2);
        return length;
    }
    while (first + length < count && length < 128 &&
           byte_at(picture, first + length, byte) != byte_at(picture, first + length - 1, byte)) {
        length++;
    }
    dicom_bytes_raw(bytes, (uint8_t[]){(uint8_t)(length - 1)}, 1);
    for (size_t index = first; index < first + length; index++) {
        dicom_bytes_raw(bytes, (uint8_t[]){byte_at(picture, index, byte)}, 1);
    }
    return length;
}

void encode_rle(const EncoderPicture *picture, DicomBytes *bytes)
{
    const size_t count = (size_t)picture->rows * picture->columns;
    const size_t start = bytes->size;
    uint32_t header[16] = {(uint32_t)width_of(picture)};
    dicom_bytes_raw(bytes, header, sizeof header);
    for (size_t segment = 0; segment < width_of(picture); segment++) {
        header[1 + segment] = (uint32_t)(bytes->size - start);
        for (size_t index = 0; index < count;) {
            index += put_run(picture, index, count, width_of(picture) - 1 - segment, bytes);
        }
        if ((bytes->size - start) % 2 != 0) {
            dicom_bytes_raw(bytes, "", 1);
        }
    }
    memcpy(bytes->data + start, header, sizeof header);
}

/* ---- JPEG-LS ---- */

static void require(charls_jpegls_errc error)
{
    assert_int_equal(error, CHARLS_JPEGLS_ERRC_SUCCESS);
}

void encode_jpeg_ls(const EncoderPicture *picture, const EncoderChoice *choice, DicomBytes *bytes)
{
    const charls_frame_info frame = {picture->columns, picture->rows, (int32_t)picture->bits, 1};
    const size_t size = (size_t)picture->rows * picture->columns * width_of(picture);
    charls_jpegls_encoder *encoder = charls_jpegls_encoder_create();
    size_t room = 0;
    assert_non_null(encoder);
    require(charls_jpegls_encoder_set_frame_info(encoder, &frame));
    require(charls_jpegls_encoder_set_near_lossless(encoder, (int32_t)choice->near));
    require(charls_jpegls_encoder_get_estimated_destination_size(encoder, &room));
    room += 4096 + size;
    uint8_t *encoded = malloc(room);
    require(charls_jpegls_encoder_set_destination_buffer(encoder, encoded, room));
    require(charls_jpegls_encoder_encode_from_buffer(encoder, picture->pixels, size, 0));
    require(charls_jpegls_encoder_get_bytes_written(encoder, &room));
    dicom_bytes_raw(bytes, encoded, room);
    free(encoded);
    charls_jpegls_encoder_destroy(encoder);
}

/* ---- JPEG 2000 ---- */

typedef struct {
    uint8_t *bytes;
    size_t size, capacity, at;
} Output;

static OPJ_SIZE_T write_output(void *data, OPJ_SIZE_T size, void *user)
{
    Output *output = user;
    assert_true(output->at + size <= output->capacity);
    memcpy(output->bytes + output->at, data, size);
    output->at += size;
    output->size = output->at > output->size ? output->at : output->size;
    return size;
}

static OPJ_OFF_T skip_output(OPJ_OFF_T size, void *user)
{
    ((Output *)user)->at += (size_t)size;
    return size;
}

static OPJ_BOOL seek_output(OPJ_OFF_T position, void *user)
{
    ((Output *)user)->at = (size_t)position;
    return OPJ_TRUE;
}

static int32_t value_at(const EncoderPicture *picture, size_t index)
{
    if (picture->bits <= 8) {
        const uint8_t value = ((const uint8_t *)picture->pixels)[index];
        return picture->is_signed ? (int8_t)value : value;
    }
    const uint16_t value = ((const uint16_t *)picture->pixels)[index];
    return picture->is_signed ? (int16_t)value : value;
}

static opj_image_t *image_of(const EncoderPicture *picture)
{
    opj_image_cmptparm_t component = {.dx = 1,
                                      .dy = 1,
                                      .w = picture->columns,
                                      .h = picture->rows,
                                      .prec = picture->bits,
                                      .sgnd = picture->is_signed};
    opj_image_t *image = opj_image_create(1, &component, OPJ_CLRSPC_GRAY);
    assert_non_null(image);
    image->x1 = picture->columns;
    image->y1 = picture->rows;
    for (size_t index = 0; index < (size_t)picture->rows * picture->columns; index++) {
        image->comps[0].data[index] = value_at(picture, index);
    }
    return image;
}

static void set_parameters(const EncoderChoice *choice, opj_cparameters_t *parameters)
{
    opj_set_default_encoder_parameters(parameters);
    parameters->tcp_numlayers = (int)choice->layers;
    for (unsigned layer = 0; layer + 1 < choice->layers; layer++) {
        parameters->tcp_rates[layer] = (float)(8 * (choice->layers - layer));
    }
    parameters->prog_order = (OPJ_PROG_ORDER)choice->progression;
    if (choice->precinct > 0) {
        parameters->csty |= 1;
        parameters->res_spec = 1;
        parameters->prcw_init[0] = parameters->prch_init[0] = (int)choice->precinct;
    }
    parameters->cp_disto_alloc = 1;
    parameters->irreversible = choice->is_irreversible;
    parameters->numresolution = (int)choice->resolutions;
    parameters->cblockw_init = parameters->cblockh_init = (int)choice->block_size;
    if (choice->tile_size > 0) {
        parameters->tile_size_on = OPJ_TRUE;
        parameters->cp_tdx = parameters->cp_tdy = (int)choice->tile_size;
    }
}

static opj_stream_t *stream_of(Output *output)
{
    opj_stream_t *stream = opj_stream_default_create(OPJ_FALSE);
    assert_non_null(stream);
    opj_stream_set_user_data(stream, output, NULL);
    opj_stream_set_write_function(stream, write_output);
    opj_stream_set_skip_function(stream, skip_output);
    opj_stream_set_seek_function(stream, seek_output);
    return stream;
}

void encode_jpeg_2000(const EncoderPicture *picture, const EncoderChoice *choice, DicomBytes *bytes)
{
    opj_cparameters_t parameters;
    Output output = {.capacity = (size_t)picture->rows * picture->columns * 8 + 65536};
    output.bytes = malloc(output.capacity);
    assert_non_null(output.bytes);
    opj_image_t *image = image_of(picture);
    opj_codec_t *codec = opj_create_compress(OPJ_CODEC_J2K);
    opj_stream_t *stream = stream_of(&output);
    set_parameters(choice, &parameters);
    assert_true(opj_setup_encoder(codec, &parameters, image));
    assert_true(opj_start_compress(codec, image, stream));
    assert_true(opj_encode(codec, stream));
    assert_true(opj_end_compress(codec, stream));
    opj_stream_destroy(stream);
    opj_destroy_codec(codec);
    opj_image_destroy(image);
    dicom_bytes_raw(bytes, output.bytes, output.size);
    free(output.bytes);
}
