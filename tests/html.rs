//! Articles out of web pages.

#![cfg(feature = "formats")]

use std::fmt::Write;
use std::fs;

use attache::read::{Article, article};

fn read(name: &str) -> Article {
    let path = format!("{}/fixtures/html/{name}.html", env!("CARGO_MANIFEST_DIR"));
    article(&fs::read_to_string(path).expect("the fixture is there"))
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
fn show() {
    for name in ["news", "metadata", "tables", "no-article", "broken"] {
        println!(
            "=== {name}\n{:#?}\n{}\n",
            (
                &read(name).title,
                published(&read(name)),
                starts(&read(name))
            ),
            read(name).text
        );
    }
}
#[test]
fn hostile() {
    use std::time::Instant;
    let words = "The minister said on Monday that the talks would go on for days. ";
    let p = format!("<p>{words}{words}</p>\n");
    let big = 2_000_000;
    let fill = |unit: &str| unit.repeat(big / unit.len());
    let mut cases: Vec<(String, String)> = vec![
        (
            "deep div".into(),
            format!("{}{p}{}", "<div>".repeat(10_000), "</div>".repeat(10_000)),
        ),
        (
            "deep div 250".into(),
            format!("{}{p}{}", "<div>".repeat(250), "</div>".repeat(250)),
        ),
        (
            "deep div p 250".into(),
            format!(
                "{}{}",
                format!("<div>{p}").repeat(250),
                "</div>".repeat(250)
            ),
        ),
        (
            "deep ul 120".into(),
            format!("{}", "<ul><li>a b c<a href=x>d</a>".repeat(250)),
        ),
        (
            "attrs".into(),
            format!(
                "<p {}>{p}",
                (0..400_000).map(|i| format!("a{i} ")).collect::<String>()
            ),
        ),
        (
            "attrs60k".into(),
            (0..30)
                .map(|_| {
                    format!(
                        "<p {}>{p}",
                        (0..9_000).map(|i| format!("a{i} ")).collect::<String>()
                    )
                })
                .collect(),
        ),
        (
            "fonts".into(),
            (0..40_000)
                .map(|i| format!("<p><font color={i}>{words}"))
                .collect(),
        ),
        (
            "json".into(),
            format!(
                "<script type=application/ld+json>{}</script>{p}",
                "[".repeat(big)
            ),
        ),
        (
            "cdata".into(),
            format!("<p>{}", "<![CDATA[".repeat(big / 9)),
        ),
        (
            "tables 80".into(),
            format!("{}{p}", format!("<table><tr><td>{words}").repeat(120)),
        ),
    ];
    for unit in [
        "<p>a",
        "<div>a</div>",
        "<br>",
        "<br>a",
        "<br><br>a\n",
        "<",
        "&",
        "&a",
        "<a href=x>b</a>",
        "<img>",
        "<noscript><img></noscript>",
        "<script>",
        "<!--",
        "<h1>",
        "</",
        "<a b='",
        "<span>a</span>",
        "<h2>a b c</h2>",
        "<time datetime=x>",
        "<meta name=date content=x>",
        "<table><tr><td>a</table>",
        "<li>a",
        "<b><p>a</b>",
        "<form>",
        "<svg>",
        "<title>",
        "<div><p>a b c, d e f, g h</p></div>",
        "<input>a",
        "<iframe></iframe>",
        "<td>a",
        "<option>a",
    ] {
        cases.push((unit.into(), fill(unit)));
    }
    cases.push(("paragraphs".into(), fill(&p)));
    cases.push((
        "div paragraphs".into(),
        fill(&format!(
            "<div>{p}{p}<ul><li><a href=x>{words}</a></ul></div>"
        )),
    ));
    for (name, page) in cases {
        let start = Instant::now();
        let article = article(&page);
        println!(
            "{name:40} {:8} -> {:8} {:?}",
            page.len(),
            article.text.len(),
            start.elapsed()
        );
    }
}
