/* SPDX-License-Identifier: Apache-2.0 */ /* An operator denies guests locks and merging. */
#include "other_answers.h"

static void other_answer(struct device *device, const uint8_t *request, uint8_t *reply)
{
    const uint64_t code = load_le(request, 8);
    if (code == MLOCK || code == MUNLOCK || code == MERGEABLE || code == UNMERGEABLE)
        fail(reply, EPERM);
    else
        plain_answer(device, request, reply);
}
