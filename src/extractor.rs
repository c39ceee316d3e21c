//! The engine: a compiled pack, and the way of a document through it.

use std::panic::{self, AssertUnwindSafe};
use std::sync::{Arc, LazyLock};
use std::time::Instant;

use jiff::civil::Date;

use crate::analysis::Analysis;
use crate::builder::ExtractorBuilder;
use crate::cascade::SentenceScratch;
use crate::deadline::Deadline;
use crate::document::Document;
use crate::error::Error;
use crate::matching::{
    Annotations, Capture, MachineScratch, NONE, Oracle as _, PhraseScratch, Source, UNKNOWN,
};
use crate::pack::{self, Pack};
use crate::record::Extraction;
use crate::resolve;
use crate::segment::{self, Segmented, SentenceSplitter, Token};

/// Extracts records from documents by the rules of one pack.
///
/// An extractor is immutable and shared: cloning it copies a pointer, and one extractor serves any
/// number of threads. The same document gives the same extraction always and everywhere.
///
/// # Examples
///
/// ```
/// use attache::{Document, Extractor};
///
/// let extractor = Extractor::builtin();
/// let text = "Russian Deputy Prime Minister Arkady Dvorkovich spoke on Monday.";
/// let extraction = extractor.extract(&Document::new(text).published("2015-11-16".parse()?));
/// let official = &extraction.officials[0];
/// assert_eq!(official.name, "Arkady Dvorkovich");
/// assert_eq!(official.positions[0].country.as_deref(), Some("RUS"));
/// assert_eq!(extraction.dates[0].value, "2015-11-16");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Extractor {
    pack: Arc<Pack>,
}

/// Memory that one thread reuses from document to document.
///
/// # Examples
///
/// ```
/// use attache::{Document, Extractor, Scratch};
///
/// let extractor = Extractor::builtin();
/// let mut scratch = Scratch::default();
/// for text in ["Talks in Beijing.", "Talks in Moscow."] {
///     let extraction = extractor.extract_with(&Document::new(text), &mut scratch);
///     assert_eq!(extraction.places.len(), 1);
/// }
/// ```
#[derive(Debug, Default)]
pub struct Scratch {
    pub(crate) segmented: Segmented,
    pub(crate) annotations: Annotations,
    phrases: PhraseScratch,
    pub(crate) machine: MachineScratch,
    word: String,
    pub(crate) sentence: SentenceScratch,
    pub(crate) deadline: Deadline,
}

/// So much of a text is looked at to know its language.
const LANGUAGE_SAMPLE_BYTES: usize = 1000;

/// Two languages share some function words, but not so many.
const LEAST_FUNCTION_WORDS: usize = 12;

impl Extractor {
    /// The extractor of the built-in pack. It is made ready at the first call, once for the process.
    pub fn builtin() -> Self {
        static BUILTIN: LazyLock<Extractor> = LazyLock::new(|| {
            Extractor::builder()
                .build()
                .unwrap_or_else(|error| unreachable!("the built-in pack is tested: {error}"))
        });
        BUILTIN.clone()
    }

    /// An extractor of a pack that is ready.
    pub(crate) fn of(pack: Pack) -> Self {
        Self {
            pack: Arc::new(pack),
        }
    }

    /// Starts an extractor of another pack, or of the built-in one with overlays.
    pub fn builder() -> ExtractorBuilder {
        ExtractorBuilder::default()
    }

    /// Extracts everything from one document. Never fails, whatever the text.
    pub fn extract(&self, document: &Document<'_>) -> Extraction {
        self.extract_with(document, &mut Scratch::default())
    }

    /// Like [`extract`](Extractor::extract), with memory that is reused from call to call.
    pub fn extract_with(&self, document: &Document<'_>, scratch: &mut Scratch) -> Extraction {
        let deadline = scratch.deadline;
        resolve::resolve(self.analyse(document.text(), scratch), document, deadline)
    }

