/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a JSON body asks for, and every way to ask wrongly. */
#include "Request/Json.h"
#include "Request/Request.h"

#include "Testing.h"

#include <string.h>

static bool parse(const char *text, MprRequest *request, MprError *error)
{
    cJSON *body = NULL;
    if (!mpr_json_parse(text, strlen(text), &body, error)) {
        return false;
    }
    const bool ok = mpr_request_parse(body, request, error);
    cJSON_Delete(body);
    return ok;
}

static MprRequest parsed(const char *text)
{
    MprRequest request;
    MprError error = {0};
    if (!parse(text, &request, &error)) {
        fail_msg("%s: %s", text, error.message);
    }
    return request;
}

static const struct {
    const char *body, *message;
} wrong[] = {
    {"[]", "the request must be a JSON object"},
    {"7", "the request must be a JSON object"},
    {"{\"Plain\":\"Axial\"}", "the request has the unknown key \"Plain\""},
    {"{\"Plane\":\"axial\"}", "Plane is \"axial\"; it must be one of Axial, Coronal, Sagittal, Native"},
    {"{\"Plane\":7}", "Plane must be"},
    {"{\"Plane\":{}}", "Plane must be"},
    {"{\"Plane\":{\"Normal\":[0,0,0]}}", "Normal has length 0"},
    {"{\"Plane\":{\"Normal\":[0,0,1],\"Up\":1}}", "Plane has the unknown key \"Up\""},
    {"{\"Plane\":{\"Normal\":[0,0]}}", "Normal must be an array of 3 numbers"},
    {"{\"Plane\":{\"Normal\":[0,0,1],\"Point\":[0,0,1e6]}}",
     "Point is 1000000; it must be from -100000 to 100000"},
    {"{\"Plane\":{\"Normal\":[0,0,1],\"Across\":[1,0,0.2]}}",
     "Across must lie in the plane: its cosine to Normal is 0.19"},
    {"{\"Plane\":{\"ImageOrientationPatient\":[1,0,0,0,1,0]}}",
     "ImagePositionPatient must be an array of 3 numbers"},
    {"{\"Plane\":{\"ImageOrientationPatient\":[1,0,0,1,0,0],\"ImagePositionPatient\":[0,0,0]}}",
     "a dot product of 1"},
    {"{\"Plane\":{\"ImageOrientationPatient\":[1,0,0,0,2,0],\"ImagePositionPatient\":[0,0,0]}}",
     "lengths 1 and 2"},
    {"{\"Plane\":{\"SliceToRAS\":[1,0,0,0, 0,1,0,0, 0,0,1,0]}}", "SliceToRAS must be an array of 16 numbers"},
    {"{\"Plane\":{\"SliceToRAS\":[1,0,0,0, 0,1,0,0, 0,0,1,0, 0,0,1,1]}}", "the last row is 0 0 1 1"},
    {"{\"Plane\":{\"SliceToRAS\":[1,0,0,0, 0,1,0,0, 0,0,0,0, 0,0,0,1]}}", "column 3 has length 0"},
    {"{\"Plane\":{\"SliceToRAS\":[2,0,0,0, 0,1,0,0, 0,0,1,0, 0,0,0,1]}}", "lengths 2 and 1"},
    {"{\"Plane\":{\"Points\":[[0,0,0],[1,0,0]]}}", "Points must be an array of three points"},
    {"{\"Plane\":{\"Points\":[[0,0,0],[1,1,1],[3,3,3]]}}", "lie on one line within"},
    {"{\"PixelSpacing\":0}", "PixelSpacing is 0; it must be from 0.001 to 1000"},
    {"{\"PixelSpacing\":-1}", "PixelSpacing is -1"},
    {"{\"PixelSpacing\":[1]}", "PixelSpacing must be an array of 2 numbers"},
    {"{\"PixelSpacing\":1e-9}", "PixelSpacing is 1e-09"},
    {"{\"Slab\":5}", "Slab must be a JSON object"},
    {"{\"Slab\":{}}", "Slab.Thickness must be a number"},
    {"{\"Slab\":{\"Thickness\":0}}", "Slab.Thickness is 0; it must be from 0.001"},
    {"{\"Slab\":{\"Thickness\":5,\"Projection\":\"Median\"}}",
     "Slab.Projection is \"Median\"; it must be one of Mean"},
    {"{\"Slab\":{\"Thickness\":5,\"Samples\":3}}", "Slab has the unknown key \"Samples\""},
    {"{\"Stack\":{\"Count\":3}}", "Stack.Spacing must be a number"},
    {"{\"Stack\":{\"Count\":0,\"Spacing\":1}}", "Stack.Count is 0; it must be from 1"},
    {"{\"Stack\":{\"Count\":2.5,\"Spacing\":1}}", "Stack.Count is 2.5; it must be a whole number"},
    {"{\"Stack\":{\"Count\":3,\"From\":1,\"Spacing\":1}}", "Stack has Count, and From or To as well"},
    {"{\"Stack\":{\"Cout\":3,\"Spacing\":1}}",
     "Stack has the unknown key \"Cout\"; known are Count, From, To, Spacing"},
    {"{\"Stack\":{\"From\":3,\"To\":1,\"Spacing\":1}}", "Stack.To is 1; it must be from 3"},
    {"{\"Stack\":{\"From\":-3,\"To\":3,\"Spacing\":0}}", "Stack.Spacing is 0"},
    {"{\"Turn\":{\"Range\":90}}", "Turn.Count must be a number"},
    {"{\"Turn\":{\"Count\":4,\"Axis\":\"Up\"}}", "Turn.Axis is \"Up\"; it must be one of Down, Across"},
    {"{\"Turn\":{\"Count\":4},\"Stack\":{\"Count\":3,\"Spacing\":1}}",
     "Stack and Turn cannot be asked for together"},
    {"{\"Volume\":-1}", "Volume is -1; it must be from 0"},
    {"{\"Irregular\":true}", "Irregular must be one of the strings Accept, Refuse"},
    {"{\"Rows\":0}", "Rows is 0; it must be from 1 to 65535"},
    {"{\"Rows\":65536}", "Rows is 65536"},
    {"{\"Columns\":1.5}", "Columns is 1.5; it must be a whole number"},
    {"{\"Columns\":\"7\"}", "Columns must be a number"},
    {"{\"Offset\":true}", "Offset must be a number"},
    {"{\"Offset\":1e20}", "Offset is 1e+20"},
    {"{\"Rotation\":361}", "Rotation is 361; it must be from -360 to 360"},
    {"{\"Interpolation\":\"Best\"}", "Interpolation is \"Best\"; it must be one of"},
    {"{\"Space\":\"XYZ\"}", "Space is \"XYZ\"; it must be one of LPS, RAS"},
    {"{\"Layout\":1}", "Layout must be one of the strings Cardinal, AsGiven"},
    {"{\"Axes\":\"Mine\"}", "it must be one of Patient, Volume"},
    {"{\"SeriesNumber\":3000000000}", "SeriesNumber is 3000000000"},
    {"{\"WindowCenter\":40}", "WindowWidth is missing"},
    {"{\"WindowWidth\":400}", "WindowCenter is missing"},
    {"{\"WindowCenter\":40,\"WindowWidth\":0}", "WindowWidth is 0"},
    {"{\"WindowCenter\":1e11,\"WindowWidth\":1}", "WindowCenter is 1e+11"},
    {"{\"WindowCenter\":\"40\",\"WindowWidth\":1}", "WindowCenter must be a number"},
    {"{\"SeriesDescription\":\"\"}", "SeriesDescription must be a string of 1 to 64 characters"},
    {"{\"SeriesDescription\":\"a\\nb\"}", "SeriesDescription: character 2 (U+000A) is not allowed"},
    {"{\"SeriesDescription\":\"a\\\\b\"}", "SeriesDescription: character 2 (U+005C) is not allowed"},
    {"{\"SeriesDescription\":\"Sch\xC3\xA4\xE2\x80\xAE"
     "del\"}",
     "SeriesDescription: character 5 (U+202E) is not allowed"},
    {"{\"ImageComments\":\"\"}", "ImageComments must be a string of 1 to 255 characters"},
    {"{\"AppendTo\":\"\"}", "AppendTo must be the identifier of a series"},
    {"{\"AppendTo\":\"a\",\"SeriesDescription\":\"b\"}",
     "AppendTo and SeriesDescription cannot be asked for"},
    {"{\"AppendTo\":\"a\",\"Volume\":\"All\"}", "AppendTo and Volume \"All\" cannot"},
    {"{\"SeriesDescription\":\"12345678901234567890123456789012345678901234567890123456789012345\"}",
     "1 to 64 characters"},
    {"{\"FieldOfView\":100,\"Rows\":50,\"PixelSpacing\":1}",
     "FieldOfView down is 100 mm, but 50 pixels of 1 mm make 50 mm"},
};

