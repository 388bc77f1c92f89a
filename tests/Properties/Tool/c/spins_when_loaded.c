/* SPDX-License-Identifier: Apache-2.0 */ /* Loading it never ends. */
#include "pvmemcontrol_example.c"

__attribute__((constructor)) static void spin(void)
{
    for (;;)
        ;
}
