/* SPDX-License-Identifier: Apache-2.0 */
#define DEV_048_UNKNOWN_ABORTS
#define DEV_043_MPROTECT_NOTHING
#define VMM_001_RESET_KEEPS_CHANNELS
#include "faults.h"
