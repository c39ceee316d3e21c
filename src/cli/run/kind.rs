//! The kinds of record of an extraction.

use attache::Extraction;
use clap::ValueEnum;

/// A kind of record, as options and summaries name it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Kind {
    Officials,
    People,
    Titles,
    Countries,
    Places,
    Organizations,
    Sectors,
    Dates,
    Events,
}

impl Kind {
    /// The name that it has in the output.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Officials => "officials",
            Self::People => "people",
            Self::Titles => "titles",
            Self::Countries => "countries",
            Self::Places => "places",
            Self::Organizations => "organizations",
            Self::Sectors => "sectors",
            Self::Dates => "dates",
            Self::Events => "events",
        }
    }

    /// How many there are.
    pub(crate) fn count(self, extraction: &Extraction) -> usize {
        match self {
            Self::Officials => extraction.officials.len(),
            Self::People => extraction.people.len(),
            Self::Titles => extraction.titles.len(),
            Self::Countries => extraction.countries.len(),
            Self::Places => extraction.places.len(),
            Self::Organizations => extraction.organizations.len(),
            Self::Sectors => extraction.sectors.len(),
            Self::Dates => extraction.dates.len(),
            Self::Events => extraction.events.len() + extraction.relations.len(),
        }
    }

    /// Leaves none of them.
    pub(crate) fn clear(self, extraction: &mut Extraction) {
        match self {
            Self::Officials => extraction.officials.clear(),
            Self::People => extraction.people.clear(),
            Self::Titles => extraction.titles.clear(),
            Self::Countries => extraction.countries.clear(),
            Self::Places => extraction.places.clear(),
            Self::Organizations => extraction.organizations.clear(),
            Self::Sectors => extraction.sectors.clear(),
            Self::Dates => extraction.dates.clear(),
            Self::Events => {
                extraction.events.clear();
                extraction.relations.clear();
            }
        }
    }
}
