// SPDX-License-Identifier: Apache-2.0
//! The transport: registers, channels, and the requests on them.

use crate::call::{undo_in, Call, REVOKED, UNDO};
use crate::ram::{Place, Ram};
use crate::sys::*;
use crate::BUFFER;
use std::sync::{Condvar, Mutex, MutexGuard};

const RESET: u32 = 0x060F_E6D2;
const REGISTER: u32 = 0x0E35_9539;
const READY: u32 = 0x0CA8_D227;
const DISCONNECT: u32 = 0x030F_5DA0;
const ACK: u32 = 0x03CF_5196;
const ERROR: u32 = 0x01FB_A249;

pub const MAX_CHANNELS: usize = 8192;
const COMMAND: u64 = 8;
const REGISTERS: usize = 16;
/// Channels are numbered from 1, and again before they reach the smallest of the commands above.
const FIRST_CHANNEL: u32 = 1;
const LAST_FIRST_CHANNEL: u32 = 0x0100_0000;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Phase {
    Broken,
    Registering,
    Ready,
}

/// The state of the registers and the channels. No request is performed under this lock.
struct Transport {
    phase: Phase,
    address: [u8; 8],
    /// All that the guest can read.
    shown: [u8; REGISTERS],
    first: u32,
    /// Their buffers: that of channel `first + i` is at `i`.
    buffers: Vec<u64>,
    /// Which of them have a request in flight.
    busy: Vec<bool>,
    in_flight: usize,
}

pub struct Device {
    transport: Mutex<Transport>,
    request_done: Condvar,
    ram: Mutex<Ram>,
}

impl Device {
    pub fn new(ram: Ram) -> Self {
        let transport = Transport {
            phase: Phase::Broken,
            address: [0; 8],
            shown: [0; REGISTERS],
            first: FIRST_CHANNEL,
            buffers: Vec::new(),
            busy: Vec::new(),
            in_flight: 0,
        };
        Self {
            transport: Mutex::new(transport),
            request_done: Condvar::new(),
            ram: Mutex::new(ram),
        }
    }

    pub fn read(&self, offset: u64, data: &mut [u8]) {
        let transport = self.transport.lock().unwrap();
        for (i, byte) in data.iter_mut().enumerate() {
            let at = offset
                .checked_add(i as u64)
                .and_then(|at| usize::try_from(at).ok());
            *byte = at
                .and_then(|at| transport.shown.get(at))
                .copied()
                .unwrap_or(0);
        }
    }

    pub fn write(&self, offset: u64, data: &[u8]) {
        let mut transport = self.transport.lock().unwrap();
        match (offset, data.len()) {
            (COMMAND, 4) => self.command(transport, u32::from_le_bytes(data.try_into().unwrap())),
            (0, 4 | 8) | (4, 4) => {
                let at = offset as usize;
                transport.address[at..at + data.len()].copy_from_slice(data);
                transport.show(0, 0);
            }
            // No driver does this; it has no effect.
            _ => {}
        }
    }

