// SPDX-License-Identifier: GPL-3.0-or-later
// The rules of the allow-list at work, on the attributes of the contributing frames.
#include "Header.hpp"

#include <algorithm>
#include <vector>

namespace mpr
{
const MprAttribute *AllowList::begin() const
{
    size_t count = 0;
    return mpr_allow_list(&count);
}

const MprAttribute *AllowList::end() const
{
    size_t count = 0;
    const MprAttribute *first = mpr_allow_list(&count);
    return first + count;
}

static std::string_view select(const Sources &sources, const MprAttribute &attribute, bool isBlockCommon)
{
    const Tag tag = tagOf(attribute);
    switch (attribute.rule) {
    case MPR_RULE_KEEP:
    case MPR_RULE_KEEP_OR_EMPTY:
        return sources.referenceFrame().encoded(tag);
    case MPR_RULE_COMMON:
    case MPR_RULE_COMMON_OR_EMPTY:
        return sources.common(tag);
    case MPR_RULE_BLOCK:
        return isBlockCommon ? sources.common(tag) : std::string_view();
    default:
        return {};
    }
}

static void putEmpty(DataSet &dataset, const MprAttribute &attribute)
{
    if (attribute.vr == MPR_VR_SQ) {
        putItems(dataset, tagOf(attribute), {});
    } else {
        putBytes(dataset, tagOf(attribute), vrOf(attribute), "", 0);
    }
}

// Is every attribute of the block the same in all frames, missing ones included?
static bool isBlockTheSame(const Sources &sources)
{
    const AllowList list;
    return std::all_of(list.begin(), list.end(), [&](const MprAttribute &attribute) {
        return attribute.rule != MPR_RULE_BLOCK || !sources.common(tagOf(attribute)).empty() ||
               std::all_of(sources.frames.begin(), sources.frames.end(),
                           [&](const Attributes &frame) { return frame.encoded(tagOf(attribute)).empty(); });
    });
}

void copyAllowed(const Sources &sources, Iod iod, DataSet &derived)
{
    const bool isBlockCommon = isBlockTheSame(sources);
    for (const MprAttribute &attribute : AllowList()) {
        if ((attribute.iods & iod) == 0) {
            continue;
        }
        const bool isPut = putDecoded(select(sources, attribute, isBlockCommon), derived);
        const bool isType2 =
            attribute.rule == MPR_RULE_KEEP_OR_EMPTY || attribute.rule == MPR_RULE_COMMON_OR_EMPTY;
        if (!isPut && isType2) {
            putEmpty(derived, attribute);
        }
    }
}

DataSet attributesOfRule(const Attributes &frame, Iod iod, MprAllowRule rule)
{
    DataSet chosen;
    for (const MprAttribute &attribute : AllowList()) {
        if (attribute.rule == rule && (attribute.iods & iod) != 0) {
            putDecoded(frame.encoded(tagOf(attribute)), chosen);
        }
    }
    return chosen;
}
} // namespace mpr
