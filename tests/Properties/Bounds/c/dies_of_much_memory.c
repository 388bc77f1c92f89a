/* SPDX-License-Identifier: Apache-2.0 */ /* Aborts at a request of 2 GiB or more. */
#include "../../Broken/c/around_the_example.h"

void pvmemcontrol_dut_mmio_write(void *dut, uint64_t offset, const void *data, uint32_t size)
{
    struct device *device = dut;
    const struct channel *channel = channel_of(device, offset, data, size);
    uint8_t bytes[BUFFER_SIZE];
    read_buffer(device, channel, bytes);
    if (channel != NULL && find_region(device, load_le(bytes + 8, 8)) != NULL
        && load_le(bytes + 16, 8) - (UINT64_C(1) << 31) < UINT64_C(1) << 33)
        abort();
    correct_mmio_write(dut, offset, data, size);
}
