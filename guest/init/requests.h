/* SPDX-License-Identifier: Apache-2.0 */
#ifndef REQUESTS_H
#define REQUESTS_H

#include <stdatomic.h>
#include <stdint.h>

#define IOCTL_VMM 0xc020da00u /* _IOWR(0xda, 0, 32 bytes) */

/* The 32 bytes of a request or of its reply. */
union buffer {
    struct {
        uint64_t func_code, addr, length, arg;
    } call;
    struct {
        uint32_t ret_errno, ret_code;
        uint64_t ret_value, arg0, arg1;
    } ret;
};

/* What ioctls that returned 0 gave back. */
struct tally {
    atomic_uint right, foreign, mixed, unanswered;
};

/* A tagged request of a thread, which was not there before. */
union buffer tagged_request(int thread);
void judge_reply(struct tally *tally, const union buffer *sent, const union buffer *got);

/* Tells the judge what was found, and ends what MARK_REQUESTS_BEGIN began. */
void report(const struct tally *tally);

#endif
