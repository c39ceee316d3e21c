//! What ARCHITECTURE.md promises of every extraction.

use attache::{Certainty, Date, Event, Evidence, Extraction, Mention, OffsetUnit, Person};

/// A span, and the words that the extraction says stand there.
type Spanned<'e> = (usize, usize, &'e str);

/// Checks all that is promised of the extraction of a text, with offsets in bytes.
///
/// # Errors
///
/// The first promise that is not kept.
pub fn check(text: &str, extraction: &Extraction) -> Result<(), String> {
    must(extraction.document.length == text.len(), || {
        "the length is the text's".to_owned()
    })?;
    for (start, end, words) in spans(extraction) {
        must(start < end, || format!("{start}..{end} is empty"))?;
        must(text.get(start..end) == Some(words), || {
            format!("{words:?} does not stand at {start}..{end}")
        })?;
    }
    for (list, records) in mentions(extraction) {
        for mentions in &records {
            must(!mentions.is_empty(), || {
                format!("{list}: one without a mention")
            })?;
            must(
                mentions.is_sorted_by_key(|one| (one.start, one.end)),
                || format!("{list}: mentions out of order: {mentions:?}"),
            )?;
        }
        must(
            records.is_sorted_by_key(|mentions| mentions[0].start),
            || format!("{list} out of order"),
        )?;
    }
    dates(extraction)?;
    must(references_hold(extraction), || {
        "a record speaks of one that is not there".to_owned()
    })?;
    let json = serde_json::to_string(extraction).map_err(|error| error.to_string())?;
    let back: Extraction = serde_json::from_str(&json).map_err(|error| error.to_string())?;
    must(back == *extraction, || {
        "its JSON is another extraction".to_owned()
    })?;
    for unit in [OffsetUnit::Char, OffsetUnit::Utf16] {
        offsets(text, extraction, unit)?;
    }
    Ok(())
}

fn must(holds: bool, message: impl FnOnce() -> String) -> Result<(), String> {
    match holds {
        true => Ok(()),
        false => Err(message()),
    }
}

/// Offsets in another unit are what the standard library counts, and lead back.
fn offsets(text: &str, extraction: &Extraction, unit: OffsetUnit) -> Result<(), String> {
    // Where each byte is, in that unit.
    let mut counts = vec![0; text.len() + 1];
    let mut count = 0;
    for (byte, character) in text.char_indices() {
        counts[byte..byte + character.len_utf8()].fill(count);
        count += match unit {
            OffsetUnit::Char => 1,
            _ => character.len_utf16(),
        };
    }
    counts[text.len()] = count;
    let mut converted = extraction.clone();
    converted.convert_offsets(text, unit);
    must(converted.document.offset_unit == unit, || {
        "the unit is not the one asked for".to_owned()
    })?;
    must(converted.document.length == count, || {
        format!("{unit:?}: the length")
    })?;
    let (new, old) = (spans(&converted), spans(extraction));
    must(new.len() == old.len(), || {
        format!("{unit:?}: spans are lost")
    })?;
    for (new, old) in new.into_iter().zip(old) {
        must(new == (counts[old.0], counts[old.1], old.2), || {
            format!("{unit:?}: {old:?} has become {new:?}")
        })?;
    }
    converted.convert_offsets(text, OffsetUnit::Byte);
    must(converted == *extraction, || {
        format!("{unit:?} does not lead back")
    })
}

fn dates(extraction: &Extraction) -> Result<(), String> {
    let dates = &extraction.dates;
    must(
        dates.is_sorted_by_key(|date| (date.start, date.end)),
        || "dates out of order".to_owned(),
    )?;
    must(
        dates.windows(2).all(|two| two[0].end <= two[1].start),
        || "dates overlap".to_owned(),
    )?;
    for date in dates {
        let day = |time: &Option<String>| {
            let day = time.as_deref().and_then(|time| time.split('T').next());
            day.map(str::parse::<Date>).transpose()
        };
        let (from, to) = (day(&date.from), day(&date.to));
        let is_so = match (&from, &to) {
            (Ok(Some(from)), Ok(Some(to))) => from <= to,
            (Ok(_), Ok(_)) => true,
            _ => false,
        };
        must(is_so, || format!("{date:?} is from {from:?} to {to:?}"))?;
    }
    Ok(())
}

/// The mentions of each record, by the list that it stands in.
fn mentions(extraction: &Extraction) -> [(&'static str, Vec<&[Mention]>); 7] {
    macro_rules! of {
        ($list:ident) => {
            (
                stringify!($list),
                extraction
                    .$list
                    .iter()
                    .map(|one| &one.mentions[..])
                    .collect(),
            )
        };
    }
    [
        of!(officials),
        of!(people),
        of!(titles),
        of!(countries),
        of!(places),
        of!(organizations),
        of!(sectors),
    ]
}

/// All spans that have their words beside them.
fn spans(extraction: &Extraction) -> Vec<Spanned<'_>> {
    fn of(evidence: &Evidence) -> Spanned<'_> {
        (evidence.start, evidence.end, &evidence.text)
    }
    let records = mentions(extraction)
        .into_iter()
        .flat_map(|(_, records)| records);
    let mut spans: Vec<Spanned<'_>> = records
        .flatten()
        .map(|mention| (mention.start, mention.end, mention.text.as_str()))
        .collect();
    let people = extraction.officials.iter().chain(&extraction.people);
    let positions = people.flat_map(|one| &one.positions);
    spans.extend(positions.flat_map(|one| &one.evidence).map(of));
    for date in &extraction.dates {
        spans.push((date.start, date.end, &date.text));
        spans.extend(date.evidence.iter().map(of));
    }
    let events = extraction.events.iter().chain(&extraction.relations);
    spans.extend(events.flat_map(|event| &event.evidence).map(of));
    spans.extend(extraction.records.iter().map(|record| of(&record.evidence)));
    spans
}

/// All that the records say of each other is there.
fn references_hold(extraction: &Extraction) -> bool {
    let people = || extraction.officials.iter().chain(&extraction.people);
    let is_organization = |id: &Option<String>| {
        let organizations = &extraction.organizations;
        id.as_ref()
            .is_none_or(|id| organizations.iter().any(|one| one.id == *id))
    };
    let holds = |person: &Person| {
        person.positions.iter().all(|position| {
            is_organization(&position.organization)
                && !position.evidence.is_empty()
                && matches!(position.certainty, Certainty::Stated | Certainty::Derived)
        })
    };
    let is_known = |id: &String| {
        let mut positions = people().flat_map(|one| &one.positions);
        people().any(|one| one.id == *id)
            || extraction.organizations.iter().any(|one| one.id == *id)
            || extraction.countries.iter().any(|one| one.id == *id)
            || positions.any(|position| position.country.as_ref() == Some(id))
    };
    let happens = |event: &Event| {
        let mut participants = event.participants.iter();
        !event.participants.is_empty()
            && !event.evidence.is_empty()
            && !event.key.is_empty()
            && participants.all(|one| is_known(&one.reference))
            && event.reported_by.iter().all(is_known)
            && (event.date.iter()).all(|id| extraction.dates.iter().any(|one| one.id == *id))
            && event.organization.iter().all(is_known)
    };
    people().all(holds)
        && extraction.events.iter().all(happens)
        && extraction.relations.iter().all(happens)
        && extraction.titles.iter().all(|title| {
            let holder = title.holder.as_ref();
            is_organization(&title.organization)
                && holder.is_none_or(|id| people().any(|one| one.id == *id))
        })
}
