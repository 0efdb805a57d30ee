// SPDX-License-Identifier: GPL-3.0-or-later
// A cache of frames by the Orthanc Framework's MemoryObjectCache. Its accessor holds a lock for as long as it
// lives; here it lives just long enough to take a reference.
#include "FrameCache.h"

#include <Cache/MemoryObjectCache.h>

#include <atomic>
#include <exception>
#include <memory>
#include <new>

namespace
{
class Kept final : public Orthanc::ICacheable
{
  public:
    explicit Kept(MprFrame *frame) : frame_(mpr_frame_retain(frame)) {}
    ~Kept() override { mpr_frame_free(frame_); }
    size_t GetMemoryUsage() const override
    {
        const size_t pixels = frame_->file.size > 0 ? frame_->file.size : frame_->pixels.size;
        return sizeof(MprFrame) + pixels + frame_->attributes.size;
    }
    MprFrame *reference() const { return mpr_frame_retain(frame_); }

  private:
    MprFrame *frame_;
};
} // namespace

struct MprFrameCache {
    Orthanc::MemoryObjectCache frames;
    bool isOff = false;
    std::atomic<uint64_t> hits{0};
    std::atomic<uint64_t> misses{0};
};

extern "C" {

bool mpr_frame_cache_create(size_t bytes, MprFrameCache **cache, MprError *error)
{
    try {
        auto created = std::make_unique<MprFrameCache>();
        created->isOff = bytes == 0;
        created->frames.SetMaximumSize(bytes == 0 ? 1 : bytes); // the Framework refuses 0
        *cache = created.release();
        return true;
    } catch (const std::exception &) {
        return mpr_fail(error, MPR_NO_MEMORY, "there is no memory for a cache");
    }
}

void mpr_frame_cache_free(MprFrameCache *cache)
{
    delete cache;
}

MprFrame *mpr_frame_cache_find(MprFrameCache *cache, const char *key)
{
    MprFrame *found = nullptr;
    try {
        Orthanc::MemoryObjectCache::Accessor accessor(cache->frames, key, false);
        if (accessor.IsValid()) {
            found = static_cast<Kept &>(accessor.GetValue()).reference();
        }
    } catch (const std::exception &) {
        found = nullptr; // no memory for the key: the frame is read again
    }
    (found != nullptr ? cache->hits : cache->misses)++;
    return found;
}

void mpr_frame_cache_keep(MprFrameCache *cache, const char *key, MprFrame *frame)
{
    if (cache->isOff) {
        return;
    }
    try {
        cache->frames.Acquire(key, new Kept(frame));
    } catch (const std::exception &) {
        // The frame is not kept; that is all a cache may lose.
    }
}

MprCacheCounts mpr_frame_cache_counts(MprFrameCache *cache)
{
    return {cache->hits, cache->misses, cache->frames.GetCurrentSize()};
}

} // extern "C"
