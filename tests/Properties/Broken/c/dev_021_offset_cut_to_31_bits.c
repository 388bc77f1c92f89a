/* SPDX-License-Identifier: Apache-2.0 */ /* Of an offset in a region, the device keeps 31 bits. */
#define CUT at &= INT32_MAX
#include "short_numbers.h"
