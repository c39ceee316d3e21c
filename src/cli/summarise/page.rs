//! A summary as a web page in one file that needs no other.

use std::fmt::Write as _;

use html_escape::{encode_double_quoted_attribute as attribute, encode_text};

use super::lists::List;
use super::report::{Matrix, Report, Row, Series};
use super::timelines::chart;

/// The page. Writing to a string can't fail, so the results of `write!` say nothing.
pub(super) fn page(report: &Report) -> String {
    let mut page = format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
         <title>Summary</title>\n<style>\n{}</style>\n</head>\n<body>\n<main>\n",
        include_str!("page.css")
    );
    overview(report, &mut page);
    let timeline = &report.timeline;
    if !timeline.periods.is_empty() {
        page.push_str("<section><h2>Over time</h2>\n<div class=\"wide\">");
        page.push_str(&chart(
            "All documents",
            &timeline.periods,
            &timeline.documents,
        ));
        page.push_str("</div>\n");
        for (title, all) in [
            ("Sectors", &timeline.sectors),
            ("Countries", &timeline.countries),
        ] {
            charts(title, &timeline.periods, all, &mut page);
        }
        page.push_str("</section>\n");
    }
    matrix(&report.matrix, &mut page);
    tables(report, &mut page);
    page.push_str("</main>\n</body>\n</html>\n");
    page
}

fn overview(report: &Report, page: &mut String) {
    let _ = write!(page, "<h1>{} documents</h1>\n<p>", report.documents);
    if let (Some(first), Some(last)) = (&report.first, &report.last) {
        let _ = write!(
            page,
            "{} of them dated, from {first} to {last}. ",
            report.dated
        );
    }
    if report.copies > 0 {
        let _ = write!(page, "{} copies are left out. ", report.copies);
    }
    let languages = report.languages.iter();
    let languages: Vec<String> = languages
        .map(|(name, number)| format!("{} ({number})", encode_text(name)))
        .collect();
    let _ = write!(page, "Languages: {}.</p>\n<dl>", languages.join(", "));
    for (kind, number) in &report.records {
        let _ = write!(page, "<div><dt>{kind}</dt><dd>{number}</dd></div>");
    }
    page.push_str("</dl>\n");
}

fn charts(title: &str, periods: &[String], all: &[Series], page: &mut String) {
    if all.is_empty() {
        return;
    }
    let _ = write!(page, "<h3>{title}</h3>\n<div class=\"charts\">");
    for series in all {
        page.push_str(&chart(&series.name, periods, &series.documents));
    }
    page.push_str("</div>\n");
}

/// Which countries are named together, darker the more often.
fn matrix(matrix: &Matrix, page: &mut String) {
    if matrix.countries.len() < 2 {
        return;
    }
    page.push_str(
        "<section><h2>Countries named together</h2>\n\
         <p>Documents that name both; on the diagonal those that name the one.</p>\n\
         <div class=\"scroll\"><table class=\"matrix\"><thead><tr><td></td>",
    );
    for country in &matrix.countries {
        let (name, id) = (attribute(&country.name), encode_text(&country.id));
        let _ = write!(
            page,
            "<th scope=\"col\"><abbr title=\"{name}\">{id}</abbr></th>"
        );
    }
    page.push_str("</tr></thead>\n<tbody>\n");
    let apart = |(a, line): (usize, &Vec<u64>)| {
        let others = line.iter().enumerate().filter(move |(b, _)| a != *b);
        others.map(|(_, count)| *count).max()
    };
    let most = matrix.documents.iter().enumerate().filter_map(apart).max();
    for (row, (country, line)) in matrix.countries.iter().zip(&matrix.documents).enumerate() {
        let _ = write!(
            page,
            "<tr><th scope=\"row\">{}</th>",
            encode_text(&country.name)
        );
        for (column, (other, count)) in matrix.countries.iter().zip(line).enumerate() {
            cell(
                (row == column, most.unwrap_or(0)),
                (country, other),
                *count,
                page,
            );
        }
        page.push_str("</tr>\n");
    }
    page.push_str("</tbody></table></div></section>\n");
}

fn cell((is_own, most): (bool, u64), (a, b): (&Row, &Row), count: u64, page: &mut String) {
    if is_own {
        let _ = write!(page, "<td class=\"own\">{count}</td>");
    } else if count == 0 {
        page.push_str("<td></td>");
    } else {
        // By the root, so that few are told from none.
        let share = (count as f64 / most.max(1) as f64).sqrt() * 100.0;
        let title = format!("{} and {}: {count}", a.name, b.name);
        let _ = write!(
            page,
            "<td style=\"--share:{share:.0}%\" title=\"{}\">{count}</td>",
            attribute(&title)
        );
    }
}

fn tables(report: &Report, page: &mut String) {
    page.push_str("<section class=\"tables\">\n");
    for list in report.lists() {
        table(&list, page);
    }
    page.push_str("</section>\n");
}

fn table(list: &List, page: &mut String) {
    if list.rows.is_empty() {
        return;
    }
    let _ = write!(
        page,
        "<div class=\"scroll\"><table><caption>{}</caption><thead><tr>",
        list.title
    );
    for head in list.heads {
        let _ = write!(page, "<th scope=\"col\">{head}</th>");
    }
    page.push_str("</tr></thead>\n<tbody>\n");
    for row in &list.rows {
        page.push_str("<tr>");
        for cell in row {
            let is_number = cell.bytes().all(|byte| byte.is_ascii_digit()) && !cell.is_empty();
            let class = if is_number { " class=\"number\"" } else { "" };
            let _ = write!(page, "<td{class}>{}</td>", encode_text(cell));
        }
        page.push_str("</tr>\n");
    }
    page.push_str("</tbody></table></div>\n");
}
