/* SPDX-License-Identifier: Apache-2.0 */ /* Each device maps a page beside a guard page, and never unmaps them. */
#define pvmemcontrol_dut_create correct_create
#include "pvmemcontrol_example.c"
#undef pvmemcontrol_dut_create

void *pvmemcontrol_dut_create(const struct pvmemcontrol_dut_region *regions, size_t count)
{
    uint8_t *two = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return two == MAP_FAILED || mprotect(two, 4096, PROT_NONE) != 0 ? NULL : correct_create(regions, count);
}
