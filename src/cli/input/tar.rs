//! The members of tar archives.

use std::cell::Cell;
use std::io::{self, BufRead, BufReader, Read};

use super::streams::Reader;
use super::{Failure, Item};

/// Names of members, and whatever else an archive says of one, are no longer: they are held in memory.
const LONGEST_HEADERS: u64 = 1 << 20;

impl<E: FnMut(Result<Item, Failure>) -> bool> Reader<'_, E> {
    pub(super) fn tar(
        &mut self,
        reader: Box<dyn BufRead + '_>,
        origin: &str,
        depth: usize,
    ) -> bool {
        let meter = Meter::default();
        let metered = Metered {
            reader,
            meter: &meter,
        };
        let mut archive = tar::Archive::new(metered);
        let mut entries = match archive.entries() {
            Ok(entries) => entries,
            Err(error) => return self.fail(origin, error),
        };
        loop {
            meter.allow(Some(LONGEST_HEADERS));
            let entry = match entries.next() {
                None if meter.has_read() => break,
                None => return self.fail(origin, "no mark of its end: it may have been cut short"),
                Some(Ok(entry)) => entry,
                // What comes behind a broken header can't be found.
                Some(Err(error)) => return self.fail(origin, error),
            };
            meter.allow(None);
            let kind = entry.header().entry_type();
            let name = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
            let member = format!("{origin}/{name}");
            let mut entry = Member {
                left: entry.size(),
                reader: entry,
            };
            let goes_on = if kind.is_file() || kind.is_contiguous() {
                let reader = BufReader::new(&mut entry);
                self.stream(Box::new(reader), &name, &member, depth + 1)
            } else if kind.is_gnu_sparse() {
                self.fail(&member, "a file with holes, which is not read")
            } else {
                true
            };
            if !goes_on {
                return false;
            }
            // So that nothing but headers is read on the way to the next.
            if let Err(error) = io::copy(&mut entry.reader, &mut io::sink()) {
                return self.fail(origin, error);
            }
        }
        meter.allow(None);
        // What the archive is compressed with may have its sum behind it.
        match io::copy(&mut archive.into_inner(), &mut io::sink()) {
            Ok(_) => true,
            Err(error) => self.fail(origin, error),
        }
    }
}

/// How many bytes may be read, and whether any have been.
#[derive(Default)]
struct Meter {
    left: Cell<Option<u64>>,
    has_read: Cell<bool>,
}

impl Meter {
    fn allow(&self, bytes: Option<u64>) {
        self.left.set(bytes);
        self.has_read.set(false);
    }

    fn has_read(&self) -> bool {
        self.has_read.get()
    }
}

/// A stream that gives as much as its meter allows.
struct Metered<'m, R> {
    reader: R,
    meter: &'m Meter,
}

impl<R: Read> Read for Metered<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let left = self.meter.left.get();
        let most = left.map_or(usize::MAX, |left| {
            usize::try_from(left).unwrap_or(usize::MAX)
        });
        if most == 0 {
            return Err(io::Error::other("a header out of all bounds"));
        }
        let room = buffer.len().min(most);
        let read = self.reader.read(&mut buffer[..room])?;
        self.meter.left.set(left.map(|left| left - read as u64));
        self.meter
            .has_read
            .set(self.meter.has_read.get() || read > 0);
        Ok(read)
    }
}

/// A member, which is an error if it ends before its end.
struct Member<R> {
    reader: R,
    left: u64,
}

impl<R: Read> Read for Member<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.reader.read(buffer)?;
        if read == 0 && !buffer.is_empty() && self.left > 0 {
            let message = "cut short";
            return Err(io::Error::new(io::ErrorKind::UnexpectedEof, message));
        }
        self.left = self.left.saturating_sub(read as u64);
        Ok(read)
    }
}
