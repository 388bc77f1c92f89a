/* SPDX-License-Identifier: Apache-2.0 */
#define DEV_048_FREE_HANGS
#define DEV_020_MUNLOCK_UNANSWERED
#define DEV_015_HOST_POINTER
#define VMM_025_SAVE_STOPS
#define VMM_023_LEAVES_A_DESCRIPTOR
#include "faults.h"
