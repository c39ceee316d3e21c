//! The figures of `attache score` as a table, and the mistakes below it.

use std::fmt::Write as _;

use attache::score::{Mistake, Ratios, Scores};

use super::one_line;

/// A line of the table.
struct Row<'s> {
    kind: &'s str,
    gold: usize,
    /// None where what was found is not counted.
    found: Option<usize>,
    figures: String,
    mistakes: &'s [Mistake],
}

/// The table and, where there are any, the mistakes. Writing to a string can't fail, so the results of
/// `write!` say nothing.
pub(super) fn page(scores: &Scores) -> String {
    let rows = rows(scores);
    if rows.is_empty() {
        return "  nothing to score\n".to_owned();
    }
    let width = rows.iter().map(|row| row.kind.chars().count()).max();
    let width = width.unwrap_or(0);
    let mut page = String::new();
    for row in &rows {
        let _ = write!(page, "  {:width$}  {:6} gold", row.kind, row.gold);
        let _ = match row.found {
            Some(found) => write!(page, "  {found:6} found"),
            None => write!(page, "{:14}", ""),
        };
        let _ = writeln!(page, "  {}", row.figures);
    }
    for row in rows.iter().filter(|row| !row.mistakes.is_empty()) {
        page.push('\n');
        for mistake in row.mistakes {
            let _ = writeln!(page, "  {}", line(row.kind, mistake));
        }
    }
    page
}

fn rows(scores: &Scores) -> Vec<Row<'_>> {
    let spans = scores.spans.iter().map(|score| Row {
        kind: &score.kind,
        gold: score.gold,
        found: Some(score.found),
        figures: format!("exact {}  overlap {}", of(score.exact), of(score.overlap)),
        mistakes: &score.mistakes,
    });
    let countries = scores.countries.iter().map(|score| Row {
        kind: "countries",
        gold: score.gold,
        found: Some(score.found),
        figures: format!(
            "set   {}  exact documents {:.2}",
            of(score.set),
            score.exact_documents
        ),
        mistakes: &score.mistakes,
    });
    let officials = scores.officials.iter().map(|score| {
        let mut figures = format!("position R {:.2}", score.position);
        if score.gold_countries > 0 {
            let (right, of) = (score.country, score.gold_countries);
            let _ = write!(figures, "  country R {right:.2} of {of}");
        }
        Row {
            kind: "officials",
            gold: score.gold,
            found: None,
            figures,
            mistakes: &score.mistakes,
        }
    });
    let dates = scores.dates.iter().map(|score| Row {
        kind: "dates",
        gold: score.gold,
        found: Some(score.found),
        figures: format!(
            "relaxed {}  strict {}  type F1 {:.2}  value F1 {:.2}",
            of(score.relaxed),
            of(score.strict),
            score.type_f1,
            score.value_f1
        ),
        mistakes: &score.mistakes,
    });
    spans
        .chain(countries)
        .chain(officials)
        .chain(dates)
        .collect()
}

fn of(ratios: Ratios) -> String {
    let Ratios {
        precision,
        recall,
        f1,
        ..
    } = ratios;
    format!("P {precision:6.2} R {recall:6.2} F1 {f1:6.2}")
}

/// `SPAN   people  talks:7-24  gold person  found 12-24 "Ray"  by some-rule  … [[Bob Ray]] …`
fn line(kind: &str, mistake: &Mistake) -> String {
    let class = mistake.class.to_string().to_uppercase();
    let mut line = format!("{class:5}  {kind}  {}", one_line(&mistake.document));
    if let (Some(start), Some(end)) = (mistake.start, mistake.end) {
        let _ = write!(line, ":{start}-{end}");
    }
    let facts = [
        ("gold", &mistake.gold),
        ("found", &mistake.found),
        ("by", &mistake.rule),
    ];
    for (name, value) in facts {
        if let Some(value) = value {
            let _ = write!(line, "  {name} {}", one_line(value));
        }
    }
    if let Some(context) = &mistake.context {
        let _ = write!(line, "  {context}");
    }
    line
}
