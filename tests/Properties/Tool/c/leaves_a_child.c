/* SPDX-License-Identifier: Apache-2.0 */ /* A child that holds every descriptor outlives the device's abort. */
#define pvmemcontrol_dut_mmio_write correct_mmio_write
#include "pvmemcontrol_example.c"
#undef pvmemcontrol_dut_mmio_write

void pvmemcontrol_dut_mmio_write(void *dut, uint64_t offset, const void *data, uint32_t size)
{
    static int writes;
    if (++writes == 50 && fork() == 0) {
        sleep(15);
        _exit(0);
    }
    if (writes == 50)
        abort();
    correct_mmio_write(dut, offset, data, size);
}
