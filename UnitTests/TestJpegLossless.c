/* SPDX-License-Identifier: GPL-3.0-or-later */
/* JPEG lossless against an encoder that is written here after ISO/IEC 10918-1: one code for each category, in
 * random lengths. That other programs' codestreams decode as well is shown by Integration/test_syntaxes.py.
 */
#include "Worker/JpegLossless.h"

#include "Testing.h"

#include <string.h>

enum { CATEGORIES = 17, MOST_PIXELS = 4096, CAPACITY = 1 << 17 };

typedef struct {
    uint32_t rows, columns;
    unsigned precision, predictor, point_transform;
    uint32_t restart_rows;
    uint16_t values[MOST_PIXELS]; /* as they come out */
} Picture;

typedef struct {
    uint8_t bytes[CAPACITY];
    size_t size;
    uint64_t word; /* bits that are not written yet */
    unsigned count;
    uint8_t lengths[CATEGORIES]; /* of the code of each category */
    uint16_t codes[CATEGORIES];
    uint8_t counts[16], order[CATEGORIES]; /* as DHT has them */
} Encoder;

/* ---- an encoder ---- */

static void put_byte(Encoder *encoder, unsigned value)
{
    assert_true(encoder->size < CAPACITY);
    encoder->bytes[encoder->size++] = (uint8_t)value;
}

static void put_short(Encoder *encoder, unsigned value)
{
    put_byte(encoder, value >> 8);
    put_byte(encoder, value & 0xFF);
}

static void put_bits(Encoder *encoder, unsigned value, unsigned count)
{
    encoder->word = encoder->word << count | value;
    encoder->count += count;
    while (encoder->count >= 8) {
        encoder->count -= 8;
        const unsigned byte = (unsigned)(encoder->word >> encoder->count) & 0xFF;
        put_byte(encoder, byte);
        if (byte == 0xFF) {
            put_byte(encoder, 0);
        }
    }
}

/* Ones up to a whole byte (F.1.2.3), and fill bytes (B.1.1.2), before a marker. */
static void flush_bits(Encoder *encoder, uint64_t *random)
{
    if (encoder->count > 0) {
        put_bits(encoder, (1u << (8 - encoder->count)) - 1, 8 - encoder->count);
    }
    encoder->word = 0;
    encoder->count = 0;
    for (uint32_t fill = testing_one_of(random, 3); fill > 0; fill--) {
        put_byte(encoder, 0xFF);
    }
}

/* Random lengths of codes that leave room for all, the code of ones excepted (C.2). */
static void choose_codes(Encoder *encoder, uint64_t *random)
{
    unsigned left = (1u << 16) - 1; /* codes of 16 bits that are free */
    unsigned code = 0;
    size_t index = 0;
    for (size_t category = 0; category < CATEGORIES; category++) {
        const unsigned waiting = CATEGORIES - 1 - (unsigned)category;
        unsigned length = 1 + testing_one_of(random, 16);
        while ((1u << (16 - length)) + waiting > left) {
            length++;
        }
        encoder->lengths[category] = (uint8_t)length;
        left -= 1u << (16 - length);
    }
    for (unsigned length = 1; length <= 16; length++) {
        for (size_t category = 0; category < CATEGORIES; category++) {
            if (encoder->lengths[category] == length) {
                encoder->codes[category] = (uint16_t)code++;
                encoder->order[index++] = (uint8_t)category;
                encoder->counts[length - 1]++;
            }
        }
        code <<= 1;
    }
}

static void put_difference(Encoder *encoder, uint16_t difference)
{
    const int32_t value = difference == 32768 ? 32768 : (int16_t)difference;
    const uint32_t magnitude = (uint32_t)abs(value);
    unsigned category = 0;
    while (magnitude >> category != 0) {
        category++;
    }
    put_bits(encoder, encoder->codes[category], encoder->lengths[category]);
    if (category > 0 && category < 16) {
        const uint32_t bits = value < 0 ? (uint32_t)(value - 1) : (uint32_t)value;
        put_bits(encoder, bits & ((1u << category) - 1), category);
    }
}

static int32_t value_at(const Picture *picture, uint32_t row, uint32_t column)
{
    return picture->values[row * picture->columns + column] >> picture->point_transform;
}

/* H.1.2.1 */
static int32_t predict(const Picture *picture, uint32_t row, uint32_t column)
{
    const bool is_first = row == 0 || (picture->restart_rows > 0 && row % picture->restart_rows == 0);
    if (is_first) {
        return column > 0 ? value_at(picture, row, column - 1)
                          : 1 << (picture->precision - picture->point_transform - 1);
    }
    if (column == 0) {
        return value_at(picture, row - 1, 0);
    }
    const int32_t a = value_at(picture, row, column - 1);
    const int32_t b = value_at(picture, row - 1, column);
    const int32_t c = value_at(picture, row - 1, column - 1);
    const int32_t predictions[] = {a, b, c, a + b - c, a + ((b - c) >> 1), b + ((a - c) >> 1), (a + b) >> 1};
    return predictions[picture->predictor - 1];
}

