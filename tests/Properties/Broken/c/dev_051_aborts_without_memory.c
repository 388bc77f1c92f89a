/* SPDX-License-Identifier: Apache-2.0 */ /* No bound, and the VMM gives up when it cannot map memory any more. */
#include <stdlib.h>
#include <sys/mman.h>

#define pvmemcontrol_dut_create correct_create
#define pvmemcontrol_dut_mmio_write correct_mmio_write
#include "pvmemcontrol_example.c"
#undef pvmemcontrol_dut_create
#undef pvmemcontrol_dut_mmio_write

void *pvmemcontrol_dut_create(const struct pvmemcontrol_dut_region *regions, size_t count)
{
    struct device *device = correct_create(regions, count);
    if (device != NULL)
        device->max_splits = UINT64_MAX;
    return device;
}

void pvmemcontrol_dut_mmio_write(void *dut, uint64_t offset, const void *data, uint32_t size)
{
    for (int i = 0; i < 1; i++) {
        void *own = mmap(NULL, 4096, i % 2 ? PROT_READ : PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (own == MAP_FAILED)
            abort();
        munmap(own, 4096);
    }
    correct_mmio_write(dut, offset, data, size);
}
