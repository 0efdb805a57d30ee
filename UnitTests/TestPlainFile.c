/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files that need no worker, against the worker: what is found in one without it is what the worker finds,
 * byte by byte; and of thousands of damaged files, too. */
#include "PlainBase.h"

#include "Dicom/Elements.h"
#include "Dicom/PlainFile.h"
#include "Workers/Pool.h"

#include <string.h>

enum { MUTANTS_OF_A_FILE = 2500, WRITTEN = 8, DATASET = 128 };

/* --- the worker's word --------------------------------------------------------------------------------- */

static void ask_worker(const DicomBytes *file, MprReply *report, MprBuffer *attributes)
{
    MprWorker *worker = NULL;
    MprError error = {0};
    size_t arena_size = 0;
    const MprCommand task = {.kind = MPR_COMMAND_LOAD, .input_size = file->size, .given_size = file->size};
    assert_true(mpr_pool_take(sample_pool(), &worker, &error));
    unsigned char *arena = mpr_worker_arena(worker, &arena_size);
    assert_true(file->size <= arena_size);
    memcpy(arena, file->data, file->size);
    if (!mpr_worker_ask(sample_pool(), worker, &task, report, &error)) {
        fail_msg("plain, but the worker says: %s", error.message);
    }
    assert_true(
        mpr_buffer_copy(arena + report->attributes.offset, report->attributes.size, attributes, &error));
    mpr_pool_release(sample_pool(), worker);
}

static void assert_same_encoding(const MprEncoding *one, const MprEncoding *other)
{
    assert_int_equal(one->type, other->type);
    assert_int_equal(one->samples, other->samples);
    assert_int_equal(one->bits_stored, other->bits_stored);
    assert_int_equal(one->is_monochrome1, other->is_monochrome1);
    assert_true(one->slope == other->slope && one->intercept == other->intercept);
    assert_int_equal(one->has_padding, other->has_padding);
    assert_int_equal(one->padding_low, other->padding_low);
    assert_int_equal(one->padding_high, other->padding_high);
}

static void assert_same_header(const MprFrameHeader *one, const MprFrameHeader *other)
{
    assert_memory_equal(&one->grid, &other->grid, sizeof one->grid);
    assert_same_encoding(&one->encoding, &other->encoding);
    assert_int_equal(one->family, other->family);
    assert_int_equal(one->has_grid, other->has_grid);
    assert_true(one->thickness_mm == other->thickness_mm);
    assert_true(one->window_center == other->window_center && one->window_width == other->window_width);
    const size_t texts = offsetof(MprFrameHeader, modality);
    const size_t end = offsetof(MprFrameHeader, volume_key) + sizeof one->volume_key;
    assert_memory_equal((const char *)one + texts, (const char *)other + texts, end - texts);
}

static void assert_as_the_worker(const DicomBytes *file, const MprPlainFile *plain)
{
    MprReply report = {0};
    MprBuffer theirs = {0};
    MprBuffer ours = {0};
    MprError error = {0};
    ask_worker(file, &report, &theirs);
    assert_same_header(&plain->header, &report.header);
    assert_int_equal(report.is_in_input, 1);
    assert_int_equal(plain->pixels_offset, report.output.offset);
    assert_int_equal(plain->pixels_size, report.output.size);
    assert_int_equal(plain->high_bit, report.high_bit);
    assert_true(mpr_plain_file_attributes(plain, &ours, &error));
    assert_int_equal(ours.size, theirs.size);
    assert_memory_equal(ours.data, theirs.data, ours.size);
    mpr_buffer_release(&ours);
    mpr_buffer_release(&theirs);
}

/* What the writer takes over from a file that no worker has seen is no danger to it. */
static void assert_writable(const DicomBytes *file, const MprPlainFile *plain)
{
    MprBuffer attributes = {0};
    MprBuffer written = {0};
    MprError error = {0};
    MprDerivation derivation = {.grid = plain->header.grid,
                                .encoding = plain->header.encoding,
                                .family = plain->header.family,
                                .thickness_mm = 1.0,
                                .sop_instance_uid = "2.25.1",
                                .series_instance_uid = "2.25.2",
                                .derivation_description = "MPR",
                                .instance_number = 1,
                                .image_count = 1};
    const MprBuffer pixels = {.data = file->data + plain->pixels_offset, .size = plain->pixels_size};
    assert_true(mpr_plain_file_attributes(plain, &attributes, &error));
    const MprBuffer *const sources[] = {&attributes, &attributes};
    if (!mpr_dicom_write(sample_pool(), &derivation, NULL, sources, 2, &pixels, &written, &error)) {
        fail_msg("plain, but the writer says: %s", error.message);
    }
    mpr_buffer_release(&written);
    mpr_buffer_release(&attributes);
}

