//! Percentages, and bars of them in a table.

/// A percentage as it is written: `33 %`.
pub(super) fn percent(cell: &str) -> String {
    if cell.is_empty() {
        return String::new();
    }
    format!("{cell} %")
}

/// How many characters the bar of a hundred percent is long.
const FULL_BAR: u64 = 20;

/// A percentage with its bar; more than a hundred is no longer than that.
pub(super) fn bar(cell: &str) -> String {
    let Ok(whole) = cell.parse::<u64>() else {
        return percent(cell);
    };
    let eighths = whole.min(100) * FULL_BAR * 8 / 100;
    let full = "█".repeat(usize::try_from(eighths / 8).expect("a bar is short"));
    let rest = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];
    let rest = rest[usize::try_from(eighths % 8).expect("less than eight")];
    let text = format!("{:>5} {full}{rest}", percent(cell));
    text.trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_has_eighths_and_an_end() {
        for (cell, drawn) in [
            ("0", "  0 %"),
            ("1", "  1 % ▏"),
            ("50", " 50 % ██████████"),
            ("100", "100 % ████████████████████"),
            ("250", "250 % ████████████████████"),
            ("", ""),
        ] {
            assert_eq!(bar(cell), drawn);
        }
    }
}
