/* SPDX-License-Identifier: Apache-2.0 */ /* Asks for one register access at a time, and aborts when it gets two. */
#include <stdatomic.h>
#include <unistd.h>
#define pvmemcontrol_dut_flags correct_flags
#define pvmemcontrol_dut_mmio_read correct_mmio_read
#define pvmemcontrol_dut_mmio_write correct_mmio_write
#define pvmemcontrol_dut_reset correct_reset
#include "pvmemcontrol_example.c"
#undef pvmemcontrol_dut_flags
#undef pvmemcontrol_dut_mmio_read
#undef pvmemcontrol_dut_mmio_write
#undef pvmemcontrol_dut_reset

static atomic_int inside;

static void enter(void)
{
    if (atomic_fetch_add(&inside, 1) != 0)
        abort();
}

uint32_t pvmemcontrol_dut_flags(void) { return PVMEMCONTROL_DUT_SERIALISED; }

void pvmemcontrol_dut_mmio_read(void *dut, uint64_t offset, void *data, uint32_t size)
{
    enter();
    usleep(100);
    correct_mmio_read(dut, offset, data, size);
    atomic_fetch_sub(&inside, 1);
}

void pvmemcontrol_dut_mmio_write(void *dut, uint64_t offset, const void *data, uint32_t size)
{
    enter();
    correct_mmio_write(dut, offset, data, size);
    atomic_fetch_sub(&inside, 1);
}

void pvmemcontrol_dut_reset(void *dut)
{
    enter();
    correct_reset(dut);
    atomic_fetch_sub(&inside, 1);
}
