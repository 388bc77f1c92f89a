/* SPDX-License-Identifier: Apache-2.0 */
/* Restore reads the list of channels from its end. */
#define pvmemcontrol_dut_restore correct_restore
#include "pvmemcontrol_example.c"
#undef pvmemcontrol_dut_restore

int pvmemcontrol_dut_restore(void *dut, const void *data, size_t size)
{
    struct device *device = dut;
    const int result = correct_restore(dut, data, size);
    if (device->channel_count > 1) {
        const struct channel last = device->channels[device->channel_count - 1];
        device->channels[device->channel_count - 1] = device->channels[0];
        device->channels[0] = last;
    }
    return result;
}
