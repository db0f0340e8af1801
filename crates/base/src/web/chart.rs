//! A picture of a few numbers, drawn by the server as SVG with the table behind it (`ui::bar_chart`).

use super::components::Table;

/// The drawing's measures, in its own units.
const WIDTH: u32 = 640;
const HEIGHT: u32 = 160;
/// Under the bars, for the names of the first and the last.
const FOOT: u32 = 24;
/// With more bars than this only the first and the last have room for their names.
const NAMED_AT_MOST: usize = 5;
/// Over the bars, for the highest number.
const HEAD: u32 = 22;

/// Numbers in an order, such as days.
#[derive(Clone, Debug)]
pub struct BarChart {
    pub title: String,
    /// The heads of the table's two columns: what is counted over, and what is counted.
    pub columns: [String; 2],
    pub bars: Vec<(String, u64)>,
}

/// One bar as it is drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drawn {
    pub x: u32,
    pub y: u32,
    pub width: u32,
    pub height: u32,
}

/// A name under a bar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Name<'a> {
    pub text: &'a str,
    pub x: u32,
    pub anchor: &'static str,
}

impl BarChart {
    pub fn view_box(&self) -> String {
        format!("0 0 {WIDTH} {HEIGHT}")
    }

    /// The bars from left to right. One that is not zero is seen, however small beside the highest.
    pub fn drawn(&self) -> Vec<Drawn> {
        let room = HEIGHT - FOOT - HEAD;
        let pitch = WIDTH / u32::try_from(self.bars.len().max(1)).unwrap_or(WIDTH).min(WIDTH);
        let highest = self.highest().max(1);
        let draw = |(place, value): (u32, u64)| {
            let scaled = u32::try_from(value * u64::from(room) / highest).unwrap_or(room);
            let height = if value > 0 { scaled.max(2) } else { 0 };
            Drawn { x: place * pitch, y: HEIGHT - FOOT - height, width: (pitch * 3 / 4).max(1), height }
        };
        (0_u32..).zip(self.bars.iter().map(|(_, value)| *value)).map(draw).collect()
    }

    pub fn highest(&self) -> u64 {
        self.bars.iter().map(|(_, value)| *value).max().unwrap_or(0)
    }

    pub fn total(&self) -> u64 {
        self.bars.iter().map(|(_, value)| *value).sum()
    }

    /// The names under the bars, and where they stand: under each where there is room, else under the first and the last.
    pub fn names(&self) -> Vec<Name<'_>> {
        let drawn = self.drawn();
        let of = |place: usize, x: u32, anchor: &'static str| Name { text: &self.bars[place].0, x, anchor };
        match self.bars.len() {
            0 => Vec::new(),
            1..=NAMED_AT_MOST => {
                let middle = |(place, bar): (usize, &Drawn)| of(place, bar.x + bar.width / 2, "middle");
                drawn.iter().enumerate().map(middle).collect()
            }
            many => vec![of(0, 0, "start"), of(many - 1, WIDTH, "end")],
        }
    }

    pub fn baseline(&self) -> u32 {
        HEIGHT - FOOT
    }

    pub fn name_line(&self) -> u32 {
        HEIGHT - 4
    }

    /// The same numbers to be read.
    pub fn table(&self) -> Table {
        Table {
            caption: self.title.clone(),
            columns: self.columns.to_vec(),
            rows: self.bars.iter().map(|(name, value)| vec![name.clone(), value.to_string()]).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chart(values: &[u64]) -> BarChart {
        let bars = values.iter().enumerate().map(|(day, value)| (day.to_string(), *value)).collect();
        BarChart { title: "Registros".into(), columns: ["Día".into(), "Registros".into()], bars }
    }

    #[test]
    fn the_highest_bar_fills_the_room_and_a_small_one_is_seen() {
        let drawn = chart(&[0, 1, 1_000]).drawn();
        assert_eq!(drawn.iter().map(|bar| bar.height).collect::<Vec<_>>(), [0, 2, HEIGHT - FOOT - HEAD]);
        assert!(drawn.windows(2).all(|pair| pair[0].x + pair[0].width <= pair[1].x));
        assert!(drawn.iter().all(|bar| bar.y + bar.height == HEIGHT - FOOT && bar.x + bar.width <= WIDTH));
    }

    #[test]
    fn nothing_to_count_draws_nothing() {
        assert!(chart(&[]).drawn().is_empty());
        assert_eq!(chart(&[0, 0]).drawn().iter().map(|bar| bar.height).sum::<u32>(), 0);
        assert_eq!((chart(&[2, 3]).total(), chart(&[2, 3]).highest()), (5, 3));
    }

    #[test]
    fn names_stand_under_few_bars_and_at_the_ends_of_many() {
        let named = |bars: usize| -> Vec<String> {
            chart(&vec![1; bars])
                .names()
                .iter()
                .map(|name| format!("{} {}", name.text, name.anchor))
                .collect()
        };
        assert_eq!(named(2), ["0 middle", "1 middle"]);
        assert_eq!(named(14), ["0 start", "13 end"]);
        assert!(named(0).is_empty());
    }

    #[test]
    fn the_table_has_the_same_numbers() {
        assert_eq!(chart(&[4, 5]).table().rows, [["0", "4"], ["1", "5"]]);
    }
}
