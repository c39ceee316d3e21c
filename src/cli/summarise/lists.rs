//! A summary's lists, as rows of words.

use super::report::{Report, Row};

/// One of the lists, the most frequent first.
pub(super) struct List {
    pub(super) title: &'static str,
    pub(super) heads: &'static [&'static str],
    pub(super) rows: Vec<Vec<String>>,
}

impl Report {
    /// All lists, in the order in which they are shown.
    pub(super) fn lists(&self) -> Vec<List> {
        let officials = self.officials.iter().map(|one| {
            let words = [&one.name, &one.title, &one.country];
            row(words, &[one.documents, one.mentions])
        });
        let posts = self.posts.iter();
        let posts = posts.map(|one| row([&one.post, &one.country], &[one.documents]));
        let pairs = self.pairs.iter();
        let pairs = pairs.map(|one| row([&one.first, &one.second], &[one.documents]));
        let lists = [
            List {
                title: "Officials",
                heads: &["Name", "Title", "Country", "Documents", "Mentions"],
                rows: officials.collect(),
            },
            List {
                title: "Posts",
                heads: &["Post", "Country", "Documents"],
                rows: posts.collect(),
            },
            List {
                title: "Countries named together",
                heads: &["Country", "Country", "Documents"],
                rows: pairs.collect(),
            },
        ];
        let named = [
            ("Countries", &self.countries),
            ("Sectors", &self.sectors),
            ("Organisations", &self.organizations),
        ];
        lists.into_iter().chain(named.map(named_list)).collect()
    }
}

fn named_list((title, rows): (&'static str, &Vec<Row>)) -> List {
    let rows = rows.iter();
    List {
        title,
        heads: &["Name", "Id", "Documents"],
        rows: rows
            .map(|one| row([&one.name, &one.id], &[one.documents]))
            .collect(),
    }
}

fn row<const N: usize>(words: [&String; N], numbers: &[u64]) -> Vec<String> {
    let numbers = numbers.iter().map(u64::to_string);
    words.into_iter().cloned().chain(numbers).collect()
}
