//! Lines of any length, of which none is held that is too long.

use std::io::{self, BufRead, Read as _};

use super::text::without_mark;

/// What has been read of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Line {
    /// All of it.
    Whole,
    /// Nothing: it is longer than it may be, and has been passed over.
    TooLong,
}

/// The lines of a stream, blank ones passed over.
///
/// # Examples
///
/// ```
/// use attache::read::{Line, LineReader};
///
/// let mut lines = LineReader::new(&b"ab\n\nabcdefgh\ncd"[..], 8);
/// let mut line = Vec::new();
/// assert_eq!(lines.next_line(&mut line)?, Some(Line::Whole));
/// assert_eq!(line, b"ab");
/// assert_eq!(lines.next_line(&mut line)?, Some(Line::TooLong));
/// assert_eq!((lines.number(), lines.offset()), (3, 4));
/// assert_eq!(lines.next_line(&mut line)?, Some(Line::Whole));
/// assert_eq!(lines.next_line(&mut line)?, None);
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Debug)]
pub struct LineReader<R> {
    reader: R,
    max_bytes: u64,
    number: u64,
    offset: u64,
    next_offset: u64,
}

impl<R: BufRead> LineReader<R> {
    /// Reads lines of up to so many bytes, their line breaks among them.
    pub fn new(reader: R, max_bytes: u64) -> Self {
        Self {
            reader,
            max_bytes: max_bytes.max(1),
            number: 0,
            offset: 0,
            next_offset: 0,
        }
    }

    /// The number of the line that was read last, from 1 on.
    pub fn number(&self) -> u64 {
        self.number
    }

    /// The byte of the stream at which that line begins.
    pub fn offset(&self) -> u64 {
        self.offset
    }

    /// Reads the next line, without whitespace at its end and without a byte order mark; none at the end
    /// of the stream.
    ///
    /// # Errors
    ///
    /// If the stream can't be read.
    pub fn next_line(&mut self, line: &mut Vec<u8>) -> io::Result<Option<Line>> {
        loop {
            self.offset = self.next_offset;
            self.number += 1;
            line.clear();
            let mut reader = (&mut self.reader).take(self.max_bytes);
            let read = reader.read_until(b'\n', line)? as u64;
            if read == 0 {
                return Ok(None);
            }
            self.next_offset += read;
            if read == self.max_bytes && !line.ends_with(b"\n") {
                let rest = self.reader.skip_until(b'\n')? as u64;
                self.next_offset += rest;
                if rest > 0 {
                    line.clear();
                    return Ok(Some(Line::TooLong));
                }
            }
            if self.number == 1 {
                line.drain(..line.len() - without_mark(line).len());
            }
            line.truncate(line.trim_ascii_end().len());
            if !line.is_empty() {
                return Ok(Some(Line::Whole));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lines_are_passed_over_and_blank_ones_too() -> io::Result<()> {
        let text = b"\xEF\xBB\xBFab\r\n\nabcdefgh\n  \ncd".as_slice();
        let mut lines = LineReader::new(io::BufReader::with_capacity(3, text), 8);
        let mut found = Vec::new();
        let mut line = Vec::new();
        while let Some(kind) = lines.next_line(&mut line)? {
            found.push((lines.number(), lines.offset(), kind, line.clone()));
        }
        assert_eq!(
            found,
            [
                (1, 0, Line::Whole, b"ab".to_vec()),
                (3, 8, Line::TooLong, Vec::new()),
                (5, 20, Line::Whole, b"cd".to_vec()),
            ]
        );
        Ok(())
    }
}
