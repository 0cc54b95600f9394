//! Hostile words: command lines, CSV files and configs made of what nobody should type. Never a
//! panic, never exit 70, nothing raw for a terminal to obey, no formula for a spreadsheet to run.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fs;
use std::os::unix::ffi::OsStringExt;
use std::path::{Path, PathBuf};
use std::process::{Output, Stdio};

use crate::damage::READING;
use crate::desk::{Desk, LATER, NOW};
use crate::dice::Dice;
use crate::figures::{Size, Tally};
use crate::truth::sound;
use crate::writes::{WRITING, with_files};

/// The words of a corpus, one a line; `\n`, `\r`, `\t`, `\xff` and `\u{202e}` are written so.
fn words_of(corpus: &str) -> Vec<Vec<u8>> {
    corpus.lines().map(unescaped).collect()
}

fn unescaped(line: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut rest = line;
    while let Some((before, after)) = rest.split_once('\\') {
        bytes.extend(before.as_bytes());
        let (escape, after) = after.split_at(1);
        rest = after;
        match escape {
            "n" => bytes.push(b'\n'),
            "r" => bytes.push(b'\r'),
            "t" => bytes.push(b'\t'),
            "x" => {
                let (digits, after) = rest.split_at(2);
                bytes.push(u8::from_str_radix(digits, 16).expect("two digits"));
                rest = after;
            }
            "u" => {
                let (digits, after) = rest[1..].split_once('}').expect("a closed escape");
                let code = u32::from_str_radix(digits, 16).expect("digits");
                let c = char::from_u32(code).expect("a character");
                bytes.extend(c.encode_utf8(&mut [0; 4]).as_bytes());
                rest = after;
            }
            other => panic!("`\\{other}` in the corpus"),
        }
    }
    bytes.extend(rest.as_bytes());
    bytes
}

/// The words in the corpus of tests/fuzz.
fn corpus() -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fuzz/__fuzz__");
    let mut all = Vec::new();
    for target in ["arguments", "dates", "quantities", "money", "spans"] {
        let file = folder.join(target).join("corpus/words.txt");
        all.extend(words_of(&fs::read_to_string(file).expect("a corpus")));
    }
    all
}

/// Makes hostile words.
struct Pen {
    dice: Dice,
    corpus: Vec<Vec<u8>>,
}

impl Pen {
    fn new(seed: u64) -> Self {
        Self {
            dice: Dice::new(seed),
            corpus: corpus(),
        }
    }

    fn at(&mut self, len: usize) -> usize {
        let last = i64::try_from(len).expect("short") - 1;
        usize::try_from(self.dice.between(0, last.max(0))).expect("not negative")
    }

    /// A word of the corpus, or some of them mixed, mangled, or repeated to at most `most` bytes.
    fn word(&mut self, most: usize) -> Vec<u8> {
        let at = self.at(self.corpus.len());
        let mut word = self.corpus[at].clone();
        match self.dice.between(0, 19) {
            0 => {
                let unit = if word.is_empty() { b"a" } else { &word[..] };
                let times = most / unit.len();
                word = unit.repeat(times);
            }
            1 | 2 => {
                let at = self.at(self.corpus.len());
                let other = self.corpus[at].clone();
                word.extend(other);
            }
            3 | 4 if !word.is_empty() => {
                let at = self.at(word.len());
                let bit = self.dice.between(0, 7);
                word[at] ^= 1 << bit;
            }
            5 if !word.is_empty() => {
                let at = self.at(word.len());
                word.truncate(at);
            }
            _ => {}
        }
        word.truncate(most);
        word
    }

    /// A word that the system lets through as an argument.
    fn argument(&mut self) -> OsString {
        let most = if self.dice.percent(5) { 120_000 } else { 4_000 };
        let mut word = self.word(most);
        word.retain(|byte| *byte != 0);
        OsString::from_vec(word)
    }
}

/// A command as `--help` tells it: its words and its flags.
#[derive(Debug)]
struct Command {
    words: Vec<String>,
    flags: Vec<String>,
}

