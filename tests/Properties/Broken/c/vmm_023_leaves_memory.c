/* SPDX-License-Identifier: Apache-2.0 */ /* Destroy forgets what was allocated. */
#define pvmemcontrol_dut_destroy correct_destroy
#include "pvmemcontrol_example.c"
#undef pvmemcontrol_dut_destroy

void pvmemcontrol_dut_destroy(void *dut)
{
    struct device *device = dut;
    memset(device->channels, 0xFF, sizeof device->channels);
}
