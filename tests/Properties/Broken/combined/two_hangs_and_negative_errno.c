/* SPDX-License-Identifier: Apache-2.0 */
#define DEV_048_FREE_HANGS
#define DEV_031_NEGATIVE_ERRNO
#include "faults.h"
