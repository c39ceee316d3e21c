//! Record batches from and to other libraries, through the Arrow PyCapsule interface: nothing is copied.
//!
//! <https://arrow.apache.org/docs/format/CDataInterface/PyCapsuleInterface.html>
#![expect(unsafe_code, reason = "the Arrow C data interface is pointers")]

use std::ffi::CStr;
use std::ptr::NonNull;

use arrow_array::ffi::{FFI_ArrowArray, FFI_ArrowSchema, from_ffi, to_ffi};
use arrow_array::ffi_stream::{FFI_ArrowArrayStream, RecordBatchStreamReader};
use arrow_array::{Array as _, RecordBatch, RecordBatchIterator, RecordBatchReader, StructArray};
use arrow_schema::{ArrowError, Schema, SchemaRef};
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyCapsule, PyTuple};

const STREAM: &CStr = c"arrow_array_stream";
const SCHEMA: &CStr = c"arrow_schema";
const ARRAY: &CStr = c"arrow_array";

/// The batches of an object that exports a stream or an array of the Arrow C data interface.
pub(crate) fn import(object: &Bound<'_, PyAny>) -> PyResult<Box<dyn RecordBatchReader + Send>> {
    if object.hasattr("__arrow_c_stream__")? {
        let capsule = object.call_method0("__arrow_c_stream__")?;
        let pointer = pointer::<FFI_ArrowArrayStream>(&capsule, STREAM)?;
        // SAFETY: a capsule of this name holds a stream that whoever takes it over releases.
        let reader = unsafe { RecordBatchStreamReader::from_raw(pointer.as_ptr()) };
        return Ok(Box::new(reader.map_err(invalid)?));
    }
    if object.hasattr("__arrow_c_array__")? {
        let capsules = object.call_method0("__arrow_c_array__")?;
        let capsules = capsules.cast::<PyTuple>()?;
        let schema = pointer::<FFI_ArrowSchema>(&capsules.get_item(0)?, SCHEMA)?;
        let array = pointer::<FFI_ArrowArray>(&capsules.get_item(1)?, ARRAY)?;
        // SAFETY: capsules of these names hold a schema and an array; the array is taken over, and what is left in
        // its place is released already.
        let data = unsafe {
            let array = FFI_ArrowArray::from_raw(array.as_ptr());
            from_ffi(array, schema.as_ref())
        };
        // SAFETY: the schema is only read, and lives as long as its capsule.
        let schema = Schema::try_from(unsafe { schema.as_ref() }).map_err(invalid)?;
        let columns = StructArray::from(data.map_err(invalid)?);
        let batch = RecordBatch::from(columns).with_schema(schema.into());
        let batch = batch.map_err(invalid)?;
        let schema = batch.schema();
        return Ok(Box::new(RecordBatchIterator::new([Ok(batch)], schema)));
    }
    Err(PyTypeError::new_err(format!(
        "an object with __arrow_c_stream__ or __arrow_c_array__ is wanted, such as a pyarrow.RecordBatch, and this is {}",
        object.get_type()
    )))
}

fn pointer<T>(capsule: &Bound<'_, PyAny>, name: &CStr) -> PyResult<NonNull<T>> {
    let capsule = capsule.cast::<PyCapsule>()?;
    Ok(capsule.pointer_checked(Some(name))?.cast())
}

/// Batches as a capsule with a stream.
pub(crate) fn stream<'p>(
    py: Python<'p>,
    schema: &SchemaRef,
    batches: &[RecordBatch],
) -> PyResult<Bound<'p, PyCapsule>> {
    let batches: Vec<Result<_, ArrowError>> = batches.iter().cloned().map(Ok).collect();
    let reader = RecordBatchIterator::new(batches, schema.clone());
    let stream = FFI_ArrowArrayStream::new(Box::new(reader));
    PyCapsule::new_with_value(py, stream, STREAM)
}

/// A batch as capsules with its schema and its columns.
pub(crate) fn array<'p>(
    py: Python<'p>,
    batch: &RecordBatch,
) -> PyResult<(Bound<'p, PyCapsule>, Bound<'p, PyCapsule>)> {
    let columns = StructArray::from(batch.clone());
    let (array, _) = to_ffi(&columns.to_data()).map_err(invalid)?;
    let array = PyCapsule::new_with_value(py, array, ARRAY)?;
    Ok((schema(py, batch.schema_ref())?, array))
}

/// A capsule with a schema.
pub(crate) fn schema<'p>(py: Python<'p>, schema: &SchemaRef) -> PyResult<Bound<'p, PyCapsule>> {
    let schema = FFI_ArrowSchema::try_from(schema.as_ref()).map_err(invalid)?;
    PyCapsule::new_with_value(py, schema, SCHEMA)
}

pub(crate) fn invalid(error: ArrowError) -> PyErr {
    PyValueError::new_err(error.to_string())
}
