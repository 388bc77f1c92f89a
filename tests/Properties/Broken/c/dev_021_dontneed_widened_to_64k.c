/* SPDX-License-Identifier: Apache-2.0 */ /* DONTNEED discards all of each 64K that the range touches, where that is
   guest RAM and holds no buffer. */
#define WIDTH UINT64_C(0x10000)
#include "wider_discards.h"
