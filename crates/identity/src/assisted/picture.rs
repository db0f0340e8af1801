//! A picture as somebody sent it becomes one that may be kept: only what draws it stays.
//!
//! A camera writes into its file where and when it stood, whose it is, and a smaller copy of the whole (Exif). Of all that only the
//! way up is kept, written anew; text, other applications' data and whatever comes after the end are left out (ASVS 14.2.8). What draws the
//! picture is copied as it is, so a picture loses nothing of itself. Nothing is decoded here: a browser does that, for whoever looks.

/// A picture of which a side is shorter cannot be read; one that is longer only fills memory.
const SIDE_PIXELS: std::ops::RangeInclusive<u32> = 300..=12_000;
const MOST_PIXELS: u64 = 64_000_000;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    Jpeg,
    Png,
}

/// A picture without anything but the picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    pub format: Format,
    pub bytes: Vec<u8>,
}

/// Why something is not kept as a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Neither JPEG nor PNG.
    NotAPicture,
    /// It breaks off, or is not made as it should be.
    Damaged,
    TooSmall,
    TooManyPixels,
}

impl Format {
    pub fn content_type(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
        }
    }
}

/// Leaves of a file what draws the picture. What it is, its content says; nobody is believed about it.
///
/// # Errors
/// [`Refusal`], for what is no whole picture of a useful size.
pub fn clean(file: &[u8]) -> Result<Picture, Refusal> {
    let (format, cleaned) = if file.starts_with(&jpeg::START) {
        (Format::Jpeg, jpeg::clean(file))
    } else if file.starts_with(&png::SIGNATURE) {
        (Format::Png, png::clean(file))
    } else {
        return Err(Refusal::NotAPicture);
    };
    Ok(Picture { format, bytes: cleaned? })
}

fn check_size(width: u32, height: u32) -> Result<(), Refusal> {
    if width.max(height) > *SIDE_PIXELS.end() || u64::from(width) * u64::from(height) > MOST_PIXELS {
        return Err(Refusal::TooManyPixels);
    }
    if width.min(height) < *SIDE_PIXELS.start() { Err(Refusal::TooSmall) } else { Ok(()) }
}

/// The next `count` bytes, which `rest` then no longer has.
fn take<'a>(rest: &mut &'a [u8], count: usize) -> Result<&'a [u8], Refusal> {
    let (taken, after) = rest.split_at_checked(count).ok_or(Refusal::Damaged)?;
    *rest = after;
    Ok(taken)
}

fn number(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0, |number, byte| number << 8 | u32::from(*byte))
}

/// JPEG (ITU-T T.81, annex B): segments behind markers, and after each start of scan the coded picture up to the next marker.
mod jpeg {
    use super::{Refusal, check_size, number, take};

    pub const START: [u8; 3] = [0xFF, 0xD8, 0xFF];

    const MARK: u8 = 0xFF;
    const START_OF_IMAGE: u8 = 0xD8;
    const END_OF_IMAGE: u8 = 0xD9;
    const START_OF_SCAN: u8 = 0xDA;
    /// Baseline, extended and progressive with Huffman codes: what cameras write and browsers draw.
    const FRAMES: [u8; 3] = [0xC0, 0xC1, 0xC2];
    /// Tables of codes and of quantisation, and the interval between restarts.
    const TABLES: [u8; 3] = [0xC4, 0xDB, 0xDD];
    const EXIF: u8 = 0xE1;
    /// Says how colours are written; without it some pictures come out in the wrong ones.
    const ADOBE: u8 = 0xEE;
    const NOT_A_MARKER: u8 = 0x00;
    const RESTARTS: std::ops::RangeInclusive<u8> = 0xD0..=0xD7;

