/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Slabs, stacks and the finer interpolations: against closed forms that leave nothing to choose. */
#include "Output/Pixels.h"
#include "Request/Plane.h"
#include "Resample/Resample.h"

#include "PhantomSource.h"
#include "Testing.h"

#include <stdio.h>
#include <string.h>

static const MprLimits limits = {1 << 24, 1000, 1000};

/* A block of 40 × 40 × 40 voxels of 1 mm whose stored values follow a rule; voxel (i, j, k) is at (i, j, k)
 * mm. */
enum { SIDE = 40 };
typedef double (*Rule)(int i, int j, int k);

typedef struct {
    MprSource source;
    MprListing listings[SIDE];
    Rule rule;
    bool is_monochrome1;
    size_t loads;
} Block;

static MprFrameHeader block_header(size_t frame)
{
    MprFrameHeader header = {
        .grid = {{0, 0, (double)frame}, {1, 0, 0}, {0, 1, 0}, 1, 1, SIDE, SIDE},
        .encoding = {.type = MPR_PIXEL_INT16, .samples = 1, .bits_stored = 16, .slope = 1},
        .family = MPR_FAMILY_CT,
        .has_grid = true,
        .thickness_mm = 1,
    };
    return header;
}

static bool describe_block(MprSource *source, size_t frame, MprFrameHeader *header, MprError *error)
{
    (void)source;
    (void)error;
    *header = block_header(frame);
    return true;
}

static bool load_block(MprSource *source, size_t frame, MprRows rows, MprFrame **loaded, MprError *error)
{
    Block *block = (Block *)source;
    MprFrame *made = mpr_allocate(1, sizeof *made, error);
    block->loads++;
    made->header = block_header(frame);
    made->header.encoding.is_monochrome1 = block->is_monochrome1;
    mpr_buffer_create(SIDE * SIDE * sizeof(int16_t), &made->pixels, error);
    for (int j = 0; j < SIDE; j++) {
        for (int i = 0; i < SIDE; i++) {
            const bool is_asked = (uint32_t)j >= rows.first && (uint32_t)j < rows.end;
            const double value = is_asked ? block->rule(i, j, (int)frame) : 32000;
            ((int16_t *)made->pixels.data)[j * SIDE + i] = (int16_t)value;
        }
    }
    *loaded = made;
    return true;
}

static MprVolume *open_block(Block *block, Rule rule)
{
    MprVolume *volume = NULL;
    MprNotes notes = {0};
    MprError error = {0};
    size_t frames[SIDE];
    const MprSubset all = {.frames = frames, .count = SIDE};
    memset(block, 0, sizeof *block);
    block->source = (MprSource){
        .count = SIDE, .listings = block->listings, .describe = describe_block, .load = load_block};
    block->rule = rule;
    for (size_t frame = 0; frame < SIDE; frame++) {
        const MprFrameHeader header = block_header(frame);
        frames[frame] = frame;
        block->listings[frame] = (MprListing){.has_grid = true,
                                              .position = header.grid.position,
                                              .across = header.grid.across,
                                              .down = header.grid.down};
    }
    const MprFrameHeader model = block_header(0);
    assert_true(mpr_lattice_describe(&block->source, &all, &model, &volume, &notes, &error));
    return volume;
}

/* A grid of 15 × 15 mm around the middle of the block, half a millimetre fine. */
static MprRequest middle_request(MprVector across, MprVector down)
{
    MprRequest request = mpr_request_default();
    request.plane = (MprPlane){.kind = MPR_PLANE_DIRECTED,
                               .across = across,
                               .down = down,
                               .anchor = MPR_ANCHOR_CENTRE,
                               .point = {20, 20, 20}};
    request.as_given = true;
    request.rows = request.columns = 31;
    request.spacing_across_mm = request.spacing_down_mm = 0.5;
    return request;
}

