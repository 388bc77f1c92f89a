/* SPDX-License-Identifier: Apache-2.0 */ /* Discards one page more than it is asked to, and takes no huge pages. */
#define pvmemcontrol_dut_create create_any
#include "../../Broken/c/dev_021_dontneed_page_more.c"
#undef pvmemcontrol_dut_create

void *pvmemcontrol_dut_create(const struct pvmemcontrol_dut_region *regions, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (regions[i].size % (2 << 20) == 0)
            return NULL;
    return create_any(regions, count);
}
