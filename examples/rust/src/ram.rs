// SPDX-License-Identifier: Apache-2.0
//! Guest RAM, and a record of what the guest did to its mapping.

use crate::sys::{self, Errno, Mapped, EINVAL, ENOMEM};
use crate::{BUFFER, PAGE};

/// What the guest may have changed of a page.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub struct Page {
    pub revoked: bool,
    pub locked: bool,
    /// Protection, advice to leave it out of dumps, to merge it: pages that differ are separate mappings.
    pub look: u8,
}

pub struct Region {
    pub start: u64,
    pub size: u64,
    host: *mut u8,
    pub page_size: u64,
    pub pages: Vec<Page>,
}

// SAFETY: the host's memory is shared with the guest anyway; all access is volatile or by system calls.
unsafe impl Send for Region {}

impl Region {
    /// `None` if it cannot be guest RAM.
    pub fn new(start: u64, size: u64, host: *mut u8) -> Option<Self> {
        let is_whole = size != 0 && (start | size | host as u64) % PAGE == 0;
        if host.is_null() || !is_whole || start.checked_add(size - 1).is_none() {
            return None;
        }
        let pages = vec![Page::default(); (size / PAGE) as usize];
        let region = Self {
            start,
            size,
            host,
            page_size: sys::page_size_at(host),
            pages,
        };
        if !region.is_huge() {
            // Parts that are split off while the region is untouched never become one mapping again.
            // SAFETY: it is mapped readable and writable when the device is created.
            unsafe { host.write_volatile(host.read_volatile()) };
        }
        Some(region)
    }

    pub fn is_huge(&self) -> bool {
        self.page_size > PAGE
    }

    pub fn contains(&self, gpa: u64) -> bool {
        gpa.wrapping_sub(self.start) < self.size
    }

    /// The host's memory of a range that lies in the region.
    pub fn mapped(&self, gpa: u64, length: u64) -> Mapped {
        // SAFETY: the caller has placed the range in this region.
        Mapped {
            at: unsafe { self.host.add((gpa - self.start) as usize) },
            length: length as usize,
        }
    }

    /// The indexes of a range's pages.
    pub fn page_range(&self, gpa: u64, length: u64) -> std::ops::Range<usize> {
        let first = (gpa - self.start) / PAGE;
        first as usize..(first + length / PAGE) as usize
    }

    fn is_split(&self, page: usize) -> bool {
        page > 0 && page < self.pages.len() && self.pages[page] != self.pages[page - 1]
    }
}

/// All of guest RAM, and how much of the VMM's mappings and locks its guest has used.
pub struct Ram {
    pub regions: Vec<Region>,
    splits: usize,
    max_splits: usize,
    locked: u64,
    max_locked: u64,
}

/// Where in guest RAM a range lies.
pub struct Place {
    pub region: usize,
    pub gpa: u64,
    pub length: u64,
}

impl Ram {
    pub fn new(regions: Vec<Region>) -> Self {
        // A guest gets a quarter of the mappings that a process may have, and half of what it may lock.
        let limit = sys::lock_limit();
        let max_locked = if limit == u64::MAX {
            limit
        } else {
            limit / PAGE / 2
        };
        Self {
            regions,
            splits: 0,
            max_splits: sys::max_map_count() / 4,
            locked: 0,
            max_locked,
        }
    }

    /// The page that no call on any region splits.
    pub fn largest_page(&self) -> u64 {
        self.regions
            .iter()
            .map(|r| r.page_size)
            .max()
            .unwrap_or(PAGE)
    }

    fn find(&self, gpa: u64) -> Option<&Region> {
        self.regions.iter().find(|r| r.contains(gpa))
    }

    /// A range of whole pages in one region: the kernel would round anything else up.
    pub fn place(&self, gpa: u64, length: u64) -> Result<Place, Errno> {
        let region = self
            .regions
            .iter()
            .position(|r| r.contains(gpa))
            .ok_or(EINVAL)?;
        let left = self.regions[region].size - (gpa - self.regions[region].start);
        if length > left || (gpa | length) % PAGE != 0 {
            return Err(EINVAL);
        }
        Ok(Place {
            region,
            gpa,
            length,
        })
    }

    /// Whether the device can reach every byte of a buffer there, now and until the guest says otherwise.
    pub fn is_usable(&self, buffer: u64) -> bool {
        let Some(last) = buffer.checked_add(BUFFER as u64 - 1) else {
            return false;
        };
        // Regions are whole pages: where both ends are guest RAM, so is what is between them.
        [buffer, last].iter().all(|&gpa| {
            self.find(gpa).is_some_and(|region| {
                let page = region.page_range(gpa, 0).start;
                !region.pages[page].revoked
                    && (!region.is_huge() || sys::is_readable(region.mapped(gpa, 1).at))
            })
        })
    }

    /// The host addresses of a buffer's bytes: adjacent regions may be apart in the host's memory.
    pub fn buffer(&self, gpa: u64) -> [*mut u8; BUFFER] {
        std::array::from_fn(|i| {
            let at = gpa + i as u64;
            self.find(at)
                .map_or(std::ptr::null_mut(), |region| region.mapped(at, 1).at)
        })
    }

    /// Makes a call that changes pages, and keeps the record of them. One that fails may have changed a page or not.
    pub fn change(
        &mut self,
        place: &Place,
        call: impl FnOnce(Mapped) -> Result<(), Errno>,
        set: impl Fn(&mut Page),
    ) -> Result<(), Errno> {
        let range = self.regions[place.region].page_range(place.gpa, place.length);
        let before = self.regions[place.region].pages[range.clone()].to_vec();
        let (splits, locked) = self.count(place.region, &range);
        self.regions[place.region].pages[range.clone()]
            .iter_mut()
            .for_each(set);
        let (new_splits, new_locked) = self.count(place.region, &range);
        let exceeds = (new_splits > splits && self.splits + new_splits - splits > self.max_splits)
            || (new_locked > locked && self.locked + new_locked - locked > self.max_locked);
        let result = if exceeds {
            Err(ENOMEM)
        } else {
            call(self.regions[place.region].mapped(place.gpa, place.length))
        };
        if result.is_err() {
            for (page, old) in self.regions[place.region].pages[range.clone()]
                .iter_mut()
                .zip(before)
            {
                // What either state forbids is forbidden, once the call was made.
                let new = std::mem::replace(page, old);
                page.revoked |= new.revoked && !exceeds;
                page.locked |= new.locked && !exceeds;
            }
        }
        let (end_splits, end_locked) = self.count(place.region, &range);
        self.splits = self.splits + end_splits - splits;
        self.locked = self.locked + end_locked - locked;
        result
    }

    /// The mappings that begin in or right after these pages, and the pages that are locked and count.
    fn count(&self, region: usize, range: &std::ops::Range<usize>) -> (usize, u64) {
        let region = &self.regions[region];
        let splits = (range.start..=range.end)
            .filter(|&page| region.is_split(page))
            .count();
        let locked = region.pages[range.clone()]
            .iter()
            .filter(|page| page.locked)
            .count() as u64;
        (splits, if region.is_huge() { 0 } else { locked })
    }
}
