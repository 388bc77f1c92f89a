/* SPDX-License-Identifier: Apache-2.0 */
#define DEV_048_ABORTS_AT_ONCE
#define VMM_023_LEAVES_A_DESCRIPTOR
#include "faults.h"
