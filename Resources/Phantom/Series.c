/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The datasets of a phantom series: CT Image IOD (PS3.3 A.3) and MR Image IOD (PS3.3 A.4). */
#include "Series.h"

#include "DicomFile.h"

#include <string.h>

enum { PATH_SIZE = 4096 };

typedef struct {
    char study[DICOM_UID_SIZE], frame_of_reference[DICOM_UID_SIZE], series[DICOM_UID_SIZE];
} Uids;

/* All that the content follows from, as one text. */
static void series_key(const MprPhantom *p, const PhantomLabels *labels, char *key, size_t size)
{
    snprintf(key, size,
             "%s|%s|%s|%d|%d|%u %u %u|%.17g %.17g %.17g|%.17g %.17g %.17g|%.17g %.17g %.17g|%.17g|%.17g "
             "%.17g|%u %u|%d%d%d%d|%u|%.17g %.17g %.17g %.17g|%d %d|%.17g %.17g|%u",
             labels->patient_id, labels->patient_name, labels->study, labels->series_number, p->is_mr,
             p->columns, p->rows, p->slices, p->spacing_across_mm, p->spacing_down_mm, p->step_mm,
             p->centre_mm[0], p->centre_mm[1], p->centre_mm[2], p->oblique_deg[0], p->oblique_deg[1],
             p->oblique_deg[2], p->tilt_deg, p->cylinder_deg[0], p->cylinder_deg[1], p->gap_first,
             p->gap_count, p->is_uneven, p->is_reversed, p->is_shuffled, p->is_signed, p->bits, p->slope[0],
             p->slope[1], p->intercept[0], p->intercept[1], p->has_padding, p->padding, p->background,
             p->unit, p->seed);
    if (p->noise > 0) {
        const size_t length = strlen(key);
        snprintf(key + length, size - length, "|noise %.17g", p->noise);
    }
}

static void derive_uids(const MprPhantom *phantom, const PhantomLabels *labels, Uids *uids)
{
    char key[2048];
    snprintf(key, sizeof key, "study|%s|%s|%s", labels->patient_id, labels->patient_name, labels->study);
    dicom_uid(key, uids->study);
    snprintf(key, sizeof key, "frame|%s|%s|%s", labels->patient_id, labels->patient_name, labels->study);
    dicom_uid(key, uids->frame_of_reference);
    series_key(phantom, labels, key, sizeof key);
    dicom_uid(key, uids->series);
}

/* Patient and study: what every series of the study repeats. */
static void write_study(FILE *file, const PhantomLabels *labels)
{
    dicom_text(file, 0x00100010, "PN", labels->patient_name);
    dicom_text(file, 0x00100020, "LO", labels->patient_id);
    dicom_text(file, 0x00100030, "DA", "19700131");
    dicom_text(file, 0x00100040, "CS", "O");
    dicom_text(file, 0x00101010, "AS", "054Y");
    dicom_text(file, 0x00101030, "DS", "72.5");
}

static void write_identification(FILE *file, const MprPhantom *phantom, const MprPhantomSlice *slice,
                                 const PhantomLabels *labels, const char *sop_class, const char *sop)
{
    char time[14];
    snprintf(time, sizeof time, "%06u", 101500 + slice->number % 60);
    dicom_text(file, 0x00080005, "CS", "ISO_IR 100");
    dicom_text(file, 0x00080008, "CS",
               phantom->is_mr ? "ORIGINAL\\PRIMARY\\OTHER\\M\\SE" : "ORIGINAL\\PRIMARY\\AXIAL");
    dicom_text(file, 0x00080016, "UI", sop_class);
    dicom_text(file, 0x00080018, "UI", sop);
    for (DicomTag tag = 0x00080020; tag <= 0x00080023; tag++) {
        dicom_text(file, tag, "DA", "20240131");
    }
    dicom_text(file, 0x00080030, "TM", "101400");
    dicom_text(file, 0x00080031, "TM", "101430");
    dicom_text(file, 0x00080032, "TM", time);
    dicom_text(file, 0x00080033, "TM", time);
    dicom_text(file, 0x00080050, "SH", "MPR-1");
    dicom_text(file, 0x00080060, "CS", phantom->is_mr ? "MR" : "CT");
    dicom_text(file, 0x00080070, "LO", "MPR Slice Phantom");
    dicom_text(file, 0x00080080, "LO", "Institute of Known Truth");
    dicom_text(file, 0x00080090, "PN", "");
    dicom_text(file, 0x00081010, "SH", "PHANTOM1");
    dicom_text(file, 0x00081030, "LO", "Phantom study");
    dicom_text(file, 0x0008103E, "LO", labels->series_description);
    dicom_text(file, 0x00081090, "LO", "mpr-phantom");
}

