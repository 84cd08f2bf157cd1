//! What the screens ask of the outbox, wherever it runs.

use std::any::Any;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;

use crate::outbox::{Destination, Keep, Settings, Submission, View};

/// An answer that is on its way.
pub type Answer<T> = Pin<Box<dyn Future<Output = T>>>;

/// The outbox as the screens see it.
pub trait Delivery {
    /// Says where requests may go. May be called again; the same identifiers are replaced.
    fn configure(&self, destinations: Vec<Destination>, settings: Settings);
    /// Says that a person may soon send something.
    fn prepare(&self);
    /// Says that a person comes to a screen that may have to be fetched.
    fn fetch_screens(&self) {}
    /// Whether those screens are here.
    fn screens(&self) -> Screens {
        Screens::Here
    }
    /// The requests of this session, oldest first.
    fn views(&self) -> Vec<View>;
    /// Whether something that was stored could not be read, and nobody knows whose it was.
    fn damaged(&self) -> bool;
    /// The fingerprint of the key that a request to `dest` is sealed to, empty where there is none that
    /// may be; `None` as long as that is not known.
    fn fingerprint(&self, dest: &str) -> Option<String>;
    /// Seals a request and keeps it; `None` where it could not be sealed, and then nothing was
    /// kept.
    fn submit(&self, submission: Submission, keep: Keep) -> Answer<Option<View>>;
    /// Tries to deliver a request now.
    fn try_now(&self, id: &str);
    /// Deletes a request.
    fn cancel(&self, id: &str);
    /// Shows no request of before any more; they go out all the same.
    fn forget(&self);
    /// Deletes everything that is kept; whether that is certain.
    fn clear_device(&self) -> Answer<bool>;
    /// Calls `told` after every change until the answer is dropped.
    fn watch(&self, told: Rc<dyn Fn()>) -> Box<dyn Any>;
}

/// The screens that may have to be fetched.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Screens {
    /// It is on its way, or will be.
    #[default]
    Awaited,
    /// It could not be fetched.
    Missing,
    /// It is here.
    Here,
}

/// A shared outbox.
#[derive(Clone)]
pub struct SharedDelivery(pub Rc<dyn Delivery>);

impl PartialEq for SharedDelivery {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

#[cfg(feature = "delivery")]
mod here {
    use wasm_bindgen_futures::spawn_local;

    use super::*;
    use crate::browser::service::OutboxService;

    impl SharedDelivery {
        /// The outbox in this WebAssembly module, for an app that is built with both features.
        pub fn here() -> Self {
            Self(Rc::new(OutboxService::shared()))
        }
    }

    impl Delivery for OutboxService {
        fn configure(&self, destinations: Vec<Destination>, settings: Settings) {
            Self::configure(self, destinations, settings);
            self.start();
        }

        fn prepare(&self) {}

        fn views(&self) -> Vec<View> {
            Self::views(self)
        }

        fn damaged(&self) -> bool {
            Self::damaged(self)
        }

        fn fingerprint(&self, dest: &str) -> Option<String> {
            Self::fingerprint(self, dest)
        }

        fn submit(&self, submission: Submission, keep: Keep) -> Answer<Option<View>> {
            let service = self.clone();
            Box::pin(async move { service.submit(submission, keep).await.ok() })
        }

        fn try_now(&self, id: &str) {
            let (service, id) = (self.clone(), id.to_owned());
            spawn_local(async move { Self::try_now(&service, &id).await });
        }

        fn cancel(&self, id: &str) {
            let (service, id) = (self.clone(), id.to_owned());
            spawn_local(async move { Self::cancel(&service, &id).await });
        }

        fn forget(&self) {
            Self::forget(self);
        }

        fn clear_device(&self) -> Answer<bool> {
            let service = self.clone();
            Box::pin(async move { Self::clear_device(&service).await.is_ok() })
        }

        fn watch(&self, told: Rc<dyn Fn()>) -> Box<dyn Any> {
            Box::new(self.subscribe(told))
        }
    }
}
