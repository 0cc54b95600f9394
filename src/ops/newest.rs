//! The newest of what is read oldest first.

use std::collections::VecDeque;

/// Calls `each` with all that `read` hands over, one by one; where a number is given with the last so
/// many only, which are kept meanwhile.
pub(super) fn newest<T, E>(
    most: Option<usize>,
    mut each: impl FnMut(T) -> Result<(), E>,
    read: impl FnOnce(&mut dyn FnMut(T) -> Result<(), E>) -> Result<(), E>,
) -> Result<(), E> {
    let Some(most) = most else {
        return read(&mut each);
    };
    let mut kept = VecDeque::new();
    read(&mut |one| {
        kept.push_back(one);
        if kept.len() > most {
            kept.pop_front();
        }
        Ok(())
    })?;
    kept.into_iter().try_for_each(each)
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use super::*;

    fn told(most: Option<usize>) -> Vec<String> {
        let told = RefCell::new(Vec::new());
        let tell = |word: String| {
            told.borrow_mut().push(word);
            Ok::<(), ()>(())
        };
        newest(
            most,
            |one| tell(format!("told {one}")),
            |each| {
                (1..=3).try_for_each(|one| {
                    tell(format!("read {one}"))?;
                    each(one)
                })
            },
        )
        .unwrap();
        told.into_inner()
    }

    #[test]
    fn what_is_read_is_told_at_once_and_the_last_so_many_at_the_end() {
        assert_eq!(
            told(None),
            ["read 1", "told 1", "read 2", "told 2", "read 3", "told 3"]
        );
        assert_eq!(told(Some(0)), ["read 1", "read 2", "read 3"]);
        assert_eq!(
            told(Some(2)),
            ["read 1", "read 2", "read 3", "told 2", "told 3"]
        );
    }
}
