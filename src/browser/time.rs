//! The clock, and waiting with a limit.

#[cfg(feature = "ui")]
use crate::time::MINUTE;
use crate::time::Millis;

/// Now.
pub(crate) fn now() -> Millis {
    js_sys::Date::now() as Millis
}

/// How far the reader's clock is from UTC, in milliseconds, east positive.
#[cfg(feature = "ui")]
pub(crate) fn local_offset() -> Millis {
    js_sys::Date::new_0().get_timezone_offset() as Millis * -MINUTE
}

#[cfg(any(feature = "sending", feature = "golive-page"))]
pub(crate) use limit::within;

#[cfg(any(feature = "sending", feature = "golive-page"))]
mod limit {
    use std::future::{Future, poll_fn};
    use std::pin::pin;
    use std::task::Poll;

    use gloo_timers::future::TimeoutFuture;

    /// Waits for `work` no longer than `limit` milliseconds; `None` where it took longer. The work is
    /// dropped then.
    pub(crate) async fn within<F: Future>(limit: u32, work: F) -> Option<F::Output> {
        let mut work = pin!(work);
        let mut limit = pin!(TimeoutFuture::new(limit));
        poll_fn(|cx| match work.as_mut().poll(cx) {
            Poll::Ready(output) => Poll::Ready(Some(output)),
            Poll::Pending => limit.as_mut().poll(cx).map(|()| None),
        })
        .await
    }
}
