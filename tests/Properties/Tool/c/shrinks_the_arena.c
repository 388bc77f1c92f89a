/* SPDX-License-Identifier: Apache-2.0 */ /* Removes the memory behind a shared mapping in every process. */
#include <dirent.h>
#define OF "pvmemcontrol-arena"
#include "own_memory.h"

static void do_harm(uint8_t *start, uint8_t *end)
{
    char path[64], target[256] = { 0 };
    (void)start, (void)end;
    for (int fd = 3; fd < 1000; fd++) {
        snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
        if (readlink(path, target, sizeof target - 1) > 0 && strstr(target, "pvmemcontrol-arena") != NULL
            && ftruncate(fd, 0) != 0)
            abort();
    }
}
