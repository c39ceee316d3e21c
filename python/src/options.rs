//! How a text is read, as Python says it.

use attache::{
    Date, DateOrder, Direction, Document, Error, Extraction, Extractor, OffsetUnit, Scratch, Time,
};
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::pybacked::PyBackedStr;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyMapping, PyString, PyType};

use crate::errors;

/// What holds for all texts of a call.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Options {
    pub(crate) direction: Direction,
    pub(crate) date_order: Option<DateOrder>,
}

impl Options {
    pub(crate) fn new(direction: &str, date_order: Option<&str>) -> PyResult<Self> {
        let direction = match direction {
            "past" => Direction::Past,
            "future" => Direction::Future,
            other => return Err(unknown("direction", other, "'past' or 'future'")),
        };
        let date_order = match date_order {
            None => None,
            Some("month-first") => Some(DateOrder::MonthFirst),
            Some("day-first") => Some(DateOrder::DayFirst),
            Some(other) => {
                return Err(unknown("date_order", other, "'month-first' or 'day-first'"));
            }
        };
        Ok(Self {
            direction,
            date_order,
        })
    }
}

fn unknown(name: &str, value: &str, known: &str) -> PyErr {
    PyValueError::new_err(format!("{name} is {value:?}, and must be {known}"))
}

/// A text with what is known of it, taken over from Python: it can be read without the interpreter's lock.
pub(crate) struct Source {
    pub(crate) text: PyBackedStr,
    id: Option<PyBackedStr>,
    title: Option<PyBackedStr>,
    published: Option<(Date, Option<Time>)>,
}

impl Source {
    pub(crate) fn new(
        text: PyBackedStr,
        published: Option<&Bound<'_, PyAny>>,
        id: Option<PyBackedStr>,
        title: Option<PyBackedStr>,
    ) -> PyResult<Self> {
        Ok(Self {
            published: published.map(day_and_time).transpose()?,
            text,
            id,
            title,
        })
    }

    /// A text, or a mapping with `text` and perhaps `id`, `title`, `published`.
    pub(crate) fn of(item: &Bound<'_, PyAny>) -> PyResult<Self> {
        if let Ok(text) = item.cast::<PyString>() {
            return Self::new(text.clone().try_into()?, None, None, None);
        }
        let mapping = item.cast::<PyMapping>().map_err(|_| {
            let kind = item.get_type();
            PyTypeError::new_err(format!("a text or a mapping is wanted, and this is {kind}"))
        })?;
        let field = |name: &str| -> PyResult<Option<Bound<'_, PyAny>>> {
            if !mapping.contains(name)? {
                return Ok(None);
            }
            let value = mapping.get_item(name)?;
            // What data frames have where nothing is, is not even equal to itself.
            let is_missing = value.is_none() || value.ne(&value).unwrap_or(false);
            Ok((!is_missing).then_some(value))
        };
        let text = field("text")?;
        let text = text.ok_or_else(|| PyValueError::new_err("a mapping without 'text'"))?;
        let words = |name: &str| field(name)?.map(|value| text_of(name, &value)).transpose();
        // A name can be a number, as in JSON Lines.
        let id = field("id")?.map(|id| id.str()?.try_into()).transpose()?;
        let published = field("published")?;
        Self::new(
            text_of("text", &text)?,
            published.as_ref(),
            id,
            words("title")?,
        )
    }

    /// What is found in it, with offsets in code points. The interpreter's lock is not needed.
    pub(crate) fn extract(
        &self,
        extractor: &Extractor,
        options: Options,
        scratch: &mut Scratch,
    ) -> Result<Extraction, Error> {
        let digest = attache::read::digest(&self.text);
        let document = Document::new(&self.text)
            .id(self.id.as_deref())
            .title(self.title.as_deref())
            .published_at(self.published)
            .digest(digest.as_str())
            .direction(options.direction)
            .date_order(options.date_order);
        let mut extraction = extractor.try_extract_with(&document, scratch)?;
        extraction.convert_offsets(&self.text, OffsetUnit::Char);
        Ok(extraction)
    }

    pub(crate) fn name(&self) -> &str {
        self.id.as_deref().unwrap_or("text")
    }
}

fn text_of(name: &str, value: &Bound<'_, PyAny>) -> PyResult<PyBackedStr> {
    let text = value.cast::<PyString>().map_err(|_| {
        let kind = value.get_type();
        PyTypeError::new_err(format!("{name} must be a str, and is {kind}"))
    })?;
    text.clone().try_into()
}

/// A day with perhaps a time, as text or as an object of `datetime`.
pub(crate) fn day_and_time(value: &Bound<'_, PyAny>) -> PyResult<(Date, Option<Time>)> {
    static DATE: PyOnceLock<Py<PyType>> = PyOnceLock::new();
    let read = |words: &str| attache::read::date_time(words).map_err(errors::to_python);
    if let Ok(words) = value.cast::<PyString>() {
        return read(words.to_str()?);
    }
    if !value.is_instance(DATE.import(value.py(), "datetime", "date")?)? {
        let kind = value.get_type();
        return Err(PyTypeError::new_err(format!(
            "published must be a str, a date or a datetime, and is {kind}"
        )));
    }
    read(
        value
            .call_method0("isoformat")?
            .cast::<PyString>()?
            .to_str()?,
    )
}
