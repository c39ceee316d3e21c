//! Files, compressed files and archives taken apart into documents, in order, without unpacking them.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Cursor, Read, Seek, SeekFrom};
use std::panic::{self, AssertUnwindSafe};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

#[cfg(feature = "parquet")]
use ::parquet::file::reader::ChunkReader;
use attache::read::{Line, LineReader};
use flate2::bufread::MultiGzDecoder;

use super::load::read_whole;
#[cfg(feature = "parquet")]
use super::parquet;
use super::walk::walk;
use super::{
    DEFECT, Failure, Format, Inputs, Item, Payload, READ_BUFFER, STANDARD_INPUT, is_standard_input,
};

/// Finds the documents of the inputs.
pub(crate) struct Reader<'i, E> {
    pub(super) inputs: &'i Inputs,
    /// How many bytes of files have been read.
    read_bytes: &'i AtomicU64,
    /// Takes what is found; false means that no more is wanted.
    pub(super) emit: E,
}

/// What a name says is to be done with the bytes first.
enum Wrapping {
    Gzip,
    Zstandard,
    Tar,
    Zip,
    None,
}

/// The wrapping that a name tells, and the name of what is inside.
fn wrapping(name: &str) -> (Wrapping, &str) {
    let strip = |ending: &str| {
        let stem = name.len().checked_sub(ending.len())?;
        let is_so = name.get(stem..)?.eq_ignore_ascii_case(ending);
        is_so.then(|| &name[..stem])
    };
    if strip(".tgz").is_some() {
        return (Wrapping::Gzip, "x.tar");
    }
    if let Some(inner) = strip(".gz") {
        return (Wrapping::Gzip, inner);
    }
    if let Some(inner) = strip(".zst") {
        return (Wrapping::Zstandard, inner);
    }
    if strip(".tar").is_some() {
        return (Wrapping::Tar, name);
    }
    if strip(".zip").is_some() {
        return (Wrapping::Zip, name);
    }
    (Wrapping::None, name)
}

/// Archives in archives in archives are no archives of news.
const MAX_DEPTH: usize = 4;

impl<'i, E: FnMut(Result<Item, Failure>) -> bool> Reader<'i, E> {
    pub(crate) fn new(inputs: &'i Inputs, read_bytes: &'i AtomicU64, emit: E) -> Self {
        Self {
            inputs,
            read_bytes,
            emit,
        }
    }

    /// Hands on all documents, until no more are wanted.
    pub(crate) fn run(mut self) {
        let inputs = self.inputs;
        walk(inputs, &mut |path| match path {
            Ok(path) => {
                let name = path.display().to_string();
                self.sheltered(&name, |reader| reader.file(path))
            }
            Err(failure) => (self.emit)(Err(failure)),
        });
    }

    /// Reads on behind a file that makes its reader panic: those who wrote it may have meant that.
    fn sheltered(&mut self, origin: &str, read: impl FnOnce(&mut Self) -> bool) -> bool {
        let read = panic::catch_unwind(AssertUnwindSafe(|| read(self)));
        read.unwrap_or_else(|_| self.fail(origin, DEFECT))
    }

    fn file(&mut self, path: PathBuf) -> bool {
        if is_standard_input(&path) {
            let reader = BufReader::with_capacity(READ_BUFFER, io::stdin());
            return self.stream(Box::new(reader), "", STANDARD_INPUT, 0);
        }
        let name = path.display().to_string();
        let (wrapping, inner) = wrapping(&name);
        let format = self.format(inner);
        if matches!(wrapping, Wrapping::None) && format.is_one() {
            let size = path.metadata().map_or(0, |metadata| metadata.len());
            self.read_bytes.fetch_add(size, Ordering::Relaxed);
            let size = usize::try_from(size).unwrap_or(usize::MAX);
            return (self.emit)(Ok(Item {
                origin: name,
                payload: Payload::File(path, format, size),
            }));
        }
        let file = match File::open(&path) {
            Ok(file) => file,
            Err(error) => return self.fail(&name, error),
        };
        let file = CountedFile {
            file,
            read_bytes: self.read_bytes,
        };
        match wrapping {
            Wrapping::Zip => self.zip(BufReader::new(file), &name, 0),
            #[cfg(feature = "parquet")]
            Wrapping::None if format == Format::Parquet => self.parquet(file.file, &name),
            _ => {
                let reader = BufReader::with_capacity(READ_BUFFER, file);
                self.stream(Box::new(reader), &name, &name, 0)
            }
        }
    }

    fn format(&self, name: &str) -> Format {
        let by_name = || Format::of(Path::new(name));
        self.inputs.format.unwrap_or_else(by_name)
    }

    pub(super) fn fail(&mut self, origin: &str, reason: impl ToString) -> bool {
        (self.emit)(Err(Failure::new(origin, reason)))
    }

