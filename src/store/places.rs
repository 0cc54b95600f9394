//! The places that the values of a statement take.

use std::fmt::Write as _;

/// The first of them of a statement: written anew they would cost more than all else of it.
const PLACES: [&str; 24] = [
    "$1", "$2", "$3", "$4", "$5", "$6", "$7", "$8", "$9", "$10", "$11", "$12", "$13", "$14", "$15",
    "$16", "$17", "$18", "$19", "$20", "$21", "$22", "$23", "$24",
];

/// Adds the `at`-th placeholder of a statement, from 1.
pub(super) fn push_place(sql: &mut String, at: usize) {
    match PLACES.get(at - 1) {
        Some(place) => sql.push_str(place),
        None => write!(sql, "${at}").expect("a String takes everything"),
    }
}

/// Adds the values of an INSERT of so many rows with so many columns each.
pub(super) fn push_values(sql: &mut String, columns: usize, rows: usize) {
    for row in 0..rows {
        sql.push_str(if row == 0 { " VALUES (" } else { "), (" });
        for column in 0..columns {
            if column > 0 {
                sql.push_str(", ");
            }
            push_place(sql, row * columns + column + 1);
        }
    }
    sql.push(')');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_value_of_every_row_has_its_place() {
        let written = |columns, rows| {
            let mut sql = "INTO t".to_owned();
            push_values(&mut sql, columns, rows);
            sql
        };
        assert_eq!(written(1, 1), "INTO t VALUES ($1)");
        assert_eq!(written(2, 3), "INTO t VALUES ($1, $2), ($3, $4), ($5, $6)");
        assert!(
            written(13, 2)
                .ends_with("), ($14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26)")
        );
    }
}
