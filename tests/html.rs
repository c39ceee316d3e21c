//! Articles out of web pages.

#![cfg(feature = "formats")]

use std::fs;
use std::time::{Duration, Instant};

use attache::read::{Article, article};
use proptest::prelude::*;

fn page(name: &str) -> String {
    let path = format!("{}/fixtures/html/{name}.html", env!("CARGO_MANIFEST_DIR"));
    fs::read_to_string(path).expect("the fixture is there")
}

fn read(name: &str) -> Article {
    article(&page(name))
}

/// The first words of each block, which tell the blocks apart.
fn starts(article: &Article) -> Vec<String> {
    let blocks = article.text.split("\n\n");
    let words = blocks.map(|block| block.split_whitespace().take(3).collect::<Vec<_>>());
    words.map(|words| words.join(" ")).collect()
}

fn published(article: &Article) -> Option<String> {
    let (date, time) = article.published?;
    Some(time.map_or_else(|| date.to_string(), |time| format!("{date} {time}")))
}

#[test]
fn a_news_page_gives_its_article_alone() {
    let article = read("news");
    assert_eq!(
        article.title.as_deref(),
        Some("Ministers agree grain corridor after nine hours of talks")
    );
    assert_eq!(published(&article).as_deref(), Some("2015-11-16 21:40:00"));
    let expected = [
        "VIENNA — Foreign",
        "“We have an",
        "Delegates leave the",
        "What was agreed",
        "Under the agreement,",
        "the northern crossing,",
        "the bridge road,",
        "Diplomats said that",
    ];
    assert_eq!(starts(&article), expected);
    assert!(article.text.contains(" in the Austrian capital.\n\n"));
    assert!(
        article
            .text
            .ends_with("called the deal “a lifeline” for 300,000 people.")
    );
}

#[test]
fn a_page_may_have_metadata_alone() {
    let article = read("metadata");
    assert_eq!(
        article.title.as_deref(),
        Some("Central bank of Peru holds rate")
    );
    assert_eq!(published(&article).as_deref(), Some("2012-03-08"));
    let expected = [
        "LIMA, March 8",
        "Twelve of thirteen",
        "Finance Minister Luis",
    ];
    assert_eq!(starts(&article), expected);
    assert!(
        article
            .text
            .contains("4.17 percent in February, still above the bank’s target")
    );
}

#[test]
fn a_page_laid_out_by_tables_keeps_its_paragraphs() {
    let article = read("tables");
    assert_eq!(article.title.as_deref(), Some("EU envoy visits Skopje"));
    assert_eq!(article.published, None);
    let expected = [
        "SKOPJE, 12 July",
        "\"The parties are",
        "The American envoy,",
    ];
    assert_eq!(starts(&article), expected);
    assert!(
        article
            .text
            .ends_with("a spokesman for the president’s office said.")
    );
}

#[test]
fn a_page_without_an_article_gives_its_visible_text() {
    let article = read("no-article");
    assert_eq!(article.title.as_deref(), Some("Opening hours"));
    assert_eq!(
        article.published, None,
        "there are two dates to choose from"
    );
    assert_eq!(
        article.text,
        "Monday\n\n9 to 5\n\nTuesday\n\nclosed\n\nRing twice.\n\n16 November Closed for works\n\n\
         2 November New door"
    );
}

#[test]
fn a_broken_page_gives_what_there_is() {
    let article = read("broken");
    assert_eq!(
        article.title.as_deref(),
        Some("Envoy of Ghana arrives in Lomé")
    );
    assert_eq!(published(&article).as_deref(), Some("2015-11-16 10:00:00"));
    let expected = [
        "The envoy of",
        "She will stay",
        "The bridge is",
        "It is named",
        "The last paragraph",
    ];
    assert_eq!(starts(&article), expected);
    assert!(
        article
            .text
            .contains("Gnassingbé, < and > members of his cabinet, at & about noon.")
    );
    assert!(article.text.ends_with("never fin"));
}

