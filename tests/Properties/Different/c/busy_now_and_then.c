/* SPDX-License-Identifier: Apache-2.0 */ /* Every seventh request fails with EAGAIN, without effect. */
#include <stdatomic.h>
#include "other_answers.h"

static void other_answer(struct device *device, const uint8_t *request, uint8_t *reply)
{
    static atomic_uint requests;
    if (load_le(request, 8) != INFO && load_le(request, 8) <= UNMERGEABLE && ++requests % 7 == 0)
        fail(reply, EAGAIN);
    else
        plain_answer(device, request, reply);
}
