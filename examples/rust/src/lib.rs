// SPDX-License-Identifier: Apache-2.0
//! A pvmemcontrol device in Rust behind the C interface of `examples/c/pvmemcontrol_dut.h`, to read and to copy from:
//! `cargo build --release --offline`, then `pvmemcontrol conform target/release/libpvmemcontrol_rust.so`.
//!
//! It needs only the standard library. `lib.rs` is the glue that a VMM would write around its own device.

mod call;
mod device;
mod ram;
mod sys;

use device::{Device, MAX_CHANNELS};
use ram::{Ram, Region};
use std::ffi::c_void;
use std::ptr;

/// Bytes in a page of the host.
const PAGE: u64 = 4096;

/// Bytes in a buffer: the request and the reply share them.
const BUFFER: usize = 32;

/// `struct pvmemcontrol_dut_region`.
#[repr(C)]
pub struct DutRegion {
    guest_phys_addr: u64,
    size: u64,
    host_addr: *mut c_void,
}

/// Version of the interface.
#[no_mangle]
pub extern "C" fn pvmemcontrol_dut_abi() -> u32 {
    1
}

/// No flags: register accesses may come from several threads.
#[no_mangle]
pub extern "C" fn pvmemcontrol_dut_flags() -> u32 {
    0
}

/// Channels between two RESETs.
#[no_mangle]
pub extern "C" fn pvmemcontrol_dut_max_channels() -> u32 {
    MAX_CHANNELS as u32
}

/// # Safety
/// `regions` points to `count` regions whose memory stays mapped until the device is destroyed.
#[no_mangle]
pub unsafe extern "C" fn pvmemcontrol_dut_create(
    regions: *const DutRegion,
    count: usize,
) -> *mut c_void {
    if regions.is_null() || count == 0 {
        return ptr::null_mut();
    }
    let given = std::slice::from_raw_parts(regions, count);
    let made: Option<Vec<_>> = given
        .iter()
        .map(|r| Region::new(r.guest_phys_addr, r.size, r.host_addr.cast()))
        .collect();
    match made {
        Some(regions) if !overlap(&regions) => {
            Box::into_raw(Box::new(Device::new(Ram::new(regions)))).cast()
        }
        _ => ptr::null_mut(),
    }
}

fn overlap(regions: &[Region]) -> bool {
    let pairs = regions
        .iter()
        .enumerate()
        .flat_map(|(i, a)| regions[..i].iter().map(move |b| (a, b)));
    pairs
        .into_iter()
        .any(|(a, b)| a.contains(b.start) || b.contains(a.start))
}

/// # Safety
/// `dut` came from create and is not used again.
#[no_mangle]
pub unsafe extern "C" fn pvmemcontrol_dut_destroy(dut: *mut c_void) {
    drop(Box::from_raw(dut.cast::<Device>()));
}

/// # Safety
/// `dut` came from create; `data` has `size` bytes.
#[no_mangle]
pub unsafe extern "C" fn pvmemcontrol_dut_mmio_read(
    dut: *mut c_void,
    offset: u64,
    data: *mut u8,
    size: u32,
) {
    (*dut.cast::<Device>()).read(offset, std::slice::from_raw_parts_mut(data, size as usize));
}

/// # Safety
/// `dut` came from create; `data` has `size` bytes.
#[no_mangle]
pub unsafe extern "C" fn pvmemcontrol_dut_mmio_write(
    dut: *mut c_void,
    offset: u64,
    data: *const u8,
    size: u32,
) {
    (*dut.cast::<Device>()).write(offset, std::slice::from_raw_parts(data, size as usize));
}

/// # Safety
/// `dut` came from create.
#[no_mangle]
pub unsafe extern "C" fn pvmemcontrol_dut_reset(dut: *mut c_void) {
    (*dut.cast::<Device>()).reset();
}
