//! Trust: nothing lost, nothing let in. Each kind of trouble is tried in a form that every `cargo
//! test` can afford, and in full on demand, with a table of figures at the end:
//! `cargo test --release --test trust -- --ignored --nocapture`.

mod begun;
mod clock;
mod damage;
#[path = "../faults/desk.rs"]
mod desk;
#[path = "../model/dice.rs"]
#[expect(dead_code, reason = "days are not thrown here")]
mod dice;
mod disk;
mod errors;
mod figures;
mod full;
mod hostile;
mod killed;
mod power;
mod rivals;
mod surroundings;
mod truth;
#[path = "../faults/writes.rs"]
mod writes;

use figures::{Size, Tally};

#[test]
fn a2_a_power_cut_at_any_sync_leaves_before_or_after_and_keeps_what_was_reported() {
    power::cuts(Size::Bounded).hold(500);
}

#[test]
fn a2_a_failing_disk_is_told_and_nothing_is_changed_or_all_is_done() {
    errors::each_call(Size::Bounded).hold(50);
}

#[test]
fn a2_a_killed_command_left_nothing_or_all_and_is_completed_by_the_next() {
    killed::killed(Size::Bounded).hold(200);
    killed::signalled(Size::Bounded).hold(20);
}

#[test]
fn a2_a_command_killed_at_a_call_on_the_disk_left_nothing_or_all() {
    killed::at_each_call(Size::Bounded).hold(50);
}

#[test]
fn init_killed_at_a_call_on_the_disk_left_nothing_or_a_space() {
    begun::killed_at_each_call(Size::Bounded).hold(20);
}

#[test]
fn a_full_disk_is_told_and_the_next_run_works() {
    full::full(Size::Bounded).hold(60);
}

#[test]
fn a2_damage_is_told_and_never_a_panic_and_check_lets_no_other_content_pass() {
    damage::copies(Size::Bounded).hold(100);
}

#[test]
fn rivals_sell_nothing_twice_and_lose_no_update() {
    rivals::at_once(Size::Bounded).hold(50);
}

#[test]
fn hostile_command_lines_are_answered_or_refused() {
    hostile::lines(Size::Bounded).hold(300);
}

#[test]
fn hostile_files_are_taken_in_or_refused() {
    hostile::files(Size::Bounded).hold(100);
}

#[test]
#[ignore = "takes minutes; prints the figures"]
fn everything_in_full() {
    let troubles: [fn() -> Tally; 12] = [
        || killed::killed(Size::Full),
        || killed::signalled(Size::Full),
        || killed::between_batches(100),
        || killed::at_each_call(Size::Full),
        || begun::killed_at_each_call(Size::Full),
        || power::cuts(Size::Full),
        || errors::each_call(Size::Full),
        || full::full(Size::Full),
        || rivals::at_once(Size::Full),
        || damage::copies(Size::Full),
        || hostile::lines(Size::Full),
        || hostile::files(Size::Full),
    ];
    let mut tallies = Vec::new();
    for trouble in troubles {
        let tally = trouble();
        figures::say(&figures::row(&tally));
        tallies.push(tally);
    }
    figures::say(&figures::table(&tallies));
    for tally in &tallies {
        tally.hold(1);
    }
}
