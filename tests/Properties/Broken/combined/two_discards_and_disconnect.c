/* SPDX-License-Identifier: Apache-2.0 */
#define DEV_021_DONTNEED_PAGE_MORE
#define DEV_009_DISCONNECT_ACKNOWLEDGED
#include "faults.h"