/* In memory of exactly its size, so that a sanitizer sees the first byte behind it. */
static bool is_plain(const DicomBytes *file, size_t given, bool writes)
{
    MprPlainFile plain;
    unsigned char *exact = malloc(given + (given == 0));
    assert_non_null(exact);
    memcpy(exact, file->data, given);
    const bool is = mpr_plain_file_read(exact, given, file->size, &plain);
    if (is) {
        assert_as_the_worker(file, &plain);
        if (writes) {
            assert_writable(file, &plain);
        }
    }
    free(exact);
    return is;
}

/* --- files as they should be --------------------------------------------------------------------------- */

static void plain_files_are_what_the_worker_makes_of_them(void **state)
{
    (void)state;
    for (size_t index = 0; index < plain_base_count(); index++) {
        DicomBytes file = plain_base(index);
        if (!is_plain(&file, file.size, true)) {
            fail_msg("file %zu is not plain", index);
        }
        free(file.data);
    }
}

static void other_files_are_left_to_the_worker(void **state)
{
    (void)state;
    for (size_t index = 0; index < odd_base_count(); index++) {
        DicomBytes file = odd_base(index);
        if (is_plain(&file, file.size, true)) {
            fail_msg("odd file %zu is plain", index);
        }
        free(file.data);
    }
}

/* Up to the pixels it is not; from there on it is. */
static void a_part_of_a_file_is_enough_when_it_has_the_header(void **state)
{
    (void)state;
    for (size_t index = 0; index < plain_base_count(); index++) {
        DicomBytes file = plain_base(index);
        MprPlainFile plain;
        assert_true(mpr_plain_file_read(file.data, file.size, file.size, &plain));
        for (size_t given = 0; given < plain.pixels_offset; given++) {
            MprPlainFile part;
            assert_false(mpr_plain_file_read(file.data, given, file.size, &part));
        }
        assert_true(is_plain(&file, plain.pixels_offset, true));
        assert_true(is_plain(&file, plain.pixels_offset + 1, true));
        file.size -= 2; /* the pixels end too early */
        assert_false(is_plain(&file, plain.pixels_offset, true));
        free(file.data);
    }
}

static bool is_native(const char *syntax)
{
    DicomSample sample = sample_mr(1);
    sample.syntax = syntax;
    DicomBytes file = sample_file(&sample);
    const bool is = mpr_plain_file_is_native(file.data, file.size);
    assert_true(mpr_plain_file_is_native(file.data, 140)); /* nobody knows */
    sample_free(&sample);
    free(file.data);
    return is;
}

static void compressed_pixels_are_not_looked_for(void **state)
{
    (void)state;
    assert_true(is_native("1.2.840.10008.1.2"));
    assert_true(is_native("1.2.840.10008.1.2.1"));
    assert_true(is_native("1.2.840.10008.1.2.2"));
    assert_false(is_native("1.2.840.10008.1.2.1.99"));
    assert_false(is_native("1.2.840.10008.1.2.4.80"));
    assert_false(is_native("1.2.840.10008.1.2.5"));
}

/* --- damaged files ------------------------------------------------------------------------------------- */

static size_t below(uint64_t *random, size_t limit)
{
    return (size_t)(testing_random(random) % limit);
}

/* Where the elements of the dataset begin, and the pixels' element at last. */
static size_t find_elements(const DicomBytes *file, size_t *starts, size_t capacity)
{
    MprPlainFile plain;
    size_t count = 0;
    MprElement element;
    assert_true(mpr_plain_file_read(file->data, file->size, file->size, &plain));
    MprElements elements = mpr_elements_of(plain.dataset, plain.dataset_size);
    while (count + 1 < capacity && mpr_elements_next(&elements, &element) == MPR_ELEMENTS_ELEMENT) {
        starts[count++] = (size_t)(element.start - file->data);
    }
    starts[count++] = (size_t)(elements.at - file->data);
    return count;
}

static void put_random_vr(DicomBytes *file, size_t start, uint64_t *random)
{
    static const char *const vrs[] = {"AE", "CS", "DA", "DS", "FD", "IS", "LO", "OB", "OW", "PN",
                                      "SH", "SQ", "SS", "UI", "UL", "UN", "US", "UT", "ZZ", "OV"};
    memcpy(file->data + start + 4, vrs[below(random, sizeof vrs / sizeof vrs[0])], 2);
}

