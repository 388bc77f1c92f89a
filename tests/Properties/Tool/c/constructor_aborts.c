/* SPDX-License-Identifier: Apache-2.0 */ /* Loading it ends the process. */
#include <stdlib.h>

__attribute__((constructor)) static void on_load(void)
{
    abort();
}
