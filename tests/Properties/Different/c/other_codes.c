/* SPDX-License-Identifier: Apache-2.0 */
/* Minor version 7; ret_code is the negative errno; an empty range is EINVAL. */
#include "other_answers.h"

static void other_answer(struct device *device, const uint8_t *request, uint8_t *reply)
{
    const bool is_known = load_le(request, 8) < FUNCTION_COUNT && functions[load_le(request, 8)].perform != NULL;
    if (is_known && load_le(request, 8) != INFO && load_le(request + 16, 8) == 0)
        fail(reply, EINVAL);
    else
        plain_answer(device, request, reply);
    if (load_le(request, 8) == INFO)
        store_le(reply + 24, 8, 7);
    else
        store_le(reply + 4, 4, 0 - load_le(reply, 4));
}
