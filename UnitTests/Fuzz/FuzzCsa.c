/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as Siemens' private header: nothing beyond them is read, and numbers are finite. */
#include "Fuzz.h"

#include "Dicom/Csa.h"

#include <math.h>

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc;
    (void)argv;
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    double numbers[3] = {0};
    if (mpr_csa_numbers(data, size, "SliceNormalVector", 3, numbers)) {
        fuzz_require(isfinite(numbers[0]) && isfinite(numbers[1]) && isfinite(numbers[2]));
    }
    mpr_csa_numbers(data, size, "NumberOfImagesInMosaic", 1, numbers);
    return 0;
}
