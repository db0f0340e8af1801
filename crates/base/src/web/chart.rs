//! A picture of a few numbers, drawn by the server as SVG with the table behind it (`ui::bar_chart`).

use super::components::Table;

/// The drawing's measures, in its own units.
const WIDTH: u32 = 400;
const HEIGHT: u32 = 130;
/// Under the bars, for one line of names.
const NAME_LINE: u32 = 20;
/// So many names have room in one line, and twice as many in two.
const NAMES_IN_A_LINE: u32 = 4;
/// Of more bars, whose names are short, so many are named.
const NAMES_OF_MANY: u32 = 5;

/// Numbers in an order, such as days: one of each, or several to be compared.
#[derive(Clone, Debug)]
pub struct BarChart {
    pub title: String,
    /// What it comes to, in a word or two; "" where the picture compares.
    pub headline: String,
    /// The heads of the table's columns: what is counted over, and what is counted.
    pub columns: Vec<String>,
    pub bars: Vec<Bar>,
}

/// One place of the order: its name, and its number in each series.
#[derive(Clone, Debug)]
pub struct Bar {
    pub name: String,
    pub values: Vec<u64>,
}

impl Bar {
    /// A bar by itself.
    pub fn of(name: impl Into<String>, value: u64) -> Self {
        Self { name: name.into(), values: vec![value] }
    }
}

/// One bar as it is drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drawn {
    pub x: u32,
    pub y: u32,
    pub width: u32,
    pub height: u32,
    /// Drawn as an outline: it stands beside the one that it is compared with.
    pub is_hollow: bool,
}

/// A name under a bar; `x` is its middle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Name<'a> {
    pub text: &'a str,
    pub x: u32,
    pub y: u32,
}

/// What the bars of one series are, and what they come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Series<'a> {
    pub name: &'a str,
    pub total: u64,
    pub is_hollow: bool,
}

impl BarChart {
    pub fn view_box(&self) -> String {
        format!("0 0 {WIDTH} {HEIGHT}")
    }

    pub fn width(&self) -> u32 {
        WIDTH
    }

    /// The line on which the bars stand.
    pub fn baseline(&self) -> u32 {
        HEIGHT - NAME_LINE * self.name_lines()
    }

    /// The bars from left to right. One that is not zero is seen, however small beside the highest.
    pub fn drawn(&self) -> Vec<Drawn> {
        let series = self.series_count();
        let width = (self.pitch() * 3 / 4 / series).max(1);
        let highest = self.values().max().unwrap_or(0).max(1);
        let draw = |place: u32, of_series: u32, value: u64| {
            let scaled = value * u64::from(self.baseline()) / highest;
            let height = u32::try_from(scaled).unwrap_or(HEIGHT).max(if value > 0 { 2 } else { 0 });
            Drawn {
                x: place * self.pitch() + self.pitch() / 8 + of_series * width,
                y: self.baseline() - height,
                width,
                height,
                is_hollow: of_series + 1 < series,
            }
        };
        let places = (0..).zip(&self.bars);
        places
            .flat_map(|(place, bar)| (0..).zip(&bar.values).map(move |(of, value)| draw(place, of, *value)))
            .collect()
    }

