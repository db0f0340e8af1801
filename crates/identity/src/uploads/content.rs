//! What a file is, by what stands in it: a JPEG, a PNG or a PDF that is whole, and nothing else beside it.
//!
//! The check is light: it follows the structure and never draws. What stands behind the end of a picture, where phones put a film or
//! notes of their own, is no part of it; the caller keeps as much as [`Recognised::bytes`] says.

use std::io::{self, BufRead, Read};

/// Whoever looks for a PDF takes one that begins so late (ISO 32000-1, annex H.3.4.1): no picture may have one there.
const PDF_MAY_BEGIN_WITHIN: u64 = 1024;
/// A PDF ends with its mark within so many octets (the same, H.3.4.4).
const PDF_TAIL_BYTES: usize = 1024;
/// A picture with a longer side takes more memory to look at than a desk has.
const LONGEST_SIDE_PIXELS: u32 = 20_000;
const PNG_SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";

/// A kind of file that people may send.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Jpeg,
    Png,
    Pdf,
}

impl Kind {
    pub const ALL: [Self; 3] = [Self::Jpeg, Self::Png, Self::Pdf];

    /// As it is stored.
    pub fn code(self) -> &'static str {
        match self {
            Self::Jpeg => "jpeg",
            Self::Png => "png",
            Self::Pdf => "pdf",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    pub fn content_type(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::Pdf => "application/pdf",
        }
    }

    /// The endings that a name of this kind may have; the first is the usual one.
    pub fn endings(self) -> &'static [&'static str] {
        match self {
            Self::Jpeg => &["jpg", "jpeg", "jpe", "jfif"],
            Self::Png => &["png"],
            Self::Pdf => &["pdf"],
        }
    }
}

/// What a file turned out to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Recognised {
    pub kind: Kind,
    /// How long it is, up to its own end.
    pub bytes: u64,
}

/// Why a file is none of these.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unfit {
    /// It begins like none of the kinds, or like two.
    Unknown,
    /// It begins well and does not go on so: cut off, changed, or with something behind its end.
    Damaged,
}

/// Looks through a file.
///
/// # Errors
/// Where it cannot be read.
pub fn recognise(mut source: impl BufRead) -> io::Result<Result<Recognised, Unfit>> {
    let mut head = Vec::new();
    (&mut source).take(PDF_MAY_BEGIN_WITHIN).read_to_end(&mut head)?;
    let holds_pdf = head.windows(5).any(|window| window == b"%PDF-");
    let mut file = Counted { source: head.as_slice().chain(source), bytes: 0 };
    let (kind, followed) = if head.starts_with(b"%PDF-") {
        (Kind::Pdf, follow_pdf(&mut file))
    } else if holds_pdf {
        return Ok(Err(Unfit::Unknown));
    } else if head.starts_with(&[0xFF, 0xD8, 0xFF]) {
        (Kind::Jpeg, follow_jpeg(&mut file))
    } else if head.starts_with(PNG_SIGNATURE) {
        (Kind::Png, follow_png(&mut file))
    } else {
        return Ok(Err(Unfit::Unknown));
    };
    match followed {
        Ok(()) => Ok(Ok(Recognised { kind, bytes: file.bytes })),
        Err(Stopped::Unfit) => Ok(Err(Unfit::Damaged)),
        Err(Stopped::Failed(error)) => Err(error),
    }
}

/// Why a file was not followed to its end.
enum Stopped {
    Unfit,
    Failed(io::Error),
}

impl From<io::Error> for Stopped {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::UnexpectedEof => Self::Unfit,
            _ => Self::Failed(error),
        }
    }
}

fn hold(holds: bool) -> Result<(), Stopped> {
    if holds { Ok(()) } else { Err(Stopped::Unfit) }
}

/// A file that knows how far it was read.
struct Counted<R> {
    source: R,
    bytes: u64,
}

impl<R: Read> Counted<R> {
    fn array<const LENGTH: usize>(&mut self) -> io::Result<[u8; LENGTH]> {
        let mut array = [0; LENGTH];
        self.source.read_exact(&mut array)?;
        self.bytes += LENGTH as u64;
        Ok(array)
    }

    fn byte(&mut self) -> io::Result<u8> {
        self.array::<1>().map(|[byte]| byte)
    }

    fn skip(&mut self, length: u64) -> io::Result<()> {
        let skipped = io::copy(&mut (&mut self.source).take(length), &mut io::sink())?;
        self.bytes += skipped;
        if skipped == length { Ok(()) } else { Err(io::ErrorKind::UnexpectedEof.into()) }
    }
}

fn is_fit_to_look_at(width: u32, height: u32) -> bool {
    let sides = 1..=LONGEST_SIDE_PIXELS;
    sides.contains(&width) && sides.contains(&height)
}

