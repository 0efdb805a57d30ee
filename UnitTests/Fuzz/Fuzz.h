/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A fuzzer is one function that must hold for any bytes. With clang it is linked to libFuzzer (preset
 * "fuzz"), and else to Replay.c, which gives it the files of its corpus: so every finding stays a test.
 *
 *   Fuzz<Noun>.c ──┬── libFuzzer      new bytes, for as long as one likes (Resources/Fuzz.sh)
 *                  └── Replay.c       the bytes of Corpus/<Noun>/, as an ordinary test */
#ifndef MPR_FUZZ_H
#define MPR_FUZZ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "Base/Error.h"
#include "Geometry/Grid.h"

#ifdef __cplusplus
extern "C" {
#endif

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
/* Called once before the first input; every fuzzer has one. */
int LLVMFuzzerInitialize(int *argc, char ***argv);

/* What must hold; says what does not and aborts, which libFuzzer and CTest count as a finding. */
#define fuzz_require(truth) fuzz_require_at((truth), #truth, __FILE__, __LINE__)
void fuzz_require_at(bool truth, const char *what, const char *file, int line);

/* A failure has a sentence that ends, and is nobody's fault but the input's: never MPR_INTERNAL. */
void fuzz_require_failure(const MprError *error);
/* Finite, of two unit vectors at a right angle, with spacing and pixels. */
void fuzz_require_grid(const MprGrid *grid);

/* ---- values out of bytes; zeros behind the end ---- */

typedef struct {
    const uint8_t *data;
    size_t size;
} FuzzInput;

uint8_t fuzz_byte(FuzzInput *input);
uint32_t fuzz_short(FuzzInput *input);
/* Any double: small and round ones often, NaN, infinite, huge and tiny ones sometimes. */
double fuzz_number(FuzzInput *input);
double fuzz_finite(FuzzInput *input);

#ifdef __cplusplus
}
#endif
#endif