static void write_acquisition(FILE *file, const MprPhantom *phantom)
{
    dicom_text(file, 0x00180015, "CS", "HEAD");
    if (phantom->is_mr) {
        dicom_text(file, 0x00180020, "CS", "SE");
        dicom_text(file, 0x00180021, "CS", "NONE");
        dicom_text(file, 0x00180022, "CS", "");
        dicom_text(file, 0x00180023, "CS", "2D");
    }
    dicom_decimals(file, 0x00180050, &phantom->step_mm, 1);
    if (phantom->is_mr) {
        dicom_text(file, 0x00180080, "DS", "500");
        dicom_text(file, 0x00180081, "DS", "12");
        dicom_text(file, 0x00180087, "DS", "1.5");
        dicom_text(file, 0x00180091, "IS", "1");
        dicom_text(file, 0x00181030, "LO", "T1 SE");
    } else {
        dicom_text(file, 0x00180060, "DS", "120");
        dicom_text(file, 0x00181030, "LO", "Head");
        if (phantom->tilt_deg != 0) {
            dicom_decimals(file, 0x00181120, &phantom->tilt_deg, 1);
        }
        dicom_text(file, 0x00181210, "SH", "SMOOTH");
    }
    dicom_text(file, 0x00185100, "CS", "HFS");
}

static void write_relationship(FILE *file, const MprPhantomSlice *slice, const PhantomLabels *labels,
                               const Uids *uids)
{
    double orientation[6];
    double normal[3];
    for (int i = 0; i < 3; i++) {
        const int j = (i + 1) % 3;
        const int k = (i + 2) % 3;
        orientation[i] = slice->across[i];
        orientation[3 + i] = slice->down[i];
        normal[i] = slice->across[j] * slice->down[k] - slice->across[k] * slice->down[j];
    }
    const double location = normal[0] * slice->position_mm[0] + normal[1] * slice->position_mm[1] +
                            normal[2] * slice->position_mm[2];
    dicom_text(file, 0x0020000D, "UI", uids->study);
    dicom_text(file, 0x0020000E, "UI", uids->series);
    dicom_text(file, 0x00200010, "SH", "1");
    dicom_integer(file, 0x00200011, labels->series_number);
    dicom_text(file, 0x00200012, "IS", "1");
    dicom_integer(file, 0x00200013, (int)slice->number);
    dicom_decimals(file, 0x00200032, slice->position_mm, 3);
    dicom_decimals(file, 0x00200037, orientation, 6);
    dicom_text(file, 0x00200052, "UI", uids->frame_of_reference);
    dicom_text(file, 0x00201040, "LO", "");
    dicom_decimals(file, 0x00201041, &location, 1);
}

static void write_image(FILE *file, const MprPhantom *phantom, const MprPhantomSlice *slice)
{
    const double spacing[2] = {phantom->spacing_down_mm, phantom->spacing_across_mm};
    const double window_center = phantom->background + 110 * phantom->unit;
    const double window_width = 220 * phantom->unit;
    const int bits = (int)phantom->bits;
    dicom_short(file, 0x00280002, "US", 1);
    dicom_text(file, 0x00280004, "CS", "MONOCHROME2");
    dicom_short(file, 0x00280010, "US", (int32_t)phantom->rows);
    dicom_short(file, 0x00280011, "US", (int32_t)phantom->columns);
    dicom_decimals(file, 0x00280030, spacing, 2);
    dicom_short(file, 0x00280100, "US", bits <= 8 ? 8 : 16);
    dicom_short(file, 0x00280101, "US", bits);
    dicom_short(file, 0x00280102, "US", bits - 1);
    dicom_short(file, 0x00280103, "US", phantom->is_signed);
    if (phantom->has_padding) {
        dicom_short(file, 0x00280120, phantom->is_signed ? "SS" : "US", phantom->padding);
    }
    dicom_decimals(file, 0x00281050, &window_center, 1);
    dicom_decimals(file, 0x00281051, &window_width, 1);
    /* The MR Image IOD has no rescale; scanners that need one write it all the same. */
    if (!phantom->is_mr || slice->slope != 1 || slice->intercept != 0) {
        dicom_decimals(file, 0x00281052, &slice->intercept, 1);
        dicom_decimals(file, 0x00281053, &slice->slope, 1);
        dicom_text(file, 0x00281054, "LO", phantom->is_mr ? "US" : "HU");
    }
}

static void write_pixels(FILE *file, const MprPhantom *phantom, const MprPhantomSlice *slice)
{
    static int32_t stored[PHANTOM_LARGEST_SIDE];
    const int bytes = phantom->bits <= 8 ? 1 : 2;
    const uint32_t size = phantom->rows * phantom->columns * (uint32_t)bytes;
    dicom_pixels(file, size, bytes);
    for (uint32_t row = 0; row < phantom->rows; row++) {
        mpr_phantom_row(phantom, slice, row, stored);
        for (uint32_t column = 0; column < phantom->columns; column++) {
            dicom_pixel(file, stored[column], bytes);
        }
    }
    if (size % 2 != 0) {
        fputc(0, file);
    }
}

