//! The classes of records, each a view into the extraction that it is from.

use pyo3::IntoPyObjectExt as _;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyString};
use serde::Serialize;

use crate::views::View;

/// A Python object of what serde can write, of the form that JSON has.
pub(crate) fn to_python<'p, T: Serialize + ?Sized>(
    py: Python<'p>,
    value: &T,
) -> PyResult<Bound<'p, PyAny>> {
    Ok(pythonize::pythonize(py, value)?)
}

/// `Person(id='p1', name='Ana Botín', …)`.
fn shown(name: &str, fields: &Bound<'_, PyAny>) -> PyResult<String> {
    let mut parts = Vec::new();
    for (field, value) in fields.cast::<PyDict>()?.iter() {
        parts.push(format!("{field}={}", value.repr()?));
    }
    Ok(format!("{name}({})", parts.join(", ")))
}

/// What Python gets of a field, by its kind: plain `text` and `value`s, `optional` text, a `word` of few, whatever is
/// `written` by serde, a list of `views` into it, one `view`.
macro_rules! field {
    ($self:ident, $py:ident, $field:ident, text) => {
        PyString::new($py, &$self.0.get().$field).into_any()
    };
    ($self:ident, $py:ident, $field:ident, optional) => {
        $self.0.get().$field.as_deref().into_bound_py_any($py)?
    };
    ($self:ident, $py:ident, $field:ident, word) => {
        PyString::new($py, $self.0.get().$field.as_str()).into_any()
    };
    ($self:ident, $py:ident, $field:ident, value) => {
        $self.0.get().$field.into_bound_py_any($py)?
    };
    ($self:ident, $py:ident, $field:ident, written) => {
        to_python($py, &$self.0.get().$field)?
    };
    ($self:ident, $py:ident, $field:ident, views $part:ident) => {{
        let views = $self.0.each(|record| &record.$field);
        let views: Vec<$part> = views.into_iter().map($part).collect();
        views.into_bound_py_any($py)?
    }};
    ($self:ident, $py:ident, $field:ident, view $part:ident) => {
        $part($self.0.part(|record| &record.$field)).into_bound_py_any($py)?
    };
}

/// Makes classes of records: for each field what it is called in Python, and its kind.
macro_rules! records {
    ($($(#[$about:meta])* $class:ident { $($name:ident = $field:ident: $kind:ident $($part:ident)?),+ $(,)? })+) => {
        $(
            $(#[$about])*
            #[pyclass(frozen, module = "attache")]
            pub(crate) struct $class(pub(crate) View<attache::$class>);

            #[pymethods]
            impl $class {
                $(
                    #[getter]
                    fn $name<'p>(&self, py: Python<'p>) -> PyResult<Bound<'p, PyAny>> {
                        Ok(field!(self, py, $field, $kind $($part)?))
                    }
                )+

                /// The record as a dictionary of the form that JSON has.
                fn to_dict<'p>(&self, py: Python<'p>) -> PyResult<Bound<'p, PyAny>> {
                    to_python(py, self.0.get())
                }

                fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
                    shown(stringify!($class), &self.to_dict(py)?)
                }

                fn __eq__(&self, other: &Bound<'_, PyAny>) -> bool {
                    let other = other.cast::<Self>();
                    other.is_ok_and(|other| other.get().0.get() == self.0.get())
                }
            }
        )+

        /// Adds the classes of records to the module.
        pub(crate) fn add(module: &Bound<'_, PyModule>) -> PyResult<()> {
            $(module.add_class::<$class>()?;)+
            Ok(())
        }
    };
}

records! {
    /// The document that was read.
    DocumentInfo {
        id = id: optional,
        title = title: optional,
        published = published: optional,
        published_source = published_source: written,
        language = language: text,
        offset_unit = offset_unit: word,
        length = length: value,
        encoding = encoding: optional,
        digest = digest: optional,
        duplicate_of = duplicate_of: optional,
        incomplete = incomplete: written,
    }
    /// One place where something is named or referred to.
    Mention { start = start: value, end = end: value, text = text: text, form = form: text, rule = rule: text }
    /// The words that prove something, and the rule that read them.
    Evidence { rule = rule: text, start = start: value, end = end: value, text = text: text }
    /// A person, with the posts that the text gives them.
    Person {
        id = id: text,
        name = name: text,
        given = given: optional,
        family = family: optional,
        entity = entity: optional,
        certainty = certainty: word,
        positions = positions: views Position,
        mentions = mentions: views Mention,
    }
    /// A post that a person holds, held or is to hold.
    Position {
        title = title: text,
        post = post: optional,
        country = country: optional,
        portfolios = portfolios: written,
        organization = organization: optional,
        status = status: word,
        as_of = as_of: optional,
        certainty = certainty: word,
        evidence = evidence: views Evidence,
    }
    /// A title, with or without a holder.
    Title {
        id = id: text,
        title = title: text,
        post = post: optional,
        country = country: optional,
        portfolios = portfolios: written,
        organization = organization: optional,
        status = status: word,
        holder = holder: optional,
        mentions = mentions: views Mention,
    }
    /// A country or territory.
    Country {
        id = id: text,
        alpha2 = alpha2: optional,
        numeric = numeric: optional,
        name = name: text,
        kind = kind: optional,
        successors = successors: written,
        mentions = mentions: views Mention,
    }
    /// A city or another place that is no country.
    Place { id = id: text, name = name: text, country = country: optional, mentions = mentions: views Mention }
    /// An organisation.
    Organization {
        id = id: text,
        entity = entity: optional,
        name = name: text,
        kind = kind: optional,
        countries = countries: written,
        members = members: written,
        sectors = sectors: written,
        mentions = mentions: views Mention,
    }
    /// An economic sector.
    Sector {
        id = id: text,
        name = name: text,
        parent = parent: optional,
        isic = isic: written,
        nace = nace: written,
        naics = naics: written,
        iptc = iptc: written,
        mentions = mentions: views Mention,
    }
    /// A temporal expression.
    TemporalExpression {
        id = id: text,
        r#type = kind: word,
        value = value: text,
        r#mod = modifier: optional,
        grain = grain: optional,
        from_ = from: optional,
        to = to: optional,
        valid = valid: value,
        basis = basis: text,
        alternatives = alternatives: written,
        start = start: value,
        end = end: value,
        text = text: text,
        evidence = evidence: views Evidence,
    }
    /// Something that happens, or a relation that lasts.
    Event {
        id = id: text,
        r#type = kind: text,
        mode = mode: optional,
        subtype = subtype: optional,
        cameo = cameo: optional,
        status = status: text,
        participants = participants: views Participant,
        is_complete = is_complete: value,
        date = date: optional,
        date_inherited = date_inherited: value,
        place = place: optional,
        host = host: optional,
        organization = organization: optional,
        session = session: value,
        sectors = sectors: written,
        goods = goods: written,
        amounts = amounts: views Amount,
        reported_by = reported_by: written,
        key = key: text,
        evidence = evidence: views Evidence,
    }
    /// One who takes part in an event.
    Participant { r#ref = reference: text, role = role: text }
    /// An amount of money.
    Amount { value = value: text, currency = currency: text, text = text: text }
    /// What a rule with a label of its own has recorded.
    Record { kind = kind: text, rule = rule: text, fields = fields: written, evidence = evidence: view Evidence }
}
