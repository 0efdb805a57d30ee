/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 * Facts that vendors of MR scanners state in private attributes (PS3.5 section 7.8): the b-value and the
 * direction of a diffusion gradient, the part of a complex image, label or control, and how GE's prototype of
 * an EPI sequence orders its volumes. Only with the vendor's own private creator in front. */
#ifndef MPR_VENDOR_FIELDS_H
#define MPR_VENDOR_FIELDS_H

#include "ElementValue.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef enum {
    MPR_VENDOR_SIEMENS_B_VALUE,
    MPR_VENDOR_SIEMENS_DIRECTION,
    MPR_VENDOR_SIEMENS_B_MATRIX,
    MPR_VENDOR_GE_SEQUENCE,
    MPR_VENDOR_GE_USER_DATA_12,
    MPR_VENDOR_GE_DIRECTION_X,
    MPR_VENDOR_GE_DIRECTION_Y,
    MPR_VENDOR_GE_DIRECTION_Z,
    MPR_VENDOR_GE_COMPONENT,
    MPR_VENDOR_GE_B_VALUE,
    MPR_VENDOR_UNITED_B_VALUE,
    MPR_VENDOR_UNITED_DIRECTION,
    MPR_VENDOR_PHILIPS_B_VALUE,
    MPR_VENDOR_PHILIPS_DIRECTION_X,
    MPR_VENDOR_PHILIPS_DIRECTION_Y,
    MPR_VENDOR_PHILIPS_DIRECTION_Z,
    MPR_VENDOR_PHILIPS_LABEL,
    MPR_VENDOR_COUNT
} MprVendorField;

/** The elements, zeroed where there is none; with the VR of the table where the file has UN. */
typedef struct {
    MprElement elements[MPR_VENDOR_COUNT];
    uint8_t blocks[MPR_VENDOR_COUNT]; /**< of the creator of each, 0: it was not seen */
} MprVendorFields;

/** Takes one element of a dataset, in the order of their tags. Private elements that are none of these are
 * left. */
void mpr_vendor_fields_take(MprVendorFields *fields, const MprElement *element);

/** May a private element be one of them, or the creator of one? It then belongs into an attribute block. */
bool mpr_vendor_fields_may_be(uint32_t tag, uint16_t *vr);

/** The b-value in s/mm². False when no vendor states one. */
bool mpr_vendor_b_value(const MprVendorFields *fields, double *b_value);
/** The direction as the vendor has it, not zero. False when no vendor states one. */
bool mpr_vendor_direction(const MprVendorFields *fields, double direction[3]);
/** The b-matrix in s/mm²: XX, XY, XZ, YY, YZ, ZZ. False when no vendor states one. */
bool mpr_vendor_b_matrix(const MprVendorFields *fields, double matrix[6]);
/** "MAGNITUDE", "PHASE", "REAL" or "IMAGINARY", as ComplexImageComponent has it; NULL when no vendor states
 * one. */
const char *mpr_vendor_component(const MprVendorFields *fields);
/** "LABEL" or "CONTROL" of arterial spin labelling; empty when no vendor states one. */
MprText mpr_vendor_asl_context(const MprVendorFields *fields);
/** Does GE's epi_pepolar reverse the rows of some volumes? */
bool mpr_vendor_may_mirror(const MprVendorFields *fields);

#ifdef __cplusplus
}
#endif
#endif
