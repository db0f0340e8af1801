//! The few numbers that say what many measurements came to.

/// The middle one; of an even count, the upper of the two. Zero where there is none.
pub fn median(values: &[f64]) -> f64 {
    percentile(values, 50.0)
}

/// The smallest value that at least `percent` of all do not exceed (nearest rank). Zero where there is none.
pub fn percentile(values: &[f64], percent: f64) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let rank = (percent / 100.0 * sorted.len() as f64).floor() as usize;
    sorted.get(rank.min(sorted.len().saturating_sub(1))).copied().unwrap_or(0.0)
}

/// How well times tell two groups apart: the chance that one drawn from `ones` is greater than one drawn from `others`, a tie
/// counting half (Mann and Whitney's U, divided by the number of pairs; the area under the ROC curve). 0.5 tells nothing.
pub fn auc(ones: &[f64], others: &[f64]) -> f64 {
    let mut all: Vec<(f64, bool)> =
        ones.iter().map(|value| (*value, true)).chain(others.iter().map(|value| (*value, false))).collect();
    all.sort_by(|one, other| one.0.total_cmp(&other.0));
    let mut rank_sum = 0.0;
    let mut start = 0;
    while start < all.len() {
        let end = start + all[start..].iter().take_while(|(value, _)| *value == all[start].0).count();
        // Ranks count from one; those who tie share the mean of theirs.
        let shared_rank = (start + 1 + end) as f64 / 2.0;
        rank_sum += shared_rank * all[start..end].iter().filter(|(_, is_one)| *is_one).count() as f64;
        start = end;
    }
    let (count, other_count) = (ones.len() as f64, others.len() as f64);
    (rank_sum - count * (count + 1.0) / 2.0) / (count * other_count)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_that_are_alike_cannot_be_told_apart() {
        assert_eq!(auc(&[1.0, 2.0, 3.0], &[1.0, 2.0, 3.0]), 0.5);
        assert_eq!(auc(&[7.0, 7.0], &[7.0]), 0.5);
    }

    #[test]
    fn groups_that_do_not_overlap_are_told_apart_always() {
        assert_eq!(auc(&[3.0, 4.0], &[1.0, 2.0]), 1.0);
        assert_eq!(auc(&[1.0, 2.0], &[3.0, 4.0]), 0.0);
    }

    #[test]
    fn a_share_of_pairs_is_told_apart_by_that_share() {
        assert_eq!(auc(&[1.0, 3.0], &[2.0, 2.0]), 0.5);
        assert_eq!(auc(&[2.0, 3.0], &[1.0, 2.0]), 0.875);
    }

    #[test]
    fn percentiles_are_values_that_were_measured() {
        let values = [5.0, 1.0, 3.0, 2.0, 4.0];
        assert_eq!(median(&values), 3.0);
        assert_eq!(percentile(&values, 99.0), 5.0);
        assert_eq!(percentile(&values, 0.0), 1.0);
        assert_eq!(median(&[]), 0.0);
    }
}
