//! Documents over time as charts of bars.

use std::fmt::Write as _;

use html_escape::{encode_double_quoted_attribute as attribute, encode_text};

/// The size of a chart, in its own units.
const WIDTH: f64 = 480.0;
const HEIGHT: f64 = 110.0;
/// Where the bars stand: to the right of the scale, and above the labels.
const LEFT: f64 = 40.0;
const TOP: f64 = 8.0;
const BASE: f64 = 90.0;

/// A chart of one series, with a bar for each period.
pub(super) fn chart(name: &str, periods: &[String], documents: &[u64]) -> String {
    let most = documents.iter().copied().max().unwrap_or(0);
    let total: u64 = documents.iter().sum();
    let step = (WIDTH - LEFT) / periods.len().max(1) as f64;
    // A lone bar as wide as the chart says nothing.
    let bar = (step * 0.8).clamp(0.5, 40.0);
    let mut svg = format!(
        "<figure><figcaption>{}</figcaption>\n<svg viewBox=\"0 0 {WIDTH} {HEIGHT}\" role=\"img\" aria-label=\"{}\">\n",
        encode_text(name),
        attribute(&format!(
            "{name}: {total} documents, {most} at most in one period"
        )),
    );
    let _ = writeln!(
        svg,
        "<line class=\"axis\" x1=\"{LEFT}\" y1=\"{BASE}\" x2=\"{WIDTH}\" y2=\"{BASE}\"/>\
         <line class=\"grid\" x1=\"{LEFT}\" y1=\"{TOP}\" x2=\"{WIDTH}\" y2=\"{TOP}\"/>\
         <text class=\"scale\" x=\"{}\" y=\"{}\">{most}</text><text class=\"scale\" x=\"{}\" y=\"{BASE}\">0</text>",
        LEFT - 5.0,
        TOP + 7.0,
        LEFT - 5.0,
    );
    for (index, (period, count)) in periods.iter().zip(documents).enumerate() {
        if *count > 0 {
            let height = (BASE - TOP) * *count as f64 / most as f64;
            let x = LEFT + step * index as f64 + (step - bar) / 2.0;
            let _ = writeln!(
                svg,
                "<rect x=\"{x:.1}\" y=\"{:.1}\" width=\"{bar:.1}\" height=\"{height:.1}\"><title>{period}: {count}</title></rect>",
                BASE - height,
            );
        }
    }
    for index in labelled(periods.len()) {
        let x = LEFT + step * (index as f64 + 0.5);
        let anchor = match index {
            _ if periods.len() == 1 => "middle",
            0 => "start",
            index if index + 1 == periods.len() => "end",
            _ => "middle",
        };
        let x = match anchor {
            "start" => LEFT,
            "end" => WIDTH,
            _ => x,
        };
        let _ = writeln!(
            svg,
            "<text x=\"{x:.1}\" y=\"{}\" text-anchor=\"{anchor}\">{}</text>",
            BASE + 14.0,
            periods[index]
        );
    }
    svg.push_str("</svg></figure>\n");
    svg
}

/// The periods that are labelled: the first, the last, and those at the quarters where there is room.
fn labelled(periods: usize) -> Vec<usize> {
    let Some(last) = periods.checked_sub(1) else {
        return Vec::new();
    };
    let mut places = match last {
        0..=3 => vec![0, last],
        _ => vec![0, last / 3, 2 * last / 3, last],
    };
    places.dedup();
    places
}