static bool write_file(const MprPhantom *phantom, const MprPhantomSlice *slice, const PhantomLabels *labels,
                       const Uids *uids, const char *path)
{
    const char *const sop_class = phantom->is_mr ? "1.2.840.10008.5.1.4.1.1.4" : "1.2.840.10008.5.1.4.1.1.2";
    char key[DICOM_UID_SIZE + 16];
    char sop[DICOM_UID_SIZE];
    snprintf(key, sizeof key, "%s|%u", uids->series, slice->number);
    dicom_uid(key, sop);
    FILE *const file = fopen(path, "wb");
    if (file == NULL) {
        perror(path);
        return false;
    }
    dicom_begin(file, sop_class, sop);
    write_identification(file, phantom, slice, labels, sop_class, sop);
    write_study(file, labels);
    write_acquisition(file, phantom);
    write_relationship(file, slice, labels, uids);
    write_image(file, phantom, slice);
    write_pixels(file, phantom, slice);
    const bool is_complete = ferror(file) == 0;
    if (fclose(file) != 0 || !is_complete) {
        fprintf(stderr, "%s could not be written completely\n", path);
        return false;
    }
    return true;
}

bool phantom_series_write(const MprPhantom *phantom, const PhantomLabels *labels, const char *folder)
{
    Uids uids;
    derive_uids(phantom, labels, &uids);
    for (uint32_t index = 0; index < mpr_phantom_slice_count(phantom); index++) {
        const MprPhantomSlice slice = mpr_phantom_slice(phantom, index);
        char path[PATH_SIZE];
        snprintf(path, sizeof path, "%s/IM%04u.dcm", folder, slice.number);
        if (!write_file(phantom, &slice, labels, &uids, path)) {
            return false;
        }
    }
    return true;
}

void phantom_truth_write(const MprPhantom *p, FILE *file)
{
    double axis[3];
    double centre[3];
    mpr_phantom_cylinder(p, axis, centre);
    fprintf(file, "{\n  \"Modality\": \"%s\",\n", p->is_mr ? "MR" : "CT");
    fprintf(file, "  \"Background\": %.17g,\n  \"Unit\": %.17g,\n", p->background, p->unit);
    fprintf(file, "  \"Densities\": {\"Body\": %g, \"Field\": %g, \"Cylinder\": %g, \"Letter\": %g},\n",
            MPR_PHANTOM_BODY, MPR_PHANTOM_FIELD, MPR_PHANTOM_CYLINDER, MPR_PHANTOM_LETTER);
    fprintf(file, "  \"Cylinder\": {\"Axis\": [%.17g, %.17g, %.17g], \"Centre\": [%.17g, %.17g, %.17g],\n",
            axis[0], axis[1], axis[2], centre[0], centre[1], centre[2]);
    fprintf(file, "    \"Radius\": %g, \"Area\": %.17g, \"Threshold\": %.17g},\n", MPR_PHANTOM_RADIUS_MM,
            MPR_PHANTOM_AREA_MM2, p->background + p->unit * (MPR_PHANTOM_BODY + MPR_PHANTOM_CYLINDER) / 2);
    fprintf(file, "  \"Columns\": %u, \"Rows\": %u, \"Slices\": %u,\n", p->columns, p->rows,
            mpr_phantom_slice_count(p));
    fprintf(file, "  \"PixelSpacing\": [%.17g, %.17g], \"Step\": %.17g,\n", p->spacing_down_mm,
            p->spacing_across_mm, p->step_mm);
    fprintf(file, "  \"Centre\": [%.17g, %.17g, %.17g], \"Oblique\": [%.17g, %.17g, %.17g],\n",
            p->centre_mm[0], p->centre_mm[1], p->centre_mm[2], p->oblique_deg[0], p->oblique_deg[1],
            p->oblique_deg[2]);
    fprintf(file, "  \"Tilt\": %.17g, \"Gap\": [%u, %u], \"Uneven\": %s,\n", p->tilt_deg, p->gap_first,
            p->gap_count, p->is_uneven ? "true" : "false");
    fprintf(file, "  \"Signed\": %s, \"Bits\": %u,\n", p->is_signed ? "true" : "false", p->bits);
    fprintf(file, "  \"Slope\": [%.17g, %.17g], \"Intercept\": [%.17g, %.17g]", p->slope[0], p->slope[1],
            p->intercept[0], p->intercept[1]);
    if (p->has_padding) {
        fprintf(file, ",\n  \"Padding\": %d", p->padding);
    }
    fprintf(file, "\n}\n");
}
