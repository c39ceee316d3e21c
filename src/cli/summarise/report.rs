//! The most frequent of everything, and its course over time.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};

use serde::Serialize;

use super::corpus::{Corpus, Counts, Named, Official};
use super::periods::By;

/// The countries that a matrix has room for.
const MATRIX_COUNTRIES: usize = 25;

/// The sectors and countries whose course over time is told.
const MOST_SERIES: usize = 12;

/// More periods than this can't be told from each other on a page.
const MOST_PERIODS: i32 = 480;

/// The summary of a corpus; its serde form is the JSON.
#[derive(Serialize)]
pub(super) struct Report {
    /// Documents, without copies that are not counted.
    pub(super) documents: u64,
    pub(super) copies: u64,
    pub(super) dated: u64,
    pub(super) first: Option<String>,
    pub(super) last: Option<String>,
    pub(super) languages: BTreeMap<String, u64>,
    pub(super) records: BTreeMap<&'static str, u64>,
    pub(super) officials: Vec<OfficialRow>,
    pub(super) posts: Vec<PostRow>,
    pub(super) countries: Vec<Row>,
    pub(super) pairs: Vec<PairRow>,
    pub(super) sectors: Vec<Row>,
    pub(super) organizations: Vec<Row>,
    pub(super) matrix: Matrix,
    pub(super) timeline: Timeline,
}

#[derive(Serialize)]
pub(super) struct OfficialRow {
    pub(super) name: String,
    /// The title and country that are given most.
    pub(super) title: String,
    pub(super) country: String,
    pub(super) documents: u64,
    pub(super) mentions: u64,
}

#[derive(Serialize)]
pub(super) struct PostRow {
    pub(super) post: String,
    pub(super) country: String,
    pub(super) documents: u64,
}

#[derive(Clone, Serialize)]
pub(super) struct Row {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) documents: u64,
}

/// Two countries that documents name together.
#[derive(Serialize)]
pub(super) struct PairRow {
    pub(super) first: String,
    pub(super) second: String,
    pub(super) documents: u64,
}

/// For the most frequent countries: how many documents have two of them, and on the diagonal one.
#[derive(Serialize)]
pub(super) struct Matrix {
    pub(super) countries: Vec<Row>,
    pub(super) documents: Vec<Vec<u64>>,
}

/// Documents by period, from the first to the last without a gap.
#[derive(Serialize)]
pub(super) struct Timeline {
    /// It is longer than asked for if there would be too many to tell.
    pub(super) by: By,
    pub(super) periods: Vec<String>,
    pub(super) documents: Vec<u64>,
    pub(super) undated: u64,
    pub(super) sectors: Vec<Series>,
    pub(super) countries: Vec<Series>,
}

#[derive(Serialize)]
pub(super) struct Series {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) documents: Vec<u64>,
}

impl Report {
    /// The summary with so many rows of each kind at most.
    pub(super) fn new(corpus: &Corpus, top: usize, by: By) -> Self {
        Self {
            documents: corpus.documents,
            copies: corpus.copies,
            dated: corpus.dated,
            first: corpus.first.map(|day| day.to_string()),
            last: corpus.last.map(|day| day.to_string()),
            languages: corpus.languages.clone(),
            records: corpus.records.clone(),
            officials: officials(corpus, top),
            posts: posts(corpus, top),
            countries: rows(&corpus.countries, top),
            pairs: pairs(corpus, top),
            sectors: rows(&corpus.sectors, top),
            organizations: rows(&corpus.organizations, top),
            matrix: matrix(corpus),
            timeline: Timeline::new(corpus, by),
        }
    }
}

/// The first rows by number of documents, and by name where these are the same.
fn rows(named: &HashMap<String, Named>, top: usize) -> Vec<Row> {
    let row = |(id, named): (&String, &Named)| Row {
        id: id.clone(),
        name: named.name.clone(),
        documents: named.documents,
    };
    let mut rows: Vec<Row> = named.iter().map(row).collect();
    rows.sort_by(|a, b| {
        let order = b.documents.cmp(&a.documents);
        order.then_with(|| (&a.name, &a.id).cmp(&(&b.name, &b.id)))
    });
    rows.truncate(top);
    rows
}

