//! How dates are to be read: the options that every command on documents has.

use attache::{Date, DateOrder, Direction, Document, Error, PublishedSource, Time};
use clap::{Args, ValueEnum};

use super::input::DatedBy;

/// How dates are to be read.
#[derive(Args, Clone, Copy, Debug)]
pub(super) struct Reading {
    /// When the documents were published, unless one says so itself: a day, or a day and time
    #[arg(long, value_name = "DATE", value_parser = parse_date_time)]
    published: Option<(Date, Option<Time>)>,

    /// Which way bare dates such as "Friday" point: back, as in news (unless the tense looks ahead),
    /// or to the coming one, as in notes and mail
    #[arg(long, value_enum, value_name = "WAY", default_value_t)]
    direction: Way,

    /// What comes first in dates such as 3/4/2015, where a document does not show it [default:
    /// month-first, with the other as an alternative]
    #[arg(long, value_enum, value_name = "ORDER")]
    date_order: Option<Order>,
}

#[derive(Clone, Copy, Debug, Default, ValueEnum)]
enum Way {
    #[default]
    Past,
    Future,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Order {
    MonthFirst,
    DayFirst,
}

impl Reading {
    /// A document read so. What it says of itself comes first; then what its path says, the option, and
    /// the time of its file.
    pub(super) fn of<'t>(self, document: Document<'t>, dated_by: DatedBy) -> Document<'t> {
        let mut document = document.direction(match self.direction {
            Way::Past => Direction::Past,
            Way::Future => Direction::Future,
        });
        if let Some(order) = self.date_order {
            document = document.date_order(match order {
                Order::MonthFirst => DateOrder::MonthFirst,
                Order::DayFirst => DateOrder::DayFirst,
            });
        }
        match (dated_by, self.published) {
            (Some((date, source @ PublishedSource::Path)), _) => {
                document.published_unless_stated(date, None, source)
            }
            (_, Some((date, time))) => {
                document.published_unless_stated(date, time, PublishedSource::Option)
            }
            (Some((date, source)), None) => document.published_unless_stated(date, None, source),
            (None, None) => document,
        }
    }
}

/// Reads the value of `--published`.
fn parse_date_time(words: &str) -> Result<(Date, Option<Time>), Error> {
    attache::read::date_time(words)
}