static void put_headers(Encoder *encoder, const Picture *picture)
{
    put_short(encoder, 0xFFD8);
    put_short(encoder, 0xFFFE); /* a comment */
    put_short(encoder, 4);
    put_short(encoder, 0xFF00);
    put_byte(encoder, 0xFF); /* a fill byte */
    put_short(encoder, 0xFFC3);
    put_short(encoder, 11);
    put_byte(encoder, picture->precision);
    put_short(encoder, picture->rows);
    put_short(encoder, picture->columns);
    put_short(encoder, 0x0101);
    put_short(encoder, 0x1100);
    put_short(encoder, 0xFFC4);
    put_short(encoder, 2 + 1 + 16 + CATEGORIES);
    put_byte(encoder, 2); /* the number of the table */
    for (size_t index = 0; index < 16; index++) {
        put_byte(encoder, encoder->counts[index]);
    }
    for (size_t index = 0; index < CATEGORIES; index++) {
        put_byte(encoder, encoder->order[index]);
    }
    if (picture->restart_rows > 0) {
        put_short(encoder, 0xFFDD);
        put_short(encoder, 4);
        put_short(encoder, picture->restart_rows * picture->columns);
    }
    put_short(encoder, 0xFFDA);
    put_short(encoder, 8);
    put_short(encoder, 0x0101);
    put_byte(encoder, 0x20);
    put_byte(encoder, picture->predictor);
    put_byte(encoder, 0);
    put_byte(encoder, picture->point_transform);
}

static void encode(Encoder *encoder, const Picture *picture, uint64_t *random)
{
    memset(encoder, 0, sizeof *encoder);
    choose_codes(encoder, random);
    put_headers(encoder, picture);
    for (uint32_t row = 0; row < picture->rows; row++) {
        if (picture->restart_rows > 0 && row > 0 && row % picture->restart_rows == 0) {
            flush_bits(encoder, random);
            put_short(encoder, 0xFFD0 + (row / picture->restart_rows - 1) % 8);
        }
        for (uint32_t column = 0; column < picture->columns; column++) {
            put_difference(encoder,
                           (uint16_t)(value_at(picture, row, column) - predict(picture, row, column)));
        }
    }
    flush_bits(encoder, random);
    put_short(encoder, 0xFFD9);
}

/* ---- pictures ---- */

/* Noise, a ramp with little noise, or extremes that make differences of 32768. */
static void draw(Picture *picture, uint64_t *random)
{
    const uint32_t kind = testing_one_of(random, 3);
    const uint32_t largest = (1u << picture->precision) - 1;
    for (uint32_t index = 0; index < picture->rows * picture->columns; index++) {
        const uint32_t noise = testing_one_of(random, kind == 0 ? largest + 1 : 4);
        const uint32_t extreme = testing_one_of(random, 2) * (largest / 2 + 1);
        const uint32_t value = kind == 0 ? noise : kind == 1 ? 3 * index + noise : extreme;
        picture->values[index] =
            (uint16_t)((value & largest) >> picture->point_transform << picture->point_transform);
    }
}

static Picture random_picture(uint64_t *random)
{
    Picture picture = {
        .rows = 1 + testing_one_of(random, 64),
        .columns = 1 + testing_one_of(random, 64),
        .precision = 2 + testing_one_of(random, 15),
        .predictor = 1 + testing_one_of(random, 7),
    };
    picture.point_transform = testing_one_of(random, 3) == 0 ? testing_one_of(random, picture.precision) : 0;
    picture.restart_rows = testing_one_of(random, 3) == 0 ? 1 + testing_one_of(random, 9) : 0;
    draw(&picture, random);
    return picture;
}

static bool decode(const uint8_t *bytes, size_t size, const Picture *picture, uint16_t *decoded)
{
    uint8_t small[MOST_PIXELS];
    const bool is_small = picture->precision <= 8;
    const bool ok = mpr_jpeg_lossless_decode(bytes, size, picture->rows, picture->columns, picture->rows,
                                             is_small ? 1 : 2, is_small ? (void *)small : decoded);
    for (size_t index = 0; is_small && index < picture->rows * picture->columns; index++) {
        decoded[index] = small[index];
    }
    return ok;
}

/* ---- tests ---- */

static void every_picture_should_come_back(void **state)
{
    (void)state;
    uint64_t random = 1;
    static Encoder encoder;
    static uint16_t decoded[MOST_PIXELS];
    for (int turn = 0; turn < 4000; turn++) {
        const Picture picture = random_picture(&random);
        encode(&encoder, &picture, &random);
        assert_true(decode(encoder.bytes, encoder.size, &picture, decoded));
        assert_memory_equal(decoded, picture.values, picture.rows * picture.columns * sizeof *decoded);
    }
}

