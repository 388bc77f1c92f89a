/* SPDX-License-Identifier: Apache-2.0 */ /* Overwrites what was recorded of the first round. */
#define OF "pvmemcontrol-arena"
#define AT 130
#include "../../Tool/c/own_memory.h"

static void do_harm(uint8_t *start, uint8_t *end)
{
    enum { CONTROL = 4096, RECORDS = 2112, SIZE = 48 * 72 };
    if (start + CONTROL + RECORDS + SIZE <= end)
        memset(start + CONTROL + RECORDS, 0x5A, SIZE);
}