/// From marker to marker, and through what is drawn, up to the end of the image (ITU-T T.81, annex B).
fn follow_jpeg<R: Read>(file: &mut Counted<R>) -> Result<(), Stopped> {
    let (mut has_frame, mut has_scan) = (false, false);
    file.skip(2)?;
    let mut marker = next_marker(file)?;
    loop {
        match marker {
            0xD9 => return hold(has_frame && has_scan),
            // A start-of-frame: precision, height, width. Tables have numbers among them.
            0xC0..=0xCF if ![0xC4, 0xC8, 0xCC].contains(&marker) => {
                let [high, low, _, height_high, height_low, width_high, width_low] = file.array()?;
                let side = |high, low| u32::from(u16::from_be_bytes([high, low]));
                hold(is_fit_to_look_at(side(width_high, width_low), side(height_high, height_low)))?;
                let length = u64::from(u16::from_be_bytes([high, low]));
                file.skip(length.checked_sub(7).ok_or(Stopped::Unfit)?)?;
                has_frame = true;
                marker = next_marker(file)?;
            }
            0xDA => {
                hold(has_frame)?;
                skip_segment(file)?;
                has_scan = true;
                marker = marker_after_scan(file)?;
            }
            0x00..=0xBF | 0xD0..=0xD8 => return Err(Stopped::Unfit),
            _ => {
                skip_segment(file)?;
                marker = next_marker(file)?;
            }
        }
    }
}

fn next_marker<R: Read>(file: &mut Counted<R>) -> Result<u8, Stopped> {
    hold(file.byte()? == 0xFF)?;
    loop {
        match file.byte()? {
            // Filling.
            0xFF => {}
            marker => return Ok(marker),
        }
    }
}

/// A segment tells its length, itself included.
fn skip_segment<R: Read>(file: &mut Counted<R>) -> Result<(), Stopped> {
    let length = u64::from(u16::from_be_bytes(file.array()?));
    Ok(file.skip(length.checked_sub(2).ok_or(Stopped::Unfit)?)?)
}

/// Within what is drawn, an `FF` is followed by zero, or by the number of a restart.
fn marker_after_scan<R: Read>(file: &mut Counted<R>) -> Result<u8, Stopped> {
    loop {
        if file.byte()? != 0xFF {
            continue;
        }
        let mut marker = file.byte()?;
        while marker == 0xFF {
            marker = file.byte()?;
        }
        if marker != 0 && !(0xD0..=0xD7).contains(&marker) {
            return Ok(marker);
        }
    }
}

/// From chunk to chunk: the header first, then some image, up to the end (ISO/IEC 15948, clause 5).
fn follow_png<R: Read>(file: &mut Counted<R>) -> Result<(), Stopped> {
    file.skip(PNG_SIGNATURE.len() as u64)?;
    hold(file.array()? == *b"\0\0\0\x0dIHDR")?;
    let width = u32::from_be_bytes(file.array()?);
    let height = u32::from_be_bytes(file.array()?);
    hold(is_fit_to_look_at(width, height))?;
    // The five other octets of the header, and its checksum.
    file.skip(9)?;
    let mut has_image = false;
    loop {
        let length = u64::from(u32::from_be_bytes(file.array()?));
        let name: [u8; 4] = file.array()?;
        hold(name.iter().all(u8::is_ascii_alphabetic))?;
        file.skip(length + 4)?;
        match &name {
            b"IDAT" => has_image = true,
            b"IEND" => return hold(has_image && length == 0),
            _ => {}
        }
    }
}

/// A version at the beginning, a mark at the end, and where the table of contents stands before it (ISO 32000-1, 7.5).
fn follow_pdf<R: Read>(file: &mut Counted<R>) -> Result<(), Stopped> {
    let [.., major, dot, minor]: [u8; 8] = file.array()?;
    hold(major.is_ascii_digit() && dot == b'.' && minor.is_ascii_digit())?;
    let tail = tail(file)?;
    let end =
        tail.iter().rposition(|byte| !byte.is_ascii_whitespace() && *byte != 0).map_or(0, |last| last + 1);
    hold(tail[..end].ends_with(b"%%EOF"))?;
    hold(tail[..end].windows(9).any(|window| window == b"startxref"))
}

/// The last octets of what is left to read.
fn tail<R: Read>(file: &mut Counted<R>) -> io::Result<Vec<u8>> {
    let mut tail = Vec::new();
    loop {
        let read = (&mut file.source).take(PDF_TAIL_BYTES as u64).read_to_end(&mut tail)?;
        file.bytes += read as u64;
        if read == 0 {
            return Ok(tail);
        }
        tail.drain(..tail.len().saturating_sub(PDF_TAIL_BYTES));
    }
}

#[cfg(test)]
mod tests {
    use base::chance::Chance;

    use super::*;

    fn jpeg(width: u16, height: u16) -> Vec<u8> {
        let frame =
            [&[0xFF, 0xC0, 0, 11, 8][..], &height.to_be_bytes(), &width.to_be_bytes(), &[1, 1, 0x11, 0]];
        let scan = [0xFF, 0xDA, 0, 8, 1, 1, 0, 0, 63, 0, 0x12, 0xFF, 0, 0x34, 0xFF, 0xD0, 0x56, 0xFF, 0xD9];
        [&[0xFF, 0xD8, 0xFF, 0xE0, 0, 4, b'J', b'F'][..], &frame.concat(), &scan].concat()
    }