    pub fn clean(file: &[u8]) -> Result<Vec<u8>, Refusal> {
        let mut rest = &file[2..];
        let mut cleaned = vec![MARK, START_OF_IMAGE];
        let mut way_up = None;
        let (mut has_frame, mut has_scan) = (false, false);
        loop {
            let marker = next_marker(&mut rest)?;
            if marker == END_OF_IMAGE {
                let is_whole = has_frame && has_scan;
                cleaned.extend([MARK, END_OF_IMAGE]);
                return if is_whole { Ok(cleaned) } else { Err(Refusal::Damaged) };
            }
            let segment = segment(&mut rest)?;
            match marker {
                EXIF if way_up.is_none() && !has_frame => {
                    way_up = orientation(segment);
                    cleaned.extend(way_up.into_iter().flat_map(only_orientation));
                }
                ADOBE if segment[2..].starts_with(b"Adobe") => keep(&mut cleaned, marker, segment),
                _ if TABLES.contains(&marker) => keep(&mut cleaned, marker, segment),
                _ if FRAMES.contains(&marker) && !has_frame => {
                    let sides = segment.get(3..7).ok_or(Refusal::Damaged)?;
                    check_size(number(&sides[2..]), number(&sides[..2]))?;
                    has_frame = true;
                    keep(&mut cleaned, marker, segment);
                }
                START_OF_SCAN if has_frame => {
                    keep(&mut cleaned, marker, segment);
                    cleaned.extend_from_slice(scan(&mut rest)?);
                    has_scan = true;
                }
                // Other applications' data and comments say nothing about how it is drawn.
                0xE0..=0xEF | 0xFE => {}
                _ => return Err(Refusal::Damaged),
            }
        }
    }

    fn next_marker(rest: &mut &[u8]) -> Result<u8, Refusal> {
        if take(rest, 1)? != [MARK] {
            return Err(Refusal::Damaged);
        }
        loop {
            let marker = take(rest, 1)?[0];
            // Any number of these may stand before a marker.
            if marker != MARK {
                return Ok(marker);
            }
        }
    }

    /// A segment with its length, which counts itself.
    fn segment<'a>(rest: &mut &'a [u8]) -> Result<&'a [u8], Refusal> {
        let length = rest.get(..2).map(number).ok_or(Refusal::Damaged)? as usize;
        if length < 2 { Err(Refusal::Damaged) } else { take(rest, length) }
    }

    fn keep(cleaned: &mut Vec<u8>, marker: u8, segment: &[u8]) {
        cleaned.extend([MARK, marker]);
        cleaned.extend_from_slice(segment);
    }

    /// The coded picture, up to the next marker that is none of its own.
    fn scan<'a>(rest: &mut &'a [u8]) -> Result<&'a [u8], Refusal> {
        let ends = |pair: &[u8]| {
            pair[0] == MARK && pair[1] != NOT_A_MARKER && pair[1] != MARK && !RESTARTS.contains(&pair[1])
        };
        let end = rest.windows(2).position(ends).ok_or(Refusal::Damaged)?;
        take(rest, end)
    }

    /// Which way up the camera was held, 1 to 8 (Exif 2.3, tag 0x0112), if the segment says so.
    fn orientation(segment: &[u8]) -> Option<u8> {
        const ORIENTATION: usize = 0x0112;
        const SHORT: usize = 3;
        let tiff = segment.get(2..)?.strip_prefix(b"Exif\0\0")?;
        let is_little = match tiff.get(..2)? {
            b"II" => true,
            b"MM" => false,
            _ => return None,
        };
        let read = |at: usize, length: usize| -> Option<usize> {
            let bytes = tiff.get(at..at.checked_add(length)?)?;
            let mut big = bytes.to_vec();
            if is_little {
                big.reverse();
            }
            Some(number(&big) as usize)
        };
        let directory = read(4, 4)?;
        let entries = read(directory, 2)?;
        let entry = (0..entries).map(|index| directory.checked_add(2 + 12 * index));
        let entry = entry.flatten().find(|at| read(*at, 2) == Some(ORIENTATION))?;
        if read(entry + 2, 2)? != SHORT {
            return None;
        }
        u8::try_from(read(entry + 8, 2)?).ok().filter(|way| (1..=8).contains(way))
    }

    /// A segment that says that and nothing else.
    fn only_orientation(way_up: u8) -> [u8; 36] {
        let mut segment =
            *b"\xFF\xE1\0\x22Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\0\0\0\0\0\0\0";
        segment[29] = way_up;
        segment
    }
}

