/* SPDX-License-Identifier: Apache-2.0 */ /* Stalls once, and discards one page more than it is asked to. */
#define STALLING_DEVICE "../../Broken/c/dev_021_dontneed_page_more.c"
#define FIRST_READ_TAKES 0
#include "stalls_once.h"
