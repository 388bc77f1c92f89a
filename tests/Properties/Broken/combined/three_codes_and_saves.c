/* SPDX-License-Identifier: Apache-2.0 */
#define DEV_024_LOW_HALF_OF_CODE
#define VMM_025_SAVE_STOPS
#define DEV_043_MPROTECT_NOTHING
#include "faults.h"
