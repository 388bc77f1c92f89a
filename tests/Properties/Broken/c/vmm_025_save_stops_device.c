/* SPDX-License-Identifier: Apache-2.0 */ /* Save takes the device out of service. */
#define pvmemcontrol_dut_save correct_save
#include "pvmemcontrol_example.c"
#undef pvmemcontrol_dut_save

size_t pvmemcontrol_dut_save(void *dut, void *data, size_t capacity)
{
    struct device *device = dut;
    const size_t size = correct_save(dut, data, capacity);
    pthread_mutex_lock(&device->lock);
    if (size <= capacity)
        drop_channels(device);
    pthread_mutex_unlock(&device->lock);
    return size;
}
