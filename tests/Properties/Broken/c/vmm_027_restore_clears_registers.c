/* SPDX-License-Identifier: Apache-2.0 */ /* Restore forgets the answer, and the address that was written. */
#define pvmemcontrol_dut_restore correct_restore
#include "pvmemcontrol_example.c"
#undef pvmemcontrol_dut_restore

int pvmemcontrol_dut_restore(void *dut, const void *data, size_t size)
{
    struct device *device = dut;
    const int result = correct_restore(dut, data, size);
    memset(device->address, 0, sizeof device->address);
    respond(device, 0, 0);
    return result;
}
