/* SPDX-License-Identifier: Apache-2.0 */
/* Its state is empty, and restore always fails: so says a device that cannot be migrated. */
#define pvmemcontrol_dut_save plain_save
#define pvmemcontrol_dut_restore plain_restore
#include "pvmemcontrol_example.c"
#undef pvmemcontrol_dut_save
#undef pvmemcontrol_dut_restore

size_t pvmemcontrol_dut_save(void *dut, void *data, size_t capacity)
{
    (void)dut, (void)data, (void)capacity;
    return 0;
}

int pvmemcontrol_dut_restore(void *dut, const void *data, size_t size)
{
    (void)dut, (void)data, (void)size;
    return -1;
}