fn officials(corpus: &Corpus, top: usize) -> Vec<OfficialRow> {
    let row = |official: &Official| {
        let usual = official.positions.iter();
        let usual = usual.max_by_key(|(position, number)| (**number, Reverse(*position)));
        let (title, country) = usual
            .map(|(position, _)| position.clone())
            .unwrap_or_default();
        OfficialRow {
            name: official.name.clone(),
            title,
            country,
            documents: official.documents,
            mentions: official.mentions,
        }
    };
    let mut rows: Vec<OfficialRow> = corpus.officials.values().map(row).collect();
    rows.sort_by(|a, b| {
        let order = (b.documents, b.mentions).cmp(&(a.documents, a.mentions));
        order.then_with(|| (&a.name, &a.country).cmp(&(&b.name, &b.country)))
    });
    rows.truncate(top);
    rows
}

fn posts(corpus: &Corpus, top: usize) -> Vec<PostRow> {
    let mut posts: Vec<_> = corpus.posts.iter().collect();
    posts.sort_by(|a, b| b.1.cmp(a.1).then_with(|| a.0.cmp(b.0)));
    let row = |(post, documents): (&super::corpus::Post, &u64)| PostRow {
        post: post.post.clone(),
        country: post.country.clone(),
        documents: *documents,
    };
    posts.into_iter().take(top).map(row).collect()
}

fn pairs(corpus: &Corpus, top: usize) -> Vec<PairRow> {
    let mut pairs: Vec<_> = corpus.pairs.iter().collect();
    pairs.sort_by(|a, b| b.1.cmp(a.1).then_with(|| a.0.cmp(b.0)));
    let row = |((first, second), documents): (&(String, String), &u64)| PairRow {
        first: first.clone(),
        second: second.clone(),
        documents: *documents,
    };
    pairs.into_iter().take(top).map(row).collect()
}

fn matrix(corpus: &Corpus) -> Matrix {
    let countries = rows(&corpus.countries, MATRIX_COUNTRIES);
    let cell = |a: &Row, b: &Row| match a.id.cmp(&b.id) {
        std::cmp::Ordering::Equal => a.documents,
        order => {
            let (first, second) = if order.is_lt() { (a, b) } else { (b, a) };
            let pair = (first.id.clone(), second.id.clone());
            corpus.pairs.get(&pair).copied().unwrap_or(0)
        }
    };
    let line = |a: &Row| countries.iter().map(|b| cell(a, b)).collect();
    let documents = countries.iter().map(line).collect();
    Matrix {
        countries,
        documents,
    }
}

/// The counts of one kind.
type CountsOf = fn(&Counts) -> &HashMap<String, u64>;

/// What has a name, with the documents that have a date only.
fn dated(corpus: &Corpus, named: &HashMap<String, Named>, of: CountsOf) -> HashMap<String, Named> {
    let mut dated: HashMap<String, Named> = HashMap::new();
    for (id, documents) in corpus.months.values().flat_map(of) {
        let known = dated.entry(id.clone()).or_insert_with(|| Named {
            name: named
                .get(id)
                .map(|one| one.name.clone())
                .unwrap_or_default(),
            documents: 0,
        });
        known.documents += documents;
    }
    dated
}

impl Timeline {
    fn new(corpus: &Corpus, by: By) -> Self {
        let ends = corpus.months.keys().next().zip(corpus.months.keys().last());
        let mut by = by;
        let (mut first, mut last) = (0, -1);
        if let Some((begin, end)) = ends {
            while by.period(*end) - by.period(*begin) >= MOST_PERIODS {
                match by.longer() {
                    Some(longer) => by = longer,
                    None => break,
                }
            }
            (first, last) = (by.period(*begin), by.period(*end));
        }
        let periods = (first..=last).map(|period| by.label(period)).collect();
        let course = |count: &dyn Fn(&Counts) -> u64| {
            let mut documents = vec![0; usize::try_from(last + 1 - first).unwrap_or(0)];
            for (month, counts) in &corpus.months {
                let place = usize::try_from(by.period(*month) - first).unwrap_or(0);
                documents[place] += count(counts);
            }
            documents
        };
        let series = |named: &HashMap<String, Named>, of: CountsOf| {
            let series = |row: Row| Series {
                documents: course(&|counts| of(counts).get(&row.id).copied().unwrap_or(0)),
                id: row.id,
                name: row.name,
            };
            let rows = rows(&dated(corpus, named, of), MOST_SERIES);
            rows.into_iter().map(series).collect()
        };
        Self {
            by,
            periods,
            documents: course(&|counts| counts.documents),
            undated: corpus.documents - corpus.dated,
            sectors: series(&corpus.sectors, |counts| &counts.sectors),
            countries: series(&corpus.countries, |counts| &counts.countries),
        }
    }
}
