/* SPDX-License-Identifier: Apache-2.0 */
/* The C example, for devices that do something wrong before its register write, or after it. */
#define pvmemcontrol_dut_mmio_write correct_mmio_write
#include "pvmemcontrol_example.c"
#undef pvmemcontrol_dut_mmio_write

/* The channel whose command is written, or NULL. */
__attribute__((unused)) static const struct channel *channel_of(struct device *device, uint64_t offset,
                                                                const void *data, uint32_t size)
{
    return find_channel(device, offset == COMMAND_OFFSET && size == 4 ? (uint32_t)load_le(data, 4) : 0);
}

/* What is in its buffer; zeros where there is no channel. */
__attribute__((unused)) static void read_buffer(const struct device *device, const struct channel *channel,
                                                uint8_t bytes[BUFFER_SIZE])
{
    for (unsigned i = 0; i < BUFFER_SIZE; i++)
        bytes[i] = channel == NULL ? 0 : *guest_byte(device, channel->buffer + i);
}

__attribute__((unused)) static void write_buffer(const struct device *device, const struct channel *channel,
                                                 const uint8_t bytes[BUFFER_SIZE])
{
    for (unsigned i = 0; i < BUFFER_SIZE; i++)
        *guest_byte(device, channel->buffer + i) = bytes[i];
}