static void request_should_name_what_is_wrong(void **state)
{
    (void)state;
    for (size_t index = 0; index < sizeof wrong / sizeof *wrong; index++) {
        MprRequest request;
        MprError error = {0};
        if (parse(wrong[index].body, &request, &error)) {
            fail_msg("%s was accepted", wrong[index].body);
        }
        assert_int_equal(error.status, MPR_BAD_REQUEST);
        if (strstr(error.message, wrong[index].message) == NULL) {
            fail_msg("%s: \"%s\" lacks \"%s\"", wrong[index].body, error.message, wrong[index].message);
        }
    }
}

static void request_should_take_every_key(void **state)
{
    (void)state;
    const MprRequest request = parsed(
        "{\"Plane\":\"Coronal\",\"Axes\":\"Volume\",\"Offset\":-12.5,\"Rotation\":15,\"Layout\":\"AsGiven\","
        "\"Space\":\"LPS\",\"PixelSpacing\":[0.5,0.75],\"Rows\":300,\"Columns\":200,\"FieldOfView\":150,"
        "\"WindowCenter\":-600,\"WindowWidth\":1500.5,"
        "\"Interpolation\":\"Nearest\",\"SeriesDescription\":\"mine\",\"SeriesNumber\":-4,\"Synchronous\":"
        "true}");
    assert_int_equal(request.plane.kind, MPR_PLANE_CORONAL);
    assert_true(request.axes_of_volume);
    assert_true(request.as_given);
    assert_near(request.offset_mm, -12.5, 0);
    assert_near(request.rotation_deg, 15, 0);
    /* PixelSpacing and FieldOfView are down, across */
    assert_near(request.spacing_down_mm, 0.5, 0);
    assert_near(request.spacing_across_mm, 0.75, 0);
    assert_near(request.field_down_mm, 150, 0);
    assert_near(request.field_across_mm, 150, 0);
    assert_int_equal(request.rows, 300);
    assert_int_equal(request.columns, 200);
    assert_int_equal(request.interpolation, MPR_NEAREST);
    assert_near(request.window_center, -600, 0);
    assert_near(request.window_width, 1500.5, 0);
    assert_string_equal(request.wording.series_description, "mine");
    assert_true(request.has_series_number);
    assert_int_equal(request.series_number, -4);
}

