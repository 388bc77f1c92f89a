/* SPDX-License-Identifier: Apache-2.0 */
/* What the drivers of this folder have in common: commands, the handshake, requests whose effect lasts. */
#include <linux/module.h>
#include <linux/pci.h>
#include <linux/slab.h>
#include <linux/uaccess.h>
#include <linux/capability.h>
#include <uapi/linux/pvmemcontrol.h>
#define CMD_RESET 0x060fe6d2u
#define CMD_REGISTER 0x0e359539u
#define CMD_READY 0x0ca8d227u
#define CMD_DISCONNECT 0x030f5da0u
#define ANS_ACK 0x03cf5196u
#define ANS_ERROR 0x01fba249u
static inline u32 hw_cmd(void __iomem *regs, u32 cmd)
{
	iowrite32(cmd, regs + 8);
	return ioread32(regs + 8);
}
static inline bool hw_stop(void __iomem *regs)
{
	return hw_cmd(regs, CMD_DISCONNECT) == ANS_ERROR || hw_cmd(regs, CMD_RESET) == ANS_ACK;
}
static inline int hw_register(void __iomem *regs, phys_addr_t pa, u32 *chan)
{
	iowrite32(lower_32_bits(pa), regs);
	iowrite32(upper_32_bits(pa), regs + 4);
	if (hw_cmd(regs, CMD_REGISTER) != ANS_ACK)
		return -EIO;
	*chan = ioread32(regs);
	return 0;
}
static inline bool hw_lasting(u64 code)
{
	return (code >= PVMEMCONTROL_MLOCK && code <= PVMEMCONTROL_MPROTECT_RW) || code == PVMEMCONTROL_DONTDUMP;
}
