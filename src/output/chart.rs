//! Charts as SVG within a page: whole coordinates, no scripts, the same on paper.

use maud::{Markup, html};

use crate::output::escape;

/// A chart.
#[derive(Debug)]
pub enum Chart {
    /// One column for each of a row of days, made of parts that stand on each other.
    Columns {
        /// What the parts are, from the bottom, three at most.
        parts: Vec<&'static str>,
        /// The columns.
        data: Vec<Stack>,
    },
    /// One bar for each thing that has any length.
    Bars(Vec<Bar>),
}

/// A column of [`Chart::Columns`].
#[derive(Debug)]
pub struct Stack {
    /// What stands below it.
    pub label: String,
    /// How much of each part.
    pub parts: Vec<i64>,
    /// How much there is room for; 0 where there is no such thing.
    pub room: i64,
}

/// A bar of [`Chart::Bars`].
#[derive(Debug)]
pub struct Bar {
    /// What stands before it.
    pub label: String,
    /// What stands behind it.
    pub value: String,
    /// How long it is.
    pub length: i64,
}

const WIDTH: i64 = 860;
const HEIGHT: i64 = 240;
/// Room for the numbers at the left and the labels below.
const LEFT: i64 = 40;
const BELOW: i64 = 34;
const ABOVE: i64 = 10;
const BAR: i64 = 22;
/// More bars than this tell nothing more.
const MOST_BARS: usize = 15;
/// The colours of the parts, from the bottom, as the page's style names them.
const COLOURS: [&str; 3] = ["var(--one)", "var(--two)", "var(--three)"];

impl Chart {
    /// The chart as a figure; `name` says what it is to those who cannot see it.
    #[must_use]
    pub fn svg(&self, name: &str) -> Markup {
        match self {
            Self::Columns { parts, data } => columns(name, parts, data),
            Self::Bars(bars) => bars_of(name, bars),
        }
    }
}

/// The least of 1, 2, 5, 10, 20, 50 … of which four steps are enough.
fn step(most: i64) -> i64 {
    let mut scale = 1;
    loop {
        for step in [scale, 2 * scale, 5 * scale] {
            if step * 4 >= most {
                return step;
            }
        }
        scale *= 10;
    }
}

fn columns(name: &str, parts: &[&str], data: &[Stack]) -> Markup {
    let most = data.iter().map(|one| one.room.max(one.parts.iter().sum()));
    let most = most.max().unwrap_or_default().max(1);
    let step = step(most);
    let top = (most + step - 1) / step * step;
    let count = i64::try_from(data.len()).expect("few columns").max(1);
    let tall = HEIGHT - ABOVE - BELOW;
    let y = |value: i64| ABOVE + tall - value * tall / top;
    let x = |at: i64| LEFT + at * (WIDTH - LEFT) / count;
    let wide = ((WIDTH - LEFT) / count * 7 / 10).max(1);
    // A label is about 60 wide.
    let every = (count * 64 + WIDTH - LEFT - 1) / (WIDTH - LEFT);
    let marks: Vec<i64> = (0..=top / step).map(|mark| mark * step).collect();
    html! {
        figure {
            svg viewBox=(format!("0 0 {WIDTH} {HEIGHT}")) role="img" aria-label=(name) {
                @for mark in marks {
                    line x1=(LEFT) x2=(WIDTH) y1=(y(mark)) y2=(y(mark)) stroke="var(--line)" {}
                    text x=(LEFT - 6) y=(y(mark) + 4) text-anchor="end" fill="var(--soft)" { (mark) }
                }
                @for (at, one) in (0..).zip(data) {
                    @let left = x(at) + (x(at + 1) - x(at) - wide) / 2;
                    @if one.room > 0 {
                        rect x=(left) y=(y(one.room)) width=(wide) height=(y(0) - y(one.room))
                            fill="var(--fill)" stroke="var(--line)" {}
                    }
                    @for (bottom, part, colour) in stacked(&one.parts) {
                        rect x=(left) y=(y(bottom + part)) width=(wide)
                            height=(y(bottom) - y(bottom + part)) fill=(colour) {}
                    }
                    @if at % every == 0 {
                        text x=(left + wide / 2) y=(HEIGHT - BELOW + 18) text-anchor="middle"
                            fill="var(--soft)" { (escape::line(&one.label)) }
                    }
                }
            }
            @if parts.len() > 1 {
                figcaption.legend {
                    @for (part, colour) in parts.iter().zip(COLOURS) {
                        span { i style=(format!("background:{colour}")) {} (part) }
                    }
                }
            }
        }
    }
}

