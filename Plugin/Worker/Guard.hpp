// SPDX-License-Identifier: GPL-3.0-or-later
// Errors inside the worker are exceptions; this is where they become values again.
#ifndef MPR_GUARD_HPP
#define MPR_GUARD_HPP

#include "Base/Error.h"

#include <cstdarg>
#include <cstdio>
#include <exception>
#include <new>

namespace mpr
{
struct Failure {
    MprError error;
};

// Ends the task with a sentence for the person who asked. Variadic, because then the compiler checks the
// format.
// NOLINTNEXTLINE(cert-dcl50-cpp)
[[noreturn, gnu::format(printf, 2, 3)]] inline void fail(MprStatus status, const char *format, ...)
{
    char message[MPR_MESSAGE_SIZE];
    va_list arguments;
    va_start(arguments, format);
    std::vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    MprError error{};
    mpr_fail(&error, status, "%s", message);
    throw Failure{error};
}

// What a library throws names its own source files, so its words are not repeated. Memory is limited per
// worker: running out of it is the fault of the file.
template <typename Action> bool guard(MprError *error, Action action)
{
    try {
        action();
        return true;
    } catch (const Failure &failure) {
        *error = failure.error;
        return false;
    } catch (const std::bad_alloc &) {
        return mpr_fail(error, MPR_UNSUITABLE, "the image needs more memory than a decoder may have");
    } catch (...) {
        return mpr_fail(error, MPR_UNSUITABLE, "the file is not what a DICOM image looks like");
    }
}
} // namespace mpr
#endif
