/* SPDX-License-Identifier: Apache-2.0 */
/* VM reset gives the memory back, but forgets that the channels are gone too. */
#define pvmemcontrol_dut_reset correct_reset
#include "pvmemcontrol_example.c"
#undef pvmemcontrol_dut_reset

void pvmemcontrol_dut_reset(void *dut)
{
    struct device *device = dut;
    const uint32_t count = device->channel_count, first = device->first_command;
    const int phase = (int)device->phase;
    correct_reset(dut);
    device->channel_count = count;
    device->first_command = first;
    device->phase = phase;
}
