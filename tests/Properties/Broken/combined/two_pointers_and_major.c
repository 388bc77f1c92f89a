/* SPDX-License-Identifier: Apache-2.0 */
#define DEV_015_HOST_POINTER
#define DEV_035_MAJOR_TWO
#include "faults.h"
