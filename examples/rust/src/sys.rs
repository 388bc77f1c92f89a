// SPDX-License-Identifier: Apache-2.0
//! The few Linux system calls that the device uses, each as a `Result` with the errno.

use std::ffi::{c_int, c_void};
use std::io::BufRead;

/// An error number of the host. They are the guest's too on x86, Arm and RISC-V.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Errno(pub u32);

pub const EBUSY: Errno = Errno(16);
pub const EINVAL: Errno = Errno(22);
pub const ENOMEM: Errno = Errno(12);
pub const EOPNOTSUPP: Errno = Errno(95);

pub const PROT_READ: c_int = 1;
pub const PROT_WRITE: c_int = 2;
pub const MADV_DONTNEED: c_int = 4;
pub const MADV_FREE: c_int = 8;
pub const MADV_REMOVE: c_int = 9;
pub const MADV_MERGEABLE: c_int = 12;
pub const MADV_UNMERGEABLE: c_int = 13;
pub const MADV_DONTDUMP: c_int = 16;
pub const MADV_DODUMP: c_int = 17;
pub const MADV_PAGEOUT: c_int = 21;

const RLIMIT_MEMLOCK: c_int = 8;

#[repr(C)]
struct IoVec {
    base: *mut c_void,
    length: usize,
}

#[repr(C)]
struct RLimit {
    current: u64,
    maximum: u64,
}

extern "C" {
    fn madvise(at: *mut c_void, length: usize, advice: c_int) -> c_int;
    fn mprotect(at: *mut c_void, length: usize, protection: c_int) -> c_int;
    fn mlock(at: *const c_void, length: usize) -> c_int;
    fn munlock(at: *const c_void, length: usize) -> c_int;
    fn getpid() -> c_int;
    fn getrlimit(resource: c_int, limit: *mut RLimit) -> c_int;
    fn process_vm_readv(
        pid: c_int,
        local: *const IoVec,
        local_count: usize,
        remote: *const IoVec,
        remote_count: usize,
        flags: usize,
    ) -> isize;
}

fn check(result: c_int) -> Result<(), Errno> {
    if result == 0 {
        return Ok(());
    }
    let code = std::io::Error::last_os_error().raw_os_error().unwrap_or(5);
    Err(Errno(code as u32))
}

/// A part of guest RAM as this process has it mapped.
#[derive(Clone, Copy)]
pub struct Mapped {
    pub at: *mut u8,
    pub length: usize,
}

impl Mapped {
    pub fn advise(self, advice: c_int) -> Result<(), Errno> {
        // SAFETY: a part of guest RAM, which Rust has no references into.
        check(unsafe { madvise(self.at.cast(), self.length, advice) })
    }

    pub fn protect(self, protection: c_int) -> Result<(), Errno> {
        // SAFETY: as above.
        check(unsafe { mprotect(self.at.cast(), self.length, protection) })
    }

    pub fn lock(self) -> Result<(), Errno> {
        // SAFETY: changes no memory.
        check(unsafe { mlock(self.at.cast(), self.length) })
    }

    pub fn unlock(self) -> Result<(), Errno> {
        // SAFETY: changes no memory.
        check(unsafe { munlock(self.at.cast(), self.length) })
    }
}

/// Whether a byte can be read, according to the kernel: another process may have taken a discarded huge page, and an
/// access would then kill the process.
pub fn is_readable(at: *const u8) -> bool {
    let mut byte = 0u8;
    let here = IoVec {
        base: (&raw mut byte).cast(),
        length: 1,
    };
    let there = IoVec {
        base: at.cast_mut().cast(),
        length: 1,
    };
    // SAFETY: one byte of our own is written; the kernel checks the other address.
    unsafe { process_vm_readv(getpid(), &here, 1, &there, 1, 0) == 1 }
}

/// How many bytes this process may lock.
pub fn lock_limit() -> u64 {
    let mut limit = RLimit {
        current: 0,
        maximum: 0,
    };
    // SAFETY: the kernel fills in the structure.
    match unsafe { getrlimit(RLIMIT_MEMLOCK, &mut limit) } {
        0 => limit.current,
        _ => 0,
    }
}

/// How many mappings a process may have.
pub fn max_map_count() -> usize {
    let text = std::fs::read_to_string("/proc/sys/vm/max_map_count").unwrap_or_default();
    text.trim().parse().unwrap_or(65530)
}

/// Bytes in a page of what is mapped there. Most VMMs know how they allocated guest RAM, and need not ask.
pub fn page_size_at(at: *const u8) -> u64 {
    let Ok(file) = std::fs::File::open("/proc/self/smaps") else {
        return super::PAGE;
    };
    let mut is_here = false;
    // The kernel generates the file while it is read, so the rest costs nothing.
    for line in std::io::BufReader::new(file).lines().map_while(Result::ok) {
        let first = line.split(' ').next().unwrap_or_default();
        if let Some((start, end)) = first.split_once('-') {
            let bound = |hex| usize::from_str_radix(hex, 16).unwrap_or(0);
            is_here = (bound(start)..bound(end)).contains(&(at as usize));
        } else if let (true, Some(size)) = (is_here, line.strip_prefix("KernelPageSize:")) {
            let kib: u64 = size.trim().trim_end_matches(" kB").parse().unwrap_or(4);
            return kib * 1024;
        }
    }
    super::PAGE
}
