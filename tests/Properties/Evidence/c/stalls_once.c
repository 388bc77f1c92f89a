/* SPDX-License-Identifier: Apache-2.0 */ /* Correct and slow; once it exceeds every time limit. */
#define STALLING_DEVICE "pvmemcontrol_example.c"
#define FIRST_READ_TAKES 700
#include "stalls_once.h"
