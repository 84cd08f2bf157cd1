//! Whether a type implements a trait, for tests that hold that it does not.

/// Whether a type implements a trait, without requiring it: the inherent constant exists only
/// under the bound and wins over the one that every type has.
macro_rules! implements {
    ($type:ty, $bound:path) => {{
        struct Probe<T>(std::marker::PhantomData<T>);
        #[allow(dead_code, reason = "the point is whether it applies")]
        impl<T: $bound> Probe<T> {
            const FOUND: bool = true;
        }
        Probe::<$type>::FOUND
    }};
}
pub(crate) use implements;

pub(crate) trait Otherwise {
    const FOUND: bool = false;
}

impl<T> Otherwise for T {}
