/* SPDX-License-Identifier: Apache-2.0 */ /* Correct: one lock around every access. */
#define pvmemcontrol_dut_mmio_write inner_mmio_write
#define pvmemcontrol_dut_mmio_read inner_mmio_read
#define pvmemcontrol_dut_reset inner_reset
#include "pvmemcontrol_example.c"
#undef pvmemcontrol_dut_mmio_write
#undef pvmemcontrol_dut_mmio_read
#undef pvmemcontrol_dut_reset

static pthread_mutex_t big = PTHREAD_MUTEX_INITIALIZER;

void pvmemcontrol_dut_mmio_write(void *dut, uint64_t offset, const void *data, uint32_t size)
{
    pthread_mutex_lock(&big);
    inner_mmio_write(dut, offset, data, size);
    pthread_mutex_unlock(&big);
}

void pvmemcontrol_dut_mmio_read(void *dut, uint64_t offset, void *data, uint32_t size)
{
    pthread_mutex_lock(&big);
    inner_mmio_read(dut, offset, data, size);
    pthread_mutex_unlock(&big);
}

void pvmemcontrol_dut_reset(void *dut)
{
    pthread_mutex_lock(&big);
    inner_reset(dut);
    pthread_mutex_unlock(&big);
}
