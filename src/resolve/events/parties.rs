//! Who can take part in events: countries, officials and organisations, where the text names them.

use crate::analysis::Analysis;
use crate::pack::kinds;
use crate::record::{Extraction, Mention};

/// Mentions of a country that name it as such.
const NAMING: [&str; 6] = ["name", "alias", "demonym", "combining", "metonym", "group"];

/// Mentions that name a place of it.
const PLACES: [&str; 3] = ["capital", "city", "region"];

/// The column that says what a kind of organisation acts as, and its word for what acts for its state.
const ACTS: &str = "acts";
const STATE: &str = "state";

/// The word for what is only the frame in which states act.
const FRAME: &str = "frame";

/// Somebody who is named at some place of the text.
#[derive(Clone, Debug)]
pub(super) struct Party {
    /// The tokens of the name.
    pub(super) start: u32,
    pub(super) end: u32,
    /// The ids of who is named; what they stand for comes last.
    pub(super) ids: Vec<String>,
    /// How many are named.
    pub(super) count: usize,
    /// A town or region, which stands for its country only where it acts.
    pub(super) is_place: bool,
    /// A state, somebody who stands for one, or a body of politics.
    pub(super) is_political: bool,
    /// The name is an adjective, or can be one.
    pub(super) is_adjective: bool,
}

/// All parties of a document in order of the text; none lies in another.
pub(super) fn collect(analysis: &Analysis<'_>, extraction: &Extraction) -> Vec<Party> {
    let mut parties = Vec::new();
    let mut add = |mention: &Mention, ids: &[String], count: usize, is: [bool; 2]| {
        let tokens = &analysis.segmented.tokens;
        let start = tokens.partition_point(|token| (token.end as usize) <= mention.start) as u32;
        let end = tokens.partition_point(|token| (token.start as usize) < mention.end) as u32;
        if start < end {
            let [is_place, is_political] = is;
            parties.push(Party {
                start,
                end,
                ids: ids.to_vec(),
                count,
                is_place,
                is_political,
                is_adjective: matches!(&*mention.form, "demonym" | "combining"),
            });
        }
    };
    let officials = extraction.officials.iter().map(|person| (person, true));
    let people = extraction.people.iter().map(|person| (person, false));
    for (person, is_official) in officials.chain(people) {
        // Who runs a company stands for no state.
        let state = person.state().filter(|_| is_official);
        let ids = std::iter::once(&*person.id).chain(state);
        let ids: Vec<String> = ids.map(str::to_owned).collect();
        for mention in &person.mentions {
            add(mention, &ids, 1, [false, is_official]);
        }
    }
    for organization in &extraction.organizations {
        let kind = organization.kind.as_deref().unwrap_or_default();
        let acts = analysis
            .pack
            .entity_attribute(kinds::ORGANIZATION_KIND, kind, ACTS);
        let mut ids = vec![organization.id.clone()];
        let mut count = 1;
        match (organization.countries.as_slice(), acts) {
            ([country], Some(STATE)) => ids.push(country.clone()),
            (countries @ [_, _, ..], Some(FRAME)) => {
                ids = countries.to_vec();
                count = countries.len();
            }
            _ => {}
        }
        for mention in &organization.mentions {
            add(mention, &ids, count, [false, acts.is_some()]);
        }
    }
    for country in &extraction.countries {
        let ids = [country.id.clone()];
        for mention in &country.mentions {
            let is_place = PLACES.contains(&&*mention.form);
            if is_place || NAMING.contains(&&*mention.form) {
                add(mention, &ids, 1, [is_place, true]);
            }
        }
    }
    // Of those that overlap the longest stays; several with the same words are meant together.
    parties.sort_by_key(|party| (party.start, std::cmp::Reverse(party.end), party.is_place));
    let mut apart: Vec<Party> = Vec::with_capacity(parties.len());
    for party in parties {
        match apart.last_mut() {
            Some(last) if (party.start, party.end) == (last.start, last.end) => {
                last.is_political |= party.is_political;
                if !party.is_place {
                    last.count += party.count;
                    for id in party.ids {
                        if !last.ids.contains(&id) {
                            last.ids.push(id);
                        }
                    }
                }
            }
            Some(last) if party.start < last.end => {}
            _ => apart.push(party),
        }
    }
    apart
}
