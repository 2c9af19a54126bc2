//! Whatever happens to the screen, its promises hold.

use crate::bodies::keys::run;
use crate::bodies::world::{Kind, Step};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;

fn step() -> impl Strategy<Value = Step> {
    any::<[u8; 4]>().prop_map(Step::of)
}

/// Without what ends a run early or takes the file away.
fn quiet() -> impl Strategy<Value = Step> {
    let key = (0..150_u8, any::<u8>(), any::<u8>()).prop_map(|(a, b, c)| Step::of([a, b, c, 0]));
    let typed =
        (150..175_u8, any::<u8>(), any::<u8>()).prop_map(|(a, b, c)| Step::of([a, b, c, 0]));
    let rest = (185..225_u8, any::<u8>(), any::<u8>(), any::<u8>())
        .prop_map(|(a, b, c, d)| Step::of([a, b, c, d]));
    prop_oneof![8 => key, 1 => typed, 2 => rest]
}

/// A few runs, always the same; many others where `AICAIQ_FUZZ_SECONDS` says
/// that there is time.
fn runs() -> ProptestConfig {
    let longer = std::env::var("AICAIQ_FUZZ_SECONDS")
        .ok()
        .and_then(|s| s.parse::<u32>().ok());
    ProptestConfig {
        cases: longer.map_or(24, |seconds| seconds.saturating_mul(10)),
        max_shrink_iters: 400,
        rng_seed: longer.map_or(RngSeed::Fixed(7), |_| RngSeed::Random),
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

proptest! {
    #![proptest_config(runs())]

    #[test]
    fn of_one_control(steps in prop::collection::vec(step(), 1..80)) {
        run(Kind::Sample, steps);
    }

    #[test]
    fn of_one_control_by_keys_and_mouse_alone(steps in prop::collection::vec(quiet(), 1..120)) {
        run(Kind::Fresh, steps);
    }

    #[test]
    fn of_a_folder_of_controls(steps in prop::collection::vec(step(), 1..80)) {
        run(Kind::Folder, steps);
    }

    #[test]
    fn of_a_folder_by_keys_and_mouse_alone(steps in prop::collection::vec(quiet(), 1..120)) {
        run(Kind::Folder, steps);
    }

    #[test]
    fn of_conflicts_and_texts_that_mean_harm(steps in prop::collection::vec(step(), 1..80)) {
        run(Kind::Odd, steps);
    }

    #[test]
    fn of_a_file_that_is_read_only(steps in prop::collection::vec(step(), 1..80)) {
        run(Kind::ReadOnly, steps);
    }

    #[test]
    fn of_the_start_and_of_many_providers(steps in prop::collection::vec(step(), 1..60), many in any::<bool>()) {
        run(if many { Kind::Portfolio } else { Kind::Start }, steps);
    }
}
