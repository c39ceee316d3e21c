//! What was found in one text.

use pyo3::IntoPyObjectExt as _;
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use serde::Serialize as _;

use crate::options::Source;
use crate::records::{
    Country, DocumentInfo, Event, Organization, Person, Place, Record, Sector, TemporalExpression,
    Title, to_python,
};
use crate::views::View;

/// Everything that was found in one text.
#[pyclass(frozen, module = "attache")]
pub(crate) struct Extraction {
    whole: View<attache::Extraction>,
    source: Source,
}

impl Extraction {
    pub(crate) fn new(whole: attache::Extraction, source: Source) -> Self {
        let whole = View::of(whole);
        Self { whole, source }
    }
}

/// A list of an extraction as a list of views.
macro_rules! list {
    ($self:ident, $field:ident, $class:ident) => {
        $self
            .whole
            .each(|whole| &whole.$field)
            .into_iter()
            .map($class)
            .collect()
    };
}

#[pymethods]
impl Extraction {
    /// The text that was read.
    #[getter]
    fn text<'p>(&self, py: Python<'p>) -> PyResult<Bound<'p, PyAny>> {
        (&self.source.text).into_bound_py_any(py)
    }

    #[getter]
    fn document(&self) -> DocumentInfo {
        DocumentInfo(self.whole.part(|whole| &whole.document))
    }

    #[getter]
    fn officials(&self) -> Vec<Person> {
        list!(self, officials, Person)
    }

    #[getter]
    fn people(&self) -> Vec<Person> {
        list!(self, people, Person)
    }

    #[getter]
    fn titles(&self) -> Vec<Title> {
        list!(self, titles, Title)
    }

    #[getter]
    fn countries(&self) -> Vec<Country> {
        list!(self, countries, Country)
    }

    #[getter]
    fn places(&self) -> Vec<Place> {
        list!(self, places, Place)
    }

    #[getter]
    fn organizations(&self) -> Vec<Organization> {
        list!(self, organizations, Organization)
    }

    #[getter]
    fn sectors(&self) -> Vec<Sector> {
        list!(self, sectors, Sector)
    }

    #[getter]
    fn dates(&self) -> Vec<TemporalExpression> {
        list!(self, dates, TemporalExpression)
    }

    #[getter]
    fn events(&self) -> Vec<Event> {
        list!(self, events, Event)
    }

    #[getter]
    fn relations(&self) -> Vec<Event> {
        list!(self, relations, Event)
    }

    #[getter]
    fn records(&self) -> Vec<Record> {
        list!(self, records, Record)
    }

    /// All of it as a dictionary of the form that the JSON has.
    fn to_dict<'p>(&self, py: Python<'p>) -> PyResult<Bound<'p, PyAny>> {
        to_python(py, self.whole.get())
    }

    /// All of it as JSON: on one line, or indented by some spaces.
    #[pyo3(signature = (indent=None))]
    fn to_json(&self, indent: Option<usize>) -> PyResult<String> {
        let Some(width) = indent else {
            return serde_json::to_string(self.whole.get()).map_err(no_json);
        };
        let mut out = Vec::new();
        let spaces = vec![b' '; width.min(16)];
        let formatter = serde_json::ser::PrettyFormatter::with_indent(&spaces);
        let mut serializer = serde_json::Serializer::with_formatter(&mut out, formatter);
        self.whole
            .get()
            .serialize(&mut serializer)
            .map_err(no_json)?;
        String::from_utf8(out).map_err(|error| PyValueError::new_err(error.to_string()))
    }

    /// The text with what was found in colour, and tables of it, for notebooks.
    fn _repr_html_(&self) -> String {
        attache::html::fragment(self.whole.get(), &self.source.text, self.source.name())
    }

    fn __repr__(&self) -> String {
        let whole = self.whole.get();
        let counts = [
            ("officials", whole.officials.len()),
            ("people", whole.people.len()),
            ("titles", whole.titles.len()),
            ("countries", whole.countries.len()),
            ("places", whole.places.len()),
            ("organizations", whole.organizations.len()),
            ("sectors", whole.sectors.len()),
            ("dates", whole.dates.len()),
            ("events", whole.events.len()),
            ("relations", whole.relations.len()),
            ("records", whole.records.len()),
        ];
        let counts = counts.iter().filter(|(_, count)| *count > 0);
        let counts: Vec<_> = counts
            .map(|(kind, count)| format!("{kind}: {count}"))
            .collect();
        format!("<Extraction {}>", counts.join(", "))
    }

    fn __eq__(&self, other: &Bound<'_, PyAny>) -> bool {
        let other = other.cast::<Self>();
        other.is_ok_and(|other| {
            let other = other.get();
            other.whole.get() == self.whole.get() && *other.source.text == *self.source.text
        })
    }
}

fn no_json(error: serde_json::Error) -> PyErr {
    PyValueError::new_err(error.to_string())
}