    /// The names under the bars: all of few, those of every so many bars back from the last where there are many.
    pub fn names(&self) -> Vec<Name<'_>> {
        let last = self.bar_count().saturating_sub(1);
        let every = if self.names_all() { 1 } else { self.bar_count().div_ceil(NAMES_OF_MANY) };
        let is_named = |place: u32| last.saturating_sub(place).is_multiple_of(every);
        let named = (0..).zip(&self.bars).filter(|(place, _)| is_named(*place));
        named
            .map(|(place, bar)| Name {
                text: &bar.name,
                x: place * self.pitch() + self.pitch() / 2,
                y: self.baseline() + (place % self.name_lines() + 1) * NAME_LINE - 5,
            })
            .collect()
    }

    /// What is compared; empty where nothing is.
    pub fn legend(&self) -> Vec<Series<'_>> {
        let series = self.columns.iter().skip(1).enumerate();
        let all = |place: usize| self.bars.iter().filter_map(|bar| bar.values.get(place)).sum();
        let last = self.columns.len().saturating_sub(2);
        let legend = series.map(|(place, name)| Series { name, total: all(place), is_hollow: place < last });
        if last > 0 { legend.collect() } else { Vec::new() }
    }

    /// Whether there is nothing to draw.
    pub fn is_empty(&self) -> bool {
        self.values().all(|value| value == 0)
    }

    /// The same numbers to be read.
    pub fn table(&self) -> Table {
        let row =
            |bar: &Bar| [bar.name.clone()].into_iter().chain(bar.values.iter().map(u64::to_string)).collect();
        Table {
            caption: self.title.clone(),
            columns: self.columns.clone(),
            rows: self.bars.iter().map(row).collect(),
        }
    }

    fn values(&self) -> impl Iterator<Item = u64> {
        self.bars.iter().flat_map(|bar| bar.values.iter().copied())
    }

    fn series_count(&self) -> u32 {
        u32::try_from(self.columns.len().saturating_sub(1).max(1)).unwrap_or(WIDTH)
    }

    fn bar_count(&self) -> u32 {
        u32::try_from(self.bars.len()).unwrap_or(WIDTH)
    }

    /// From one place of the order to the next; of a few bars none becomes a wall.
    fn pitch(&self) -> u32 {
        WIDTH / self.bar_count().clamp(NAMES_IN_A_LINE, WIDTH)
    }

    fn names_all(&self) -> bool {
        self.bar_count() <= 2 * NAMES_IN_A_LINE
    }

    fn name_lines(&self) -> u32 {
        if self.names_all() && self.bar_count() > NAMES_IN_A_LINE { 2 } else { 1 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chart(values: &[u64]) -> BarChart {
        BarChart {
            title: "Registros".into(),
            headline: "9".into(),
            columns: vec!["Día".into(), "Registros".into()],
            bars: values.iter().enumerate().map(|(day, value)| Bar::of(day.to_string(), *value)).collect(),
        }
    }

    fn compared(values: &[[u64; 2]]) -> BarChart {
        let bars = values.iter().enumerate();
        BarChart {
            title: "Recuperaciones".into(),
            headline: String::new(),
            columns: vec!["Día".into(), "Pedidas".into(), "Terminadas".into()],
            bars: bars.map(|(day, values)| Bar { name: day.to_string(), values: values.to_vec() }).collect(),
        }
    }

    #[test]
    fn a_bar_alone_is_no_wall() {
        assert!(chart(&[9]).drawn()[0].width <= WIDTH / 4);
    }

    #[test]
    fn the_highest_bar_fills_the_room_and_a_small_one_is_seen() {
        let chart = chart(&[0, 1, 1_000]);
        let drawn = chart.drawn();
        assert_eq!(drawn.iter().map(|bar| bar.height).collect::<Vec<_>>(), [0, 2, chart.baseline()]);
        assert!(drawn.windows(2).all(|pair| pair[0].x + pair[0].width <= pair[1].x));
        assert!(drawn.iter().all(|bar| bar.y + bar.height == chart.baseline() && bar.x + bar.width <= WIDTH));
    }

    #[test]
    fn nothing_to_count_draws_nothing() {
        assert!(chart(&[]).drawn().is_empty() && chart(&[]).is_empty());
        assert_eq!(chart(&[0, 0]).drawn().iter().map(|bar| bar.height).sum::<u32>(), 0);
        assert!(chart(&[0, 0]).is_empty() && !chart(&[0, 3]).is_empty());
    }

    #[test]
    fn what_is_compared_stands_side_by_side_and_is_told_apart_without_colour() {
        let chart = compared(&[[4, 2], [6, 3]]);
        let drawn = chart.drawn();
        assert_eq!(drawn.iter().map(|bar| bar.is_hollow).collect::<Vec<_>>(), [true, false, true, false]);
        assert!(drawn.windows(2).all(|pair| pair[0].x + pair[0].width <= pair[1].x));
        let legend: Vec<_> = chart.legend().iter().map(|one| (one.name.to_owned(), one.total)).collect();
        assert_eq!(legend, [("Pedidas".to_owned(), 10), ("Terminadas".to_owned(), 5)]);
        assert_eq!(chart.table().rows, [["0", "4", "2"], ["1", "6", "3"]]);
    }

    #[test]
    fn few_bars_are_all_named_and_of_many_the_last_and_every_so_many_before_it() {
        let named = |bars: usize| -> Vec<String> {
            let chart = chart(&vec![1; bars]);
            chart.names().iter().map(|name| name.text.to_owned()).collect()
        };
        assert_eq!(named(2), ["0", "1"]);
        assert_eq!(named(8).len(), 8);
        assert_eq!(named(14), ["1", "4", "7", "10", "13"]);
        assert!(named(0).is_empty());
    }

    #[test]
    fn names_that_have_no_room_in_one_line_take_turns_in_two() {
        let lines = |bars: usize| -> Vec<u32> {
            let chart = chart(&vec![1; bars]);
            chart.names().iter().map(|name| (name.y - chart.baseline()) / NAME_LINE).collect()
        };
        assert_eq!(lines(4), [0, 0, 0, 0]);
        assert_eq!(lines(5), [0, 1, 0, 1, 0]);
    }

    #[test]
    fn the_table_has_the_same_numbers() {
        assert_eq!(chart(&[4, 5]).table().rows, [["0", "4"], ["1", "5"]]);
        assert!(chart(&[4, 5]).legend().is_empty());
    }
}