    fn command<'a>(&'a self, mut transport: MutexGuard<'a, Transport>, command: u32) {
        match (command, transport.phase) {
            (RESET, _) => {
                transport = self.drop_channels(transport);
                transport.phase = Phase::Registering;
                transport.show(ACK, 0);
            }
            (READY, Phase::Registering) => {
                transport.phase = Phase::Ready;
                transport.show(ACK, 0);
            }
            (REGISTER, Phase::Registering) if self.register(&mut transport) => {
                let channel = transport.first + transport.buffers.len() as u32 - 1;
                transport.show(ACK, channel);
            }
            (REGISTER | READY | DISCONNECT | ACK | ERROR, _) => {
                transport = self.drop_channels(transport);
                transport.show(ERROR, 0);
            }
            _ => self.run(transport, command),
        }
    }

    /// Breaks the device, so that no new request begins, and waits for those in flight: afterwards the
    /// memory of the buffers is the guest's again.
    fn drop_channels<'a>(
        &'a self,
        mut transport: MutexGuard<'a, Transport>,
    ) -> MutexGuard<'a, Transport> {
        transport.phase = Phase::Broken;
        while transport.in_flight > 0 {
            transport = self.request_done.wait(transport).unwrap();
            transport.phase = Phase::Broken;
        }
        // Numbers of old channels are not reused soon: a late command must not run on a new channel.
        transport.first += transport.buffers.len() as u32;
        if transport.first > LAST_FIRST_CHANNEL {
            transport.first = FIRST_CHANNEL;
        }
        transport.buffers.clear();
        transport.busy.clear();
        transport
    }

    fn register(&self, transport: &mut Transport) -> bool {
        let buffer = u64::from_le_bytes(transport.address);
        let is_good =
            transport.buffers.len() < MAX_CHANNELS && self.ram.lock().unwrap().is_usable(buffer);
        if is_good {
            transport.buffers.push(buffer);
            transport.busy.push(false);
        }
        is_good
    }

    fn run(&self, mut transport: MutexGuard<Transport>, command: u32) {
        let index = loop {
            let Some(index) = transport.find(command) else {
                return;
            };
            if !transport.busy[index] {
                break index;
            }
            transport = self.request_done.wait(transport).unwrap();
        };
        let buffer = transport.buffers[index];
        transport.show(0, 0);
        transport.busy[index] = true;
        transport.in_flight += 1;
        // The buffers cannot change while a request is in flight; the copy is for the range checks.
        let buffers = transport.buffers.clone();
        drop(transport);
        self.answer(buffer, &buffers);
        let mut transport = self.transport.lock().unwrap();
        transport.in_flight -= 1;
        transport.busy[index] = false;
        drop(transport);
        self.request_done.notify_all();
    }

    /// Reads each byte of the request once, and writes all bytes of the reply.
    fn answer(&self, buffer: u64, buffers: &[u64]) {
        let bytes = self.ram.lock().unwrap().buffer(buffer);
        // SAFETY: REGISTER proved that the bytes are guest RAM, and no request has revoked them since.
        let request = bytes.map(|byte| unsafe { byte.read_volatile() });
        let word = |i: usize| u64::from_le_bytes(request[8 * i..8 * i + 8].try_into().unwrap());
        let mut reply = [0u8; BUFFER];
        if word(0) == 0 {
            let largest = self.ram.lock().unwrap().largest_page();
            reply[8..16].copy_from_slice(&largest.to_le_bytes());
            reply[16..24].copy_from_slice(&1u64.to_le_bytes()); // version 1.0
        } else if let Err(Errno(errno)) = self.perform(word(0), word(1), word(2), buffers) {
            reply[..4].copy_from_slice(&errno.to_le_bytes());
            reply[4..8].copy_from_slice(&1u32.to_le_bytes());
        }
        for (byte, value) in bytes.into_iter().zip(reply) {
            // SAFETY: as above.
            unsafe { byte.write_volatile(value) };
        }
    }

    fn perform(&self, code: u64, gpa: u64, length: u64, buffers: &[u64]) -> Result<(), Errno> {
        let call = Call::of(code).ok_or(EOPNOTSUPP)?;
        let mut ram = self.ram.lock().unwrap();
        let place = ram.place(gpa, length)?;
        if length == 0 {
            return Ok(());
        }
        if call.takes_away(&ram, &place) && touches(&ram, &place, buffers) {
            return Err(EBUSY); // the reply could not be delivered
        }
        match call {
            Call::Discard(advice) => {
                let mapped = ram.regions[place.region].mapped(gpa, length);
                drop(ram); // it changes no mapping, so other requests need not wait
                mapped.advise(advice)
            }
            Call::Protect(protection) => ram.change(
                &place,
                |mapped| mapped.protect(protection),
                |page| {
                    page.revoked = protection != PROT_READ | PROT_WRITE;
                    page.look = page.look & !REVOKED | (protection as u8 ^ REVOKED);
                },
            ),
            Call::Lock => ram.change(&place, Mapped::lock, |page| page.locked = true),
            Call::Unlock => ram.change(&place, Mapped::unlock, |page| page.locked = false),
            Call::Advise(advice, bit, is_set) => ram.change(
                &place,
                |mapped| mapped.advise(advice),
                |page| {
                    page.look = if is_set {
                        page.look | bit
                    } else {
                        page.look & !bit
                    }
                },
            ),
        }
    }

    /// VM reset: as powered on, and the guest's changes undone.
    pub fn reset(&self) {
        let mut transport = self.drop_channels(self.transport.lock().unwrap());
        transport.address = [0; 8];
        transport.show(0, 0);
        let mut ram = self.ram.lock().unwrap();
        for region in 0..ram.regions.len() {
            for undo in &UNDO {
                undo_in(&mut ram, region, undo);
            }
        }
    }
}

impl Transport {
    fn show(&mut self, status: u32, response: u32) {
        self.shown = [0; REGISTERS];
        self.shown[..4].copy_from_slice(&response.to_le_bytes());
        self.shown[COMMAND as usize..][..4].copy_from_slice(&status.to_le_bytes());
    }

    fn find(&self, command: u32) -> Option<usize> {
        let index = command.wrapping_sub(self.first) as usize;
        (self.phase == Phase::Ready && index < self.buffers.len()).then_some(index)
    }
}

/// Whether a page of the range, as large as the kernel's are there, holds a part of a buffer.
fn touches(ram: &Ram, place: &Place, buffers: &[u64]) -> bool {
    let region = &ram.regions[place.region];
    let size = region.page_size;
    let offset = place.gpa - region.start;
    let first = region.start + offset / size * size;
    let last = region.start + (offset + place.length).div_ceil(size) * size - 1;
    buffers
        .iter()
        .any(|&buffer| buffer <= last && first <= buffer + (BUFFER as u64 - 1))
}
