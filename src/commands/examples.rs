//! An example at the end of the long help of each noun and of the commands below it.

use clap::Command;

/// The words of a command, and an example of it.
const EXAMPLES: &[(&str, &str)] = &[
    ("", "daypass init --sample"),
    (
        "voucher add",
        "daypass voucher add WELCOME --passes 1 --uses 50 --once-per-member",
    ),
    ("voucher set", "daypass voucher set WELCOME --uses 100"),
    (
        "promo add",
        "daypass promo add SPRING --percent 20 --first-purchase",
    ),
    ("promo set", "daypass promo set SPRING --until 2026-06-30"),
    ("notify", "daypass notify send --quiet"),
    ("notify list", "daypass notify list --status waiting"),
    ("notify show", "daypass notify show nt-1"),
    ("notify send", "daypass notify send --since 2026-12-01"),
    ("grant list", "daypass grant list --json"),
    ("grant stop", "daypass grant stop rg-1"),
    ("booking", "daypass booking list --from today"),
    (
        "booking list",
        "daypass booking list --from today --member ada",
    ),
    ("booking show", "daypass booking show bk-3"),
    ("booking move", "daypass booking move bk-3 --on 2026-12-02"),
    ("booking set", "daypass booking set bk-3 --seats 2"),
    ("booking settle", "daypass booking settle ada"),
    (
        "booking cancel",
        "daypass booking cancel bk-3 --refund --memo ill",
    ),
    ("member", "daypass member add 'Ada Lovelace' --handle ada"),
    ("company", "daypass company add 'Acme Ltd' --handle acme"),
    ("plan", "daypass plan add 'Flex 10' --passes 10 --price 150"),
    ("plan list", "daypass plan list --json"),
    ("plan show", "daypass plan show 'Flex 10'"),
    (
        "plan add",
        "daypass plan add 'Flex 10' --include day=10/month --every 3months --price 400",
    ),
    ("plan set", "daypass plan set 'Flex 10' --price 160"),
    ("plan retire", "daypass plan retire 'Flex 10'"),
    ("subscription", "daypass subscription list"),
    (
        "subscription start",
        "daypass subscription start ada 'Flex 10' --from 2026-12-01",
    ),
    (
        "subscription cancel",
        "daypass subscription cancel sb-1 --at-period-end",
    ),
    (
        "subscription pause",
        "daypass subscription pause sb-1 --from 2027-01-01 --until 2027-01-31",
    ),
    (
        "subscription set",
        "daypass subscription set sb-1 --quantity 2",
    ),
    ("subscription list", "daypass subscription list --json"),
    ("subscription show", "daypass subscription show sb-1"),
    ("desk", "daypass desk free --on tomorrow"),
    ("desk list", "daypass desk list --location hq"),
    ("desk free", "daypass desk free --on tomorrow"),
    ("desk assignments", "daypass desk assignments --json"),
    ("desk unassign", "daypass desk unassign as-1"),
    ("location", "daypass location show hq"),
    ("location list", "daypass location list --json"),
    ("pass", "daypass pass show day"),
    ("pass list", "daypass pass list --json"),
    ("invoice", "daypass invoice issue --dry-run"),
    ("invoice preview", "daypass invoice preview ada"),
    ("invoice issue", "daypass invoice issue --on 2026-12-01"),
    ("invoice list", "daypass invoice list --status issued"),
    ("invoice show", "daypass invoice show iv-3"),
    ("invoice pay", "daypass invoice pay iv-3 --on yesterday"),
    (
        "invoice void",
        "daypass invoice void iv-3 --memo wrong-name",
    ),
    ("invoice remove", "daypass invoice remove ln-7"),
    ("hold", "daypass hold add ada --lot lt-7 --from today"),
    ("hold end", "daypass hold end hd-1 --on yesterday"),
    ("hold delete", "daypass hold delete hd-1"),
    ("hold list", "daypass hold list ada"),
    ("check", "daypass check --quick"),
    (
        "voucher",
        "daypass voucher add WELCOME --passes 1 --uses 50",
    ),
    ("voucher list", "daypass voucher list --json"),
    ("voucher show", "daypass voucher show WELCOME"),
    ("voucher retire", "daypass voucher retire WELCOME"),
    ("promo", "daypass promo add SPRING --percent 20"),
    ("promo list", "daypass promo list --json"),
    ("promo show", "daypass promo show SPRING"),
    ("promo retire", "daypass promo retire SPRING"),
    ("visit", "daypass visit list --inside"),
    ("visit show", "daypass visit show vs-4"),
    ("visit settle", "daypass visit settle ada --lot lt-7"),
    ("report", "daypass report occupancy --html occupancy.html"),
    (
        "report occupancy",
        "daypass report occupancy --from -28d --to today --location hq",
    ),
    ("report expiring", "daypass report expiring --within 14d"),
    ("report liability", "daypass report liability --json"),
    ("report forecast", "daypass report forecast --until +31d"),
    (
        "report usage",
        "daypass report usage --only plans --format csv",
    ),
];

/// The grammar with its examples.
pub(crate) fn with_examples(grammar: Command) -> Command {
    EXAMPLES.iter().fold(grammar, |grammar, (words, example)| {
        let words: Vec<&str> = words.split_whitespace().collect();
        at(grammar, &words, example)
    })
}

fn at(command: Command, words: &[&str], example: &str) -> Command {
    match words {
        [] => command.after_long_help(format!("Example: {example}")),
        [first, rest @ ..] => command.mut_subcommand(first, |inner| at(inner, rest, example)),
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;
    use crate::commands::Cli;

    fn without_example(command: &mut Command, path: &str, found: &mut Vec<String>) {
        let path = format!("{path} {}", command.get_name());
        if !command.render_long_help().to_string().contains("Example: ") {
            found.push(path.clone());
        }
        for inner in command.get_subcommands_mut() {
            without_example(inner, &path, found);
        }
    }

    #[test]
    fn the_help_of_every_command_has_an_example() {
        let mut found = Vec::new();
        without_example(&mut with_examples(Cli::command()), "", &mut found);
        assert_eq!(found, Vec::<String>::new());
    }

    #[test]
    fn every_example_is_understood() {
        for (_, example) in EXAMPLES {
            let words = example.replace("'Flex 10'", "Flex").replace('\'', "");
            let words = words
                .replace("Ada Lovelace", "Ada")
                .replace("Acme Ltd", "Acme");
            let understood = Cli::command().try_get_matches_from(words.split(' '));
            assert!(understood.is_ok(), "{example}");
        }
    }
}
