/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "Plane.h"

/* A plane on its way to a grid. */
typedef struct {
    MprVector across, down;
    MprVector point;      /* patient mm, on the plane */
    bool starts_at_point; /* point is the first pixel, else the centre of a view that has a size */
    double spacing_across_mm, spacing_down_mm; /* when none is asked for */
} Placement;

/* A range along one direction of the plane, mm from its point. */
typedef struct {
    double from, to;
} Range;

static double component(MprVector a, int axis)
{
    return axis == 0 ? a.x : axis == 1 ? a.y : a.z;
}

/* The lattice axis nearest to a patient axis, pointing the same way. */
static MprVector nearest_lattice_axis(const MprVolume *volume, int patient_axis)
{
    const MprVector axes[3] = {volume->across, volume->down, volume->normal};
    MprVector nearest = axes[0];
    for (int axis = 1; axis < 3; axis++) {
        if (fabs(component(axes[axis], patient_axis)) > fabs(component(nearest, patient_axis)) + 1e-9) {
            nearest = axes[axis];
        }
    }
    return component(nearest, patient_axis) < 0.0 ? mpr_vector_scaled(nearest, -1.0) : nearest;
}

static void place_preset(const MprRequest *request, const MprVolume *volume, Placement *placement)
{
    MprVector left = {1, 0, 0};
    MprVector posterior = {0, 1, 0};
    MprVector head = {0, 0, 1};
    if (request->axes_of_volume) {
        left = nearest_lattice_axis(volume, 0);
        posterior = nearest_lattice_axis(volume, 1);
        head = nearest_lattice_axis(volume, 2);
    }
    const MprVector feet = mpr_vector_scaled(head, -1.0);
    placement->across = request->plane.kind == MPR_PLANE_SAGITTAL ? posterior : left;
    placement->down = request->plane.kind == MPR_PLANE_AXIAL ? posterior : feet;
}

/* The normal alone leaves the picture free to turn: upright as the nearest anatomical plane would be. */
static void place_normal(MprVector normal, Placement *placement)
{
    MprVector across;
    MprVector down;
    mpr_grid_convention(normal, &across, &down);
    placement->across = mpr_vector_unit(mpr_vector_moved(across, normal, -mpr_vector_dot(across, normal)));
    placement->down = mpr_vector_cross(normal, placement->across);
}

static void place_native(const MprVolume *volume, size_t slice, Placement *placement)
{
    const MprGrid grid =
        mpr_volume_slice_grid(volume, slice == MPR_NO_SLICE ? (volume->count - 1) / 2 : slice);
    placement->across = grid.across;
    placement->down = grid.down;
    placement->point = mpr_grid_point(&grid, (grid.columns - 1.0) / 2.0, (grid.rows - 1.0) / 2.0);
    placement->spacing_across_mm = grid.spacing_across_mm;
    placement->spacing_down_mm = grid.spacing_down_mm;
}

static Placement place(const MprRequest *request, const MprVolume *volume, size_t slice)
{
    const MprPlane *plane = &request->plane;
    Placement placement = {
        .across = plane->across,
        .down = plane->down,
        .point = plane->anchor == MPR_ANCHOR_VOLUME ? mpr_volume_centre(volume) : plane->point,
        .starts_at_point = plane->anchor == MPR_ANCHOR_FIRST,
        .spacing_across_mm = mpr_volume_finest_spacing_mm(volume),
        .spacing_down_mm = mpr_volume_finest_spacing_mm(volume),
    };
    switch (plane->kind) {
    case MPR_PLANE_DEFAULT:
    case MPR_PLANE_NATIVE:
        place_native(volume, slice, &placement);
        break;
    case MPR_PLANE_AXIAL:
    case MPR_PLANE_CORONAL:
    case MPR_PLANE_SAGITTAL:
        place_preset(request, volume, &placement);
        break;
    case MPR_PLANE_NORMAL:
        place_normal(plane->normal, &placement);
        break;
    case MPR_PLANE_DIRECTED:
    case MPR_PLANE_LIKE:
        break;
    }
    return placement;
}

