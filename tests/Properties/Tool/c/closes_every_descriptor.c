/* SPDX-License-Identifier: Apache-2.0 */ /* Closes all file descriptors while it runs. */
#define pvmemcontrol_dut_mmio_write correct_mmio_write
#include "pvmemcontrol_example.c"
#undef pvmemcontrol_dut_mmio_write

void pvmemcontrol_dut_mmio_write(void *dut, uint64_t offset, const void *data, uint32_t size)
{
    static int writes;
    if (++writes == 50)
        for (int fd = 0; fd < 1000; fd++)
            close(fd);
    correct_mmio_write(dut, offset, data, size);
}
