//! What reports are reckoned from: pure sums over the facts.

pub mod liability;
pub mod occupancy;
pub mod pace;

/// How much of a whole a part is, in percent, half up; 0 of nothing.
#[must_use]
pub fn percent(part: i64, whole: i64) -> i64 {
    if whole <= 0 {
        return 0;
    }
    (200 * part + whole).div_euclid(2 * whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_of_nothing_is_nothing_and_halves_go_up() {
        for (part, whole, wanted) in [(1, 3, 33), (1, 200, 1), (1, 201, 0), (5, 0, 0), (3, 2, 150)]
        {
            assert_eq!(percent(part, whole), wanted, "{part} of {whole}");
        }
    }
}