#[test]
fn what_is_no_page_is_its_own_text() {
    let text = |page| article(page).text;
    assert_eq!(text(""), "");
    assert_eq!(
        text("Talks  in\nBeijing, at 1 < 2"),
        "Talks in Beijing, at 1 < 2"
    );
    assert_eq!(text("<h1>Talks</h1>"), "Talks");
    assert_eq!(text("<form><p>Talks</p></form>"), "Talks");
    assert_eq!(text("<p>Talks</p><nav>Home"), "Talks\n\nHome");
}

/// Pages of two megabytes that would cost a naive reader its stack, or the square of their length.
#[test]
fn hostile_pages_cost_no_more_than_their_length() {
    let words = "The minister said on Monday that the talks would go on for days. ";
    let story = format!("<p>{}</p>", words.repeat(4));
    let attributes: String = (0..300_000).map(|at| format!("a{at} ")).collect();
    let fonts: String = (0..40_000)
        .map(|at| format!("<p><font color={at}>x"))
        .collect();
    let around = |before: String, after: String| format!("{before}{story}{after}");
    let mut pages = vec![
        around("<div>".repeat(10_000), "</div>".repeat(10_000)),
        around("<div>".repeat(250), "</div>".repeat(250)),
        around("<ul><li>x".repeat(200_000), String::new()),
        around("<table><tr><td>".repeat(100_000), String::new()),
        around(format!("<p {attributes}>"), String::new()),
        around(fonts, String::new()),
    ];
    let units = [
        "<p>x",
        "<br>x",
        "&",
        "<",
        "</",
        "<!--",
        "<script>",
        "<a b='",
        "<h1>",
        "<b><p>x</b>",
    ];
    pages.extend(units.map(|unit| around(unit.repeat(2_000_000 / unit.len()), String::new())));
    for page in pages {
        let start = Instant::now();
        let found = article(&page);
        let took = start.elapsed();
        let name = &page[..20];
        assert!(took < Duration::from_secs(20), "{name} took {took:?}");
        let swallows = ["<!--", "<script>", "<a b='"]
            .iter()
            .any(|unit| name.starts_with(unit));
        assert_eq!(found.text.contains(words.trim()), !swallows, "{name}");
    }
}

#[test]
fn a_large_page_gives_all_its_paragraphs() {
    let story = "<p>The minister said on Monday that the talks, the third of their kind, would go on.</p>\n";
    let page = format!(
        "<html><nav><a href=/>Home</a></nav><article><h1>Talks</h1>{}</article></html>",
        story.repeat(2_000_000 / story.len())
    );
    let found = article(&page);
    assert_eq!(starts(&found).len(), 2_000_000 / story.len());
    assert_eq!(found.title.as_deref(), Some("Talks"));
}

#[test]
fn pages_may_break_off_anywhere() {
    for name in ["news", "tables", "broken"] {
        let page = page(name);
        for at in (0..page.len())
            .step_by(61)
            .filter(|at| page.is_char_boundary(*at))
        {
            let found = article(&page[..at]);
            assert!(found.text.len() <= at, "{name} up to {at}");
        }
    }
}

proptest! {
    #[test]
    fn no_soup_of_tags_is_too_thick(
        soup in prop::collection::vec(
            prop::sample::select(vec![
                "<p>", "</p>", "<br>", "<div class=nav>", "<div>", "</div>", "<table>", "<tr>", "<td>",
                "</table>", "<font>", "</font>", "<noscript>", "<img>", "<img src=a.jpg>", "</noscript>",
                "<h1>", "</h1>", "<ul>", "<li>", "</ul>", "<a href=x>", "</a>", "<form>", "</form>",
                "<svg>", "</svg>", "<template>", "</template>", "<select>", "<option>", "<b>", "</b>",
                "<body>", "<html>", "<head>", "<frameset>", "<pre>", "é, ", "&eacute", "&#0;", "a",
                "<!--", "-->", "<title>", "</title>", "<article>", "<span itemprop=author>", "</span>",
                "The talks, which were held on Monday, went on for hours and hours, said the minister.",
            ]),
            0..60,
        )
    ) {
        article(&soup.concat());
    }
}
