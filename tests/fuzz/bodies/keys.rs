//! Keys and everything else that can happen, into a screen over real files.

use super::world::{Kind, Step, World};

/// How much happens in a case at most.
const LONGEST: usize = 160;

/// The first byte says what is open, every four after it are a step.
pub fn keys(data: &[u8]) {
    let Some((first, rest)) = data.split_first() else {
        return;
    };
    let (steps, _) = rest.as_chunks::<4>();
    let steps = steps.iter().take(LONGEST).map(|bytes| Step::of(*bytes));
    run(Kind::ALL[usize::from(*first) % Kind::ALL.len()], steps);
}

/// Does steps, holding the screen against its promises after each.
pub fn run(kind: Kind, steps: impl IntoIterator<Item = Step>) -> World {
    let mut world = World::new(kind);
    world.draw();
    for step in steps {
        world.step(&step);
        world.check(&step);
        if world.left {
            break;
        }
    }
    world.draw();
    world.undo_all_and_redo();
    world
}
