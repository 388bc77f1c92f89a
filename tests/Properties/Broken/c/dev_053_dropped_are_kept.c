/* SPDX-License-Identifier: Apache-2.0 */ /* What each REGISTER allocates is never freed. */
#include "around_the_example.h"

void *last_allocated;

void pvmemcontrol_dut_mmio_write(void *dut, uint64_t offset, const void *data, uint32_t size)
{
    correct_mmio_write(dut, offset, data, size);
    if (offset == COMMAND_OFFSET && size == 4 && load_le(data, 4) == TRANSPORT_REGISTER) {
        last_allocated = malloc(40);
        memset(last_allocated, 1, 40);
    }
}
