//! Every theorem as checks of its own name: `cargo test movement`.

use asymptest::check;
use downstream::REGISTRY;
use libtest_mimic::{Arguments, Trial};

fn main() {
    let checks = check::theorems(REGISTRY, check::unrecorded);
    let trials = checks.into_iter().map(|check| Trial::test(check.name().to_owned(), || check.run().map_err(Into::into))).collect();
    libtest_mimic::run(&Arguments::from_args(), trials).exit();
}
