/* SPDX-License-Identifier: Apache-2.0 */
/* A request that discards nothing may begin and end anywhere in a page: it applies to the whole page.
 * Deviates: PVMC-DEV-029 */
#include "other_answers.h"

static void other_answer(struct device *device, const uint8_t *request, uint8_t *reply)
{
    uint8_t rounded[BUFFER_SIZE];
    const uint64_t code = load_le(request, 8), addr = load_le(request + 8, 8), length = load_le(request + 16, 8);
    const uint64_t mask = device->page_size - 1, first = addr & ~mask, end = (addr + length + mask) & ~mask;
    const struct region *region = find_region(device, addr);
    memcpy(rounded, request, sizeof rounded);
    if (code > PAGEOUT && length > 0 && region != NULL && length <= region->size - (addr - region->gpa)) {
        store_le(rounded + 8, 8, first);
        store_le(rounded + 16, 8, end - first);
    }
    plain_answer(device, rounded, reply);
}
