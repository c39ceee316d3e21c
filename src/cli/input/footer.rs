//! The directory at the end of a Parquet file, looked through before it is read.
//!
//! Its reader descends as deep as the columns nest and makes room for as many as are announced, both without a
//! bound; a file made for that would end the process. It is written in Thrift's compact protocol:
//! <https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md>.

use parquet::file::reader::ChunkReader;

/// Columns of documents do not nest at all, those beside them a little.
const DEEPEST: usize = 64;

/// The fields that matter, and their kinds.
const SCHEMA: u64 = 2;
const CHILDREN: u64 = 5;
const INTEGER: u8 = 5;
const LIST: u8 = 9;

/// Sees to it that the columns of a file can be read within bounds.
pub(super) fn check(file: &impl ChunkReader) -> Result<(), String> {
    let Some(footer) = footer(file) else {
        return Ok(()); // What is no Parquet file, its reader says.
    };
    let mut footer = Thrift(&footer);
    let counts = footer.children().ok_or("a broken directory")?;
    // How many columns are to come of each that this one stands in.
    let mut open: Vec<u64> = Vec::new();
    for (index, count) in counts.iter().enumerate() {
        if let Some(left) = open.last_mut() {
            *left -= 1;
        }
        if *count > (counts.len() - index) as u64 || open.len() > DEEPEST {
            return Err("columns out of all bounds".to_owned());
        }
        open.push(*count);
        while open.last() == Some(&0) {
            open.pop();
        }
    }
    Ok(())
}

fn footer(file: &impl ChunkReader) -> Option<bytes::Bytes> {
    let end = file.len().checked_sub(8)?;
    let tail = file.get_bytes(end, 8).ok()?;
    let (length, mark) = tail.split_at_checked(4)?;
    let length = u32::from_le_bytes(length.try_into().ok()?);
    let start = end.checked_sub(u64::from(length))?;
    (mark == b"PAR1").then(|| file.get_bytes(start, length as usize).ok())?
}

/// What is left of bytes of the protocol.
struct Thrift<'b>(&'b [u8]);

impl Thrift<'_> {
    /// Of the directory: how many children each column has.
    fn children(&mut self) -> Option<Vec<u64>> {
        let mut counts = Vec::new();
        self.fields(|thrift, field, kind| {
            if field != SCHEMA || kind != LIST {
                return thrift.skip(kind, DEEPEST);
            }
            for _ in 0..thrift.list()?.0 {
                let mut count = 0;
                thrift.fields(|thrift, field, kind| {
                    if field != CHILDREN || kind != INTEGER {
                        return thrift.skip(kind, DEEPEST);
                    }
                    // Even numbers stand for those from 0 on; others are refused by the reader.
                    count = thrift.number()? >> 1;
                    Some(())
                })?;
                counts.push(count);
            }
            Some(())
        })?;
        Some(counts)
    }

    /// Reads a structure: hands on the number and the kind of each field.
    fn fields(&mut self, mut read: impl FnMut(&mut Self, u64, u8) -> Option<()>) -> Option<()> {
        let mut field = 0_u64;
        loop {
            let head = self.byte()?;
            if head == 0 {
                return Some(());
            }
            field = match head >> 4 {
                0 => self.number()? >> 1,
                more => field + u64::from(more),
            };
            read(self, field, head & 15)?;
        }
    }

    /// The length of a list, and the kind of its elements.
    fn list(&mut self) -> Option<(u64, u8)> {
        let head = self.byte()?;
        let length = match head >> 4 {
            15 => self.number()?,
            few => u64::from(few),
        };
        Some((length, head & 15))
    }

    fn skip(&mut self, kind: u8, depth: usize) -> Option<()> {
        let depth = depth.checked_sub(1)?;
        match kind {
            1 | 2 => Some(()),
            3 => self.pass(1),
            4..=6 => self.number().map(drop),
            7 => self.pass(8),
            8 => self.number().and_then(|length| self.pass(length)),
            LIST | 10 => {
                let (length, kind) = self.list()?;
                (0..length).try_for_each(|_| self.skip_element(kind, depth))
            }
            11 => {
                let length = self.number()?;
                let kinds = if length == 0 { 0 } else { self.byte()? };
                (0..length).try_for_each(|_| {
                    self.skip_element(kinds >> 4, depth)?;
                    self.skip_element(kinds & 15, depth)
                })
            }
            12 => self.fields(|thrift, _, kind| thrift.skip(kind, depth)),
            13 => self.pass(16),
            _ => None,
        }
    }

    /// In lists truth values have a byte each.
    fn skip_element(&mut self, kind: u8, depth: usize) -> Option<()> {
        match kind {
            1 | 2 => self.pass(1),
            _ => self.skip(kind, depth),
        }
    }

    fn pass(&mut self, length: u64) -> Option<()> {
        let (_, rest) = self.0.split_at_checked(usize::try_from(length).ok()?)?;
        self.0 = rest;
        Some(())
    }

    fn byte(&mut self) -> Option<u8> {
        let (first, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(*first)
    }

    fn number(&mut self) -> Option<u64> {
        let mut number = 0_u64;
        for place in (0..64).step_by(7) {
            let byte = self.byte()?;
            number |= u64::from(byte & 0x7F) << place;
            if byte < 0x80 {
                return Some(number);
            }
        }
        None
    }
}