static void slabs_stacks_and_turns_should_be_counted_in_millimetres_and_degrees(void **state)
{
    (void)state;
    const MprRequest slab =
        parsed("{\"Slab\":{\"Thickness\":7.5,\"Projection\":\"Minimum\"},\"Interpolation\":\"Lanczos\"}");
    assert_near(slab.series.slab_mm, 7.5, 0);
    assert_int_equal(slab.series.projection, MPR_PROJECTION_MINIMUM);
    assert_int_equal(slab.interpolation, MPR_LANCZOS);
    assert_int_equal(parsed("{\"Slab\":{\"Thickness\":1}}").series.projection, MPR_PROJECTION_MEAN);
    const MprRequest counted = parsed("{\"Stack\":{\"Count\":4,\"Spacing\":2}}");
    assert_int_equal(counted.series.kind, MPR_STACK);
    assert_near(counted.series.first_mm, -3, 0);
    assert_near(counted.series.count, 4, 0);
    const MprRequest ranged = parsed("{\"Stack\":{\"From\":-0.3,\"To\":0.3,\"Spacing\":0.1}}");
    assert_near(ranged.series.count, 7, 0);
    assert_near(ranged.series.first_mm, -0.3, 0);
    const MprRequest turn = parsed("{\"Turn\":{\"Count\":36,\"Range\":90,\"Axis\":\"Across\"}}");
    assert_int_equal(turn.series.kind, MPR_TURN);
    assert_true(turn.series.turns_about_across);
    assert_near(turn.series.turn_range_deg, 90, 0);
    assert_near(turn.series.count, 36, 0);
}

static void an_empty_request_should_ask_for_the_default(void **state)
{
    (void)state;
    const MprRequest empty = parsed("{}");
    assert_int_equal(empty.plane.kind, MPR_PLANE_DEFAULT);
    assert_int_equal(empty.interpolation, MPR_LINEAR);
    assert_false(empty.as_given);
    assert_false(empty.has_series_number);
}

/* What a person sees in 3D Slicer's view: column 1 to the right, column 2 up, column 4 in the middle, all
 * RAS. */
