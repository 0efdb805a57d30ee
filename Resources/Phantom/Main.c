/* SPDX-License-Identifier: GPL-3.0-or-later */
/* mpr-phantom: writes a phantom as a DICOM series, or says what its value is at a point. */
#include "Options.h"
#include "Series.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static const char usage[] =
    "mpr-phantom --out FOLDER [--truth FILE] [options]   write a series of DICOM files\n"
    "mpr-phantom --value x,y,z [options]                 print the value at a point (LPS, mm)\n"
    "mpr-phantom --values [options]                      the same for each line \"x,y,z\" of the input\n"
    "\n"
    "  --modality CT|MR          default CT\n"
    "  --columns N --rows N --slices N                   default 96 80 48\n"
    "  --spacing-across MM --spacing-down MM --step MM   default 1.5 1.7 2.9\n"
    "  --centre x,y,z            of the stack\n"
    "  --oblique a,b,c           turn the stack about x, then y, then z (degrees)\n"
    "  --tilt DEGREES            gantry tilt: the images are turned, the steps are not\n"
    "  --cylinder TILT,AZIMUTH   axis of the cylinder (degrees), default 25,40\n"
    "  --gap INDEX --gap-slices N   slices that are missing: the first one (from 0), how many (1)\n"
    "  --uneven                  steps vary by up to 30 %\n"
    "  --reversed, --shuffled    how InstanceNumber runs along the stack\n"
    "  --signed, --unsigned      default: CT signed, MR unsigned\n"
    "  --bits N                  BitsStored, 8 to 16, default 16; 8 are stored in one byte\n"
    "  --slope FIRST[,STEP]      rescale slope of the first slice, and its growth from slice to slice\n"
    "  --intercept FIRST[,STEP]  the same of the intercept\n"
    "  --padding VALUE           stored outside an ellipse, and written as PixelPaddingValue\n"
    "  --background VALUE --unit VALUE   output value = background + unit * density\n"
    "  --noise DEVIATION         of the values of voxels: a real series compresses as badly\n"
    "  --seed N                  of the uneven steps, the shuffle, the noise and the identifiers\n"
    "  --patient-name TEXT --patient-id TEXT --study TEXT\n"
    "  --series-number N --series-description TEXT\n";

static MprPhantom phantom;
static PhantomLabels labels = {.patient_name = "Phantom^Known Truth",
                               .patient_id = "PHANTOM",
                               .study = "1",
                               .series_description = "Phantom"};
static const char *folder, *truth, *modality, *point;
static bool reads_points, has_gap, has_sign;
static uint32_t series_number = 1;
static double padding;

static const Option options[] = {
    {"--out", OPTION_TEXT, &folder, 0, 0, NULL},
    {"--truth", OPTION_TEXT, &truth, 0, 0, NULL},
    {"--value", OPTION_TEXT, &point, 0, 0, NULL},
    {"--values", OPTION_ON, &reads_points, 0, 0, NULL},
    {"--modality", OPTION_TEXT, &modality, 0, 0, NULL},
    {"--columns", OPTION_COUNT, &phantom.columns, 1, PHANTOM_LARGEST_SIDE, NULL},
    {"--rows", OPTION_COUNT, &phantom.rows, 1, PHANTOM_LARGEST_SIDE, NULL},
    {"--slices", OPTION_COUNT, &phantom.slices, 1, 9999, NULL},
    {"--spacing-across", OPTION_NUMBERS, &phantom.spacing_across_mm, 1, 1, NULL},
    {"--spacing-down", OPTION_NUMBERS, &phantom.spacing_down_mm, 1, 1, NULL},
    {"--step", OPTION_NUMBERS, &phantom.step_mm, 1, 1, NULL},
    {"--centre", OPTION_NUMBERS, phantom.centre_mm, 3, 3, NULL},
    {"--oblique", OPTION_NUMBERS, phantom.oblique_deg, 3, 3, NULL},
    {"--tilt", OPTION_NUMBERS, &phantom.tilt_deg, 1, 1, NULL},
    {"--cylinder", OPTION_NUMBERS, phantom.cylinder_deg, 2, 2, NULL},
    {"--gap", OPTION_COUNT, &phantom.gap_first, 0, 9998, &has_gap},
    {"--gap-slices", OPTION_COUNT, &phantom.gap_count, 1, 9998, NULL},
    {"--uneven", OPTION_ON, &phantom.is_uneven, 0, 0, NULL},
    {"--reversed", OPTION_ON, &phantom.is_reversed, 0, 0, NULL},
    {"--shuffled", OPTION_ON, &phantom.is_shuffled, 0, 0, NULL},
    {"--signed", OPTION_ON, &phantom.is_signed, 0, 0, &has_sign},
    {"--unsigned", OPTION_OFF, &phantom.is_signed, 0, 0, &has_sign},
    {"--bits", OPTION_COUNT, &phantom.bits, 8, 16, NULL},
    {"--slope", OPTION_NUMBERS, phantom.slope, 1, 2, NULL},
    {"--intercept", OPTION_NUMBERS, phantom.intercept, 1, 2, NULL},
    {"--padding", OPTION_NUMBERS, &padding, 1, 1, &phantom.has_padding},
    {"--background", OPTION_NUMBERS, &phantom.background, 1, 1, NULL},
    {"--unit", OPTION_NUMBERS, &phantom.unit, 1, 1, NULL},
    {"--noise", OPTION_NUMBERS, &phantom.noise, 1, 1, NULL},
    {"--seed", OPTION_COUNT, &phantom.seed, 0, 1000000, NULL},
    {"--patient-name", OPTION_TEXT, &labels.patient_name, 0, 0, NULL},
    {"--patient-id", OPTION_TEXT, &labels.patient_id, 0, 0, NULL},
    {"--study", OPTION_TEXT, &labels.study, 0, 0, NULL},
    {"--series-number", OPTION_COUNT, &series_number, 0, 1000000, NULL},
    {"--series-description", OPTION_TEXT, &labels.series_description, 0, 0, NULL},
};
enum { OPTION_TABLE_SIZE = sizeof options / sizeof options[0] };

