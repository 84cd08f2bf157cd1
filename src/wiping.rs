//! An allocator that leaves nothing behind: each block is overwritten before it is given back.
//!
//! What a person types passes through texts that grow, nodes that are drawn and messages that are
//! passed on. Each copy is freed somewhere, and what is freed stays readable until something else
//! happens to take its place. So the WebAssembly modules of the package overwrite it, whoever frees
//! it.
#![allow(unsafe_code)]

use std::alloc::{GlobalAlloc, Layout};

/// An allocator over another one. It overwrites each block with zeros before the other takes it
/// back; a block that grows or shrinks is always copied, and the old one is overwritten whole.
#[derive(Debug, Default)]
pub struct Wiping<A>(pub A);

// SAFETY: every request goes to the inner allocator with the layout it came with, and its answer is
// returned as it is. `realloc` is the trait's own, which is made of these two.
unsafe impl<A: GlobalAlloc> GlobalAlloc for Wiping<A> {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller keeps to the contract of this very method.
        unsafe { self.0.alloc(layout) }
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        for offset in 0..layout.size() {
            // Volatile, because the compiler may leave out a plain write to what is freed next.
            // SAFETY: the caller gives back a block of this size, so the byte is inside it, and
            // nobody else uses it any more.
            unsafe { block.add(offset).write_volatile(0) };
        }
        // SAFETY: the caller keeps to the contract of this very method.
        unsafe { self.0.dealloc(block, layout) }
    }
}

#[cfg(test)]
mod tests {
    use std::alloc::System;
    use std::cell::Cell;

    use super::*;

    /// Looks at each block that it gets back.
    #[derive(Default)]
    struct Watching {
        bytes: Cell<usize>,
        left: Cell<usize>,
    }

    // SAFETY: every request goes to the system's allocator as it came.
    unsafe impl GlobalAlloc for Watching {
        unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
            // SAFETY: as the caller's.
            unsafe { System.alloc(layout) }
        }

        unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
            // SAFETY: the block is of this size, was written in full below, and is freed after.
            let bytes = unsafe { std::slice::from_raw_parts(block, layout.size()) };
            self.bytes.set(self.bytes.get() + bytes.len());
            let left = bytes.iter().filter(|byte| **byte != 0).count();
            self.left.set(self.left.get() + left);
            // SAFETY: as the caller's.
            unsafe { System.dealloc(block, layout) }
        }
    }

    fn layout(size: usize) -> Layout {
        Layout::from_size_align(size, 1).unwrap()
    }

    #[test]
    fn a_block_that_is_freed_holds_zeros() {
        let memory = Wiping(Watching::default());
        // SAFETY: the block is asked for, filled and given back with one layout.
        unsafe {
            let block = memory.alloc(layout(33));
            block.write_bytes(0xaa, 33);
            memory.dealloc(block, layout(33));
        }
        assert_eq!((memory.0.bytes.get(), memory.0.left.get()), (33, 0));
    }

    #[test]
    fn a_block_that_grows_or_shrinks_leaves_zeros_behind() {
        let memory = Wiping(Watching::default());
        // SAFETY: each block is filled, and given back with the layout it has by then.
        unsafe {
            let small = memory.alloc(layout(10));
            small.write_bytes(0xaa, 10);
            let large = memory.realloc(small, layout(10), 100);
            assert_eq!((large.read(), large.add(9).read()), (0xaa, 0xaa));
            large.write_bytes(0xbb, 100);
            let less = memory.realloc(large, layout(100), 7);
            assert_eq!(less.add(6).read(), 0xbb);
            memory.dealloc(less, layout(7));
        }
        assert_eq!((memory.0.bytes.get(), memory.0.left.get()), (117, 0));
    }
}
