//! Files that nobody reads without the key ring: sealed piece by piece, so that none has to fit into memory.
//!
//! Each piece is sealed for its place and for whether it is the last one. A file that was cut, whose pieces changed places, or that
//! was sealed for another owner does not open. Every piece but the last is full; the last one never is, and so tells the end.

use std::io::{self, Read, Write};

use crate::chance::Chance;
use crate::secret::{Keys, SEAL_BYTES};

/// Octets of a full piece before it is sealed.
const PIECE_BYTES: usize = 64 * 1024;

/// Under which key a file is sealed, and whose it is.
#[derive(Clone)]
pub struct Seal {
    pub keys: Keys,
    pub purpose: &'static str,
    /// What the file is bound to: nothing opens under another owner.
    pub owner: Vec<u8>,
}

impl Seal {
    fn owner_of(&self, place: u64, is_last: bool) -> Vec<u8> {
        [self.owner.as_slice(), &place.to_be_bytes(), &[u8::from(is_last)]].concat()
    }
}

/// Seals what is written to it.
pub struct SealingWriter<W> {
    target: W,
    seal: Seal,
    chance: Chance,
    piece: Vec<u8>,
    place: u64,
}

impl<W: Write> SealingWriter<W> {
    pub fn new(target: W, seal: Seal, chance: Chance) -> Self {
        Self { target, seal, chance, piece: Vec::with_capacity(PIECE_BYTES), place: 0 }
    }

    /// Takes some more.
    ///
    /// # Errors
    /// Where the target takes no more.
    pub fn add(&mut self, mut bytes: &[u8]) -> io::Result<()> {
        while !bytes.is_empty() {
            let room = PIECE_BYTES - self.piece.len();
            let (fits, rest) = bytes.split_at(room.min(bytes.len()));
            self.piece.extend_from_slice(fits);
            bytes = rest;
            if self.piece.len() == PIECE_BYTES {
                self.write_piece(false)?;
            }
        }
        Ok(())
    }

    /// Writes the last piece. A file without it does not open.
    ///
    /// # Errors
    /// Where the target takes no more.
    pub fn finish(mut self) -> io::Result<W> {
        self.write_piece(true)?;
        Ok(self.target)
    }

    fn write_piece(&mut self, is_last: bool) -> io::Result<()> {
        let Seal { keys, purpose, .. } = &self.seal;
        let owner = self.seal.owner_of(self.place, is_last);
        self.target.write_all(&keys.seal(purpose, &owner, &self.piece, &self.chance))?;
        self.piece.clear();
        self.place += 1;
        Ok(())
    }
}

/// Opens what was sealed, as it is read.
pub struct OpeningReader<R> {
    source: R,
    seal: Seal,
    piece: Vec<u8>,
    /// How much of the piece was read.
    read: usize,
    place: u64,
    is_over: bool,
}

impl<R: Read> OpeningReader<R> {
    /// Opens the first piece, so that what is another's fails before anything is given.
    ///
    /// # Errors
    /// Where it does not open, or the source cannot be read; so does whatever is read later.
    pub fn begin(source: R, seal: Seal) -> io::Result<Self> {
        let mut reader = Self { source, seal, piece: Vec::new(), read: 0, place: 0, is_over: false };
        reader.open_next()?;
        Ok(reader)
    }

    fn open_next(&mut self) -> io::Result<()> {
        let full = PIECE_BYTES + SEAL_BYTES;
        let mut sealed = Vec::with_capacity(full);
        (&mut self.source).take(full as u64).read_to_end(&mut sealed)?;
        let is_last = sealed.len() < full;
        let owner = self.seal.owner_of(self.place, is_last);
        let opened = self.seal.keys.open(self.seal.purpose, &owner, &sealed);
        self.piece = opened.map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))?;
        (self.read, self.is_over) = (0, is_last);
        self.place += 1;
        Ok(())
    }
}

impl<R: Read> Read for OpeningReader<R> {
    fn read(&mut self, target: &mut [u8]) -> io::Result<usize> {
        if self.read == self.piece.len() && !self.is_over {
            self.open_next()?;
        }
        let rest = &self.piece[self.read..];
        let length = rest.len().min(target.len());
        target[..length].copy_from_slice(&rest[..length]);
        self.read += length;
        Ok(length)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seal(owner: &str) -> Seal {
        let keys = Keys::parse(&Keys::new_line(1, &Chance::seeded(1))).unwrap();
        Seal { keys, purpose: "file", owner: owner.as_bytes().to_vec() }
    }

    fn sealed(plain: &[u8]) -> Vec<u8> {
        let mut writer = SealingWriter::new(Vec::new(), seal("ana"), Chance::seeded(2));
        for part in plain.chunks(1000) {
            writer.add(part).unwrap();
        }
        writer.finish().unwrap()
    }

    fn opened(sealed: &[u8], owner: &str) -> io::Result<Vec<u8>> {
        let mut plain = Vec::new();
        OpeningReader::begin(sealed, seal(owner))?.read_to_end(&mut plain)?;
        Ok(plain)
    }

    fn plain(length: usize) -> Vec<u8> {
        (0..length).map(|place| u8::try_from(place % 251).unwrap()).collect()
    }

    #[test]
    fn what_was_sealed_is_read_back_whatever_its_length() {
        for length in [0, 1, PIECE_BYTES - 1, PIECE_BYTES, PIECE_BYTES + 1, 3 * PIECE_BYTES + 7] {
            let plain = plain(length);
            assert_eq!(opened(&sealed(&plain), "ana").unwrap(), plain, "{length}");
        }
    }

    #[test]
    fn nothing_of_it_can_be_read_without_opening() {
        let text = b"No veo mi comprobante. ".repeat(100);
        assert!(!sealed(&text).windows(10).any(|window| window == &text[..10]));
    }

    #[test]
    fn a_file_that_is_anothers_or_was_changed_or_cut_does_not_open() {
        let whole = sealed(&plain(2 * PIECE_BYTES + 5));
        let full = PIECE_BYTES + SEAL_BYTES;
        assert!(opened(&whole, "berta").is_err());
        for length in [0, 1, full - 1, full, 2 * full, whole.len() - 1] {
            assert!(opened(&whole[..length], "ana").is_err(), "cut at {length}");
        }
        let swapped = [&whole[full..2 * full], &whole[..full], &whole[2 * full..]].concat();
        assert!(opened(&swapped, "ana").is_err());
        let mut changed = whole.clone();
        changed[full + 40] ^= 1;
        assert!(opened(&changed, "ana").is_err());
        let longer = [whole.as_slice(), &[0]].concat();
        assert!(opened(&longer, "ana").is_err());
    }
}
