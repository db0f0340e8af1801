//! What came out: rows of one table, as they stand in `docs/performance.md`.

use std::fmt;

/// One figure, its goal where it has one, and what it is to be read beside.
#[derive(Clone, Debug)]
pub struct Row {
    what: String,
    figure: String,
    goal: Option<(String, bool)>,
    beside: String,
}

/// What a figure is held to.
#[derive(Clone, Copy, Debug)]
pub enum Goal {
    AtMost(f64),
    AtLeast(f64),
    Between(f64, f64),
}

impl Goal {
    fn is_met_by(self, figure: f64) -> bool {
        match self {
            Self::AtMost(most) => figure <= most,
            Self::AtLeast(least) => figure >= least,
            Self::Between(least, most) => (least..=most).contains(&figure),
        }
    }
}

impl fmt::Display for Goal {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AtMost(most) => write!(out, "≤ {most}"),
            Self::AtLeast(least) => write!(out, "≥ {least}"),
            Self::Between(least, most) => write!(out, "{least}–{most}"),
        }
    }
}

impl Row {
    pub fn new(what: impl Into<String>, figure: impl Into<String>) -> Self {
        Self { what: what.into(), figure: figure.into(), goal: None, beside: String::new() }
    }

    /// A figure that is held to a goal; `unit` may be empty.
    pub fn held_to(what: impl Into<String>, figure: f64, unit: &str, goal: Goal) -> Self {
        let shown = if figure.abs() < 10.0 { format!("{figure:.3}") } else { format!("{figure:.1}") };
        let mut row = Self::new(what, with_unit(&shown, unit));
        row.goal = Some((with_unit(&goal.to_string(), unit), goal.is_met_by(figure)));
        row
    }

    /// The absolute figures that a ratio was made of, or the circumstances.
    #[must_use]
    pub fn beside(mut self, beside: impl Into<String>) -> Self {
        self.beside = beside.into();
        self
    }
}

/// The rows as a table in Markdown.
pub fn table(rows: &[Row]) -> String {
    let mut text = String::from("| what | figure | goal | beside it |\n|---|---|---|---|\n");
    for Row { what, figure, goal, beside } in rows {
        let goal = goal.as_ref().map(|(goal, is_met)| format!("{goal} {}", if *is_met { "✓" } else { "✗" }));
        text += &format!("| {what} | **{figure}** | {} | {beside} |\n", goal.unwrap_or_default());
    }
    text
}

fn with_unit(figure: &str, unit: &str) -> String {
    if unit.is_empty() { figure.to_owned() } else { format!("{figure} {unit}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_stands_beside_its_goal_and_says_whether_it_is_met() {
        let rows = [
            Row::held_to("a", 1.04, "", Goal::AtMost(1.1)).beside("13.5 ms"),
            Row::held_to("b", 0.53, "", Goal::Between(0.48, 0.52)),
            Row::held_to("c", 19.95, "MB", Goal::AtLeast(20.0)),
            Row::new("d", "1,700/s"),
        ];
        let lines: Vec<String> = table(&rows).lines().skip(2).map(str::to_owned).collect();
        assert_eq!(
            lines,
            [
                "| a | **1.040** | ≤ 1.1 ✓ | 13.5 ms |",
                "| b | **0.530** | 0.48–0.52 ✗ |  |",
                "| c | **19.9 MB** | ≥ 20 MB ✗ |  |",
                "| d | **1,700/s** |  |  |",
            ]
        );
    }
}
