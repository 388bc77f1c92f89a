/* SPDX-License-Identifier: Apache-2.0 */
#define DEV_021_DONTNEED_PAGE_MORE
#define DEV_031_NEGATIVE_ERRNO
#define DEV_035_MAJOR_TWO
#define DEV_009_DISCONNECT_ACKNOWLEDGED
#define VMM_025_SAVE_STOPS
#include "faults.h"
