//! Officials: persons with what the text says they are.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use jiff::civil::Date;

use super::complete::{Focus, Known, NATIONAL};
use super::organizations::Organizations;
use super::people::People;
use super::titles::portfolios;
use super::{evidence, on_one_line};
use crate::analysis::Analysis;
use crate::matching::{AnnotationId, Capture, LabelId, NONE};
use crate::pack::{KINDS, kinds};
use crate::record::{Certainty, Country, Organization, Person, Position, Status};

/// The attribute of a post that says whether its holder is a public official, and of a kind of
/// organisation that says whether its heads are.
const PUBLIC: &str = "public";
/// What it says where the organisation decides.
const BY_BODY: &str = "body";

/// The field of a rule for a person to whose office the post belongs.
const OWNER: &str = "owner";

/// The field of a rule for a title whose holder has one more.
const HOLDER: &str = "holder";

/// The field of a rule for what ministers are responsible for, where their titles do not say it.
const PORTFOLIO: &str = "portfolio";

/// The field of a rule for a post like the one named last.
const SAME: &str = "same";

/// The attribute of a post for the other posts that its titles may stand for.
const COVERS: &str = "covers";

/// The attribute of a title or name that implies a country.
const COUNTRY: &str = "country";

/// What a title annotation turned out to belong to.
#[derive(Clone, Debug, Default)]
pub(crate) struct TitleUse {
    pub(crate) holder: Option<usize>,
    pub(crate) country: Option<String>,
    pub(crate) organization: Option<String>,
    pub(crate) status: Status,
}

/// What a title that stands for its holder says of the post.
pub(crate) struct MeantPost<'a> {
    pub(crate) post: Cow<'a, str>,
    /// The other posts that its titles may stand for, with commas between.
    covered: &'a str,
    portfolios: Vec<String>,
    used: TitleUse,
}

/// A post as it was given to somebody.
struct LastPost {
    position: Position,
    is_public: bool,
    /// The sentence that gave it.
    sentence: usize,
}

/// The positions of the persons of a document.
pub(crate) struct Officials {
    pub(super) positions: HashMap<usize, Vec<Position>>,
    /// The countries that titles and names imply, for each person.
    pub(super) implied: HashMap<usize, String>,
    /// Those of the persons that the pack knows as office-holders.
    pub(super) known: HashMap<usize, Known>,
    /// The organisations, by their ids in the document, that are a state's own.
    pub(super) national: HashSet<String>,
    uses: HashMap<AnnotationId, TitleUse>,
    public: HashMap<usize, bool>,
    /// Official annotations whose person is a mention that only refers.
    postponed: Vec<AnnotationId>,
    /// The last post with a holder.
    last: Option<LastPost>,
    /// Which country the document speaks of.
    pub(super) focus: Focus,
    pub(super) as_of: Option<Date>,
}

impl Officials {
    pub(crate) fn collect(
        analysis: &Analysis<'_>,
        people: &People,
        organizations: &Organizations,
        countries: &[Country],
        as_of: Option<Date>,
    ) -> Self {
        let mut officials = Self {
            positions: HashMap::new(),
            implied: HashMap::new(),
            known: HashMap::new(),
            national: HashSet::new(),
            uses: HashMap::new(),
            public: HashMap::new(),
            postponed: Vec::new(),
            last: None,
            focus: Focus::new(countries),
            as_of,
        };
        // Whose post is told by somebody else's waits for that one.
        let (mut stated, mut owned) = (Vec::new(), Vec::new());
        for id in analysis.annotations.of(kinds::OFFICIAL) {
            let owners = analysis.field_captures(id, OWNER);
            let mut captures = analysis.field_captures(id, "name");
            captures.extend(&owners);
            let refers = |capture: &&Capture| {
                capture.annotation != NONE
                    && analysis.get(capture.annotation).label == kinds::COREF
                    && people.of(capture.annotation).is_none()
            };
            let list = match (captures.iter().any(refers), owners.is_empty()) {
                (true, _) => &mut officials.postponed,
                (false, true) => &mut stated,
                (false, false) => &mut owned,
            };
            list.push(id);
        }
        officials.add_all(analysis, people, organizations, &stated);
        officials.add_all(analysis, people, organizations, &owned);
        officials
    }

    /// Adds the official annotations that waited until it was known whom their mentions mean.
    pub(crate) fn add_postponed(
        &mut self,
        analysis: &Analysis<'_>,
        people: &People,
        organizations: &Organizations,
    ) {
        let postponed = std::mem::take(&mut self.postponed);
        self.add_all(analysis, people, organizations, &postponed);
    }