/* Memory of exactly the given size, so that a sanitizer sees a read beyond it. */
static bool decode_exactly(const uint8_t *bytes, size_t size, const Picture *picture, uint16_t *decoded)
{
    uint8_t *copy = malloc(size > 0 ? size : 1);
    assert_non_null(copy);
    memcpy(copy, bytes, size);
    const bool ok = decode(copy, size, picture, decoded);
    free(copy);
    return ok;
}

/* They end where they should, and hold what the whole holds. */
static void the_first_rows_should_be_those_of_the_picture(void **state)
{
    (void)state;
    uint64_t random = 6;
    static Encoder encoder;
    for (int turn = 0; turn < 2000; turn++) {
        const Picture picture = random_picture(&random);
        const uint32_t end = 1 + testing_one_of(&random, picture.rows);
        const size_t width = picture.precision <= 8 ? 1 : 2;
        const size_t count = (size_t)end * picture.columns;
        uint8_t *samples = malloc(count * width); /* a sanitizer sees a row too many */
        assert_non_null(samples);
        encode(&encoder, &picture, &random);
        assert_true(mpr_jpeg_lossless_decode(encoder.bytes, encoder.size, picture.rows, picture.columns, end,
                                             width, samples));
        for (size_t index = 0; index < count; index++) {
            assert_int_equal(width == 1 ? samples[index] : ((uint16_t *)samples)[index],
                             picture.values[index]);
        }
        free(samples);
    }
}

static void a_cut_codestream_should_be_left_to_others(void **state)
{
    (void)state;
    uint64_t random = 2;
    static Encoder encoder;
    static uint16_t decoded[MOST_PIXELS];
    for (int turn = 0; turn < 2000; turn++) {
        const Picture picture = random_picture(&random);
        encode(&encoder, &picture, &random);
        const size_t size = testing_one_of(&random, (uint32_t)encoder.size);
        assert_false(decode_exactly(encoder.bytes, size, &picture, decoded));
    }
}

/* The end marker is there, but bytes before it are not. */
static void missing_bytes_should_be_noticed(void **state)
{
    (void)state;
    uint64_t random = 5;
    static Encoder encoder;
    static uint16_t decoded[MOST_PIXELS];
    for (int turn = 0; turn < 2000; turn++) {
        Picture picture = random_picture(&random);
        picture.rows = picture.columns = 16;
        picture.restart_rows = 0;
        draw(&picture, &random);
        encode(&encoder, &picture, &random);
        const size_t missing = 4 + testing_one_of(&random, 16); /* fill bytes and padding are not missed */
        const size_t end = encoder.size - 2 - missing;
        memmove(encoder.bytes + end, encoder.bytes + encoder.size - 2, 2);
        if (encoder.bytes[end - 1] != 0xFF) { /* else its stuffed byte is lost, and it is a fill byte */
            assert_false(decode_exactly(encoder.bytes, end + 2, &picture, decoded));
        }
    }
}

static void another_size_should_be_left_to_others(void **state)
{
    (void)state;
    uint64_t random = 3;
    static Encoder encoder;
    static uint16_t decoded[2 * MOST_PIXELS];
    for (int turn = 0; turn < 200; turn++) {
        const Picture picture = random_picture(&random);
        const size_t size = picture.precision <= 8 ? 1 : 2;
        encode(&encoder, &picture, &random);
        assert_false(mpr_jpeg_lossless_decode(encoder.bytes, encoder.size, picture.rows + 1, picture.columns,
                                              picture.rows + 1, size, decoded));
        assert_false(mpr_jpeg_lossless_decode(encoder.bytes, encoder.size, picture.rows, picture.columns - 1,
                                              picture.rows, size, decoded));
        assert_false(mpr_jpeg_lossless_decode(encoder.bytes, encoder.size, picture.rows, picture.columns,
                                              picture.rows, 3 - size, decoded));
    }
}

/* Whatever comes out of a damaged one, nothing is read or written beyond its place. */
static void a_damaged_codestream_should_do_no_harm(void **state)
{
    (void)state;
    uint64_t random = 4;
    static Encoder encoder;
    static uint16_t decoded[MOST_PIXELS];
    size_t refused = 0;
    for (int turn = 0; turn < 4000; turn++) {
        const Picture picture = random_picture(&random);
        encode(&encoder, &picture, &random);
        for (uint32_t faults = 1 + testing_one_of(&random, 3); faults > 0; faults--) {
            encoder.bytes[testing_one_of(&random, (uint32_t)encoder.size)] = (uint8_t)testing_random(&random);
        }
        refused += !decode_exactly(encoder.bytes, encoder.size, &picture, decoded);
    }
    assert_in_range(refused, 1000, 3999);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_picture_should_come_back),
        cmocka_unit_test(the_first_rows_should_be_those_of_the_picture),
        cmocka_unit_test(a_cut_codestream_should_be_left_to_others),
        cmocka_unit_test(missing_bytes_should_be_noticed),
        cmocka_unit_test(another_size_should_be_left_to_others),
        cmocka_unit_test(a_damaged_codestream_should_do_no_harm),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