    fn png(width: u32, height: u32) -> Vec<u8> {
        let chunk = |name: &[u8], content: &[u8]| {
            [&u32::try_from(content.len()).unwrap().to_be_bytes()[..], name, content, &[0; 4]].concat()
        };
        let header = [&width.to_be_bytes()[..], &height.to_be_bytes(), &[8, 2, 0, 0, 0]].concat();
        [PNG_SIGNATURE, &chunk(b"IHDR", &header), &chunk(b"IDAT", b"image"), &chunk(b"IEND", b"")].concat()
    }

    fn pdf() -> Vec<u8> {
        format!("%PDF-1.7\n{}\nstartxref\n9\n%%EOF\n", "x".repeat(3000)).into_bytes()
    }

    fn looked(file: &[u8]) -> Result<Recognised, Unfit> {
        recognise(file).unwrap()
    }

    #[test]
    fn each_kind_is_known_by_what_stands_in_it() {
        for (kind, file) in [(Kind::Jpeg, jpeg(4, 3)), (Kind::Png, png(4, 3)), (Kind::Pdf, pdf())] {
            assert_eq!(looked(&file), Ok(Recognised { kind, bytes: file.len() as u64 }));
        }
    }

    #[test]
    fn a_file_that_was_cut_anywhere_is_damaged_or_unknown() {
        for file in [jpeg(4, 3), png(4, 3)] {
            for length in 0..file.len() {
                assert!(looked(&file[..length]).is_err(), "cut at {length}");
            }
        }
        let file = pdf();
        for length in 0..file.len() - 1 {
            assert!(looked(&file[..length]).is_err(), "cut at {length}");
        }
    }

    #[test]
    fn what_stands_behind_a_picture_is_no_part_of_it_and_behind_a_pdf_is_refused() {
        for file in [jpeg(4, 3), png(4, 3)] {
            let with_zip = [file.as_slice(), b"PK\x03\x04 and more PK\x05\x06"].concat();
            assert_eq!(looked(&with_zip).unwrap().bytes, file.len() as u64);
        }
        assert_eq!(looked(&[pdf().as_slice(), b"PK\x05\x06"].concat()), Err(Unfit::Damaged));
        assert!(looked(&[pdf().as_slice(), b"\r\n\0\0"].concat()).is_ok());
    }

    #[test]
    fn what_is_two_kinds_at_once_is_none() {
        let mut both = jpeg(4, 3);
        both.splice(2..2, *b"\xFF\xFE\x00\x0B%PDF-1.7\n");
        assert_eq!(looked(&both), Err(Unfit::Unknown));
        let late = [b"<html><script>alert(1)</script>".as_slice(), &pdf()].concat();
        assert_eq!(looked(&late), Err(Unfit::Unknown));
    }

    #[test]
    fn other_kinds_are_unknown_whatever_they_are_called() {
        for file in [
            &b""[..],
            b"GIF89a",
            b"<svg xmlns='x'/>",
            b"MZ\x90\0",
            b"PK\x03\x04",
            b"RIFF0000WEBP",
            b"\xFF\xD8",
        ] {
            assert_eq!(looked(file), Err(Unfit::Unknown), "{file:?}");
        }
    }

    #[test]
    fn a_picture_that_would_fill_the_memory_is_refused() {
        for file in [jpeg(60_000, 60_000), jpeg(0, 3), png(1_000_000, 2), png(4, 0)] {
            assert_eq!(looked(&file), Err(Unfit::Damaged));
        }
    }

    #[test]
    fn whatever_is_sent_is_looked_through_to_an_end() {
        let chance = Chance::seeded(1);
        for file in [jpeg(4, 3), png(4, 3), pdf()] {
            for _ in 0..2_000 {
                let mut changed = file.clone();
                for _ in 0..=chance.below(4) {
                    let place = chance.below(u32::try_from(changed.len()).unwrap()) as usize;
                    changed[place] = chance.bytes::<1>()[0];
                }
                if let Ok(recognised) = looked(&changed) {
                    assert!(recognised.bytes <= changed.len() as u64, "{changed:?}");
                }
            }
        }
    }

    #[test]
    fn a_structure_that_lies_about_its_lengths_is_damaged() {
        for length in [0, 1] {
            let mut file = jpeg(4, 3);
            file[5] = length;
            assert_eq!(looked(&file), Err(Unfit::Damaged), "a segment of {length}");
        }
        let mut file = png(4, 3);
        file[33..37].copy_from_slice(&u32::MAX.to_be_bytes());
        assert_eq!(looked(&file), Err(Unfit::Damaged));
        let mut file = pdf();
        file[5] = b'x';
        assert_eq!(looked(&file), Err(Unfit::Damaged));
    }
}
