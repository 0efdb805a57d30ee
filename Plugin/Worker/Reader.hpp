// SPDX-License-Identifier: GPL-3.0-or-later
// The tasks to describe a file and to load a frame.
#ifndef MPR_READER_HPP
#define MPR_READER_HPP

#include "Arena.hpp"

namespace mpr
{
void describe(const MprCommand &task, Arena &arena, MprReply &report);
void load(const MprCommand &task, Arena &arena, MprReply &report);
} // namespace mpr
#endif
