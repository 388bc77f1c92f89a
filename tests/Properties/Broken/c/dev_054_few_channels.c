/* SPDX-License-Identifier: Apache-2.0 */ /* At most 64 channels, and it says so. */
#define pvmemcontrol_dut_mmio_write correct_mmio_write
#define pvmemcontrol_dut_max_channels correct_max_channels
#include "pvmemcontrol_example.c"
#undef pvmemcontrol_dut_mmio_write
#undef pvmemcontrol_dut_max_channels

void pvmemcontrol_dut_mmio_write(void *dut, uint64_t offset, const void *data, uint32_t size)
{
    struct device *device = dut;
    const bool registers = offset == COMMAND_OFFSET && size == 4 && load_le(data, 4) == TRANSPORT_REGISTER;
    if (registers && device->channel_count == 64)
        memset(device->address, 0xFF, sizeof device->address);
    correct_mmio_write(dut, offset, data, size);
}

uint32_t pvmemcontrol_dut_max_channels(void) { return 64; }
