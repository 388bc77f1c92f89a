/* SPDX-License-Identifier: Apache-2.0 */ /* MPROTECT_* succeeds without doing anything. */
#include <sys/mman.h>

static int mprotect_never(void *addr, size_t length, int access)
{
    (void)addr;
    (void)length;
    (void)access;
    return 0;
}

#define mprotect mprotect_never
#include "pvmemcontrol_example.c"
