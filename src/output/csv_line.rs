//! A line of CSV as spreadsheets read it (RFC 4180), with cells that none of them takes for a
//! formula: where many are written, a `csv::Writer` costs as much as what stands in them.

/// Writes a line of those cells.
pub(super) fn write<C: AsRef<str>>(line: &mut Vec<u8>, cells: impl Iterator<Item = C> + Clone) {
    let begin = line.len();
    let mut count = 0;
    for cell in cells.clone() {
        guard(line, cell.as_ref());
        line.extend_from_slice(cell.as_ref().as_bytes());
        line.push(b',');
        count += 1;
    }
    // Seldom is a mark anywhere in a line but behind its cells.
    if line[begin..].iter().filter(|byte| is_mark(**byte)).count() > count {
        line.truncate(begin);
        for cell in cells {
            quote(line, cell.as_ref());
            line.push(b',');
        }
    }
    if count > 0 {
        line.pop();
    }
    // A line of nothing at all would be none.
    if line.len() == begin {
        line.extend_from_slice(b"\"\"");
    }
    line.push(b'\n');
}

fn quote(line: &mut Vec<u8>, cell: &str) {
    if !cell.bytes().any(is_mark) {
        guard(line, cell);
        line.extend_from_slice(cell.as_bytes());
        return;
    }
    line.push(b'"');
    guard(line, cell);
    for byte in cell.bytes() {
        if byte == b'"' {
            line.push(b'"');
        }
        line.push(byte);
    }
    line.push(b'"');
}

const fn is_mark(byte: u8) -> bool {
    matches!(byte, b',' | b'"' | b'\n' | b'\r')
}

/// What stands before a cell that a spreadsheet would take for a formula: one that begins with `=`,
/// `+`, `-`, `@`, tab or line end and is no number.
fn guard(line: &mut Vec<u8>, cell: &str) {
    let first = cell.as_bytes().first();
    if matches!(
        first,
        Some(b'=' | b'+' | b'-' | b'@' | b'\t' | b'\r' | b'\n')
    ) && !is_number(cell)
    {
        line.push(b'\'');
    }
}

/// True for `12`, `-1.5`: an optional minus, digits, and maybe a point and digits.
fn is_number(text: &str) -> bool {
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let text = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    digits(whole) && digits(fraction)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn line(cells: &[&str]) -> String {
        let mut line = Vec::new();
        write(&mut line, cells.iter());
        String::from_utf8(line).unwrap()
    }

    #[test]
    fn formulas_are_guarded_and_numbers_stay_numbers() {
        for (text, written) in [
            ("=SUM(A1)", "'=SUM(A1)"),
            ("+380501234567", "'+380501234567"),
            ("-1.5", "-1.5"),
            ("-12", "-12"),
            ("-1+2", "'-1+2"),
            ("-", "'-"),
            ("@ada", "'@ada"),
            ("\tx", "'\tx"),
            ("\rx", "\"'\rx\""),
            ("\nx", "\"'\nx\""),
            ("=a,b", "\"'=a,b\""),
            ("a=b", "a=b"),
            ("1.5", "1.5"),
        ] {
            assert_eq!(line(&[text]), format!("{written}\n"), "{text}");
        }
    }

    proptest! {
        #[test]
        fn a_line_is_what_the_csv_library_writes(
            cells in prop::collection::vec("([a,\"é'][a,\"\r\n é=]{0,5})?", 0..5),
        ) {
            let cells: Vec<&str> = cells.iter().map(String::as_str).collect();
            let mut writer = csv::Writer::from_writer(Vec::new());
            writer.write_record(&cells).unwrap();
            prop_assert_eq!(line(&cells).into_bytes(), writer.into_inner().unwrap());
        }
    }
}
