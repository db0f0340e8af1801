//! What the counted recoveries come to.

use super::store::{BEGUN, COMPLETED, Counted};

/// How recovering went.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Course {
    pub begun: i64,
    pub completed: i64,
    /// From asking to the new password; None where nobody got there.
    pub median_minutes: Option<i64>,
}

impl Course {
    pub fn of<'a>(counted: impl IntoIterator<Item = &'a Counted>) -> Self {
        let counted: Vec<&Counted> = counted.into_iter().collect();
        let all = |step: &str| counted.iter().filter(|one| one.step == step).map(|one| one.recoveries).sum();
        let times = counted.iter().filter(|one| one.step == COMPLETED);
        let times = times.filter_map(|one| Some((one.minutes?, one.recoveries))).collect();
        Self { begun: all(BEGUN), completed: all(COMPLETED), median_minutes: median(times) }
    }
}

/// The value in the middle, or the lower of the two; each value comes with how often it is there.
fn median(mut counted: Vec<(i64, i64)>) -> Option<i64> {
    counted.sort_unstable();
    let middle = (counted.iter().map(|(_, times)| times).sum::<i64>() + 1) / 2;
    let mut passed = 0;
    let reached = counted.iter().find(|(_, times)| {
        passed += times;
        passed >= middle
    });
    reached.map(|(value, _)| *value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_the_value_in_the_middle_however_often_each_is_there() {
        assert_eq!(median(Vec::new()), None);
        assert_eq!(median(vec![(7, 1)]), Some(7));
        assert_eq!(median(vec![(9, 1), (2, 1)]), Some(2));
        assert_eq!(median(vec![(60, 2), (1, 1), (3, 2)]), Some(3));
        assert_eq!(median(vec![(1, 1), (2, 100), (500, 3)]), Some(2));
    }

    #[test]
    fn what_was_asked_for_and_what_was_completed_are_counted_apart() {
        let counted =
            |step: &str, minutes, recoveries| Counted { day: 1, step: step.to_owned(), minutes, recoveries };
        let day = [counted(BEGUN, None, 5), counted(COMPLETED, Some(4), 1), counted(COMPLETED, Some(2), 2)];
        assert_eq!(Course::of(&day), Course { begun: 5, completed: 3, median_minutes: Some(2) });
        assert_eq!(Course::of(&[]), Course::default());
    }
}
