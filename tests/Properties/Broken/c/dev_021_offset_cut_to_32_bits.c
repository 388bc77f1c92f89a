/* SPDX-License-Identifier: Apache-2.0 */ /* Of an offset in a region, the device keeps 32 bits. */
#define CUT at = (uint32_t)at
#include "short_numbers.h"
