/* SPDX-License-Identifier: Apache-2.0 */ /* Asks for one register access at a time, and aborts when it gets two. */
#include <stdatomic.h>
#include <unistd.h>
#define pvmemcontrol_dut_flags correct_flags
#define pvmemcontrol_dut_mmio_read correct_mmio_read
#include "pvmemcontrol_example.c"
#undef pvmemcontrol_dut_flags
#undef pvmemcontrol_dut_mmio_read

static atomic_int inside;

uint32_t pvmemcontrol_dut_flags(void) { return PVMEMCONTROL_DUT_SERIALISED; }

void pvmemcontrol_dut_mmio_read(void *dut, uint64_t offset, void *data, uint32_t size)
{
    if (atomic_fetch_add(&inside, 1) != 0)
        abort();
    usleep(100);
    correct_mmio_read(dut, offset, data, size);
    atomic_fetch_sub(&inside, 1);
}
