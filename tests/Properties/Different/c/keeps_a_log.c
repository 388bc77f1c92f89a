/* SPDX-License-Identifier: Apache-2.0 */
/* A log of refusals that grows in steps up to a bound, and then starts over; its file is opened at the first. */
#include "other_answers.h"
#include <fcntl.h>

enum { ENTRY = 96, FIRST_SIZE = 4096, LAST_SIZE = 2 << 20 };

static pthread_mutex_t log_lock = PTHREAD_MUTEX_INITIALIZER;

static void log_refusal(uint64_t error)
{
    static int file = -1;
    static char *log;
    static size_t used, size;
    pthread_mutex_lock(&log_lock);
    if (file < 0)
        file = open("/dev/null", O_WRONLY | O_CLOEXEC);
    if (used + ENTRY > size && size < LAST_SIZE) {
        const size_t larger = size == 0 ? FIRST_SIZE : 2 * size;
        char *grown = realloc(log, larger);
        log = grown == NULL ? log : grown;
        size = grown == NULL ? size : larger;
    }
    used = used + ENTRY > size ? 0 : used;
    if (size > 0)
        snprintf(log + used, ENTRY, "a request was refused with %-64llu", (unsigned long long)error);
    used += size > 0 ? ENTRY : 0;
    pthread_mutex_unlock(&log_lock);
}

static void other_answer(struct device *device, const uint8_t *request, uint8_t *reply)
{
    plain_answer(device, request, reply);
    if (load_le(reply, 4) != 0)
        log_refusal(load_le(reply, 4));
}
