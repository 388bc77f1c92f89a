/* SPDX-License-Identifier: Apache-2.0 */ /* Overwrites what is after the first page: steps and observations. */
#define OF "pvmemcontrol-arena"
#include "own_memory.h"

static void do_harm(uint8_t *start, uint8_t *end)
{
    memset(start + 4096 + 12000, 0x5A, (size_t)(end - start) - 4096 - 12000);
}
