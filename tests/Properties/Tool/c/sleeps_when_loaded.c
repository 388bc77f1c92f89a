/* SPDX-License-Identifier: Apache-2.0 */ /* Loading it never ends, and takes no CPU time. */
#include <unistd.h>

#include "pvmemcontrol_example.c"

__attribute__((constructor)) static void sleep_long(void)
{
    for (;;)
        pause();
}
