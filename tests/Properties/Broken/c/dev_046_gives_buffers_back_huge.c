/* SPDX-License-Identifier: Apache-2.0 */
/* Requests take every page for a small one: a discard of the huge page that holds a buffer is performed. */
#include "around_the_example.h"

void pvmemcontrol_dut_mmio_write(void *dut, uint64_t offset, const void *data, uint32_t size)
{
    struct device *device = dut;
    const uint32_t command = offset == COMMAND_OFFSET && size == 4 ? (uint32_t)load_le(data, 4) : 0;
    const uint64_t page_size = device->regions[0].page_size;
    for (size_t i = 0; i < device->region_count && command >= FIRST_COMMAND; i++)
        device->regions[i].page_size = device->page_size;
    correct_mmio_write(dut, offset, data, size);
    for (size_t i = 0; i < device->region_count; i++)
        device->regions[i].page_size = page_size;
}
