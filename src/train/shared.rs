//! Intermediate results that several measures share, each computed once.

use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex};

/// Values by their type. Two measures that need the same intermediate result name one type for it.
#[derive(Default)]
pub struct Shared(Mutex<HashMap<TypeId, Arc<dyn Any + Send + Sync>>>);

impl Shared {
    /// The value of this type: the one that is there, or else what `make` makes.
    pub fn get_or_make<T: Any + Send + Sync>(&self, make: impl FnOnce() -> T) -> Arc<T> {
        self.try_get_or_make(|| Ok::<T, std::convert::Infallible>(make())).unwrap_or_else(|never| match never {})
    }

    /// The same where making it may fail.
    ///
    /// # Errors
    /// Those of `make`.
    pub fn try_get_or_make<T: Any + Send + Sync, E>(&self, make: impl FnOnce() -> Result<T, E>) -> Result<Arc<T>, E> {
        if let Some(found) = self.get() {
            return Ok(found);
        }
        // Made while nobody holds the lock: making one value may ask for another.
        let made = Arc::new(make()?);
        self.0.lock().expect("no thread panics while it holds this").insert(TypeId::of::<T>(), made.clone());
        Ok(made)
    }

    /// The value of this type, if there is one.
    pub fn get<T: Any + Send + Sync>(&self) -> Option<Arc<T>> {
        let found = self.0.lock().expect("no thread panics while it holds this").get(&TypeId::of::<T>()).cloned();
        found.map(|value| value.downcast().expect("filed under its own type"))
    }

    /// Puts a value there.
    pub fn put<T: Any + Send + Sync>(&self, value: T) {
        self.0.lock().expect("no thread panics while it holds this").insert(TypeId::of::<T>(), Arc::new(value));
    }
}

impl fmt::Debug for Shared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Shared")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_made_once_and_may_rest_on_another() {
        #[derive(Debug, PartialEq)]
        struct Sum(u32);
        let shared = Shared::default();
        let sum = || shared.get_or_make(|| Sum(*shared.get_or_make(|| 2u32) + 1));
        assert_eq!((sum(), shared.get::<u32>()), (Arc::new(Sum(3)), Some(Arc::new(2))));
        assert!(Arc::ptr_eq(&sum(), &sum()));
        assert_eq!(shared.get::<String>(), None);
        assert_eq!(shared.try_get_or_make::<String, &str>(|| Err("no")), Err("no"));
    }
}
