/* SPDX-License-Identifier: Apache-2.0 */
#define VMM_001_RESET_KEEPS_CHANNELS
#define VMM_025_SAVE_STOPS
#include "faults.h"
