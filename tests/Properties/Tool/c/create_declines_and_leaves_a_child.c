/* SPDX-License-Identifier: Apache-2.0 */ /* No device, but a helper that holds every descriptor. */
#define pvmemcontrol_dut_create create_any
#include "pvmemcontrol_example.c"
#undef pvmemcontrol_dut_create

void *pvmemcontrol_dut_create(const struct pvmemcontrol_dut_region *regions, size_t count)
{
    (void)regions;
    (void)count;
    if (fork() == 0) {
        sleep(60);
        _exit(0);
    }
    return NULL;
}