    /// Adds official annotations, and what follows from them.
    fn add_all(
        &mut self,
        analysis: &Analysis<'_>,
        people: &People,
        organizations: &Organizations,
        annotations: &[AnnotationId],
    ) {
        for &id in annotations {
            self.add(analysis, people, organizations, id);
        }
        if !annotations.is_empty() {
            self.complete(analysis, people);
        }
    }

    /// The titles that official annotations use without saying who holds them.
    pub(crate) fn unheld(&self) -> impl Iterator<Item = AnnotationId> {
        let unheld = self.uses.iter().filter(|(_, used)| used.holder.is_none());
        unheld.map(|(id, _)| *id)
    }

    /// True if it is said of a title who holds it.
    pub(crate) fn has_holder(&self, title: AnnotationId) -> bool {
        self.uses
            .get(&title)
            .is_some_and(|used| used.holder.is_some())
    }

    /// Says who is meant by a title.
    pub(crate) fn hold(&mut self, title: AnnotationId, person: usize) {
        self.uses.entry(title).or_default().holder = Some(person);
    }

    /// The posts that a title may mean, as far as what it belongs to is said.
    pub(crate) fn meant<'a>(
        &self,
        analysis: &Analysis<'a>,
        title: AnnotationId,
    ) -> Option<MeantPost<'a>> {
        let post = analysis.attribute(title, "id")?;
        Some(MeantPost {
            covered: analysis
                .pack
                .entity_attribute(kinds::TITLE, &post, COVERS)
                .unwrap_or(""),
            post,
            portfolios: portfolios(analysis, title),
            used: self.uses.get(&title).cloned().unwrap_or_default(),
        })
    }

    /// True if a person has a position that is meant.
    pub(crate) fn holds(&self, person: usize, meant: &MeantPost<'_>) -> bool {
        let MeantPost {
            post,
            covered,
            portfolios,
            used,
        } = meant;
        let covers = |own: &str| {
            let mut others = covered.split(',');
            own == &**post || others.any(|other| other.trim() == own)
        };
        let agree = |said: &Option<String>, own: &Option<String>| said.is_none() || said == own;
        let positions = self.positions.get(&person).into_iter().flatten();
        let mut positions = positions.filter(|position| {
            position.post.as_deref().is_some_and(covers)
                && (portfolios.is_empty() || *portfolios == position.portfolios)
                && agree(&used.country, &position.country)
                && agree(&used.organization, &position.organization)
                && (used.status == Status::Current || used.status == position.status)
        });
        positions.next().is_some()
    }

    /// Gives each person of an official annotation each of its titles.
    fn add(
        &mut self,
        analysis: &Analysis<'_>,
        people: &People,
        organizations: &Organizations,
        id: AnnotationId,
    ) {
        let names = analysis.field_captures(id, "name");
        let mut persons: Vec<(usize, usize)> = names
            .iter()
            .enumerate()
            .filter_map(|(at, capture)| Some((at, person_of(people, capture)?)))
            .collect();
        // A further title of whoever holds another one.
        let others = analysis.field_captures(id, HOLDER);
        let mut others = others
            .iter()
            .filter_map(|title| self.uses.get(&title.annotation));
        persons.extend(others.find_map(|used| Some((0, used.holder?))));
        let titles = analysis.field_captures(id, "title");
        let sentence = analysis.sentence_of(id);
        if titles.is_empty() && !analysis.field(id, SAME).is_empty() {
            self.add_same(
                analysis,
                id,
                persons.iter().map(|(_, person)| *person),
                sentence,
            );
            return;
        }
        let body = analysis
            .field_captures(id, "organization")
            .into_iter()
            .filter(|capture| capture.annotation != NONE)
            .find_map(|capture| organizations.of(capture.annotation));
        let organization = body.map(|body| body.id.clone());
        // What the pack knows by name, it knows the country of.
        let is_national =
            |body: &&Organization| body.entity.is_none() && is_body(analysis, Some(body), NATIONAL);
        if let Some(body) = body.filter(is_national) {
            self.national.insert(body.id.clone());
        }
        // As many countries or portfolios as names: each name has its own.
        let values = |field: &str| -> Vec<String> {
            let values = analysis.field(id, field);
            values.iter().map(ToString::to_string).collect()
        };
        let own = |values: &[String], at: usize| match values.len() == names.len() {
            true => values.get(at).cloned(),
            false => values.first().cloned(),
        };
        let mut stated = values("country");
        // What belongs to one country has its officials there.
        if let (true, Some([country])) = (stated.is_empty(), body.map(|body| &*body.countries)) {
            stated.push(country.clone());
        }
        let mut certainty = Certainty::Stated;
        if stated.is_empty() && organization.is_none() {
            let owners = analysis.field_captures(id, OWNER);
            let owner = owners
                .first()
                .and_then(|capture| person_of(people, capture));
            let posts = owner.and_then(|owner| self.positions.get(&owner));
            let country = posts
                .into_iter()
                .flatten()
                .find_map(|post| post.country.clone());
            if country.is_some() {
                certainty = Certainty::Derived;
            }
            stated.extend(country);
        }
        let fields = values(PORTFOLIO);
        let is_same = !analysis.field(id, SAME).is_empty();
        for capture in names.iter().chain(&titles) {
            if let Some(country) = implied_country(analysis, capture) {
                let bearer = person_of(people, capture);
                let all = || persons.iter().map(|(_, person)| *person).collect();
                for person in bearer.map_or_else(all, |person| vec![person]) {
                    self.implied
                        .entry(person)
                        .or_insert_with(|| country.clone());
                }
            }
        }
        let status = status(analysis.field(id, "status").first().map(|status| &**status));
        let written: Vec<Option<&Capture>> = match titles.is_empty() {
            true => vec![None],
            false => titles.iter().copied().map(Some).collect(),
        };
        for title in written {
            if let Some(capture) = title.filter(|capture| capture.annotation != NONE) {
                let used = self.uses.entry(capture.annotation).or_default();
                used.country = used.country.take().or_else(|| stated.first().cloned());
                used.organization = used.organization.take().or_else(|| organization.clone());
                used.holder = used.holder.or(persons.first().map(|(_, person)| *person));
                if used.status == Status::Current {
                    used.status = status;
                }
            }
            let Some((text, mut post)) = title_of(analysis, id, title) else {
                continue;
            };
            let mut portfolios = title
                .filter(|capture| capture.annotation != NONE)
                .map_or_else(Vec::new, |capture| portfolios(analysis, capture.annotation));
            if is_same {
                let last = self.last.as_ref().map(|last| &last.position);
                post = last.and_then(|last| last.post.clone());
                portfolios = last.map_or_else(Vec::new, |last| last.portfolios.clone());
            }
            let is_public = is_public(analysis, post.as_deref(), body);
            for &(at, person) in &persons {
                *self.public.entry(person).or_default() |= is_public;
                let position = Position {
                    title: text.clone(),
                    post: post.clone(),
                    country: own(&stated, at),
                    portfolios: match fields.is_empty() {
                        true => portfolios.clone(),
                        false => own(&fields, at).into_iter().collect(),
                    },
                    organization: organization.clone(),
                    status,
                    as_of: self.as_of.map(|day| day.to_string()),
                    certainty,
                    evidence: vec![evidence(analysis, id)],
                };
                self.last = Some(LastPost {
                    position: position.clone(),
                    is_public,
                    sentence,
                });
                merge(self.positions.entry(person).or_default(), position);
            }
        }
    }

    /// Gives persons the very post that was named last, in this sentence or the one before.
    fn add_same(
        &mut self,
        analysis: &Analysis<'_>,
        id: AnnotationId,
        persons: impl Iterator<Item = usize>,
        sentence: usize,
    ) {
        let is_near = |last: &&LastPost| sentence <= last.sentence + 1;
        let Some(last) = self.last.as_ref().filter(is_near) else {
            return;
        };
        let position = Position {
            status: status(analysis.field(id, "status").first().map(|status| &**status)),
            evidence: vec![evidence(analysis, id)],
            ..last.position.clone()
        };
        for person in persons {
            *self.public.entry(person).or_default() |= last.is_public;
            merge(self.positions.entry(person).or_default(), position.clone());
        }
    }

    /// What a title belongs to, as far as an official annotation says so.
    pub(crate) fn title_use(&self, id: AnnotationId) -> Option<&TitleUse> {
        self.uses.get(&id)
    }

    /// The persons with their positions: those with a public post, and the others.
    pub(crate) fn into_persons(mut self, people: People) -> (Vec<Person>, Vec<Person>) {
        let (mut officials, mut others) = (Vec::new(), Vec::new());
        for (at, individual) in people.list.into_iter().enumerate() {
            let list = match self.public.get(&at).copied().unwrap_or(false) {
                true => &mut officials,
                false => &mut others,
            };
            let mut person = Person {
                id: person_id(at),
                name: individual.name,
                given: individual.given,
                family: individual.family,
                entity: individual.entity,
                certainty: Certainty::Stated,
                positions: self.positions.remove(&at).unwrap_or_default(),
                mentions: individual.mentions,
            };
            if let Some(known) = self.known.remove(&at) {
                known.describe(&mut person);
            }
            list.push(person);
        }
        (officials, others)
    }
}