static MprImages *sample(Block *block, const MprVolume *volume, const MprRequest *request, MprGridSet *set)
{
    MprSampling sampling;
    MprImages *images = NULL;
    MprError error = {0};
    if (!mpr_plane_resolve(request, volume, MPR_NO_SLICE, &limits, set, &error) ||
        !mpr_plane_sampling(request, volume, set, &limits, &sampling, &error) ||
        !mpr_resample(
            &(MprResampling){volume, set->grids, set->count, &sampling, &block->source, {NULL, false}, NULL},
            &images, &error)) {
        fail_msg("%s", error.message);
    }
    return images;
}

static double ramp_rule(int i, int j, int k)
{
    (void)j;
    return 100 * (i + k);
}

static void the_mean_of_a_ramp_should_be_the_ramp_whatever_the_slab_and_its_tilt(void **state)
{
    (void)state;
    const double half = sqrt(0.5);
    const MprVector axes[3][2] = {
        {{1, 0, 0}, {0, 1, 0}}, {{0, 1, 0}, {half, 0, half}}, {{0, 1, 0}, {half, 0, -half}}};
    Block block;
    MprVolume *volume = open_block(&block, ramp_rule);
    for (int tilt = 0; tilt < 3; tilt++) {
        for (double thickness = 0.2; thickness < 12; thickness += 1.7) {
            MprRequest request = middle_request(axes[tilt][0], axes[tilt][1]);
            request.series.slab_mm = thickness;
            request.series.projection = MPR_PROJECTION_MEAN;
            MprGridSet set;
            MprImages *images = sample(&block, volume, &request, &set);
            for (uint32_t v = 0; v < 31; v++) {
                for (uint32_t u = 0; u < 31; u++) {
                    const MprVector point = mpr_grid_point(&set.grids[0], u, v);
                    assert_near(images->images[0].values[v * 31 + u], 100 * (point.x + point.z), 2e-3);
                }
            }
            mpr_images_free(images);
            mpr_free(set.grids);
        }
    }
    mpr_volume_free(volume);
}

static double plate_rule(int i, int j, int k)
{
    (void)i;
    (void)j;
    return k == 20 ? 1000 : 0;
}

/* One bright slice, seen by a slab that moves through it: it shines from the moment that its first part is in
   the slab, half a voxel before its middle, until its last part is out. */
static void a_thin_plate_should_appear_over_exactly_the_thickness_of_the_slab(void **state)
{
    (void)state;
    const double thickness = 6;
    Block block;
    MprVolume *volume = open_block(&block, plate_rule);
    for (int kind = MPR_PROJECTION_MAXIMUM; kind <= MPR_PROJECTION_MINIMUM; kind++) {
        double shown = 0;
        for (double offset = -8; offset <= 8; offset += 0.05) {
            MprRequest request = middle_request((MprVector){1, 0, 0}, (MprVector){0, 1, 0});
            request.offset_mm = offset;
            request.series.slab_mm = thickness;
            request.series.projection = (MprProjection)kind;
            MprGridSet set;
            MprImages *images = sample(&block, volume, &request, &set);
            const double value = images->images[0].values[15 * 31 + 15];
            /* planes of the slab are at most half a voxel apart, so the peak of the plate is met within a
             * quarter */
            shown += value >= 500 ? 0.05 : 0;
            mpr_images_free(images);
            mpr_free(set.grids);
        }
        if (kind == MPR_PROJECTION_MAXIMUM) {
            assert_near(shown, thickness + 1 - 0.5,
                        0.06); /* the plate's own half maximum width, less half a step at each end */
        } else {
            assert_near(shown, 0, 0);
        }
    }
    mpr_volume_free(volume);
}