/* The words are read twice: modality, sign and bits decide what the other options default to. */
static bool parse_words(int count, char **words)
{
    modality = "CT";
    phantom = mpr_phantom_default(false, true, 16);
    if (!options_parse(count, words, options, OPTION_TABLE_SIZE)) {
        return false;
    }
    const bool is_mr = strcmp(modality, "MR") == 0;
    if (!is_mr && strcmp(modality, "CT") != 0) {
        fprintf(stderr, "--modality is CT or MR\n");
        return false;
    }
    phantom = mpr_phantom_default(is_mr, has_sign ? phantom.is_signed : !is_mr, phantom.bits);
    options_parse(count, words, options, OPTION_TABLE_SIZE);
    if (!has_gap) {
        phantom.gap_count = 0;
    } else if (phantom.gap_count == 0) {
        phantom.gap_count = 1;
    }
    phantom.padding = (int32_t)padding;
    labels.series_number = (int)series_number;
    return true;
}

static bool is_possible(void)
{
    const bool has_slices = phantom.gap_count < phantom.slices && phantom.gap_first <= phantom.slices;
    const bool has_extent =
        phantom.spacing_across_mm > 0 && phantom.spacing_down_mm > 0 && phantom.step_mm > 0;
    if (!has_slices || !has_extent) {
        fprintf(stderr, "%s\n", has_slices ? "spacings and steps must be more than 0" : "no slice is left");
    }
    return has_slices && has_extent;
}

static bool print_value(const char *text)
{
    double patient_mm[3];
    if (!options_parse_numbers(text, 3, 3, patient_mm)) {
        fprintf(stderr, "a point is x,y,z\n");
        return false;
    }
    printf("%.17g\n", mpr_phantom_value(&phantom, patient_mm));
    return true;
}

static bool print_values(FILE *points)
{
    char line[256];
    while (fgets(line, sizeof line, points) != NULL) {
        line[strcspn(line, "\r\n")] = '\0';
        if (!print_value(line)) {
            return false;
        }
    }
    return true;
}

static bool write_truth(void)
{
    FILE *const file = fopen(truth, "w");
    if (file == NULL) {
        perror(truth);
        return false;
    }
    phantom_truth_write(&phantom, file);
    return fclose(file) == 0;
}

static bool write_series(void)
{
    if (mkdir(folder, 0777) != 0 && errno != EEXIST) {
        perror(folder);
        return false;
    }
    return phantom_series_write(&phantom, &labels, folder);
}

int main(int count, char **words)
{
    if (!parse_words(count, words) || !is_possible()) {
        return EXIT_FAILURE;
    }
    if (folder == NULL && truth == NULL && point == NULL && !reads_points) {
        fputs(usage, stderr);
        return EXIT_FAILURE;
    }
    const bool is_done = (truth == NULL || write_truth()) && (folder == NULL || write_series()) &&
                         (point == NULL || print_value(point)) && (!reads_points || print_values(stdin));
    return is_done ? EXIT_SUCCESS : EXIT_FAILURE;
}
