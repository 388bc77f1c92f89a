/* SPDX-License-Identifier: Apache-2.0 */ /* No device where its crash would leave a core file. */
#define pvmemcontrol_dut_create create_any
#include "pvmemcontrol_example.c"
#undef pvmemcontrol_dut_create
#include <sys/resource.h>

void *pvmemcontrol_dut_create(const struct pvmemcontrol_dut_region *regions, size_t count)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_CORE, &limit) != 0 || limit.rlim_cur > 1)
        return NULL;
    return create_any(regions, count);
}
