//! Lines of any length, of which none is held that is too long.

use std::io::{self, BufRead};

/// A line, without its line break.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Line {
    Whole(Vec<u8>),
    /// Longer than it may be; it has been passed over.
    TooLong,
}

/// The lines of a stream, blank ones passed over.
pub(super) struct Lines<R> {
    reader: R,
    max_bytes: usize,
    /// The number of the line that was read last, from 1 on, and the byte at which it begins.
    pub(super) number: u64,
    pub(super) offset: u64,
    next_offset: u64,
}

impl<R: BufRead> Lines<R> {
    pub(super) fn new(reader: R, max_bytes: u64) -> Self {
        Self {
            reader,
            max_bytes: usize::try_from(max_bytes).unwrap_or(usize::MAX),
            number: 0,
            offset: 0,
            next_offset: 0,
        }
    }

    /// The next line; none at the end of the stream.
    pub(super) fn next(&mut self) -> io::Result<Option<Line>> {
        loop {
            self.offset = self.next_offset;
            self.number += 1;
            let Some(line) = self.read()? else {
                return Ok(None);
            };
            if let Line::Whole(line) = &line
                && line.is_empty()
            {
                continue;
            }
            return Ok(Some(line));
        }
    }

    fn read(&mut self) -> io::Result<Option<Line>> {
        let mut line = Vec::new();
        let (mut any, mut is_too_long) = (false, false);
        loop {
            let buffer = self.reader.fill_buf()?;
            if buffer.is_empty() {
                break;
            }
            any = true;
            let end = buffer.iter().position(|byte| *byte == b'\n');
            let taken = end.map_or(buffer.len(), |end| end + 1);
            is_too_long |= line.len() + taken > self.max_bytes;
            if is_too_long {
                line = Vec::new();
            } else {
                line.extend_from_slice(&buffer[..taken]);
            }
            self.reader.consume(taken);
            self.next_offset += taken as u64;
            if end.is_some() {
                break;
            }
        }
        if !any {
            return Ok(None);
        }
        if is_too_long {
            return Ok(Some(Line::TooLong));
        }
        if self.number == 1 && line.starts_with("\u{FEFF}".as_bytes()) {
            line.drain(.."\u{FEFF}".len());
        }
        line.truncate(line.trim_ascii_end().len());
        Ok(Some(Line::Whole(line)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lines_are_passed_over_and_blank_ones_too() -> io::Result<()> {
        let text = b"\xEF\xBB\xBFab\r\n\nabcdefgh\n  \ncd".as_slice();
        let mut lines = Lines::new(io::BufReader::with_capacity(3, text), 8);
        let mut found = Vec::new();
        while let Some(line) = lines.next()? {
            found.push((lines.number, lines.offset, line));
        }
        assert_eq!(
            found,
            [
                (1, 0, Line::Whole(b"ab".to_vec())),
                (3, 8, Line::TooLong),
                (5, 20, Line::Whole(b"cd".to_vec())),
            ]
        );
        Ok(())
    }
}