static void slicer_matrices_should_keep_right_and_up_whatever_their_determinant(void **state)
{
    (void)state;
    static const struct {
        const char *body;
        MprVector right, down, offset_axis; /* LPS */
    } views[] = {
        /* axial (red), determinant -1: the patient's left is on the right, anterior is up */
        {"{\"Plane\":{\"SliceToRAS\":[-1,0,0,1, 0,1,0,2, 0,0,1,3, 0,0,0,1]}}",
         {1, 0, 0},
         {0, 1, 0},
         {0, 0, 1}},
        /* sagittal (yellow), determinant -1: anterior on the left, superior up */
        {"{\"Plane\":{\"SliceToRAS\":[0,0,1,1, -1,0,0,2, 0,1,0,3, 0,0,0,1]}}",
         {0, 1, 0},
         {0, 0, -1},
         {-1, 0, 0}},
        /* coronal (green), determinant +1: left on the right, superior up */
        {"{\"Plane\":{\"SliceToRAS\":[-1,0,0,1, 0,0,1,2, 0,1,0,3, 0,0,0,1]}}",
         {1, 0, 0},
         {0, 0, -1},
         {0, -1, 0}},
    };
    for (size_t index = 0; index < sizeof views / sizeof *views; index++) {
        const MprRequest request = parsed(views[index].body);
        assert_int_equal(request.plane.kind, MPR_PLANE_DIRECTED);
        assert_int_equal(request.plane.anchor, MPR_ANCHOR_CENTRE);
        assert_vector_near(request.plane.across, views[index].right, 1e-12);
        assert_vector_near(request.plane.down, views[index].down, 1e-12);
        assert_vector_near(request.plane.offset_axis, views[index].offset_axis, 1e-12);
        assert_vector_near(request.plane.point, ((MprVector){-1, -2, 3}), 0);
    }
}

static void ras_should_turn_the_signs_of_x_and_y_of_every_vector(void **state)
{
    (void)state;
    const MprRequest normal = parsed("{\"Space\":\"RAS\",\"Plane\":{\"Normal\":[3,0,4],\"Point\":[1,2,3]}}");
    assert_vector_near(normal.plane.normal, ((MprVector){-0.6, 0, 0.8}), 1e-12);
    assert_vector_near(normal.plane.point, ((MprVector){-1, -2, 3}), 0);
    /* Space may come behind Plane */
    const MprRequest points = parsed("{\"Plane\":{\"Points\":[[0,0,0],[1,0,0],[0,1,0]]},\"Space\":\"RAS\"}");
    assert_vector_near(points.plane.normal, ((MprVector){0, 0, 1}), 1e-12);
    assert_vector_near(points.plane.point, ((MprVector){-1.0 / 3, -1.0 / 3, 0}), 1e-12);
    const MprRequest oriented =
        parsed("{\"Space\":\"RAS\",\"Plane\":{\"ImageOrientationPatient\":[0,1,0,0,0,-1],"
               "\"ImagePositionPatient\":[5,6,7]}}");
    assert_vector_near(oriented.plane.across, ((MprVector){0, -1, 0}), 0);
    assert_vector_near(oriented.plane.down, ((MprVector){0, 0, -1}), 0);
    assert_vector_near(oriented.plane.point, ((MprVector){-5, -6, 7}), 0);
    assert_int_equal(oriented.plane.anchor, MPR_ANCHOR_FIRST);
}

static void small_faults_of_directions_should_be_corrected_and_told(void **state)
{
    (void)state;
    const MprRequest request = parsed("{\"Plane\":{\"ImageOrientationPatient\":[1,0,0.0005,0,1,0],"
                                      "\"ImagePositionPatient\":[0,0,0]}}");
    assert_near(mpr_vector_length(request.plane.across), 1, 1e-15);
    assert_near(mpr_vector_dot(request.plane.across, request.plane.down), 0, 1e-15);
    const MprRequest across = parsed("{\"Plane\":{\"Normal\":[0,0,2],\"Across\":[3,0,0.0015]}}");
    assert_vector_near(mpr_vector_cross(across.plane.across, across.plane.down), ((MprVector){0, 0, 1}),
                       1e-15);
    assert_near(across.plane.correction, 0.0005, 1e-6);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(request_should_name_what_is_wrong),
        cmocka_unit_test(request_should_take_every_key),
        cmocka_unit_test(slabs_stacks_and_turns_should_be_counted_in_millimetres_and_degrees),
        cmocka_unit_test(an_empty_request_should_ask_for_the_default),
        cmocka_unit_test(slicer_matrices_should_keep_right_and_up_whatever_their_determinant),
        cmocka_unit_test(ras_should_turn_the_signs_of_x_and_y_of_every_vector),
        cmocka_unit_test(small_faults_of_directions_should_be_corrected_and_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
