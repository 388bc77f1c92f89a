/* SPDX-License-Identifier: Apache-2.0 */ /* MPROTECT_* protects the first page of its range only. */
#include <sys/mman.h>

static int mprotect_page(void *addr, size_t length, int access)
{
    return mprotect(addr, length < 4096 ? length : 4096, access);
}

#define mprotect mprotect_page
#include "pvmemcontrol_example.c"