/// PNG (ISO/IEC 15948, W3C): chunks with length, name and checksum.
mod png {
    use super::{Refusal, check_size, number, take};

    pub const SIGNATURE: [u8; 8] = *b"\x89PNG\r\n\x1A\n";

    /// What a picture is drawn from; the first one and the last one are looked at by themselves.
    const KEPT: [&[u8]; 3] = [b"PLTE", b"tRNS", b"IDAT"];

    pub fn clean(file: &[u8]) -> Result<Vec<u8>, Refusal> {
        let mut rest = &file[SIGNATURE.len()..];
        let mut cleaned = SIGNATURE.to_vec();
        let header = chunk(&mut rest)?;
        if header.name != b"IHDR" || header.content.len() != 13 {
            return Err(Refusal::Damaged);
        }
        check_size(number(&header.content[..4]), number(&header.content[4..8]))?;
        cleaned.extend_from_slice(header.whole);
        let mut has_picture = false;
        loop {
            let Chunk { name, content, whole } = chunk(&mut rest)?;
            if name == b"IEND" {
                cleaned.extend_from_slice(whole);
                return if has_picture && content.is_empty() { Ok(cleaned) } else { Err(Refusal::Damaged) };
            }
            has_picture |= name == b"IDAT";
            if KEPT.contains(&name) {
                cleaned.extend_from_slice(whole);
            } else if name[0].is_ascii_uppercase() {
                // A capital says that the picture cannot be drawn without it, and we know of no such chunk.
                return Err(Refusal::Damaged);
            }
        }
    }

