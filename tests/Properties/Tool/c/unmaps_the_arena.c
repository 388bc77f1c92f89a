/* SPDX-License-Identifier: Apache-2.0 */ /* Unmaps the memory through which the runner reports its observations. */
#define OF "pvmemcontrol-arena"
#include "own_memory.h"

static void do_harm(uint8_t *start, uint8_t *end) { munmap(start, (size_t)(end - start)); }
