/* SPDX-License-Identifier: Apache-2.0 */
/* REMOVE of shared memory puts other memory in its place: the guest sees zeros, and from then on nobody else sees what
   the guest stores. (Only where the guest has changed nothing of the mapping, which would be lost with it.) */
#define madvise remapping_madvise
#define pvmemcontrol_dut_mmio_write correct_mmio_write
#include <stddef.h>
static int remapping_madvise(void *at, size_t length, int how);
#include "pvmemcontrol_example.c"
#undef madvise
#undef pvmemcontrol_dut_mmio_write
int madvise(void *at, size_t length, int how);

static _Thread_local struct device *current;

static bool is_as_created(const uint8_t *at, size_t length)
{
    for (const struct region *r = current->regions; r < current->regions + current->region_count; r++)
        for (uint64_t page = 0; page < r->size / current->page_size; page++) {
            const uint8_t *host = r->host + page * current->page_size;
            if (host >= at && host < at + length && (is_huge(current, r) || r->changed[page] != 0))
                return false;
        }
    return true;
}

static int remapping_madvise(void *at, size_t length, int how)
{
    const int result = madvise(at, length, how);
    if (how == MADV_REMOVE && result == 0 && is_as_created(at, length))
        mmap(at, length, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
    return result;
}

void pvmemcontrol_dut_mmio_write(void *dut, uint64_t offset, const void *data, uint32_t size)
{
    current = dut;
    correct_mmio_write(dut, offset, data, size);
}
