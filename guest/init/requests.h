/* SPDX-License-Identifier: Apache-2.0 */
#ifndef REQUESTS_H
#define REQUESTS_H

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

#endif
