/* SPDX-License-Identifier: Apache-2.0 */ /* REGISTER does not look at what MPROTECT_NONE revoked. */
#include "around_the_example.h"

void pvmemcontrol_dut_mmio_write(void *dut, uint64_t offset, const void *data, uint32_t size)
{
    struct device *device = dut;
    const uint32_t command = offset == COMMAND_OFFSET && size == 4 ? (uint32_t)load_le(data, 4) : 0;
    for (size_t i = 0; i < device->region_count && command == TRANSPORT_REGISTER; i++)
        memset(device->regions[i].changed, 0, device->regions[i].size / device->page_size * sizeof(uint16_t));
    correct_mmio_write(dut, offset, data, size);
}
