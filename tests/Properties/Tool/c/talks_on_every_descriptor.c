/* SPDX-License-Identifier: Apache-2.0 */ /* Writes to descriptors that are not its own. */
#define pvmemcontrol_dut_mmio_write correct_mmio_write
#include "pvmemcontrol_example.c"
#undef pvmemcontrol_dut_mmio_write

void pvmemcontrol_dut_mmio_write(void *dut, uint64_t offset, const void *data, uint32_t size)
{
    static int resets;
    const bool is_reset = offset == COMMAND_OFFSET && size == 4 && (uint32_t)load_le(data, 4) == TRANSPORT_RESET;
    if (is_reset && ++resets == 3)
        for (int fd = 3; fd < 200; fd++)
            if (write(fd, "DDDD", 4) != 4)
                continue;
    correct_mmio_write(dut, offset, data, size);
}