    /// Like [`extract_with`](Extractor::extract_with), for programs that go on whatever happens.
    ///
    /// # Errors
    ///
    /// If a defect of this library would end the thread in a panic. None is known.
    pub fn try_extract_with(
        &self,
        document: &Document<'_>,
        scratch: &mut Scratch,
    ) -> Result<Extraction, Error> {
        let extract = || self.extract_with(document, scratch);
        panic::catch_unwind(AssertUnwindSafe(extract)).map_err(|_| {
            // What is left in it is of no use.
            *scratch = Scratch::default();
            Error::input("a defect of this program; please report it")
        })
    }

    /// Like [`try_extract_with`](Extractor::try_extract_with), and gives a document up that is not done by a time. The
    /// time is looked at between stages, and sentence by sentence while rules run and events are read; a stage that has begun
    /// otherwise goes on to its end. A document that is done in time comes out as it always does.
    ///
    /// # Errors
    ///
    /// If the time is over ([`Error::is_timeout`]), and those of [`try_extract_with`](Extractor::try_extract_with).
    ///
    /// # Examples
    ///
    /// ```
    /// use std::time::{Duration, Instant};
    ///
    /// use attache::{Document, Extractor, Scratch};
    ///
    /// let extractor = Extractor::builtin();
    /// let text = "Russia met China. ".repeat(100_000);
    /// let soon = Instant::now() + Duration::from_millis(10);
    /// let given_up = extractor.try_extract_until(&Document::new(&text), soon, &mut Scratch::default());
    /// assert!(given_up.unwrap_err().is_timeout());
    /// ```
    pub fn try_extract_until(
        &self,
        document: &Document<'_>,
        time: Instant,
        scratch: &mut Scratch,
    ) -> Result<Extraction, Error> {
        let deadline = Deadline::at(time);
        scratch.deadline = deadline;
        let extracted = self.try_extract_with(document, scratch);
        scratch.deadline = Deadline::default();
        match deadline.is_over() {
            true => Err(Error::timeout()),
            false => extracted,
        }
    }

    /// The language that the pack is for, as a BCP 47 tag.
    ///
    /// # Examples
    ///
    /// ```
    /// assert_eq!(attache::Extractor::builtin().language(), "en");
    /// ```
    pub fn language(&self) -> &str {
        &self.pack.language
    }

    /// True if the beginning of a text has so many and so different function words of the pack that it is in
    /// the pack's [`language`](Extractor::language). False says no more
    /// than that the text is short, a list, or in another language.
    ///
    /// # Examples
    ///
    /// ```
    /// let extractor = attache::Extractor::builtin();
    /// let text = "The minister said on Monday that he had not been told of it by those who were there, \
    ///     and that he would have been against it if he had.";
    /// assert!(extractor.recognizes(text));
    /// assert!(!extractor.recognizes("Am Montag sagte der Minister, er sei dagegen gewesen."));
    /// ```
    pub fn recognizes(&self, text: &str) -> bool {
        let vocabulary = &self.pack.vocabulary;
        let sample = segment::beginning(text, LANGUAGE_SAMPLE_BYTES);
        let words = sample.split(|c: char| !c.is_alphanumeric());
        let (mut words_seen, mut function_words, mut different) = (0, 0, Vec::new());
        let mut buffer = String::new();
        for word in words.filter(|word| !word.is_empty()) {
            words_seen += 1;
            let code = vocabulary.code(word, &mut buffer);
            if code != UNKNOWN && vocabulary.traits(code).function {
                function_words += 1;
                if !different.contains(&code) {
                    different.push(code);
                }
            }
        }
        function_words * 4 >= words_seen && different.len() >= LEAST_FUNCTION_WORDS
    }