static void put_random_length(DicomBytes *file, size_t start, uint64_t *random)
{
    static const uint16_t lengths[] = {0, 1, 2, 4, 6, 8, 10, 13, 16, 64, 255, 256, 0xFFFE, 0xFFFF};
    const uint16_t length = lengths[below(random, sizeof lengths / sizeof lengths[0])];
    memcpy(file->data + start + 6 + 2 * below(random, 3), &length, sizeof length);
}

static void swap_elements(DicomBytes *file, const size_t *starts, size_t first)
{
    const size_t size = starts[first + 1] - starts[first];
    unsigned char *copy = malloc(size);
    const size_t other = starts[first + 2] - starts[first + 1];
    memcpy(copy, file->data + starts[first], size);
    memmove(file->data + starts[first], file->data + starts[first + 1], other);
    memcpy(file->data + starts[first] + other, copy, size);
    free(copy);
}

/* Without bytes from start to end, or with them twice. */
static void remove_bytes(DicomBytes *file, size_t start, size_t end)
{
    memmove(file->data + start, file->data + end, file->size - end);
    file->size -= end - start;
}

static void repeat_bytes(DicomBytes *file, size_t start, size_t end)
{
    DicomBytes longer = {0};
    dicom_bytes_raw(&longer, file->data, end);
    dicom_bytes_raw(&longer, file->data + start, file->size - start);
    free(file->data);
    *file = longer;
}

static void damage_bytes(DicomBytes *file, size_t header, uint64_t *random)
{
    if (header <= DATASET) {
        return; /* cut off before */
    }
    const size_t at = DATASET + below(random, header - DATASET);
    switch (below(random, 4)) {
    case 0:
        file->data[at] ^= (unsigned char)(1u << below(random, 8));
        break;
    case 1:
        file->data[at] = (unsigned char)testing_random(random);
        break;
    case 2:
        file->data[at] = (unsigned char)(" 0123456789.\\-E"[below(random, 15)]);
        break;
    default:
        file->size = below(random, 8) == 0 ? at : file->size;
        break;
    }
}

static void damage_elements(DicomBytes *file, const size_t *starts, size_t count, uint64_t *random)
{
    const size_t chosen = below(random, count - 2);
    switch (below(random, 5)) {
    case 0:
        put_random_vr(file, starts[chosen], random);
        break;
    case 1:
        put_random_length(file, starts[chosen], random);
        break;
    case 2:
        swap_elements(file, starts, chosen);
        break;
    case 3:
        remove_bytes(file, starts[chosen], starts[chosen + 1]);
        break;
    default:
        repeat_bytes(file, starts[chosen], starts[chosen + 1]);
        break;
    }
}

static DicomBytes copy_of(const DicomBytes *file)
{
    DicomBytes copy = {0};
    dicom_bytes_raw(&copy, file->data, file->size);
    return copy;
}

/* How many of the mutants of a file are plain all the same. */
static size_t try_mutants(const DicomBytes *file, uint64_t *random)
{
    size_t starts[256];
    size_t plain = 0;
    const size_t count = find_elements(file, starts, 256);
    for (size_t index = 0; index < MUTANTS_OF_A_FILE; index++) {
        DicomBytes mutant = copy_of(file);
        if (below(random, 3) == 0) {
            damage_elements(&mutant, starts, count, random);
        } else {
            damage_bytes(&mutant, starts[count - 1] + 12, random);
            damage_bytes(&mutant, starts[count - 1] < mutant.size ? starts[count - 1] : mutant.size, random);
        }
        plain += is_plain(&mutant, mutant.size, index % WRITTEN == 0) ? 1 : 0;
        free(mutant.data);
    }
    return plain;
}

static void mutants_are_what_the_worker_makes_of_them_or_not_plain(void **state)
{
    (void)state;
    uint64_t random = 20240101;
    size_t plain = 0;
    const size_t made = plain_base_count() * MUTANTS_OF_A_FILE;
    for (size_t index = 0; index < plain_base_count(); index++) {
        DicomBytes file = plain_base(index);
        plain += try_mutants(&file, &random);
        free(file.data);
    }
    print_message("%zu of %zu mutants are plain\n", plain, made);
    assert_true(plain > made / 5 && plain < made / 5 * 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plain_files_are_what_the_worker_makes_of_them),
        cmocka_unit_test(other_files_are_left_to_the_worker),
        cmocka_unit_test(a_part_of_a_file_is_enough_when_it_has_the_header),
        cmocka_unit_test(compressed_pixels_are_not_looked_for),
        cmocka_unit_test(mutants_are_what_the_worker_makes_of_them_or_not_plain),
    };
    return cmocka_run_group_tests(tests, sample_create_pool, sample_free_pool);
}
