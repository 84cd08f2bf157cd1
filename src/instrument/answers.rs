use std::hint::black_box;

/// What a person answered so far: for each item the position of the answer on its scale, or
/// nothing. It lives in memory only.
///
/// It cannot be printed, cloned or serialised, and it is wiped when it is dropped.
pub struct Answers {
    // Of fixed length: one that grows would leave its older copies behind.
    positions: Box<[u8]>,
}

impl Answers {
    /// No answers yet, for an instrument of this many items.
    pub fn new(items: usize) -> Self {
        Self {
            positions: vec![NONE; items].into_boxed_slice(),
        }
    }

    /// The answers at these positions, in the order of the items.
    pub fn at(positions: &[Option<u8>]) -> Self {
        let mut answers = Self::new(positions.len());
        for (item, position) in positions.iter().enumerate() {
            answers.set(item, *position);
        }
        answers
    }

    /// Records the answer to an item, counted from the lowest of its scale, in place of an earlier
    /// one; `None` leaves the item open. Nothing happens where there is no such item.
    pub fn set(&mut self, item: usize, position: Option<u8>) {
        if let Some(place) = self.positions.get_mut(item) {
            *place = position.unwrap_or(NONE);
        }
    }

    /// The answer to an item; `None` where it is open or there is no such item.
    pub fn position(&self, item: usize) -> Option<u8> {
        let position = self.positions.get(item).copied();
        position.filter(|position| *position != NONE)
    }

    /// Overwrites every answer. What is left equals [`Answers::new`].
    pub fn wipe(&mut self) {
        self.positions.fill(NONE);
        // Shown to an opaque reader, or the optimiser could drop the writes just before a free.
        black_box(&self.positions);
    }
}

impl Drop for Answers {
    fn drop(&mut self) {
        self.wipe();
    }
}

/// Stands for an open item; above every position, as a scale has 20 answers at most.
const NONE: u8 = u8::MAX;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wipe_overwrites_every_byte() {
        let mut answers = Answers::at(&[Some(0), None, Some(19)]);
        answers.wipe();
        assert_eq!(*answers.positions, [NONE; 3]);
    }
}
