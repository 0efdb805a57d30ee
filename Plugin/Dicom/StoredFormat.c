/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "StoredFormat.h"

/* Shifts up by as many bits as are above the high bit, then down again. One loop for each type is vector code. */
#define CLEAN(Unsigned, Signed)                                                                              \
    do {                                                                                                     \
        Unsigned *typed = values;                                                                            \
        for (size_t index = 0; is_signed && index < count; index++) {                                        \
            typed[index] = (Unsigned)((Signed)(Unsigned)(typed[index] << up) >> down);                       \
        }                                                                                                    \
        for (size_t index = 0; !is_signed && index < count; index++) {                                       \
            typed[index] = (Unsigned)((Unsigned)(typed[index] << up) >> down);                               \
        }                                                                                                    \
    } while (0)

void mpr_stored_clean(void *values, size_t count, unsigned bits_allocated, unsigned bits_stored,
                      unsigned high_bit, bool is_signed)
{
    const unsigned up = bits_allocated - 1 - high_bit;
    const unsigned down = bits_allocated - bits_stored;
    if (down == 0) {
        return;
    }
    switch (bits_allocated) {
    case 8:
        CLEAN(uint8_t, int8_t);
        break;
    case 16:
        CLEAN(uint16_t, int16_t);
        break;
    default:
        CLEAN(uint32_t, int32_t);
        break;
    }
}
