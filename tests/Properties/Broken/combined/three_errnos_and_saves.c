/* SPDX-License-Identifier: Apache-2.0 */
#define DEV_031_NEGATIVE_ERRNO
#define VMM_025_SAVE_STOPS
#define DEV_043_MPROTECT_NOTHING
#include "faults.h"
