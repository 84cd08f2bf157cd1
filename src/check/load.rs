/// How much a person marked, as coarse as the order of the list needs it.
///
/// It is never shown. It comes from answers, so it has no `Debug` and no `Display`.
#[derive(Clone, Copy, Default, Eq, Ord, PartialEq, PartialOrd)]
pub enum Load {
    /// Nothing was answered.
    #[default]
    Unknown,
    /// Something was answered, and none of it high.
    Little,
    /// An area was answered in the top two of the five levels.
    Some,
    /// So was an area that shows in work, sleep or time with people.
    Much,
}