static void a_slab_below_one_step_should_be_the_thin_slice(void **state)
{
    (void)state;
    const MprPhantom phantom = mpr_phantom_default(false, true, 16);
    PhantomSource source;
    MprFrameHeader model;
    MprVolume *volume = NULL;
    MprNotes notes = {0};
    MprError error = {0};
    phantom_source_open(&source, &phantom);
    assert_true(source.source.describe(&source.source, 0, &model, &error));
    assert_true(
        mpr_lattice_describe(&source.source, phantom_source_all(&source), &model, &volume, &notes, &error));
    MprRequest request = mpr_request_default();
    request.plane.kind = MPR_PLANE_NORMAL;
    request.plane.normal = mpr_vector_unit((MprVector){0.3, 0.4, 0.9});
    MprImages *images[2];
    MprGridSet sets[2];
    for (int slab = 0; slab < 2; slab++) {
        MprSampling sampling;
        request.series.slab_mm = slab == 1 ? 0.4 : 0;
        request.series.projection = slab == 1 ? MPR_PROJECTION_MAXIMUM : MPR_PROJECTION_NONE;
        assert_true(mpr_plane_resolve(&request, volume, MPR_NO_SLICE, &limits, &sets[slab], &error));
        assert_true(mpr_plane_sampling(&request, volume, &sets[slab], &limits, &sampling, &error));
        assert_true(mpr_resample(
            &(MprResampling){volume, sets[slab].grids, 1, &sampling, &source.source, {NULL, false}, NULL},
            &images[slab], &error));
    }
    const size_t pixels = (size_t)sets[0].grids[0].rows * sets[0].grids[0].columns;
    assert_memory_equal(images[0]->images[0].values, images[1]->images[0].values, pixels * sizeof(float));
    for (int slab = 0; slab < 2; slab++) {
        mpr_images_free(images[slab]);
        mpr_free(sets[slab].grids);
    }
    mpr_volume_free(volume);
    phantom_source_close(&source);
}

/* Maximum is the largest value, whether it is shown bright or, as MONOCHROME1, dark. */
static void a_projection_should_compare_values_not_brightness(void **state)
{
    (void)state;
    Block block;
    MprVolume *volume = open_block(&block, plate_rule);
    for (int inverted = 0; inverted < 2; inverted++) {
        MprRequest request = middle_request((MprVector){1, 0, 0}, (MprVector){0, 1, 0});
        request.series.slab_mm = 6;
        request.series.projection = MPR_PROJECTION_MAXIMUM;
        block.is_monochrome1 = inverted == 1;
        MprGridSet set;
        MprImages *images = sample(&block, volume, &request, &set);
        assert_near(images->images[0].values[15 * 31 + 15], 750, 1e-3); /* the sample nearest to the plate */
        assert_int_equal(images->images[0].encoding.is_monochrome1, inverted);
        mpr_images_free(images);
        mpr_free(set.grids);
    }
    mpr_volume_free(volume);
}

static double parabola_rule(int i, int j, int k)
{
    return (i - 20) * (i - 20) + 2 * (j - 20) * (k - 20);
}

/* Catmull-Rom gives back parabolas exactly; linear interpolation does not. */
static void cubic_should_be_exact_on_parabolas(void **state)
{
    (void)state;
    Block block;
    MprVolume *volume = open_block(&block, parabola_rule);
    MprRequest request = middle_request((MprVector){0.8, 0, 0.6}, (MprVector){0, 1, 0});
    double worst[4] = {0};
    for (int way = MPR_NEAREST; way <= MPR_LANCZOS; way++) {
        MprGridSet set;
        request.interpolation = (MprInterpolation)way;
        MprImages *images = sample(&block, volume, &request, &set);
        for (uint32_t v = 0; v < 31; v++) {
            for (uint32_t u = 0; u < 31; u++) {
                const MprVector p = mpr_grid_point(&set.grids[0], u, v);
                const double truth = (p.x - 20) * (p.x - 20) + 2 * (p.y - 20) * (p.z - 20);
                worst[way] = fmax(worst[way], fabs(images->images[0].values[v * 31 + u] - truth));
            }
        }
        mpr_images_free(images);
        mpr_free(set.grids);
    }
    assert_near(worst[MPR_CUBIC], 0, 1e-3);
    assert_true(worst[MPR_LINEAR] > 0.2);
    assert_true(worst[MPR_LINEAR] < worst[MPR_NEAREST]);
    mpr_volume_free(volume);
}