    /// The members of a bloc on a day, as ids of countries in order; without a day, those that have not
    /// left it. `bloc` is an [`Organization::entity`](crate::Organization::entity); what is no bloc has
    /// no members.
    ///
    /// # Examples
    ///
    /// ```
    /// let extractor = attache::Extractor::builtin();
    /// let members = extractor.members("g8", Some("2010-06-25".parse()?));
    /// assert_eq!(members, ["CAN", "DEU", "FRA", "GBR", "ITA", "JPN", "RUS", "USA"]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn members(&self, bloc: &str, on: Option<Date>) -> Vec<&str> {
        self.pack.memberships.of(bloc, on)
    }

    /// The name and version of the pack.
    pub fn pack(&self) -> (&str, &str) {
        (&self.pack.name, &self.pack.version)
    }

    pub(crate) fn compiled(&self) -> &Pack {
        &self.pack
    }

    /// The same extractor with all that serves to try its pack.
    pub(crate) fn whole(&self) -> Self {
        let Some(sources) = &self.pack.left_out else {
            return self.clone();
        };
        let pack = pack::build(sources)
            .unwrap_or_else(|error| unreachable!("it was compiled once: {error}"));
        Self::of(pack)
    }

    /// Runs all stages up to the last rule.
    pub(crate) fn analyse<'a>(&'a self, text: &'a str, scratch: &'a mut Scratch) -> Analysis<'a> {
        self.run_until(Stage::Rules, text, scratch);
        Analysis {
            pack: &self.pack,
            text,
            segmented: &scratch.segmented,
            annotations: &scratch.annotations,
        }
    }

    /// Runs the stages up to and with one of them, for benchmarks; returns how much it has found.
    #[doc(hidden)]
    pub fn run_until(&self, stage: Stage, text: &str, scratch: &mut Scratch) -> usize {
        self.segment(text, scratch);
        if stage == Stage::Segment {
            return scratch.segmented.tokens.len();
        }
        scratch.annotations.reset(scratch.segmented.tokens.len());
        if !scratch.deadline.is_over() {
            self.add_phrases(text, scratch);
        }
        if stage >= Stage::Shapes && !scratch.deadline.is_over() {
            self.add_shapes(text, scratch);
        }
        if stage >= Stage::Rules {
            self.add_rules(text, scratch, &mut ());
        }
        scratch.annotations.len()
    }

    /// The first stage: tokens with their codes, and sentences.
    pub(crate) fn segment(&self, text: &str, scratch: &mut Scratch) {
        let pack = &*self.pack;
        let Scratch {
            segmented, word, ..
        } = scratch;
        segmented.clear();
        let code = |token: &str| pack.vocabulary.code(token, word);
        pack.tokenizer.tokenize(text, &mut segmented.tokens, code);
        let traits = |token: &Token| pack.vocabulary.traits(token.code);
        SentenceSplitter::new(text, traits).split(segmented);
    }

    fn add_phrases(&self, text: &str, scratch: &mut Scratch) {
        let pack = &*self.pack;
        let surface = |entry| pack.surface(entry);
        let Scratch {
            segmented,
            annotations,
            phrases,
            ..
        } = scratch;
        for hit in pack.phrases.find(text, segmented, surface, phrases) {
            let span = (hit.start, hit.end);
            annotations.add(hit.label, span, span, Source::Entry(hit.entry));
        }
    }

    fn add_shapes(&self, text: &str, scratch: &mut Scratch) {
        let Scratch {
            segmented,
            annotations,
            sentence,
            ..
        } = scratch;
        let captures = &mut sentence.captures;
        self.pack.shapes.find(text, segmented, |hit| {
            captures.clear();
            captures.extend(hit.groups.iter().map(|&(group, (start, end))| Capture {
                name: group as u16,
                annotation: NONE,
                start: start as u32,
                end: end as u32,
            }));
            let rule = hit.rule;
            let analysis = Analysis {
                pack: &self.pack,
                text,
                segmented,
                annotations,
            };
            if analysis.has_conditions(rule) && !analysis.allows(rule, captures) {
                return;
            }
            let (first, count) = annotations.keep(captures);
            let label = self.pack.found_label(self.pack.rules[rule as usize].emits);
            let span = (hit.start, hit.end);
            annotations.add(label, span, span, Source::Rule { rule, first, count });
        });
    }
}

/// The stages that benchmarks tell apart.
#[doc(hidden)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    Segment,
    Phrases,
    Shapes,
    Rules,
}
