/* SPDX-License-Identifier: Apache-2.0 */ /* A correct device that closes 0 to 2, as daemons do, each time anew. */
#define pvmemcontrol_dut_create create_any
#include "pvmemcontrol_example.c"
#undef pvmemcontrol_dut_create

void *pvmemcontrol_dut_create(const struct pvmemcontrol_dut_region *regions, size_t count)
{
    for (int fd = 0; fd <= 2; fd++)
        close(fd);
    return create_any(regions, count);
}
