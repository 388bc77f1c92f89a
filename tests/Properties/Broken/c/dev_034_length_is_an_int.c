/* SPDX-License-Identifier: Apache-2.0 */ /* A length is an int in the device: 2 GiB and more look like huge ones. */
#define CUT length = (uint64_t)(int32_t)length
#include "short_numbers.h"
