/* SPDX-License-Identifier: Apache-2.0 */
/* VM reset is taken for RESET: what the last guest revoked and locked stays. */
#define pvmemcontrol_dut_reset correct_reset
#include "pvmemcontrol_example.c"
#undef pvmemcontrol_dut_reset

void pvmemcontrol_dut_reset(void *dut)
{
    struct device *device = dut;
    pthread_mutex_lock(&device->lock);
    drop_channels(device);
    respond(device, 0, 0);
    pthread_mutex_unlock(&device->lock);
}