/// The parts that are there, each with what is below it and its colour.
fn stacked(parts: &[i64]) -> Vec<(i64, i64, &'static str)> {
    let mut bottom = 0;
    let mut stacked = Vec::new();
    for (part, colour) in parts.iter().zip(COLOURS) {
        if *part > 0 {
            stacked.push((bottom, *part, colour));
            bottom += part;
        }
    }
    stacked
}

fn bars_of(name: &str, bars: &[Bar]) -> Markup {
    let bars: Vec<&Bar> = bars.iter().filter(|bar| bar.length > 0).collect();
    let shown = &bars[..bars.len().min(MOST_BARS)];
    let most = shown.iter().map(|bar| bar.length).max().unwrap_or_default();
    let most = most.max(1);
    let height = BAR * i64::try_from(shown.len()).expect("few bars") + 4;
    let (left, right) = (200, WIDTH - 130);
    html! {
        @if !shown.is_empty() {
            figure {
                svg viewBox=(format!("0 0 {WIDTH} {height}")) role="img" aria-label=(name) {
                    @for (at, bar) in (0..).zip(shown) {
                        @let long = (right - left) * bar.length.max(0) / most;
                        text x=(left - 8) y=(at * BAR + 16) text-anchor="end" fill="var(--ink)" {
                            (escape::line(&shortened(&bar.label)))
                        }
                        rect x=(left) y=(at * BAR + 4) width=(long) height=(BAR - 8)
                            fill="var(--one)" {}
                        text x=(left + long + 8) y=(at * BAR + 16) fill="var(--soft)" {
                            (escape::line(&bar.value))
                        }
                    }
                }
                @if bars.len() > shown.len() {
                    figcaption { "The first " (shown.len()) " of " (bars.len()) "." }
                }
            }
        }
    }
}

/// As much of a label as there is room for.
fn shortened(label: &str) -> String {
    const MOST: usize = 28;
    if label.chars().count() <= MOST {
        return label.to_owned();
    }
    let begun: String = label.chars().take(MOST - 1).collect();
    begun + "…"
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stack(label: &str, parts: &[i64], room: i64) -> Stack {
        Stack {
            label: label.to_owned(),
            parts: parts.to_vec(),
            room,
        }
    }

    #[test]
    fn a_scale_has_few_round_steps() {
        for (most, wanted) in [
            (1, 1),
            (4, 1),
            (5, 2),
            (12, 5),
            (21, 10),
            (100, 50),
            (999, 500),
        ] {
            assert_eq!(step(most), wanted, "{most}");
        }
    }

    #[test]
    fn columns_stand_on_the_ground_within_their_room() {
        let data = vec![
            stack("06-03", &[3, 0, 1], 12),
            stack("06-04", &[0, 0, 0], 0),
        ];
        let chart = Chart::Columns {
            parts: vec!["booked", "assigned", "walk-ins"],
            data,
        };
        let svg = chart.svg("Each day").0;
        assert_eq!(svg.matches("<rect").count(), 3);
        assert_eq!(
            svg.matches("var(--one)").count(),
            2,
            "a part and its legend"
        );
        assert!(svg.contains(r#"aria-label="Each day""#) && svg.contains(">15</text>"));
    }

    #[test]
    fn the_longest_bar_fills_its_room_and_names_cannot_break_out() {
        let bar = |label: &str, length| Bar {
            label: label.to_owned(),
            value: "3 passes".to_owned(),
            length,
        };
        let many = (0..20).map(|_| bar("<script>a very long name that goes on", 3));
        let svg = Chart::Bars(many.collect()).svg("By member").0;
        assert_eq!(svg.matches("<rect").count(), MOST_BARS);
        assert!(svg.contains(r#"width="530""#) && svg.contains("The first 15 of 20."));
        assert!(!svg.contains("<script") && svg.contains("…"));
        assert_eq!(Chart::Bars(Vec::new()).svg("none").0, "");
        assert_eq!(Chart::Bars(vec![bar("none", 0)]).svg("none").0, "");
    }
}
