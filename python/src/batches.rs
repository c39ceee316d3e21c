//! Arrow batches of texts in, Arrow batches of records out.

use std::borrow::Cow;

use arrow_array::RecordBatch;
use arrow_schema::SchemaRef;
use arrow_select::concat::concat_batches;
use attache::OffsetUnit;
use attache::arrow::{BatchExtractor, errors_schema};
use attache::read::Columns;
use attache::tables::{TABLES, Table};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::{PyCapsule, PyDict};

use crate::capsules;
use crate::errors::to_python;
use crate::extractor::{Extractor, threads_of};
use crate::options::Options;

/// The kind of what could not be read.
const ERRORS: &str = "errors";

/// A table of records that other libraries take over through the Arrow PyCapsule interface.
#[pyclass(frozen, module = "attache.arrow")]
pub(crate) struct Records {
    schema: SchemaRef,
    batches: Vec<RecordBatch>,
}

#[pymethods]
impl Records {
    #[pyo3(signature = (requested_schema=None))]
    fn __arrow_c_stream__<'p>(
        &self,
        py: Python<'p>,
        requested_schema: Option<&Bound<'p, PyAny>>,
    ) -> PyResult<Bound<'p, PyCapsule>> {
        // It is a wish, which one may leave to the other side.
        let _ = requested_schema;
        capsules::stream(py, &self.schema, &self.batches)
    }

    #[pyo3(signature = (requested_schema=None))]
    fn __arrow_c_array__<'p>(
        &self,
        py: Python<'p>,
        requested_schema: Option<&Bound<'p, PyAny>>,
    ) -> PyResult<(Bound<'p, PyCapsule>, Bound<'p, PyCapsule>)> {
        let _ = requested_schema;
        let whole = match self.batches.as_slice() {
            [one] => Cow::Borrowed(one),
            many => Cow::Owned(concat_batches(&self.schema, many).map_err(capsules::invalid)?),
        };
        capsules::array(py, &whole)
    }

    fn __arrow_c_schema__<'p>(&self, py: Python<'p>) -> PyResult<Bound<'p, PyCapsule>> {
        capsules::schema(py, &self.schema)
    }

    /// How many rows there are.
    fn __len__(&self) -> usize {
        self.batches.iter().map(RecordBatch::num_rows).sum()
    }

    fn __repr__(&self) -> String {
        let names = self
            .schema
            .fields()
            .iter()
            .map(|field| field.name().as_str());
        let names: Vec<_> = names.collect();
        format!("<Records {} of {}>", self.__len__(), names.join(", "))
    }
}

/// The names of the tables, `errors` among them.
#[pyfunction]
pub(crate) fn kinds() -> Vec<&'static str> {
    let tables = TABLES.iter().map(|table| table.name);
    tables.chain([ERRORS]).collect()
}

/// A table's columns, as a table without rows.
#[pyfunction]
pub(crate) fn schema(kind: &str) -> PyResult<Records> {
    let schema = match table(kind)? {
        Some(table) => attache::arrow::schema(table),
        None => errors_schema(),
    };
    let batches = Vec::new();
    Ok(Records { schema, batches })
}

/// The table of a kind; none for what could not be read.
fn table(kind: &str) -> PyResult<Option<&'static Table>> {
    let table = TABLES.iter().find(|table| table.name == kind);
    match table {
        None if kind != ERRORS => Err(PyValueError::new_err(format!(
            "no kind {kind:?}; there are {}",
            kinds().join(", ")
        ))),
        table => Ok(table),
    }
}

/// The records of batches of texts, for each kind.
#[pyfunction]
#[pyo3(signature = (
    batches, kinds, extractor, *, text, id, title, published, offset_unit, direction, date_order, threads
))]
#[expect(clippy::too_many_arguments, reason = "in Python they have names")]
pub(crate) fn extract_batches<'p>(
    py: Python<'p>,
    batches: &Bound<'p, PyAny>,
    kinds: Vec<String>,
    extractor: &Extractor,
    text: String,
    id: String,
    title: String,
    published: String,
    offset_unit: &str,
    direction: &str,
    date_order: Option<&str>,
    threads: Option<usize>,
) -> PyResult<Bound<'p, PyDict>> {
    let options = Options::new(direction, date_order)?;
    let unit = [OffsetUnit::Byte, OffsetUnit::Char, OffsetUnit::Utf16]
        .into_iter()
        .find(|unit| unit.as_str() == offset_unit)
        .ok_or_else(|| PyValueError::new_err("offset_unit must be 'char', 'byte' or 'utf16'"))?;
    let mut columns = Columns::default();
    (columns.text, columns.id) = (text, id);
    (columns.title, columns.published) = (title, published);
    let job = BatchExtractor::new(extractor.inner().clone())
        .columns(columns)
        .offset_unit(unit)
        .direction(options.direction)
        .date_order(options.date_order)
        .threads(threads_of(threads)?);
    let wanted = kinds.iter().map(|kind| table(kind));
    let wanted: Vec<Option<&Table>> = wanted.collect::<PyResult<_>>()?;
    let tables: Vec<&Table> = wanted.iter().copied().flatten().collect();
    let reader = capsules::import(batches)?;
    let mut found: Vec<Vec<RecordBatch>> = vec![Vec::new(); tables.len()];
    let mut errors = Vec::new();
    py.detach(|| {
        let mut row = 0;
        for batch in reader {
            let batch = batch.map_err(capsules::invalid)?;
            let extracted = job.clone().first_row(row).extract(&batch, &tables);
            row += batch.num_rows();
            let extracted = extracted.map_err(to_python)?;
            for (found, table) in found.iter_mut().zip(extracted.tables) {
                found.push(table);
            }
            errors.push(extracted.errors);
        }
        Ok::<(), PyErr>(())
    })?;
    let result = PyDict::new(py);
    let mut found = found.into_iter();
    for (kind, table) in kinds.iter().zip(wanted) {
        let (schema, batches) = match table {
            Some(table) => (
                attache::arrow::schema(table),
                found.next().unwrap_or_default(),
            ),
            None => (errors_schema(), errors.clone()),
        };
        result.set_item(kind, Bound::new(py, Records { schema, batches })?)?;
    }
    Ok(result)
}
