/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "Concatenation.h"

#include <stdio.h>
#include <stdlib.h>

typedef struct {
    uint64_t concatenation;
    unsigned part, parts;
} Part;

typedef struct {
    unsigned there, total;
    unsigned missing; /* the first one */
    bool is_total_told;
} Gaps;

/* Those without an identifier belong together when they are of the same count. */
static int compare_concatenations(const Part *a, const Part *b)
{
    if (a->concatenation != b->concatenation) {
        return a->concatenation < b->concatenation ? -1 : 1;
    }
    return a->concatenation == 0 ? (a->parts > b->parts) - (a->parts < b->parts) : 0;
}

static int compare_parts(const void *left, const void *right)
{
    const Part *a = left;
    const Part *b = right;
    const int order = compare_concatenations(a, b);
    return order != 0 ? order : (a->part > b->part) - (a->part < b->part);
}

/* Of the parts of one concatenation, by their numbers. */
static Gaps find_gaps(const Part *parts, size_t count)
{
    Gaps gaps = {.missing = 0};
    unsigned last = 0;
    for (size_t index = 0; index < count; index++) {
        if (parts[index].part > last + 1 && gaps.missing == 0) {
            gaps.missing = last + 1;
        }
        gaps.there += parts[index].part != last;
        gaps.is_total_told = gaps.is_total_told || parts[index].parts > 0;
        gaps.total = parts[index].parts > gaps.total ? parts[index].parts : gaps.total;
        last = parts[index].part;
    }
    gaps.total = last > gaps.total ? last : gaps.total;
    gaps.missing = gaps.missing == 0 && gaps.there < gaps.total ? last + 1 : gaps.missing;
    return gaps;
}

static void tell(const Gaps *gaps, size_t others, char remark[MPR_MESSAGE_SIZE])
{
    const unsigned further = gaps->total - gaps->there - 1;
    int used =
        snprintf(remark, MPR_MESSAGE_SIZE, "the series has %u of the %s%u parts of a concatenation; part %u ",
                 gaps->there, gaps->is_total_told ? "" : "at least ", gaps->total, gaps->missing);
    if (further > 0) {
        used += snprintf(remark + used, MPR_MESSAGE_SIZE - (size_t)used, "and %u other%s are missing",
                         further, further > 1 ? "s" : "");
    } else {
        used += snprintf(remark + used, MPR_MESSAGE_SIZE - (size_t)used, "is missing");
    }
    if (others > 0) {
        snprintf(remark + used, MPR_MESSAGE_SIZE - (size_t)used,
                 "; parts of %zu other concatenation%s are missing, too", others, others > 1 ? "s" : "");
    }
}

static void tell_gaps(const Part *parts, size_t count, char remark[MPR_MESSAGE_SIZE])
{
    Gaps first = {.missing = 0};
    size_t incomplete = 0;
    for (size_t start = 0, end = 0; start < count; start = end) {
        while (end < count && compare_concatenations(&parts[start], &parts[end]) == 0) {
            end++;
        }
        const Gaps gaps = find_gaps(parts + start, end - start);
        first = gaps.missing > 0 && incomplete == 0 ? gaps : first;
        incomplete += gaps.missing > 0;
    }
    if (incomplete > 0) {
        tell(&first, incomplete - 1, remark);
    }
}

static void tell_alone(const MprDescription *description, char remark[MPR_MESSAGE_SIZE])
{
    char of[24] = "";
    if (description->parts > 0) {
        snprintf(of, sizeof of, " of %u", description->parts);
    }
    snprintf(remark, MPR_MESSAGE_SIZE,
             "the image is part %u%s of a concatenation; frames of the other parts are not used",
             description->part, of);
}

bool mpr_concatenation_remark(const MprDescription *const *descriptions, size_t count,
                              char remark[MPR_MESSAGE_SIZE], MprError *error)
{
    Part *parts = mpr_allocate(count, sizeof *parts, error);
    size_t found = 0;
    remark[0] = '\0';
    if (parts == NULL) {
        return false;
    }
    for (size_t index = 0; index < count; index++) {
        const MprDescription *one = descriptions[index];
        if (one != NULL && one->part > 0) {
            parts[found++] = (Part){one->concatenation, one->part, one->parts};
        }
    }
    if (found == 1 && count == 1 && parts[0].parts != 1) {
        tell_alone(descriptions[0], remark);
    } else if (found > 0) {
        qsort(parts, found, sizeof *parts, compare_parts);
        tell_gaps(parts, found, remark);
    }
    mpr_free(parts);
    return true;
}