    struct Chunk<'a> {
        name: &'a [u8],
        content: &'a [u8],
        /// With its length, name and checksum.
        whole: &'a [u8],
    }

    fn chunk<'a>(rest: &mut &'a [u8]) -> Result<Chunk<'a>, Refusal> {
        const AROUND: usize = 12;
        let length = rest.get(..4).map(number).ok_or(Refusal::Damaged)? as usize;
        let whole = take(rest, length.checked_add(AROUND).ok_or(Refusal::Damaged)?)?;
        Ok(Chunk { name: &whole[4..8], content: &whole[8..8 + length], whole })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &[u8] = b"4.6097,-74.0817 telefono de Ana";

    fn segment(marker: u8, content: &[u8]) -> Vec<u8> {
        let length = u16::try_from(content.len() + 2).unwrap().to_be_bytes();
        [&[0xFF, marker], &length[..], content].concat()
    }

    fn exif(order: &str) -> Vec<u8> {
        let little: &[u8] = b"Exif\0\0II*\0\x08\0\0\0\x02\0\x0f\x01\x02\0\x01\0\0\0\0\0\0\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0";
        let big: &[u8] = b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0";
        let head = if order == "little" { little } else { big };
        segment(0xE1, &[head, SECRET].concat())
    }

    fn frame(width: u16, height: u16) -> Vec<u8> {
        let sides = [height.to_be_bytes(), width.to_be_bytes()].concat();
        segment(0xC0, &[&[8][..], &sides, &[1, 1, 0x11, 0]].concat())
    }

    fn scan() -> Vec<u8> {
        [segment(0xDA, &[1, 1, 0, 0, 63, 0]), b"\x01\xFF\x00\xFF\xD0\x02".to_vec()].concat()
    }

    fn jpeg(parts: &[Vec<u8>]) -> Vec<u8> {
        [b"\xFF\xD8".to_vec(), parts.concat(), b"\xFF\xD9".to_vec(), SECRET.to_vec()].concat()
    }

    fn chunk(name: &[u8; 4], content: &[u8]) -> Vec<u8> {
        let length = u32::try_from(content.len()).unwrap().to_be_bytes();
        [&length[..], name, content, b"crc."].concat()
    }

    fn header(width: u32, height: u32) -> Vec<u8> {
        chunk(b"IHDR", &[&width.to_be_bytes()[..], &height.to_be_bytes(), &[8, 2, 0, 0, 0]].concat())
    }

    fn png(parts: &[Vec<u8>]) -> Vec<u8> {
        [b"\x89PNG\r\n\x1A\n".to_vec(), parts.concat(), SECRET.to_vec()].concat()
    }

    fn holds_the_secret(bytes: &[u8]) -> bool {
        bytes.windows(SECRET.len()).any(|window| window == SECRET)
    }

    #[test]
    fn of_a_jpeg_only_the_picture_and_its_way_up_stay() {
        for order in ["little", "big"] {
            let comment = segment(0xFE, SECRET);
            let profile = segment(0xE2, SECRET);
            let file = jpeg(&[exif(order), comment, profile, frame(640, 480), scan()]);
            let cleaned = clean(&file).unwrap();
            assert_eq!(cleaned.format, Format::Jpeg);
            assert!(!holds_the_secret(&cleaned.bytes));
            let kept = [exif("big")[..36].to_vec(), frame(640, 480), scan()];
            let mut expected = jpeg(&kept);
            expected.truncate(expected.len() - SECRET.len());
            expected[4..6].copy_from_slice(&[0, 34]);
            assert_eq!(cleaned.bytes, expected, "{order}");
            assert_eq!(clean(&cleaned.bytes).unwrap(), cleaned, "cleaning again changes nothing");
        }
    }

    #[test]
    fn of_a_png_only_the_picture_stays() {
        let parts = |more: &[Vec<u8>]| [vec![header(640, 480)], more.to_vec()].concat();
        let text = chunk(b"tEXt", SECRET);
        let end = [chunk(b"IDAT", b"..."), chunk(b"IEND", b"")];
        let file = png(&parts(&[vec![text, chunk(b"eXIf", SECRET)], end.to_vec()].concat()));
        let cleaned = clean(&file).unwrap();
        let mut expected = png(&parts(&end));
        expected.truncate(expected.len() - SECRET.len());
        assert_eq!(cleaned, Picture { format: Format::Png, bytes: expected });
    }

    #[test]
    fn what_is_no_picture_is_refused_whatever_it_is_called() {
        for file in
            [&b""[..], b"%PDF-1.7", b"<svg xmlns=", b"GIF89a", b"\xFF\xD8", b"RIFF....WEBP", b"PK\x03\x04"]
        {
            assert_eq!(clean(file), Err(Refusal::NotAPicture));
        }
    }

    #[test]
    fn a_picture_too_small_to_read_or_too_large_to_show_is_refused() {
        let of = |width, height| clean(&jpeg(&[frame(width, height), scan()])).map(drop);
        assert_eq!(of(300, 300), Ok(()));
        assert_eq!(of(299, 300), Err(Refusal::TooSmall));
        assert_eq!(of(300, 0), Err(Refusal::TooSmall));
        assert_eq!(of(12_001, 400), Err(Refusal::TooManyPixels));
        assert_eq!(of(12_000, 12_000), Err(Refusal::TooManyPixels));
        let huge = png(&[header(u32::MAX, u32::MAX)]);
        assert_eq!(clean(&huge), Err(Refusal::TooManyPixels));
    }

    #[test]
    fn whatever_breaks_off_or_is_changed_ends_in_a_refusal_or_a_picture() {
        let jpeg = jpeg(&[exif("little"), segment(0xDB, &[0; 65]), frame(640, 480), scan()]);
        let end = [header(640, 480), chunk(b"IDAT", b"..."), chunk(b"IEND", b"")];
        for (whole, file) in [(jpeg.len(), jpeg), (png(&end).len(), png(&end))] {
            let picture_ends = whole - SECRET.len();
            for length in 3..picture_ends {
                assert!(clean(&file[..length]).is_err(), "{length} bytes");
            }
            for place in 0..file.len() {
                for value in [0, 1, 0x7F, 0xD8, 0xD9, 0xDA, 0xE1, 0xFF] {
                    let mut changed = file.clone();
                    changed[place] = value;
                    if let Ok(cleaned) = clean(&changed) {
                        assert!(cleaned.bytes.len() <= changed.len() + 36);
                    }
                }
            }
        }
    }
}
