/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "Changes.h"

#include "Host.h"

static const MprChangeHandler *the_handlers;

static OrthancPluginErrorCode on_change(OrthancPluginChangeType change, OrthancPluginResourceType level,
                                        const char *id)
{
    for (const MprChangeHandler *handler = the_handlers; *handler != NULL; handler++) {
        (*handler)(change, level, id);
    }
    return OrthancPluginErrorCode_Success;
}

void mpr_changes_register(const MprChangeHandler *handlers)
{
    the_handlers = handlers;
    OrthancPluginRegisterOnChangeCallback(mpr_host(), on_change);
}