/* rms of the difference to the closed form over oblique planes of the phantom, where nothing is cut off. */
static double error_of(PhantomSource *source, const MprVolume *volume, MprInterpolation interpolation)
{
    MprError error = {0};
    uint64_t random = 11;
    double sum = 0;
    size_t count = 0;
    for (int plane = 0; plane < 3; plane++) {
        MprSampling sampling;
        MprGridSet set;
        MprImages *images = NULL;
        MprRequest request = mpr_request_default();
        request.plane.kind = MPR_PLANE_NORMAL;
        request.plane.normal = testing_random_direction(&random);
        request.interpolation = interpolation;
        request.field_across_mm = request.field_down_mm = 80;
        assert_true(mpr_plane_resolve(&request, volume, MPR_NO_SLICE, &limits, &set, &error));
        assert_true(mpr_plane_sampling(&request, volume, &set, &limits, &sampling, &error));
        assert_true(mpr_resample(
            &(MprResampling){volume, set.grids, 1, &sampling, &source->source, {NULL, false}, NULL}, &images,
            &error));
        for (uint32_t v = 0; v < set.grids[0].rows; v++) {
            for (uint32_t u = 0; u < set.grids[0].columns; u++) {
                const MprVector p = mpr_grid_point(&set.grids[0], u, v);
                const double at[3] = {p.x, p.y, p.z};
                const double difference = images->images[0].values[v * set.grids[0].columns + u] -
                                          mpr_phantom_value(&source->phantom, at);
                sum += difference * difference;
                count++;
            }
        }
        mpr_images_free(images);
        mpr_free(set.grids);
    }
    return sqrt(sum / (double)count);
}

static MprPhantom fine_phantom(bool is_uneven)
{
    MprPhantom phantom = mpr_phantom_default(false, true, 16);
    phantom.columns = 160;
    phantom.rows = 150;
    phantom.slices = 90;
    phantom.spacing_across_mm = 0.9;
    phantom.spacing_down_mm = 0.95;
    phantom.step_mm = 1.5;
    phantom.is_uneven = is_uneven;
    return phantom;
}

static void finer_interpolation_should_be_nearer_to_the_truth(void **state)
{
    (void)state;
    for (int uneven = 0; uneven < 2; uneven++) {
        const MprPhantom phantom = fine_phantom(uneven == 1);
        PhantomSource source;
        MprFrameHeader model;
        MprVolume *volume = NULL;
        MprNotes notes = {0};
        MprError error = {0};
        double rms[4];
        phantom_source_open(&source, &phantom);
        assert_true(source.source.describe(&source.source, 0, &model, &error));
        assert_true(mpr_lattice_describe(&source.source, phantom_source_all(&source), &model, &volume, &notes,
                                         &error));
        for (int way = MPR_NEAREST; way <= MPR_LANCZOS; way++) {
            rms[way] = error_of(&source, volume, (MprInterpolation)way);
        }
        print_message(
            "rms from the closed form, %s steps: nearest %.3f, linear %.3f, cubic %.3f, Lanczos %.3f\n",
            uneven == 1 ? "uneven" : "even", rms[MPR_NEAREST], rms[MPR_LINEAR], rms[MPR_CUBIC],
            rms[MPR_LANCZOS]);
        assert_true(rms[MPR_LINEAR] < 0.5 * rms[MPR_NEAREST]);
        assert_true(rms[MPR_CUBIC] < 0.6 * rms[MPR_LINEAR]);
        assert_true(rms[MPR_LANCZOS] < 0.8 * rms[MPR_LINEAR]);
        mpr_volume_free(volume);
        phantom_source_close(&source);
    }
}

