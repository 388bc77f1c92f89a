/* SPDX-License-Identifier: Apache-2.0 */
#define DEV_048_FREE_HANGS
#define VMM_023_LEAVES_A_DESCRIPTOR
#define DEV_021_DONTNEED_PAGE_MORE
#include "faults.h"
