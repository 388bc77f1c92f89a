/* SPDX-License-Identifier: Apache-2.0 */
/* MLOCK and MUNLOCK are offered of shared memory only, as by a device in a process of its own (PVMC-VMM-015). */
#include <stdio.h>
#include "other_answers.h"

/* As /proc/self/maps has it: "start-end perms ..." with an s for shared memory. */
static bool is_shared(const uint8_t *host)
{
    FILE *maps = fopen("/proc/self/maps", "re");
    char line[4096], last = 'p';
    for (void *start, *end; maps != NULL && fgets(line, sizeof(line), maps) != NULL;)
        if (sscanf(line, "%p-%p %*3c%c", &start, &end, &last) == 3 && (uint8_t *)start <= host && host < (uint8_t *)end)
            break;
    if (maps != NULL)
        fclose(maps);
    return last == 's';
}

static void other_answer(struct device *device, const uint8_t *request, uint8_t *reply)
{
    const uint64_t code = load_le(request, 8), addr = load_le(request + 8, 8);
    const struct region *region = find_region(device, addr);
    if ((code == MLOCK || code == MUNLOCK) && region != NULL && !is_shared(region->host + (addr - region->gpa)))
        fail(reply, EOPNOTSUPP);
    else
        plain_answer(device, request, reply);
}
