/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "Remarks.h"

static const struct {
    MprRemark remark;
    const char *sentence;
} SENTENCES[] = {
    {MPR_REMARK_HIGH_BIT,
     "HighBit is below BitsStored - 1, which cannot be; the pixels were read as if it were BitsStored - 1"},
    {MPR_REMARK_SLOPE_ZERO, "RescaleSlope is 0, which would make all values alike; it was taken as 1"},
    {MPR_REMARK_MAY_MIRROR,
     "the image may be mirrored along its columns: by (0019,109C) it is of GE's sequence epi_pepolar, which "
     "with "
     "(0019,10B3) 1, 2 or 3 stores some volumes with reversed rows and a header that does not say so"},
};

void mpr_remarks_note(uint32_t remarks, MprNotes *notes)
{
    for (size_t index = 0; index < sizeof SENTENCES / sizeof SENTENCES[0]; index++) {
        if ((remarks & SENTENCES[index].remark) != 0) {
            mpr_notes_add(notes, "%s", SENTENCES[index].sentence);
        }
    }
}
