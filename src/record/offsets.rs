//! Byte offsets turned into other units, once, when the records are complete.

use super::types::{Evidence, Extraction, Mention, OffsetUnit, Person};

/// Bytes between two remembered positions: small enough that a look-up is cheap.
const STRIDE: usize = 64;

/// Counts of one unit at every [`STRIDE`]th byte of a text.
struct OffsetIndex<'t> {
    text: &'t str,
    unit: OffsetUnit,
    counts: Vec<usize>,
}

impl<'t> OffsetIndex<'t> {
    fn new(text: &'t str, unit: OffsetUnit) -> Self {
        let mut counts = Vec::with_capacity(text.len() / STRIDE + 1);
        let mut count = 0;
        for chunk in text.as_bytes().chunks(STRIDE) {
            counts.push(count);
            count += count_units(chunk, unit);
        }
        counts.push(count);
        Self { text, unit, counts }
    }

    /// The byte offset of an offset; one past the end counts as the end.
    fn byte(&self, offset: usize) -> usize {
        let stop = self.counts.partition_point(|&count| count <= offset);
        let Some(stop) = stop.checked_sub(1) else {
            return 0;
        };
        // Before a stride a character can have begun: its end is looked for from there.
        let mut byte = (stop * STRIDE).min(self.text.len());
        let mut count = self.counts[stop];
        while count < offset && byte < self.text.len() {
            count += count_units(&self.text.as_bytes()[byte..=byte], self.unit);
            byte += 1;
        }
        while !self.text.is_char_boundary(byte) {
            byte += 1;
        }
        byte
    }

    /// The offset of a byte offset; a byte offset past the end counts as the end.
    fn convert(&self, byte: usize) -> usize {
        let byte = byte.min(self.text.len());
        let stop = byte / STRIDE;
        self.counts[stop] + count_units(&self.text.as_bytes()[stop * STRIDE..byte], self.unit)
    }
}

/// The units that begin in these bytes. A character counts at its first byte.
fn count_units(bytes: &[u8], unit: OffsetUnit) -> usize {
    let is_start = |byte: u8| !(0x80..0xC0).contains(&byte);
    match unit {
        OffsetUnit::Byte => bytes.len(),
        OffsetUnit::Char => bytes.iter().filter(|&&b| is_start(b)).count(),
        OffsetUnit::Utf16 => bytes
            .iter()
            .map(|&b| usize::from(is_start(b)) + usize::from(b >= 0xF0))
            .sum(),
    }
}

impl Extraction {
    /// Rewrites all offsets, which are those of `text`, in another unit.
    ///
    /// # Examples
    ///
    /// ```
    /// use attache::{Document, Extractor, OffsetUnit};
    ///
    /// let text = "Le Café de Flore: Russia and China met.";
    /// let mut extraction = Extractor::builtin().extract(&Document::new(text));
    /// assert_eq!(extraction.countries[0].mentions[0].start, 19);
    /// extraction.convert_offsets(text, OffsetUnit::Char);
    /// assert_eq!(extraction.countries[0].mentions[0].start, 18);
    /// ```
    pub fn convert_offsets(&mut self, text: &str, unit: OffsetUnit) {
        let before = std::mem::replace(&mut self.document.offset_unit, unit);
        if before == unit || text.is_ascii() {
            return;
        }
        if before != OffsetUnit::Byte {
            let index = OffsetIndex::new(text, before);
            self.for_each_offset(&mut |offset| *offset = index.byte(*offset));
        }
        if unit != OffsetUnit::Byte {
            let index = OffsetIndex::new(text, unit);
            self.for_each_offset(&mut |offset| *offset = index.convert(*offset));
        }
    }

    /// Visits the length of the document and every `start` and `end` of every record.
    fn for_each_offset(&mut self, visit: &mut impl FnMut(&mut usize)) {
        visit(&mut self.document.length);
        for person in self.officials.iter_mut().chain(&mut self.people) {
            visit_person(person, visit);
        }
        let mentions = (self.titles.iter_mut().map(|t| &mut t.mentions))
            .chain(self.countries.iter_mut().map(|c| &mut c.mentions))
            .chain(self.places.iter_mut().map(|p| &mut p.mentions))
            .chain(self.organizations.iter_mut().map(|o| &mut o.mentions))
            .chain(self.sectors.iter_mut().map(|s| &mut s.mentions));
        for list in mentions {
            visit_mentions(list, visit);
        }
        for date in &mut self.dates {
            visit(&mut date.start);
            visit(&mut date.end);
            visit_evidence(&mut date.evidence, visit);
        }
        for event in self.events.iter_mut().chain(&mut self.relations) {
            visit_evidence(&mut event.evidence, visit);
        }
        for record in &mut self.records {
            visit_evidence(std::slice::from_mut(&mut record.evidence), visit);
        }
    }
}

fn visit_person(person: &mut Person, visit: &mut impl FnMut(&mut usize)) {
    visit_mentions(&mut person.mentions, visit);
    for position in &mut person.positions {
        visit_evidence(&mut position.evidence, visit);
    }
}

fn visit_mentions(mentions: &mut [Mention], visit: &mut impl FnMut(&mut usize)) {
    for mention in mentions {
        visit(&mut mention.start);
        visit(&mut mention.end);
    }
}

fn visit_evidence(evidence: &mut [Evidence], visit: &mut impl FnMut(&mut usize)) {
    for item in evidence {
        visit(&mut item.start);
        visit(&mut item.end);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_unit_agrees_with_std_on_every_boundary() {
        let text = "aé€😀".repeat(40);
        let chars = OffsetIndex::new(&text, OffsetUnit::Char);
        let utf16 = OffsetIndex::new(&text, OffsetUnit::Utf16);
        for (count, (byte, _)) in text.char_indices().enumerate() {
            assert_eq!(chars.convert(byte), count);
            assert_eq!(chars.byte(count), byte);
            assert_eq!(utf16.convert(byte), text[..byte].encode_utf16().count());
            assert_eq!(utf16.byte(utf16.convert(byte)), byte);
        }
        assert_eq!(chars.convert(text.len()), text.chars().count());
        assert_eq!(chars.byte(text.chars().count()), text.len());
    }
}
