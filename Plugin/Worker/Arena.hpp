// SPDX-License-Identifier: GPL-3.0-or-later
// The memory shared with the plugin: the input lies at its start, outputs are put behind it.
#ifndef MPR_ARENA_HPP
#define MPR_ARENA_HPP

#include "Guard.hpp"
#include "Workers/Protocol.h"

#include <cstring>

namespace mpr
{
class Arena
{
  public:
    Arena(unsigned char *memory, size_t memorySize, size_t inputSize)
        : base(memory), size(memorySize), inputEnd(memory + inputSize), used(inputSize)
    {
        if (inputSize > size) {
            fail(MPR_INTERNAL, "a task of %zu bytes does not fit in %zu", inputSize, size);
        }
    }

    const unsigned char *input() const { return base; }
    bool isInput(const unsigned char *memory) const { return memory >= base && memory < inputEnd; }

    // Fresh memory, aligned for any number.
    unsigned char *reserve(size_t wanted)
    {
        const size_t start = (used + 63) / 64 * 64;
        if (start > size || wanted > size - start) {
            fail(MPR_TOO_LARGE, "the image needs %zu bytes beside its file, %zu are possible", wanted,
                 size - (start < size ? start : size));
        }
        used = start + wanted;
        return base + start;
    }

    MprArenaRange span(const unsigned char *memory, size_t length) const
    {
        return MprArenaRange{static_cast<uint64_t>(memory - base), length};
    }

    MprArenaRange store(const void *data, size_t length)
    {
        unsigned char *memory = reserve(length);
        if (length > 0) {
            std::memcpy(memory, data, length);
        }
        return span(memory, length);
    }

  private:
    unsigned char *base;
    size_t size;
    const unsigned char *inputEnd;
    size_t used;
};
} // namespace mpr
#endif