    /// Takes a stream apart by what its name says; `origin` is what messages call it.
    pub(super) fn stream(
        &mut self,
        reader: Box<dyn BufRead + '_>,
        name: &str,
        origin: &str,
        depth: usize,
    ) -> bool {
        if depth > MAX_DEPTH {
            return self.fail(origin, "an archive too deep in others");
        }
        let (wrapping, inner) = wrapping(name);
        match wrapping {
            Wrapping::Gzip => {
                let reader = BufReader::with_capacity(READ_BUFFER, MultiGzDecoder::new(reader));
                self.stream(Box::new(reader), inner, origin, depth + 1)
            }
            Wrapping::Zstandard => match zstd::Decoder::with_buffer(reader) {
                Ok(decoder) => {
                    let reader = BufReader::with_capacity(READ_BUFFER, decoder);
                    self.stream(Box::new(reader), inner, origin, depth + 1)
                }
                Err(error) => self.fail(origin, error),
            },
            Wrapping::Tar => self.tar(reader, origin, depth),
            // Its directory is at its end, so it has to be there as a whole.
            Wrapping::Zip => match read_whole(reader, 0, self.inputs.max_bytes, origin) {
                Ok(bytes) => self.sheltered(origin, |reader| {
                    reader.zip(Cursor::new(bytes), origin, depth)
                }),
                Err(failure) => (self.emit)(Err(failure)),
            },
            Wrapping::None => match self.format(inner) {
                format @ (Format::Text | Format::Html) => self.whole(reader, format, origin),
                Format::Jsonl => self.lines(reader, origin),
                Format::Csv => self.table(reader, b',', origin),
                Format::Tsv => self.table(reader, b'\t', origin),
                #[cfg(feature = "parquet")]
                Format::Parquet => match read_whole(reader, 0, self.inputs.max_bytes, origin) {
                    Ok(bytes) => self.sheltered(origin, |reader| {
                        reader.parquet(bytes::Bytes::from(bytes), origin)
                    }),
                    Err(failure) => (self.emit)(Err(failure)),
                },
            },
        }
    }

    fn zip(&mut self, file: impl Read + Seek, origin: &str, depth: usize) -> bool {
        let mut archive = match zip::ZipArchive::new(file) {
            Ok(archive) => archive,
            Err(error) => return self.fail(origin, error),
        };
        for index in 0..archive.len() {
            let goes_on = match archive.by_index(index) {
                Ok(member) if !member.is_file() => true,
                Ok(member) => {
                    let name = String::from_utf8_lossy(member.name_raw()).into_owned();
                    let origin = format!("{origin}/{name}");
                    let reader = BufReader::new(member);
                    self.stream(Box::new(reader), &name, &origin, depth + 1)
                }
                Err(error) => self.fail(&format!("{origin}/#{index}"), error),
            };
            if !goes_on {
                return false;
            }
        }
        true
    }

    #[cfg(feature = "parquet")]
    fn parquet(&mut self, file: impl ChunkReader + 'static, origin: &str) -> bool {
        let inputs = self.inputs;
        let result = parquet::rows(file, inputs, origin, |origin, record| {
            (self.emit)(record.map(|record| Item {
                origin,
                payload: Payload::Record(Box::new(record)),
            }))
        });
        result.unwrap_or_else(|reason| self.fail(origin, reason))
    }

    /// A stream that is one document.
    fn whole(&mut self, reader: impl Read, format: Format, origin: &str) -> bool {
        let read = read_whole(reader, 0, self.inputs.max_bytes, origin);
        (self.emit)(read.map(|bytes| Item {
            origin: origin.to_owned(),
            payload: Payload::Bytes(bytes, format),
        }))
    }

    fn lines(&mut self, reader: impl BufRead, origin: &str) -> bool {
        let mut lines = LineReader::new(reader, self.inputs.max_bytes);
        loop {
            let mut line = Vec::new();
            let read = lines.next_line(&mut line);
            let origin = format!("{origin}:{}", lines.number());
            let found = match read {
                Ok(None) => return true,
                Ok(Some(Line::Whole)) => Ok(Item {
                    origin,
                    payload: Payload::Line(line, lines.offset()),
                }),
                Ok(Some(Line::TooLong)) => Err(Failure {
                    offset: Some(lines.offset()),
                    ..Failure::too_long(origin, self.inputs.max_bytes)
                }),
                Err(error) => return self.fail(&origin, error),
            };
            if !(self.emit)(found) {
                return false;
            }
        }
    }
}

/// A file of which it is counted how much has been read.
struct CountedFile<'i> {
    file: File,
    read_bytes: &'i AtomicU64,
}

impl Read for CountedFile<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.file.read(buffer)?;
        self.read_bytes.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}

impl Seek for CountedFile<'_> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.file.seek(to)
    }
}