/* Where a positive offset goes. */
static MprVector offset_axis(const MprRequest *request, const Placement *placement)
{
    const MprVector given = request->plane.offset_axis;
    return mpr_vector_length(given) > 0.0 ? given : mpr_vector_cross(placement->across, placement->down);
}

/* Turns first towards second by an angle, and second away from it. */
static void turn_axes(MprVector *first, MprVector *second, double degrees)
{
    const double angle = degrees * (3.14159265358979323846 / 180.0);
    const MprVector a = *first;
    const MprVector b = *second;
    *first = mpr_vector_moved(mpr_vector_scaled(a, cos(angle)), b, sin(angle));
    *second = mpr_vector_moved(mpr_vector_scaled(b, cos(angle)), a, -sin(angle));
}

/* Offset along the normal, then Rotation in the plane. */
static void move(const MprRequest *request, Placement *placement)
{
    placement->point =
        mpr_vector_moved(placement->point, offset_axis(request, placement), request->offset_mm);
    if (request->rotation_deg != 0.0) {
        turn_axes(&placement->across, &placement->down, request->rotation_deg);
    }
}

/* The plane of one image of a stack or a turn. */
static Placement place_image(const MprRequest *request, const Placement *base, size_t image)
{
    Placement placement = *base;
    if (request->series.kind == MPR_STACK) {
        const double offset = request->series.first_mm + (double)image * request->series.spacing_mm;
        placement.point = mpr_vector_moved(base->point, offset_axis(request, base), offset);
    }
    if (request->series.kind == MPR_TURN) {
        const double angle = (double)image * request->series.turn_range_deg / request->series.count;
        MprVector normal = mpr_vector_cross(base->across, base->down);
        turn_axes(request->series.turns_about_across ? &placement.down : &placement.across, &normal, angle);
    }
    return placement;
}

/* What a cut through the volume's hull has met so far. */
typedef struct {
    const Placement *placement;
    MprVector normal;
    Range across, down;
    double nearest_mm; /* signed distance of the corner nearest to the plane */
    bool is_empty;
} Cut;

static double height_mm(const Cut *cut, MprVector point)
{
    return mpr_vector_dot(cut->normal, mpr_vector_difference(point, cut->placement->point));
}

static void include_point(Cut *cut, MprVector point)
{
    const MprVector way = mpr_vector_difference(point, cut->placement->point);
    const double a = mpr_vector_dot(way, cut->placement->across);
    const double d = mpr_vector_dot(way, cut->placement->down);
    cut->across = cut->is_empty ? (Range){a, a} : (Range){fmin(a, cut->across.from), fmax(a, cut->across.to)};
    cut->down = cut->is_empty ? (Range){d, d} : (Range){fmin(d, cut->down.from), fmax(d, cut->down.to)};
    cut->is_empty = false;
}

static void include_edge(Cut *cut, MprVector start, MprVector end)
{
    const double touching_mm = 1e-7;
    const double from = height_mm(cut, start);
    const double to = height_mm(cut, end);
    if (fabs(from) < fabs(cut->nearest_mm)) {
        cut->nearest_mm = from;
    }
    if (fabs(from) <= touching_mm) {
        include_point(cut, start);
    }
    if (fabs(to) <= touching_mm) {
        include_point(cut, end);
    }
    if ((from < 0.0) != (to < 0.0)) {
        include_point(cut, mpr_vector_moved(start, mpr_vector_difference(end, start), from / (from - to)));
    }
}

/* The outline of the volume at slice coordinate k, half a voxel around the centres. */
static void outline(const MprVolume *volume, double k, MprVector corners[4])
{
    const double right = volume->columns - 0.5;
    const double bottom = volume->rows - 0.5;
    corners[0] = mpr_volume_point(volume, -0.5, -0.5, k);
    corners[1] = mpr_volume_point(volume, right, -0.5, k);
    corners[2] = mpr_volume_point(volume, right, bottom, k);
    corners[3] = mpr_volume_point(volume, -0.5, bottom, k);
}

