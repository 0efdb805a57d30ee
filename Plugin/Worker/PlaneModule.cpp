// SPDX-License-Identifier: GPL-3.0-or-later
// Image Plane (PS3.3 C.7.6.2), PatientOrientation (C.7.6.1.1.1) and the window (C.11.2) of a derived image.
#include "Writer.hpp"

#include <algorithm>

namespace mpr
{
namespace
{
// An equal spacing keeps the text of the source.
void writeSpacing(const Recipe &recipe, DataSet &derived)
{
    const Tag tag(0x0028, 0x0030);
    const MprGrid &grid = recipe.derivation.grid;
    double source[2] = {};
    if (numbers(recipe.reference, tag, 2, source) && source[0] == grid.spacing_down_mm &&
        source[1] == grid.spacing_across_mm) {
        derived.Replace(recipe.reference.GetDataElement(tag));
    } else {
        putDecimals(derived, tag, {grid.spacing_down_mm, grid.spacing_across_mm});
    }
}

void writeLetters(const MprGrid &grid, DataSet &derived)
{
    char across[4];
    char down[4];
    mpr_grid_direction_letters(grid.across, across);
    mpr_grid_direction_letters(grid.down, down);
    putText(derived, keyword::PatientOrientation, VR::CS, std::string(across) + "\\" + down);
}

bool isQuadruped(const Recipe &recipe)
{
    return recipe.sources.referenceFrame().value(keyword::AnatomicalOrientationType) == "QUADRUPED";
}

// As many widths as centers, and no width that divides by zero (C.11.2.1.2).
bool isUsableWindow(const DataSet &reference)
{
    const size_t centers = texts(reference, keyword::WindowCenter).size();
    const std::vector<std::string_view> widths = texts(reference, keyword::WindowWidth);
    const std::vector<std::string_view> names = texts(reference, keyword::WindowCenterWidthExplanation);
    const std::string_view function = text(reference, keyword::VOILUTFunction);
    const bool isLinear = function.empty() || function == "LINEAR";
    if (centers == 0 || centers != widths.size() || (!names.empty() && names.size() != centers)) {
        return false;
    }
    for (size_t index = 0; index < centers; index++) {
        const std::optional<double> width = number(reference, keyword::WindowWidth, index);
        if (!width || !number(reference, keyword::WindowCenter, index) || *width < (isLinear ? 1.0 : 0.0) ||
            *width == 0.0) {
            return false;
        }
    }
    return true;
}

void writeVoiTable(const Recipe &recipe, DataSet &derived)
{
    const std::string_view table = recipe.sources.common(keyword::VOILUTSequence);
    if (!recipe.derivation.is_reencoded && !table.empty()) {
        putDecoded(table, derived);
    }
}
} // namespace

void writePlane(const Recipe &recipe, DataSet &derived)
{
    const MprDerivation &derivation = recipe.derivation;
    const MprGrid &grid = derivation.grid;
    const MprVector normal = mpr_grid_normal(&grid);
    writeSpacing(recipe, derived);
    putDecimals(derived, keyword::ImagePositionPatient, {grid.position.x, grid.position.y, grid.position.z});
    putDecimals(derived, keyword::ImageOrientationPatient,
                {grid.across.x, grid.across.y, grid.across.z, grid.down.x, grid.down.y, grid.down.z});
    if (derivation.thickness_mm > 0.0) {
        putDecimal(derived, keyword::SliceThickness, derivation.thickness_mm);
    } else { // type 2, and 0 is an error
        putText(derived, keyword::SliceThickness, VR::DS, "");
    }
    if (derivation.spacing_between_slices_mm > 0.0 && recipe.iod != SC) {
        putDecimal(derived, keyword::SpacingBetweenSlices, derivation.spacing_between_slices_mm);
    }
    if (recipe.iod != SC) {
        putDecimal(derived, keyword::SliceLocation, mpr_vector_dot(normal, grid.position));
    }
    if (!isQuadruped(recipe)) {
        writeLetters(grid, derived);
    }
}

// The window that was asked for, LINEAR unless it is narrower than LINEAR allows (C.11.2.1.2).
void writeOwnWindow(const MprDerivation &derivation, DataSet &derived)
{
    putDecimal(derived, keyword::WindowCenter, derivation.window_center);
    putDecimal(derived, keyword::WindowWidth, derivation.window_width);
    if (derivation.window_width < 1.0) {
        putText(derived, keyword::VOILUTFunction, VR::CS, "LINEAR_EXACT");
    }
}

// The text of a first value before those of the source, of which there are count, given or not.
std::string inFrontOf(const DataSet &source, const Tag &tag, size_t count, std::string first)
{
    const std::vector<std::string_view> values = texts(source, tag);
    for (size_t index = 0; index < count; index++) {
        first.append("\\").append(index < values.size() ? values[index] : std::string_view());
    }
    return first;
}

// The window that was asked for comes first; those of the source follow where one function fits all.
void writeChosenWindow(const Recipe &recipe, DataSet &derived)
{
    const MprDerivation &derivation = recipe.derivation;
    const std::string_view function = text(recipe.reference, keyword::VOILUTFunction);
    const bool isLinear = function.empty() || function == "LINEAR";
    const bool fits = isUsableWindow(recipe.reference) && isLinear && derivation.window_width >= 1.0;
    const size_t count = fits ? texts(recipe.reference, keyword::WindowCenter).size() : 0;
    writeOwnWindow(derivation, derived);
    for (const uint16_t element : std::initializer_list<uint16_t>{0x1050, 0x1051}) {
        const Tag tag(0x0028, element);
        const std::string own(text(derived, tag));
        putText(derived, tag, VR::DS, inFrontOf(recipe.reference, tag, count, own));
    }
    const Tag explanation(0x0028, 0x1055);
    putText(derived, explanation, VR::LO, inFrontOf(recipe.reference, explanation, count, "As requested"));
}

// Windows are in output units, so they hold whatever slope the pixels have now.
void writeWindow(const Recipe &recipe, DataSet &derived)
{
    const MprDerivation &derivation = recipe.derivation;
    if (derivation.encoding.samples != 1) {
        return;
    }
    writeVoiTable(recipe, derived);
    if (derivation.has_chosen_window) {
        writeChosenWindow(recipe, derived);
    } else if (isUsableWindow(recipe.reference)) {
        for (const uint16_t element : std::initializer_list<uint16_t>{0x1050, 0x1051, 0x1055, 0x1056}) {
            const Tag tag(0x0028, element);
            if (recipe.reference.FindDataElement(tag)) {
                derived.Replace(recipe.reference.GetDataElement(tag));
            }
        }
    } else if (derivation.window_width > 0.0) {
        writeOwnWindow(derivation, derived);
    }
}
} // namespace mpr
