/* SPDX-License-Identifier: Apache-2.0 */
#define DEV_055_MEMORY_PER_REFUSAL
#define DEV_035_MAJOR_TWO
#define DEV_020_MUNLOCK_UNANSWERED
#include "faults.h"
