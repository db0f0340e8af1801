//! The decisions of the human check: which control was really used, and how much work a source owes.

use super::{Failure, Form};
use crate::portals::HumanCheck;

/// Where the hand of the slide counts as arrived, of 0 (red, left) to 100 (green, right).
const SLIDE_ARRIVED: u8 = 95;
const SLIDE_END: u8 = 100;

/// Derivations are cheap enough to make one for every page, and a browser shows progress between them.
const ITERATIONS: u32 = 5_000;

/// Tries that are surely enough without pressure; on average half of them are needed.
///
/// A cheap phone without SHA instructions makes about 500 000 PBKDF2-SHA-256 iterations a second: 100 tries of 5 000 take
/// it one second, while the person types. The server always pays one derivation, whatever the tries, so that pressure
/// costs the visitor and never us.
const TRIES: u32 = 200;

/// Failures of one source before its work doubles, and doubles again.
const FAILURES_PER_DOUBLING: u32 = 3;
const MOST_DOUBLINGS: u32 = 4;

/// Work for a browser: `tries` derivations of `iterations` each are surely enough.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cost {
    pub iterations: u32,
    pub tries: u32,
}

/// The work for a source that failed so often lately: it doubles with every three failures, up to sixteenfold.
pub fn cost_for(recent_failures_from_source: u32) -> Cost {
    let doublings = (recent_failures_from_source / FAILURES_PER_DOUBLING).min(MOST_DOUBLINGS);
    Cost { iterations: ITERATIONS, tries: TRIES << doublings }
}

/// Whether the control was handled, with JavaScript or without: the box ticked, the hand slid or its button pressed.
pub fn check_control(check: HumanCheck, form: &Form<'_>) -> Result<(), Failure> {
    match check {
        HumanCheck::None | HumanCheck::Silent => Ok(()),
        // In a vendor's place stands the box.
        HumanCheck::Checkbox | HumanCheck::Vendor if form.robot.is_empty() => Err(Failure::NotTicked),
        HumanCheck::Checkbox | HumanCheck::Vendor => Ok(()),
        HumanCheck::Slide if has_arrived(form.slide) || !form.slide_tap.is_empty() => Ok(()),
        HumanCheck::Slide => Err(Failure::NotSlid),
    }
}

fn has_arrived(place: &str) -> bool {
    matches!(place.parse::<u8>(), Ok(SLIDE_ARRIVED..=SLIDE_END))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_slide_counts_from_ninety_five_to_its_end() {
        let check = |slide| check_control(HumanCheck::Slide, &Form { slide, ..Form::default() });
        for arrived in ["95", "96", "100"] {
            assert_eq!(check(arrived), Ok(()), "{arrived}");
        }
        for elsewhere in ["", "0", "94", "101", "256", "-95", "95.5", "1e2", " 99", "noventa", "９９"] {
            assert_eq!(check(elsewhere), Err(Failure::NotSlid), "{elsewhere}");
        }
    }

    #[test]
    fn a_single_tap_on_the_slides_button_is_enough() {
        let tapped = Form { slide: "0", slide_tap: "yes", ..Form::default() };
        assert_eq!(check_control(HumanCheck::Slide, &tapped), Ok(()));
    }

    #[test]
    fn the_box_must_be_ticked_also_where_it_stands_in_for_a_vendor() {
        for check in [HumanCheck::Checkbox, HumanCheck::Vendor] {
            let ticked = Form { robot: "no", ..Form::default() };
            assert_eq!(check_control(check, &ticked), Ok(()));
            let slid = Form { slide: "100", slide_tap: "yes", ..Form::default() };
            assert_eq!(check_control(check, &slid), Err(Failure::NotTicked));
        }
    }

    #[test]
    fn a_silent_check_asks_nothing_of_the_hand() {
        assert_eq!(check_control(HumanCheck::Silent, &Form::default()), Ok(()));
    }

    #[test]
    fn a_mistyped_password_or_two_cost_nothing_more() {
        assert_eq!(cost_for(0), cost_for(2));
    }

    #[test]
    fn work_doubles_with_failures_up_to_sixteenfold_and_stays_there() {
        let times = |failures| cost_for(failures).tries / cost_for(0).tries;
        assert_eq!([3, 6, 9, 12].map(times), [2, 4, 8, 16]);
        assert_eq!(times(u32::MAX), 16);
    }

    #[test]
    fn pressure_never_raises_what_a_challenge_costs_the_server() {
        assert_eq!(cost_for(0).iterations, cost_for(u32::MAX).iterations);
    }
}
