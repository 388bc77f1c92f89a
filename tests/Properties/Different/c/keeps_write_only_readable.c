/* SPDX-License-Identifier: Apache-2.0 */
/* MPROTECT_W leaves pages readable, as mprotect(2) does on some machines. Buffers on them are still refused. */
#include <sys/mman.h>

static int protect_readable(void *at, size_t length, int protection)
{
    return mprotect(at, length, protection == PROT_WRITE ? PROT_READ | PROT_WRITE : protection);
}

#define mprotect protect_readable
#include "pvmemcontrol_example.c"
