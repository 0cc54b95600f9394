//! How a failure is told: `error:` and `hint:` lines, or with JSON one object.

use std::io::{self, Write};

use serde_json::{Map, Value};

use crate::output::{Format, escape};

/// Writes what went wrong to standard error: two lines for people, or with `--json` one object
/// `{"error":{"code","message","hint",…values}}` on one line. `hint` is null where there is none.
pub fn report(
    err: &mut dyn Write,
    format: Format,
    code: &str,
    message: &str,
    hint: Option<&str>,
    values: &[(&'static str, String)],
) -> io::Result<()> {
    match format {
        Format::Table | Format::Csv => {
            let message = escape::lines(message.trim_end());
            writeln!(err, "\x1b[1;31merror:\x1b[0m {message}")?;
            if let Some(hint) = hint {
                let hint = escape::lines(hint.trim_end());
                writeln!(err, "\x1b[1;36mhint:\x1b[0m {hint}")?;
            }
        }
        Format::Json => {
            let mut error = Map::new();
            error.insert("code".to_owned(), code.into());
            error.insert("message".to_owned(), message.into());
            error.insert("hint".to_owned(), hint.into());
            for (name, value) in values {
                error.insert((*name).to_owned(), value.as_str().into());
            }
            let object = Value::from_iter([("error", Value::Object(error))]);
            writeln!(err, "{}", escape::json(&object.to_string()))?;
        }
    }
    err.flush()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reported(format: Format, hint: Option<&str>) -> String {
        let mut bytes = anstream::StripStream::new(Vec::new());
        let values = [("needed", "3".to_owned()), ("have", "1.5".to_owned())];
        report(
            &mut bytes,
            format,
            "not_enough_passes",
            "need 3 passes, have 1.5",
            hint,
            &values,
        )
        .unwrap();
        String::from_utf8(bytes.into_inner()).unwrap()
    }

    #[test]
    fn people_read_an_error_and_a_hint() {
        for format in [Format::Table, Format::Csv] {
            assert_eq!(
                reported(format, Some("daypass grant ada 2")),
                "error: need 3 passes, have 1.5\nhint: daypass grant ada 2\n"
            );
        }
        assert_eq!(
            reported(Format::Table, None),
            "error: need 3 passes, have 1.5\n"
        );
    }

    #[test]
    fn scripts_read_one_object_with_the_values() {
        assert_eq!(
            reported(Format::Json, Some("daypass grant ada 2")),
            concat!(
                r#"{"error":{"code":"not_enough_passes","message":"need 3 passes, have 1.5","#,
                r#""hint":"daypass grant ada 2","needed":"3","have":"1.5"}}"#,
                "\n"
            )
        );
        assert!(reported(Format::Json, None).contains(r#""hint":null"#));
    }

    #[test]
    fn a_name_in_a_message_cannot_drive_the_terminal() {
        let mut bytes = Vec::new();
        report(
            &mut bytes,
            Format::Table,
            "x",
            "no member `\u{1b}[2J`",
            None,
            &[],
        )
        .unwrap();
        let text = String::from_utf8(bytes).unwrap();
        assert!(text.ends_with("no member `\\x1b[2J`\n"), "{text:?}");
    }
}
