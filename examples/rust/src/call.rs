// SPDX-License-Identifier: Apache-2.0
//! What each function does to guest RAM, and what undoes it.

use crate::ram::{Page, Place, Ram};
use crate::sys::*;
use crate::PAGE;

/// Bits of a page's look: no PROT_READ and no PROT_WRITE, not dumped, merged.
pub const REVOKED: u8 = 3;
const DUMP: u8 = 4;
const MERGE: u8 = 8;

/// What a function does. Any other function, known or not, is refused.
#[derive(Clone, Copy)]
pub enum Call {
    Discard(i32),
    Protect(i32),
    Lock,
    Unlock,
    Advise(i32, u8, bool),
}

impl Call {
    pub fn of(code: u64) -> Option<Self> {
        Some(match code {
            1 => Self::Discard(MADV_DONTNEED),
            2 => Self::Discard(MADV_REMOVE),
            3 => Self::Discard(MADV_FREE),
            4 => Self::Discard(MADV_PAGEOUT),
            5 => Self::Advise(MADV_DONTDUMP, DUMP, true),
            7 => Self::Lock,
            8 => Self::Unlock,
            9 => Self::Protect(0),
            10 => Self::Protect(PROT_READ),
            11 => Self::Protect(PROT_WRITE),
            12 => Self::Protect(PROT_READ | PROT_WRITE),
            13 => Self::Advise(MADV_MERGEABLE, MERGE, true),
            14 => Self::Advise(MADV_UNMERGEABLE, MERGE, false),
            _ => return None,
        })
    }

    /// Whether a page may be missing afterwards: another process may take a discarded huge page.
    pub fn takes_away(self, ram: &Ram, place: &Place) -> bool {
        match self {
            Self::Protect(protection) => protection != PROT_READ | PROT_WRITE,
            Self::Discard(advice) => advice != MADV_PAGEOUT && ram.regions[place.region].is_huge(),
            Self::Lock | Self::Unlock | Self::Advise(..) => false,
        }
    }
}

/// Undoes a kind of change where the guest made one; what the operator locked or protected stays so.
pub fn undo_in(ram: &mut Ram, region: usize, undo: &Undo) {
    let mut first = 0;
    while first < ram.regions[region].pages.len() {
        let pages = &ram.regions[region].pages[first..];
        let count = pages
            .iter()
            .take_while(|page| (undo.is_needed)(page))
            .count();
        if count > 0 {
            let gpa = ram.regions[region].start + first as u64 * PAGE;
            let place = Place {
                region,
                gpa,
                length: count as u64 * PAGE,
            };
            // A page that cannot be restored stays recorded, and accepts no buffer.
            let _ = ram.change(&place, undo.call, undo.set);
        }
        first += count.max(1);
    }
}

pub struct Undo {
    is_needed: fn(&Page) -> bool,
    call: fn(Mapped) -> Result<(), Errno>,
    set: fn(&mut Page),
}

/// Unlocked first: a locked page would be populated when it becomes accessible.
pub const UNDO: [Undo; 4] = [
    Undo {
        is_needed: |page| page.locked,
        call: Mapped::unlock,
        set: |page| page.locked = false,
    },
    Undo {
        is_needed: |page| page.revoked || page.look & REVOKED != 0,
        call: |mapped| mapped.protect(PROT_READ | PROT_WRITE),
        set: |page| {
            page.revoked = false;
            page.look &= !REVOKED;
        },
    },
    Undo {
        is_needed: |page| page.look & DUMP != 0,
        call: |mapped| mapped.advise(MADV_DODUMP),
        set: |page| page.look &= !DUMP,
    },
    Undo {
        is_needed: |page| page.look & MERGE != 0,
        call: |mapped| mapped.advise(MADV_UNMERGEABLE),
        set: |page| page.look &= !MERGE,
    },
];
