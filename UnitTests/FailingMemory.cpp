// SPDX-License-Identifier: GPL-3.0-or-later
// The doors through which the plugin gets memory, each with the same switch: what the C code takes from libc,
// cJSON's hooks, and operator new of the Orthanc Framework.
#include "FailingMemory.h"

#include "Request/Json.h"

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <new>

// The plugin, loaded later, finds them here.
#define EXPORTED __attribute__((visibility("default")))

extern "C" {
EXPORTED void *__wrap_malloc(size_t size);
EXPORTED void *__wrap_calloc(size_t count, size_t size);
EXPORTED void __wrap_free(void *memory);
EXPORTED FILE *__wrap_open_memstream(char **text, size_t *size);
}

namespace
{
std::atomic<bool> isArmed{false};
std::atomic<bool> lasts{false};
std::atomic<long> first{0};
std::atomic<long> count{0};
std::atomic<long> living{0};

bool fails()
{
    if (!isArmed) {
        return false;
    }
    const long number = ++count;
    return first > 0 && (number == first || (lasts && number > first));
}

void *counted(void *memory)
{
    living += memory != nullptr ? 1 : 0;
    return memory;
}

void *allocate(size_t size)
{
    return fails() ? nullptr : counted(std::malloc(size == 0 ? 1 : size));
}

void release(void *memory)
{
    living -= memory != nullptr ? 1 : 0;
    std::free(memory);
}
} // namespace

extern "C" {

void failing_memory_install(void)
{
    cJSON_Hooks hooks = {allocate, release};
    cJSON_InitHooks(&hooks);
}

void failing_memory_arm(long number, bool isLasting)
{
    first = number;
    lasts = isLasting;
    count = 0;
    isArmed = true;
}

long failing_memory_disarm(void)
{
    isArmed = false;
    return count;
}

long failing_memory_living(void)
{
    return living;
}

// What the linker puts in the place of the plugin's own calls (--wrap).

// The text is one block, which the plugin frees.
FILE *__wrap_open_memstream(char **text, size_t *size)
{
    FILE *stream = fails() ? nullptr : open_memstream(text, size);
    living += stream != nullptr ? 1 : 0;
    return stream;
}

void *__wrap_malloc(size_t size)
{
    return allocate(size);
}

void *__wrap_calloc(size_t items, size_t size)
{
    return fails() ? nullptr : counted(std::calloc(items, size));
}

void __wrap_free(void *memory)
{
    release(memory);
}

} // extern "C"

void *operator new(size_t size)
{
    void *memory = allocate(size);
    if (memory == nullptr) {
        throw std::bad_alloc();
    }
    return memory;
}

void operator delete(void *memory) noexcept
{
    release(memory);
}

void operator delete(void *memory, size_t) noexcept
{
    release(memory);
}