/// The country that a capture implies: its own attribute, or that of a name that ends with it, as the
/// family name of a known statesman does.
fn implied_country(analysis: &Analysis<'_>, capture: &Capture) -> Option<String> {
    if capture.annotation == NONE {
        return None;
    }
    let end = analysis.get(capture.annotation).end;
    let mut names = analysis.annotations.ending_at(end).filter(|(id, name)| {
        let is_plain = !KINDS.contains(&analysis.pack.labels.name(name.label));
        *id == capture.annotation || name.label == kinds::KNOWN_PERSON || is_plain
    });
    let country = names.find_map(|(id, _)| analysis.attribute(id, COUNTRY))?;
    Some(country.into_owned())
}

/// The id of the person at a place in the list.
pub(crate) fn person_id(at: usize) -> String {
    format!("p{}", at + 1)
}

fn person_of(people: &People, capture: &Capture) -> Option<usize> {
    (capture.annotation != NONE)
        .then(|| people.of(capture.annotation))
        .flatten()
}

/// The words of a title and the post that they mean; a rule can also state them without a capture.
fn title_of(
    analysis: &Analysis<'_>,
    id: AnnotationId,
    title: Option<&Capture>,
) -> Option<(String, Option<String>)> {
    let stated = analysis.field(id, "post").first().map(ToString::to_string);
    match title {
        Some(capture) => {
            let post =
                stated.or_else(|| Some(analysis.capture_attribute(capture, "id")?.into_owned()));
            Some((on_one_line(analysis.capture_text(capture)), post))
        }
        None => Some((analysis.field(id, "title").first()?.to_string(), stated)),
    }
}

