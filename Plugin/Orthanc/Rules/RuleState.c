/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "RuleState.h"

#include "Orthanc/Metadata.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SERIES_METADATA = 24133, STUDY_METADATA = 24134, POSITION_PROPERTY = 24133 };

static unsigned metadata_of(MprLevel level)
{
    return level == MPR_LEVEL_STUDY ? STUDY_METADATA : SERIES_METADATA;
}

bool mpr_rule_state_has(MprLevel level, const char *series, const char digest[MPR_UID_SIZE])
{
    char written[MPR_UID_SIZE];
    mpr_metadata_read("series", series, metadata_of(level), written, sizeof written);
    return strcmp(written, digest) == 0;
}

bool mpr_rule_state_write(MprLevel level, const char *series, const char digest[MPR_UID_SIZE],
                          MprError *error)
{
    return mpr_metadata_write("series", series, metadata_of(level), digest, error);
}

bool mpr_rule_state_position(int64_t *position)
{
    char *text = OrthancPluginGetGlobalProperty(mpr_host(), POSITION_PROPERTY, "");
    const bool is_known = text != NULL && text[0] >= '0' && text[0] <= '9';
    if (is_known) {
        *position = strtoll(text, NULL, 10);
    }
    OrthancPluginFreeString(mpr_host(), text);
    return is_known;
}

void mpr_rule_state_set_position(int64_t position)
{
    char text[32];
    snprintf(text, sizeof text, "%" PRId64, position);
    const OrthancPluginErrorCode code = OrthancPluginSetGlobalProperty(mpr_host(), POSITION_PROPERTY, text);
    if (code != OrthancPluginErrorCode_Success) {
        mpr_host_log_warning("the position in the log of changes cannot be saved: %s",
                             OrthancPluginGetErrorDescription(mpr_host(), code));
    }
}

void mpr_rule_state_forget_position(void)
{
    int64_t position = 0;
    if (mpr_rule_state_position(&position)) {
        OrthancPluginSetGlobalProperty(mpr_host(), POSITION_PROPERTY, "");
    }
}
