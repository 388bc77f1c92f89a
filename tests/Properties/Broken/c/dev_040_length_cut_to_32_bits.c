/* SPDX-License-Identifier: Apache-2.0 */ /* Of a length, the device keeps 32 bits. */
#define CUT length = (uint32_t)length
#include "short_numbers.h"
