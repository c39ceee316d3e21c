//! The examples and rows of tables.

use super::Trial;
use crate::pack::{Example, TableKind, kinds};
use crate::segment::Segmented;

impl Trial<'_> {
    /// Runs the examples of all tables, and lets each row find its own surface.
    pub(super) fn tables(&mut self) {
        let extractor = self.extractor;
        let pack = extractor.compiled();
        for table in &pack.tables {
            for (positive, place) in &table.examples {
                self.examples += 1;
                let example = Example::parse(&place.file.text[place.span.clone()]);
                for problem in self.table_example(&example, *positive) {
                    let code = if *positive { "P401" } else { "P402" };
                    self.sink.error(code, place, problem);
                }
            }
        }
        self.codes();
        self.surfaces();
    }

    /// Tries an example of a table; returns what does not come out.
    fn table_example(&mut self, example: &Example, positive: bool) -> Vec<String> {
        let analysis = self.extractor.analyse(&example.text, &mut self.scratch);
        self.seen.note(analysis.annotations);
        let mut problems = Vec::new();
        if example.marks.is_empty() {
            problems.push("the example marks nothing: write `[text]{label=id}`".to_owned());
        }
        for mark in &example.marks {
            let words = &example.text[mark.span.clone()];
            let Some(label) = analysis.pack.labels.get(&mark.name) else {
                problems.push(format!("there is no label `{}`", mark.name));
                continue;
            };
            let found = analysis.annotations.iter().find(|(id, annotation)| {
                let own = || analysis.attribute(*id, "id");
                analysis.pack.labels.public(annotation.label) == label
                    && analysis.span(*id) == (mark.span.start, mark.span.end)
                    && mark
                        .value
                        .as_deref()
                        .is_none_or(|wanted| own().as_deref() == Some(wanted))
            });
            match (positive, found) {
                (true, None) => problems.push(format!("`{words}` is no `{}`", mark_text(mark))),
                (false, Some(_)) => {
                    problems.push(format!(
                        "`{words}` is `{}`, and must not be",
                        mark_text(mark)
                    ));
                }
                _ => {}
            }
        }
        problems
    }

    /// Checks that the ids of rows, and the countries that they name, stand in the tables of entities,
    /// for labels that have one.
    fn codes(&mut self) {
        let pack = self.extractor.compiled();
        let country = pack.labels.name(kinds::COUNTRY);
        for table in &pack.tables {
            for row in &table.rows {
                let [_, label, id] = table.key(row);
                let own = (table.kind == TableKind::Gazetteer).then_some((label, id));
                let named = table.cell(row, country).map(|code| (country, code));
                for (label, code) in own.into_iter().chain(named) {
                    let label_id = pack.labels.get(label);
                    if label_id.is_some_and(|label| pack.lacks_entity(label, code)) {
                        let message = format!("there is no {label} `{code}`");
                        let help = "its id must stand in a table of entities".to_owned();
                        let place = table.row_place(row);
                        self.sink.error_help("P410", &place, message, help);
                    }
                }
            }
        }
    }

    /// Checks that each row of each gazetteer matches its own surface, and is what is found there.
    fn surfaces(&mut self) {
        let extractor = self.extractor;
        let pack = extractor.compiled();
        let mut phrases = Default::default();
        for (index, entry) in (0..).zip(pack.entries.list.iter()) {
            let table = &pack.tables[usize::from(entry.table)];
            let surface = pack.surface(index);
            let [_, _, id] = table.key(&entry.row);
            extractor.segment(surface, &mut self.scratch);
            let segmented: &Segmented = &self.scratch.segmented;
            let length = segmented.tokens.len() as u32;
            let hits = pack
                .phrases
                .find(surface, segmented, |e| pack.surface(e), &mut phrases);
            let own = hits
                .iter()
                .find(|hit| (hit.start, hit.end, hit.label) == (0, length, entry.label));
            let place = table.row_place(&entry.row);
            if surface.starts_with('"') && surface.ends_with('"') && entry.inflected.is_none() {
                let message = format!("`{surface}` is found with its quotes only");
                let help = "spreadsheets put quotes around cells; `attache fmt` takes them away"
                    .to_owned();
                self.sink.warning("P414", &place, message, help);
            }
            match own {
                None => {
                    let message = format!("`{surface}` does not match its own text");
                    self.sink.error("P406", &place, message);
                }
                Some(hit) if hit.entry != index => {
                    let other = pack.entry_attribute(hit.entry, "id").unwrap_or("");
                    if other != id {
                        let message = format!("`{surface}` is always taken for `{other}`");
                        let help = "only one row of a label can be found at one place".to_owned();
                        self.sink.warning("P408", &place, message, help);
                    }
                }
                Some(_) => {}
            }
        }
    }
}

fn mark_text(mark: &crate::pack::Mark) -> String {
    match &mark.value {
        Some(value) => format!("{}={value}", mark.name),
        None => mark.name.clone(),
    }
}