/* The volume is a pile of convex prisms, so the corners of the cut lie on their edges. */
static Cut cut_volume(const Placement *placement, const MprVolume *volume)
{
    Cut cut = {
        .placement = placement,
        .normal = mpr_vector_cross(placement->across, placement->down),
        .nearest_mm = INFINITY,
        .is_empty = true,
    };
    MprVector below[4];
    outline(volume, -0.5, below);
    for (size_t level = 0; level <= volume->count + 1; level++) {
        const double k = fmin(fmax((double)level - 1.0, -0.5), (double)volume->count - 0.5);
        MprVector corners[4];
        outline(volume, k, corners);
        for (int corner = 0; corner < 4; corner++) {
            include_edge(&cut, corners[corner], corners[(corner + 1) % 4]);
            include_edge(&cut, below[corner], corners[corner]);
        }
        for (int corner = 0; corner < 4; corner++) {
            below[corner] = corners[corner];
        }
    }
    return cut;
}

/* One direction of the grid. */
typedef struct {
    double field_mm, spacing_mm; /* 0: not asked for */
    uint32_t size;               /* 0: not asked for */
    double default_spacing_mm;
    Range cut;
    bool starts_at_point;
} Asked;

/* How many pixels, how wide, and where the centre of the first one is (mm from the point of the plane). */
static double lay_pixels(const Asked *asked, double *spacing_mm, double *first_mm)
{
    const bool has_size = asked->size > 0 || asked->field_mm > 0;
    const double length = asked->field_mm > 0 ? asked->field_mm : asked->cut.to - asked->cut.from;
    double spacing = asked->spacing_mm;
    if (spacing == 0.0) {
        spacing = asked->size > 0 && asked->field_mm > 0 ? asked->field_mm / asked->size
                                                         : asked->default_spacing_mm;
    }
    double count = asked->size;
    if (asked->size == 0) {
        /* The whole cut is covered; a view of a given size is met as closely as whole pixels can. */
        count = asked->field_mm > 0 ? round(length / spacing) : ceil(length / spacing - 1e-3);
        count = fmax(count, 1.0);
    }
    const double middle = has_size ? 0.0 : (asked->cut.from + asked->cut.to) / 2.0;
    *spacing_mm = spacing;
    *first_mm = has_size && asked->starts_at_point ? 0.0 : middle - (count - 1.0) / 2.0 * spacing;
    return count;
}

static bool check_size(double columns, double rows, uint64_t maximum_pixels, MprError *error)
{
    const double largest = 65535;
    if (columns > largest || rows > largest || columns * rows > (double)maximum_pixels) {
        return mpr_fail(
            error, MPR_TOO_LARGE,
            "the image would have %.0f rows × %.0f columns; at most %.0f each and %.0f pixels in all are "
            "allowed (MaximumPixels)",
            rows, columns, largest, (double)maximum_pixels);
    }
    return true;
}

/* The cuts of all images: what is missed by one plane may be met by the others. */
static bool cut_images(const MprRequest *request, const MprVolume *volume, const Placement *base,
                       Range *across, Range *down, MprError *error)
{
    for (size_t image = 0; image < (size_t)request->series.count; image++) {
        const Placement placement = place_image(request, base, image);
        const Cut cut = cut_volume(&placement, volume);
        if (cut.is_empty) {
            if (request->series.kind == MPR_ONE) {
                return mpr_fail(error, MPR_UNSUITABLE, "the plane misses the volume by %.3g mm",
                                fabs(cut.nearest_mm));
            }
            return mpr_fail(error, MPR_UNSUITABLE, "plane %zu of %.0f misses the volume by %.3g mm",
                            image + 1, request->series.count, fabs(cut.nearest_mm));
        }
        *across = (Range){fmin(across->from, cut.across.from), fmax(across->to, cut.across.to)};
        *down = (Range){fmin(down->from, cut.down.from), fmax(down->to, cut.down.to)};
    }
    return true;
}

