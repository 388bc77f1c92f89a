/* SPDX-License-Identifier: Apache-2.0 */ /* What MPROTECT_RW gives back, the VMM may also execute. */
#define mprotect generous_mprotect
#include <stddef.h>
static int generous_mprotect(void *address, size_t length, int protection);
#include "pvmemcontrol_example.c"
#undef mprotect
int mprotect(void *address, size_t length, int protection);

static int generous_mprotect(void *address, size_t length, int protection)
{
    return mprotect(address, length, protection == (PROT_READ | PROT_WRITE) ? protection | PROT_EXEC : protection);
}
