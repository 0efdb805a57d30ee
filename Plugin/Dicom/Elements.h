/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 * The elements of a dataset in Explicit VR Little Endian (PS3.5 section 7.1.2), one after the other, where
 * they lie: nothing is allocated, copied or believed. Sequences are walked to their end (PS3.5 section 7.5),
 * whether their length is defined or not, so an element is whole or it is malformed.
 *
 *   tag     VR      length  value          tag     VR  0   length    items   delimiter
 *   ┌───┬───┬──┬──┬───────┬─────────┐      ┌───┬───┬──┬──┬─────────┬───────┬───────────┐
 *   │ggg│eee│D │S │ 2     │ 0.5\0.5 │      │ggg│eee│S │Q │ FFFFFFFF│ ...   │ FFFE,E0DD │
 *   └───┴───┴──┴──┴───────┴─────────┘      └───┴───┴──┴──┴─────────┴───────┴───────────┘ */
#ifndef MPR_ELEMENTS_H
#define MPR_ELEMENTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A VR is the number that its two letters are in the file. */
#define MPR_VR(first, second) ((first) | (second) << 8)

enum {
    MPR_VR_AE = MPR_VR('A', 'E'),
    MPR_VR_AS = MPR_VR('A', 'S'),
    MPR_VR_AT = MPR_VR('A', 'T'),
    MPR_VR_CS = MPR_VR('C', 'S'),
    MPR_VR_DA = MPR_VR('D', 'A'),
    MPR_VR_DS = MPR_VR('D', 'S'),
    MPR_VR_DT = MPR_VR('D', 'T'),
    MPR_VR_FD = MPR_VR('F', 'D'),
    MPR_VR_FL = MPR_VR('F', 'L'),
    MPR_VR_IS = MPR_VR('I', 'S'),
    MPR_VR_LO = MPR_VR('L', 'O'),
    MPR_VR_LT = MPR_VR('L', 'T'),
    MPR_VR_OB = MPR_VR('O', 'B'),
    MPR_VR_OD = MPR_VR('O', 'D'),
    MPR_VR_OF = MPR_VR('O', 'F'),
    MPR_VR_OL = MPR_VR('O', 'L'),
    MPR_VR_OV = MPR_VR('O', 'V'),
    MPR_VR_OW = MPR_VR('O', 'W'),
    MPR_VR_PN = MPR_VR('P', 'N'),
    MPR_VR_SH = MPR_VR('S', 'H'),
    MPR_VR_SL = MPR_VR('S', 'L'),
    MPR_VR_SQ = MPR_VR('S', 'Q'),
    MPR_VR_SS = MPR_VR('S', 'S'),
    MPR_VR_ST = MPR_VR('S', 'T'),
    MPR_VR_SV = MPR_VR('S', 'V'),
    MPR_VR_TM = MPR_VR('T', 'M'),
    MPR_VR_UC = MPR_VR('U', 'C'),
    MPR_VR_UI = MPR_VR('U', 'I'),
    MPR_VR_UL = MPR_VR('U', 'L'),
    MPR_VR_UN = MPR_VR('U', 'N'),
    MPR_VR_UR = MPR_VR('U', 'R'),
    MPR_VR_US = MPR_VR('U', 'S'),
    MPR_VR_UT = MPR_VR('U', 'T'),
    MPR_VR_UV = MPR_VR('U', 'V')
};

/** Items within items within ...: deeper ones are malformed. */
enum { MPR_ELEMENTS_DEPTH = 16 };

#define MPR_UNDEFINED_LENGTH UINT32_MAX

typedef struct {
    uint32_t tag; /**< 0xggggeeee */
    uint16_t vr;
    const unsigned char *start; /**< of the whole element ... */
    size_t size;                /**< ... with its delimiter */
    const unsigned char *value; /**< or the items, without the delimiter */
    size_t value_size;
} MprElement;

/** What is still to be walked. Tags ascend: last is that of the element before, depth that of the dataset. */
typedef struct {
    const unsigned char *at;
    size_t left;
    uint32_t last;
    unsigned depth;
} MprElements;

typedef enum { MPR_ELEMENTS_END, MPR_ELEMENTS_ELEMENT, MPR_ELEMENTS_MALFORMED } MprElementsStep;

MprElements mpr_elements_of(const void *dataset, size_t size);

/** The next element. Malformed is what ends within an element, has an unknown VR, an odd length, a tag that is
 * not above the one before, or a value other than 0 where the standard has zeros. */
MprElementsStep mpr_elements_next(MprElements *elements, MprElement *element);

/** The tag, VR and length of the next element, which need not be there in whole; does not go on. value_size is
 * what the element says, or MPR_UNDEFINED_LENGTH; size is 0. False when there is no such head. */
bool mpr_elements_head(const MprElements *elements, MprElement *element);

/** The dataset of the next item of a sequence; at and left go on from its value and value_size. False behind
 * the last one. */
bool mpr_elements_item(const unsigned char **at, size_t *left, MprElements *item);

#ifdef __cplusplus
}
#endif
#endif