/* The same pixels relative to the point of another plane. */
static MprGrid grid_on(const Placement *placement, const MprGrid *size, double first_across,
                       double first_down)
{
    MprGrid grid = *size;
    grid.across = placement->across;
    grid.down = placement->down;
    grid.position = mpr_vector_moved(mpr_vector_moved(placement->point, grid.across, first_across), grid.down,
                                     first_down);
    return grid;
}

/* A stack grows along across × down of its images (PS3.3 C.7.6.2.1.1 gives no order; this one keeps the
   triple of across, down and step right-handed). */
static void order_stack(MprGridSet *set)
{
    const MprVector way = mpr_vector_difference(set->grids[set->count - 1].position, set->grids[0].position);
    if (mpr_vector_dot(way, mpr_grid_normal(&set->grids[0])) < 0.0) {
        for (size_t low = 0, high = set->count - 1; low < high; low++, high--) {
            const MprGrid grid = set->grids[low];
            set->grids[low] = set->grids[high];
            set->grids[high] = grid;
        }
    }
}

static bool lay_images(const MprRequest *request, const Placement *base, const Asked *across,
                       const Asked *down, const MprLimits *limits, MprGridSet *set, MprError *error)
{
    MprGrid size = {0};
    double first_across = 0.0;
    double first_down = 0.0;
    const double columns = lay_pixels(across, &size.spacing_across_mm, &first_across);
    const double rows = lay_pixels(down, &size.spacing_down_mm, &first_down);
    if (!check_size(columns, rows, limits->maximum_pixels, error)) {
        return false;
    }
    size.columns = (uint32_t)columns;
    size.rows = (uint32_t)rows;
    set->count = (size_t)request->series.count;
    set->grids = mpr_allocate(set->count, sizeof *set->grids, error);
    for (size_t image = 0; set->grids != NULL && image < set->count; image++) {
        const Placement placement = place_image(request, base, image);
        const MprGrid grid = grid_on(&placement, &size, first_across, first_down);
        if (image == 0 && !request->as_given) {
            mpr_grid_cardinal(&grid, &set->layout);
        }
        const MprGrid turned = mpr_grid_in_layout(&grid, &set->layout);
        set->grids[image] = mpr_grid_rounded(&turned);
    }
    return set->grids != NULL;
}

bool mpr_plane_resolve(const MprRequest *request, const MprVolume *volume, size_t slice,
                       const MprLimits *limits, MprGridSet *resolved, MprError *error)
{
    Range across_range = {INFINITY, -INFINITY};
    Range down_range = {INFINITY, -INFINITY};
    if (request->series.count > (double)limits->maximum_images) {
        return mpr_fail(error, MPR_TOO_LARGE,
                        "%.0f images are asked for; at most %.0f are allowed (MaximumImages)",
                        request->series.count, (double)limits->maximum_images);
    }
    Placement base = place(request, volume, slice);
    move(request, &base);
    if (!cut_images(request, volume, &base, &across_range, &down_range, error)) {
        return false;
    }
    const Asked across = {request->field_across_mm,
                          request->spacing_across_mm,
                          request->columns,
                          base.spacing_across_mm,
                          across_range,
                          base.starts_at_point};
    const Asked down = {
        request->field_down_mm, request->spacing_down_mm, request->rows, base.spacing_down_mm, down_range,
        base.starts_at_point};
    MprGridSet set = {.layout = {.convention = "AsGiven"}};
    if (!lay_images(request, &base, &across, &down, limits, &set, error)) {
        return false;
    }
    if (request->series.kind == MPR_STACK) {
        order_stack(&set);
        set.spacing_mm = request->series.spacing_mm;
    }
    *resolved = set;
    return true;
}
