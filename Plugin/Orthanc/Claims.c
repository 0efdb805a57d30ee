/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "Claims.h"

#include <pthread.h>
#include <string.h>

struct MprClaimed {
    MprClaimed *next;
    char study[MPR_HOST_ID_SIZE];
    char sop_instance_uid[MPR_UID_SIZE];
    unsigned claims;
    bool is_brought, is_kept;
    bool is_busy; /* it is being looked for and stored, or deleted */
};

static struct {
    pthread_mutex_t mutex;
    pthread_cond_t is_free;
    MprClaimed *first;
} claims = {.mutex = PTHREAD_MUTEX_INITIALIZER, .is_free = PTHREAD_COND_INITIALIZER};

static MprClaimed *find(const char *study, const char *sop_instance_uid)
{
    MprClaimed *image = claims.first;
    while (image != NULL &&
           (strcmp(image->sop_instance_uid, sop_instance_uid) != 0 || strcmp(image->study, study) != 0)) {
        image = image->next;
    }
    return image;
}

static MprClaimed *add(const char *study, const char *sop_instance_uid, MprError *error)
{
    MprClaimed *image = mpr_allocate(1, sizeof *image, error);
    if (image != NULL) {
        memcpy(image->study, study, strlen(study) + 1);
        memcpy(image->sop_instance_uid, sop_instance_uid, strlen(sop_instance_uid) + 1);
        image->next = claims.first;
        claims.first = image;
    }
    return image;
}

static void remove_image(MprClaimed *image)
{
    MprClaimed **link = &claims.first;
    while (*link != image) {
        link = &(*link)->next;
    }
    *link = image->next;
    mpr_free(image);
}

bool mpr_claim_take(const char *study, const char *sop_instance_uid, MprClaim *claim, MprError *error)
{
    pthread_mutex_lock(&claims.mutex);
    MprClaimed *image = find(study, sop_instance_uid);
    while (image != NULL && image->is_busy) {
        pthread_cond_wait(&claims.is_free, &claims.mutex);
        image = find(study, sop_instance_uid);
    }
    if (image == NULL) {
        image = add(study, sop_instance_uid, error);
    }
    if (image != NULL) {
        image->claims++;
        image->is_busy = true;
        claim->image = image;
    }
    pthread_mutex_unlock(&claims.mutex);
    return image != NULL;
}

void mpr_claim_settle(MprClaim claim, bool is_brought)
{
    pthread_mutex_lock(&claims.mutex);
    claim.image->is_brought = claim.image->is_brought || is_brought;
    claim.image->is_busy = false;
    pthread_cond_broadcast(&claims.is_free);
    pthread_mutex_unlock(&claims.mutex);
}

void mpr_claim_keep(MprClaim claim)
{
    pthread_mutex_lock(&claims.mutex);
    claim.image->is_kept = true;
    pthread_mutex_unlock(&claims.mutex);
}

bool mpr_claim_release(MprClaim claim)
{
    MprClaimed *image = claim.image;
    pthread_mutex_lock(&claims.mutex);
    const bool is_last = --image->claims == 0;
    const bool is_leaving = is_last && image->is_brought && !image->is_kept;
    image->is_busy = image->is_busy || is_leaving;
    if (is_last && !is_leaving) {
        remove_image(image);
    }
    pthread_mutex_unlock(&claims.mutex);
    return is_leaving;
}

void mpr_claim_end(MprClaim claim)
{
    pthread_mutex_lock(&claims.mutex);
    remove_image(claim.image);
    pthread_cond_broadcast(&claims.is_free);
    pthread_mutex_unlock(&claims.mutex);
}
