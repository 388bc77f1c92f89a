/* SPDX-License-Identifier: Apache-2.0 */ /* Guest RAM is not touched before it is split, so its parts never merge. */
#include <stdlib.h>
#include <sys/mman.h>

#define pvmemcontrol_dut_create correct_create
#include "pvmemcontrol_example.c"
#undef pvmemcontrol_dut_create

void *pvmemcontrol_dut_create(const struct pvmemcontrol_dut_region *regions, size_t count)
{
    struct device *device = correct_create(regions, count);
    /* The same memory as it was before that: the pages' common origin is gone with the old mapping. */
    for (size_t i = 0; device != NULL && i < count; i++)
        if (regions[i].size > UINT64_C(0x10000000))
            mmap(regions[i].host_addr, regions[i].size, PROT_READ | PROT_WRITE,
                 MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED, -1, 0);
    return device;
}
