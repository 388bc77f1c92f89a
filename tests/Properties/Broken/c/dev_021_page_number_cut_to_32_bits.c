/* SPDX-License-Identifier: Apache-2.0 */ /* The device keeps 32 bits of a page's number: 44 of its address. */
#define CUT at = 0, addr = (uint64_t)(uint32_t)(addr >> 12) << 12 | (addr & 0xfff), at = addr - region->gpa
#include "short_numbers.h"
