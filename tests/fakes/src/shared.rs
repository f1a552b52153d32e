//! Tests that need something of the machine: they run where it is there, and are reported as ignored where it is not.

/// The bytes of a file in `../shared`.
///
/// # Panics
///
/// If the file cannot be read: only tests that [`tests_over_shared!`](crate::tests_over_shared) names may ask for it.
#[must_use]
#[expect(clippy::panic, reason = "a test that fails may")]
pub fn read(path: &str) -> Vec<u8> {
    let path = format!("{}/../../../shared/{path}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read(&path).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Makes tests of functions of the module that read `../shared`, in a module `shared` of their own. Without that directory
/// they are ignored, and reported so. `DAILY_PAPERS_SHARED=required` makes its absence an error.
#[cfg(shared)]
#[macro_export]
macro_rules! tests_over_shared {
    ($($name:ident),+ $(,)?) => {
        mod shared {
            $(#[test] fn $name() { super::$name(); })+
        }
    };
}

/// Makes tests of functions of the module that read `../shared`, in a module `shared` of their own. Without that directory
/// they are ignored, and reported so. `DAILY_PAPERS_SHARED=required` makes its absence an error.
#[cfg(not(shared))]
#[macro_export]
macro_rules! tests_over_shared {
    ($($name:ident),+ $(,)?) => {
        mod shared {
            $(#[test] #[ignore = "needs ../shared"] fn $name() { super::$name(); })+
        }
    };
}

/// The same for functions that give files to other users, in a module `as_root`.
#[cfg(root)]
#[macro_export]
macro_rules! tests_as_root {
    ($($name:ident),+ $(,)?) => {
        mod as_root {
            $(#[test] fn $name() { super::$name(); })+
        }
    };
}

/// The same for functions that give files to other users, in a module `as_root`.
#[cfg(not(root))]
#[macro_export]
macro_rules! tests_as_root {
    ($($name:ident),+ $(,)?) => {
        mod as_root {
            $(#[test] #[ignore = "needs root"] fn $name() { super::$name(); })+
        }
    };
}
