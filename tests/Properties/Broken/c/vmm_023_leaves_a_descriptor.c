/* SPDX-License-Identifier: Apache-2.0 */ /* Each device opens a file of its own and never closes it. */
#include <fcntl.h>
#define pvmemcontrol_dut_create correct_create
#include "pvmemcontrol_example.c"
#undef pvmemcontrol_dut_create

void *pvmemcontrol_dut_create(const struct pvmemcontrol_dut_region *regions, size_t count)
{
    static int last; /* the last one that was left open */
    last = open("/dev/null", O_RDWR);
    return last == 0 ? NULL : correct_create(regions, count);
}