/// Every command, as the help of each says.
fn every_command(desk: &Desk) -> Vec<Command> {
    let mut all = Vec::new();
    let mut open = vec![Vec::<String>::new()];
    while let Some(words) = open.pop() {
        let mut typed: Vec<&str> = words.iter().map(String::as_str).collect();
        typed.push("-h");
        let help = desk.ok(NOW, &typed);
        let listed = help.lines().skip_while(|line| *line != "Commands:").skip(1);
        let listed = listed.take_while(|line| !line.is_empty());
        for line in listed.filter(|line| line.starts_with("  ") && !line.starts_with("   ")) {
            let name = line.split_whitespace().next().expect("a name");
            open.push([&words[..], &[name.to_owned()]].concat());
        }
        let flags = help.split(|c: char| c.is_whitespace() || ",[]=<>".contains(c));
        let flags: BTreeSet<String> = flags
            .filter(|word| word.starts_with("--") && word.len() > 2)
            .map(ToOwned::to_owned)
            .collect();
        if !words.is_empty() {
            let flags = flags.into_iter().collect();
            all.push(Command { words, flags });
        }
    }
    assert!(all.len() > 40, "{} commands only", all.len());
    all
}

/// Whether a terminal would obey something in it. Colour is the program's own: no corpus has any.
fn obeyed(bytes: &[u8]) -> Option<char> {
    let text = String::from_utf8_lossy(bytes);
    let mut rest = &*text;
    let mut plain = String::new();
    while let Some((before, after)) = rest.split_once("\x1b[") {
        plain.push_str(before);
        let after = after.trim_start_matches(|c: char| c.is_ascii_digit() || c == ';');
        match after.strip_prefix('m') {
            Some(after) => rest = after,
            None => return Some('\x1b'),
        }
    }
    plain.push_str(rest);
    let bad = |c: &char| {
        c.is_control() && *c != '\n'
            || matches!(c, '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    plain.chars().find(bad)
}

/// A cell that a spreadsheet would run, if any.
fn formula(csv: &[u8]) -> Option<String> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .from_reader(csv);
    reader.byte_records().find_map(|record| {
        let record = record.expect("the program's own CSV");
        let mut cells = record.iter();
        let bad = cells.find(|cell| {
            let number = str::from_utf8(cell).is_ok_and(|cell| cell.parse::<f64>().is_ok());
            cell.first()
                .is_some_and(|first| b"=+-@\t\r".contains(first))
                && !number
        });
        bad.map(|cell| String::from_utf8_lossy(cell).into_owned())
    })
}

/// What is wrong with an answer, if anything.
fn judged(ran: &Output, csv: bool, json: bool) -> Result<(), String> {
    let err = String::from_utf8_lossy(&ran.stderr);
    let short: String = err.chars().take(300).collect();
    match ran.status.code() {
        Some(0..=5) => {}
        code => return Err(format!("exit {code:?}: {short}")),
    }
    if let Some(c) = obeyed(&ran.stderr) {
        return Err(format!("{c:?} on standard error: {short:?}"));
    }
    if csv {
        return match formula(&ran.stdout) {
            Some(cell) => Err(format!("a formula: {cell:?}")),
            None => Ok(()),
        };
    }
    if json && !ran.stdout.is_empty() {
        let json: Result<serde_json::Value, _> = serde_json::from_slice(&ran.stdout);
        return json.map(drop).map_err(|error| error.to_string());
    }
    match obeyed(&ran.stdout) {
        Some(c) => Err(format!("{c:?} on standard output")),
        None => Ok(()),
    }
}

/// What is not tried: who sends letters, and what writes programs for other programs.
fn is_tried(command: &Command) -> bool {
    let words: Vec<&str> = command.words.iter().map(String::as_str).collect();
    !matches!(words[..], ["notify", "send"] | ["man" | "completions", ..])
}

/// One command line.
fn line(pen: &mut Pen, commands: &[Command]) -> Vec<OsString> {
    let mut args: Vec<OsString>;
    if pen.dice.percent(50) {
        // A line that works, with a word of it changed.
        let (_, words) = pen.dice.one_of(WRITING).expect("several");
        let words = if pen.dice.percent(30) {
            pen.dice.one_of(READING).expect("several")
        } else {
            words
        };
        args = words.iter().map(OsString::from).collect();
        let at = pen.at(args.len());
        if at > 0 || pen.dice.percent(20) {
            args[at] = pen.argument();
        }
    } else {
        let command = &commands[pen.at(commands.len())];
        args = command.words.iter().map(OsString::from).collect();
        for _ in 0..pen.dice.between(0, 3) {
            args.push(pen.argument());
        }
        for _ in 0..pen.dice.between(0, 3) {
            let Some(flag) = pen.dice.one_of(&command.flags) else {
                continue;
            };
            let mut flag = OsString::from(flag);
            // Where things are is tried by `surroundings`; here it stays in the folder.
            if flag == "--db" || flag == "--config" {
                continue;
            }
            if pen.dice.percent(80) {
                flag.push("=");
                flag.push(pen.argument());
            }
            args.push(flag);
        }
    }
    if pen.dice.percent(50) {
        args.push("--yes".into());
    }
    args
}

/// Hostile command lines, one after the other on the same desk.
pub(crate) fn lines(size: Size) -> Tally {
    let mut tally = Tally::new("hostile command lines");
    let desk = with_files();
    let commands = every_command(&desk);
    let commands: Vec<Command> = commands.into_iter().filter(is_tried).collect();
    let mut pen = Pen::new(21);
    for _ in 0..size.of(400, 10_000) {
        let mut args = line(&mut pen, &commands);
        let (csv, json) = match pen.dice.between(0, 4) {
            0 => (true, false),
            1 => (false, true),
            _ => (false, false),
        };
        args.extend(csv.then(|| "--format=csv".into()));
        args.extend(json.then(|| "--json".into()));
        args.extend((!csv && !json).then(|| "--color=always".into()));
        let now = if pen.dice.percent(90) { NOW } else { LATER };
        let mut command = desk.command(now, &[]);
        let ran = command.args(&args).stdin(Stdio::null()).output();
        let helped = args.iter().any(|arg| arg == "--help" || arg == "--version");
        let outcome = match ran {
            Ok(ran) => judged(&ran, csv, json && !helped),
            Err(error) => Err(error.to_string()),
        };
        tally.count(outcome.map_err(|why| {
            let line: String = format!("{args:?}").chars().take(400).collect();
            format!("{line}: {why}")
        }));
    }
    tally.count(sound(&desk));
    tally.count(names(&desk));
    tally
}

/// What is in the desk by now is shown in every form.
fn names(desk: &Desk) -> Result<(), String> {
    for words in READING {
        for (flag, csv, json) in [
            ("--color=always", false, false),
            ("--format=csv", true, false),
            ("--json", false, true),
        ] {
            let ran = desk.command(LATER, words).arg(flag).output();
            let ran = ran.map_err(|error| error.to_string())?;
            judged(&ran, csv, json).map_err(|why| format!("{words:?} {flag}: {why}"))?;
        }
    }
    Ok(())
}

/// A table with hostile cells.
fn table(pen: &mut Pen, columns: &[&str]) -> Vec<u8> {
    let mut text = Vec::new();
    if pen.dice.percent(20) {
        text.extend("\u{feff}".as_bytes());
    }
    let mut heading: Vec<Vec<u8>> = columns
        .iter()
        .map(|name| name.as_bytes().to_vec())
        .collect();
    if pen.dice.percent(20) {
        let at = pen.at(heading.len());
        heading[at] = pen.word(100);
    }
    text.extend(heading.join(&b','));
    for _ in 0..pen.dice.between(0, 6) {
        text.extend(*pen.dice.one_of(&[b"\n".as_slice(), b"\r\n"]).expect("two"));
        let cells = heading.len() - usize::from(pen.dice.percent(10));
        for nth in 0..cells {
            let most = if pen.dice.percent(2) { 1_000_000 } else { 200 };
            let word = match pen.dice.between(0, 9) {
                0..=3 => b"ana".to_vec(),
                4..=5 => b"1".to_vec(),
                _ => pen.word(most),
            };
            let quoted = pen.dice.percent(30);
            if nth > 0 {
                text.push(b',');
            }
            text.extend(quoted.then_some(b'"'));
            text.extend(word);
            text.extend((quoted && pen.dice.percent(90)).then_some(b'"'));
        }
    }
    text
}

/// A config with a line of it changed.
fn config(pen: &mut Pen, sound: &str) -> Vec<u8> {
    let mut lines: Vec<Vec<u8>> = sound.lines().map(|line| line.as_bytes().to_vec()).collect();
    for _ in 0..pen.dice.between(1, 3) {
        let at = pen.at(lines.len());
        let key = lines[at].split(|byte| *byte == b'=').next();
        let key = key.unwrap_or_default().to_vec();
        match pen.dice.between(0, 6) {
            0 => lines[at] = pen.word(1_000),
            1 => {
                let copy = lines[at].clone();
                lines.push(copy);
            }
            2 => lines[at] = [&key, &b"= "[..], &b"[".repeat(20_000)].concat(),
            3 => lines[at] = [&key, &b"= "[..], &pen.word(1_000_000)].concat(),
            _ => lines[at] = [&key, &b"= \""[..], &pen.word(500), b"\""].concat(),
        }
    }
    lines.join(&b'\n')
}

/// Runs one command and judges its answer.
fn tried(desk: &Desk, words: &[&str], what: &[u8]) -> Result<(), String> {
    let mut command = desk.command(NOW, words);
    let ran = command.stdin(Stdio::null()).output();
    let ran = ran.map_err(|error| error.to_string())?;
    judged(&ran, false, false).map_err(|why| {
        let what: String = String::from_utf8_lossy(what).chars().take(400).collect();
        format!("{words:?}: {why}: {what:?}")
    })
}

/// Hostile CSV files and configs.
pub(crate) fn files(size: Size) -> Tally {
    const TABLES: &[(&[&str], &[&str])] = &[
        (
            &["grant", "--csv", "in"],
            &["member", "passes", "kind", "expires", "from", "memo", "key"],
        ),
        (
            &["grant", "--csv", "in", "--skip-bad"],
            &["member", "passes"],
        ),
        (
            &["deduct", "--csv", "in", "--skip-bad"],
            &["member", "passes", "kind", "memo"],
        ),
        (
            &["checkin", "--csv", "in", "--skip-bad"],
            &["member", "in_at", "out_at", "location"],
        ),
        (
            &["member", "import", "in", "--skip-bad"],
            &[
                "name", "email", "handle", "company", "location", "plan", "from",
            ],
        ),
    ];
    let mut tally = Tally::new("hostile CSV files and configs");
    let desk = with_files();
    let whole = fs::read_to_string(desk.path("config.toml")).expect("a config");
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/space.toml");
    let example = fs::read_to_string(example).expect("a config");
    let mut pen = Pen::new(22);
    for _ in 0..size.of(60, 2_000) {
        let (words, columns) = pen.dice.one_of(TABLES).expect("several");
        let text = table(&mut pen, columns);
        desk.write("in", &text);
        tally.count(tried(&desk, words, &text));
        let text = config(&mut pen, &example);
        desk.write("config.toml", &text);
        let words: &[&str] = if pen.dice.percent(50) {
            &["apply"]
        } else {
            &["config"]
        };
        tally.count(tried(&desk, words, &text));
        desk.write("config.toml", &whole);
    }
    tally.count(sound(&desk));
    tally.count(names(&desk));
    tally
}

/// Everything in a folder and below it.
pub(crate) fn below(folder: &Path) -> Vec<PathBuf> {
    let mut all = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() && !path.is_symlink() {
            all.extend(below(&path));
        }
        all.push(path);
    }
    all.sort();
    all
}