/// True if who holds a post is a public official: by the post alone, or by the organisation.
fn is_public(analysis: &Analysis<'_>, post: Option<&str>, body: Option<&Organization>) -> bool {
    let public = post.and_then(|id| analysis.pack.entity_attribute(kinds::TITLE, id, PUBLIC));
    match public {
        Some(BY_BODY) => is_body(analysis, body, PUBLIC),
        public => public == Some("yes"),
    }
}

/// True if the pack says yes to an attribute of the organisation's kind.
fn is_body(analysis: &Analysis<'_>, body: Option<&Organization>, attribute: &str) -> bool {
    let kind = body.and_then(|body| body.kind.as_deref());
    says_yes(analysis, kinds::ORGANIZATION_KIND, kind, attribute)
}

/// True if the pack says yes to an attribute of a kind of post or of organisation.
pub(super) fn says_yes(
    analysis: &Analysis<'_>,
    label: LabelId,
    id: Option<&str>,
    attribute: &str,
) -> bool {
    let said = id.and_then(|id| analysis.pack.entity_attribute(label, id, attribute));
    said == Some("yes")
}

fn status(word: Option<&str>) -> Status {
    match word {
        Some("former") => Status::Former,
        Some("acting") => Status::Acting,
        Some("elect") => Status::Elect,
        Some("outgoing") => Status::Outgoing,
        Some("candidate") => Status::Candidate,
        _ => Status::Current,
    }
}

/// Adds a position, or its evidence to the one that says the same and more.
fn merge(positions: &mut Vec<Position>, mut new: Position) {
    let agree = |a: &Option<String>, b: &Option<String>| a.is_none() || b.is_none() || a == b;
    let same = |old: &&mut Position| {
        let same_post = match (&old.post, &new.post) {
            (Some(a), Some(b)) => a == b,
            _ => old.title.eq_ignore_ascii_case(&new.title),
        };
        same_post
            && old.status == new.status
            && agree(&old.country, &new.country)
            && agree(&old.organization, &new.organization)
    };
    match positions.iter_mut().find(same) {
        Some(old) => {
            old.country = old.country.take().or(new.country);
            old.organization = old.organization.take().or(new.organization);
            if old.portfolios.is_empty() {
                old.portfolios = new.portfolios;
            }
            old.evidence.append(&mut new.evidence);
        }
        None => positions.push(new),
    }
}
