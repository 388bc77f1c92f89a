/* SPDX-License-Identifier: Apache-2.0 */
#define DEV_048_ABORTS_AT_ONCE
#define DEV_009_DISCONNECT_ACKNOWLEDGED
#define DEV_015_HOST_POINTER
#include "faults.h"