static void a_stack_should_read_every_slice_once_and_equal_its_single_images(void **state)
{
    (void)state;
    Block block;
    MprVolume *volume = open_block(&block, ramp_rule);
    MprRequest request = middle_request((MprVector){0.8, 0, 0.6}, (MprVector){0, 1, 0});
    request.series.kind = MPR_STACK;
    request.series.count = 9;
    request.series.first_mm = -4;
    request.series.spacing_mm = 1;
    MprGridSet set;
    MprImages *images = sample(&block, volume, &request, &set);
    assert_int_equal(images->count, 9);
    assert_int_equal(block.loads, images->read);
    assert_true(block.loads <= SIDE);
    for (int image = 0; image < 9; image++) {
        MprRequest single = middle_request((MprVector){0.8, 0, 0.6}, (MprVector){0, 1, 0});
        MprGridSet one;
        single.offset_mm = -4 + image;
        MprImages *alone = sample(&block, volume, &single, &one);
        assert_near(mpr_grid_distance_mm(&one.grids[0], &set.grids[image]), 0, 1e-9);
        for (size_t pixel = 0; pixel < 31 * 31; pixel++) {
            assert_near(images->images[image].values[pixel], alone->images[0].values[pixel], 1e-2);
        }
        mpr_images_free(alone);
        mpr_free(one.grids);
    }
    mpr_images_free(images);
    mpr_free(set.grids);
    mpr_volume_free(volume);
}

typedef struct {
    MprStop stop;
    double share;
} Half;

static void stop_at_half(void *self, double share)
{
    Half *half = self;
    half->share = share;
    if (share >= 0.5) {
        mpr_stop_ask(&half->stop, MPR_STOP_CANCELLED);
    }
}

static void cancelling_should_act_within_one_slice(void **state)
{
    (void)state;
    Block block;
    MprVolume *volume = open_block(&block, ramp_rule);
    const MprRequest request = middle_request((MprVector){1, 0, 0}, (MprVector){0, 0, 1});
    MprRequest whole = request;
    MprGridSet set;
    MprSampling sampling;
    MprImages *images = NULL;
    MprError error = {0};
    Half half = {0};
    const MprProgress progress = {&half, stop_at_half};
    whole.rows = whole.columns = 0;
    assert_true(mpr_plane_resolve(&whole, volume, MPR_NO_SLICE, &limits, &set, &error));
    assert_true(mpr_plane_sampling(&whole, volume, &set, &limits, &sampling, &error));
    assert_null(mpr_stop_enter(&half.stop));
    assert_false(mpr_resample(
        &(MprResampling){volume, set.grids, 1, &sampling, &block.source, {NULL, false}, &progress}, &images,
        &error));
    assert_int_equal(error.status, MPR_CANCELLED);
    assert_ptr_equal(mpr_stop_enter(NULL), &half.stop);
    assert_true(half.share >= 0.5 && half.share < 0.5 + 1.5 / SIDE);
    assert_true(block.loads <= SIDE / 2 + 2);
    mpr_free(set.grids);
    mpr_volume_free(volume);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_mean_of_a_ramp_should_be_the_ramp_whatever_the_slab_and_its_tilt),
        cmocka_unit_test(a_thin_plate_should_appear_over_exactly_the_thickness_of_the_slab),
        cmocka_unit_test(a_projection_should_compare_values_not_brightness),
        cmocka_unit_test(a_slab_below_one_step_should_be_the_thin_slice),
        cmocka_unit_test(cubic_should_be_exact_on_parabolas),
        cmocka_unit_test(finer_interpolation_should_be_nearer_to_the_truth),
        cmocka_unit_test(a_stack_should_read_every_slice_once_and_equal_its_single_images),
        cmocka_unit_test(cancelling_should_act_within_one_slice),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
