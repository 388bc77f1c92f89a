/* SPDX-License-Identifier: Apache-2.0 */
/* A request refused because of a live buffer, or because it spans two regions, reports ENOMEM. */
#include "other_answers.h"

static void other_answer(struct device *device, const uint8_t *request, uint8_t *reply)
{
    const uint64_t addr = load_le(request + 8, 8), length = load_le(request + 16, 8);
    plain_answer(device, request, reply);
    const int error = (int)load_le(reply, 4);
    const bool is_in_ram = length > 0 && addr + length > addr && find_region(device, addr) != NULL
        && find_region(device, addr + length - 1) != NULL;
    const struct region *first = find_region(device, addr), *last = find_region(device, addr + length - 1);
    const bool spans = is_in_ram && first != last && (addr | length) % device->page_size == 0;
    if (load_le(request, 8) != INFO && (error == EBUSY || (error == EINVAL && spans)))
        fail(reply, ENOMEM);
}
