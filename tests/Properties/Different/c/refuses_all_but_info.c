/* SPDX-License-Identifier: Apache-2.0 */ /* An operator denies the guest everything. */
#include "other_answers.h"

static void other_answer(struct device *device, const uint8_t *request, uint8_t *reply)
{
    if (load_le(request, 8) == INFO)
        plain_answer(device, request, reply);
    else
        fail(reply, EOPNOTSUPP);
}
