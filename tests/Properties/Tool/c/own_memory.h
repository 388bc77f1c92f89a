/* SPDX-License-Identifier: Apache-2.0 */
/* The C example that does something to the memory of the process it is in, once, after some register writes. */
#define pvmemcontrol_dut_mmio_write correct_mmio_write
#include "pvmemcontrol_example.c"
#undef pvmemcontrol_dut_mmio_write

#ifndef AT
#define AT 50
#endif

static void do_harm(uint8_t *start, uint8_t *end);

/* Finds a mapping by a part of its name. */
static void harm(const char *name)
{
    char line[512];
    unsigned long start, end;
    FILE *maps = fopen("/proc/self/maps", "re");
    while (maps != NULL && fgets(line, sizeof line, maps) != NULL)
        if (strstr(line, name) != NULL && strstr(line, " rw") != NULL && sscanf(line, "%lx-%lx", &start, &end) == 2) {
            do_harm((uint8_t *)start, (uint8_t *)end);
            break;
        }
    if (maps != NULL)
        fclose(maps);
}

void pvmemcontrol_dut_mmio_write(void *dut, uint64_t offset, const void *data, uint32_t size)
{
    static int writes;
    correct_mmio_write(dut, offset, data, size);
    if (++writes == AT)
        harm(OF);
}
