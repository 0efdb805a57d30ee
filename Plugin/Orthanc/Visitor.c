/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "Visitor.h"

#include <string.h>
#include <strings.h>

static const char *find_header(uint32_t count, const char *const *keys, const char *const *values,
                               const char *name)
{
    for (uint32_t index = 0; index < count; index++) {
        if (strcasecmp(keys[index], name) == 0) {
            return values[index];
        }
    }
    return NULL;
}

const char *mpr_visitor_header(const OrthancPluginHttpRequest *http, const char *name)
{
    return find_header(http->headersCount, http->headersKeys, http->headersValues, name);
}

/* ---- forms ---- */

/* Orthanc takes multipart/form-data apart and calls the route for each part, with the headers of the part in
 * place of those of the request: what a page of another site wrote there cannot be told from what a call from
 * inside says. The filter sees the request before that. */
static int32_t filter(OrthancPluginHttpMethod method, const char *uri, const char *ip, uint32_t header_count,
                      const char *const *keys, const char *const *values, uint32_t argument_count,
                      const char *const *argument_keys, const char *const *argument_values)
{
    const char *media = find_header(header_count, keys, values, "content-type");
    (void)method;
    (void)ip;
    (void)argument_count;
    (void)argument_keys;
    (void)argument_values;
    if (media == NULL || strcasestr(media, "multipart") == NULL || strstr(uri, "mpr-slice") == NULL) {
        return 1;
    }
    mpr_host_log_info("a request with a form (multipart) is refused; the body must be application/json");
    return 0;
}

void mpr_visitor_register(void)
{
    OrthancPluginRegisterIncomingHttpRequestFilter2(mpr_host(), filter);
}

/* ---- where a request comes from ---- */

/* Does an address belong to the archive, as the client calls it? */
static bool is_own_address(const OrthancPluginHttpRequest *http, const char *address)
{
    const char *host = mpr_visitor_header(http, "x-forwarded-host");
    const char *slashes = strstr(address, "://");
    if (host == NULL) {
        host = mpr_visitor_header(http, "host");
    }
    if (host == NULL || host[0] == '\0' || slashes == NULL) {
        return false;
    }
    const char *name = slashes + 3;
    const size_t length = strcspn(name, "/?#");
    return length == strlen(host) && strncasecmp(name, host, length) == 0;
}

static bool is_browser(const OrthancPluginHttpRequest *http)
{
    static const char all[] = "Mozilla/"; /* every browser begins so, since ever */
    const char *agent = mpr_visitor_header(http, "user-agent");
    return agent != NULL && strncasecmp(agent, all, sizeof all - 1) == 0;
}

bool mpr_visitor_check(const OrthancPluginHttpRequest *http, MprError *error)
{
    const char *site = mpr_visitor_header(http, "sec-fetch-site");
    const char *origin = mpr_visitor_header(http, "origin");
    const char *page = mpr_visitor_header(http, "referer");
    bool is_own = true;
    if (site != NULL) {
        is_own = strcmp(site, "same-origin") == 0 || strcmp(site, "none") == 0;
    } else if (origin != NULL) {
        is_own = is_own_address(http, origin);
    } else if (mpr_visitor_header(http, "x-requested-with") != NULL) {
        is_own = true;
    } else if (page != NULL) {
        is_own = is_own_address(http, page);
    } else if (is_browser(http)) {
        return mpr_fail(
            error, MPR_FORBIDDEN,
            "a browser made this request and does not say for which page; it is refused. Use https, or send "
            "the header X-Requested-With");
    }
    return is_own ||
           mpr_fail(error, MPR_FORBIDDEN, "a page of another site made this request; it is refused");
}

bool mpr_visitor_check_media(const OrthancPluginHttpRequest *http, MprError *error)
{
    static const char json[] = "application/json";
    const char *media = mpr_visitor_header(http, "content-type");
    const size_t length = sizeof json - 1;
    const bool is_from_inside = mpr_visitor_header(http, "host") == NULL;
    if (media == NULL && http->bodySize > 0 && !is_from_inside) {
        media = ""; /* a page can send a body without a type to any site */
    }
    if (media != NULL && (strncasecmp(media, json, length) != 0 || strchr("; \t", media[length]) == NULL)) {
        return mpr_fail(error, MPR_BAD_MEDIA,
                        "the body is not application/json; send the header Content-Type: "
                        "application/json");
    }
    return true;
}
