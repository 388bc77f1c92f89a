/* SPDX-License-Identifier: Apache-2.0 */ /* READY maps a page of statistics, and only destroy unmaps it. */
#define pvmemcontrol_dut_destroy correct_destroy
#include "around_the_example.h"
#undef pvmemcontrol_dut_destroy

/* The VMM dies when it has no more of them. */
enum { MOST = 16384 };

static uint8_t *pages[MOST];
static unsigned used;

void pvmemcontrol_dut_mmio_write(void *dut, uint64_t offset, const void *data, uint32_t size)
{
    correct_mmio_write(dut, offset, data, size);
    if (offset == COMMAND_OFFSET && size == 4 && load_le(data, 4) == TRANSPORT_READY) {
        /* Beside a guard page: the kernel does not merge it with the one before. */
        uint8_t *two = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        unsigned place = __atomic_fetch_add(&used, 1, __ATOMIC_RELAXED);
        if (two == MAP_FAILED || mprotect(two, 4096, PROT_NONE) != 0 || place >= MOST)
            abort();
        pages[place] = two;
    }
}

void pvmemcontrol_dut_destroy(void *dut)
{
    for (unsigned i = 0; i < used && i < MOST; i++)
        munmap(pages[i], 8192);
    used = 0;
    correct_destroy(dut);
}
