/* SPDX-License-Identifier: Apache-2.0 */
/* What every header of the kernel stands for here. */
#ifndef PVMKIT_ALL_H
#define PVMKIT_ALL_H
#include <pvmc/base.h>
#include <pvmc/memory.h>
#include <pvmc/locks.h>
#include <pvmc/fs.h>
#include <pvmc/device.h>
#include <pvmc/work.h>
#include <pvmc/cpus.h>
#include <pvmc/containers.h>
#include <pvmc/cleanup.h>
#endif
