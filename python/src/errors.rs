//! Errors as Python knows them.

use std::error::Error as _;
use std::io;

use attache::{Error, Severity};
use pyo3::exceptions::{PyOSError, PyValueError};
use pyo3::prelude::*;

/// `attache.PackError` with its diagnostics, `OSError`, or `ValueError`.
pub(crate) fn to_python(error: Error) -> PyErr {
    Python::attach(|py| match error {
        error if error.is_pack() => pack_error(py, &error).unwrap_or_else(|other| other),
        error if error.is_io() => {
            let source = error
                .source()
                .and_then(|source| source.downcast_ref::<io::Error>());
            match source {
                Some(source) => io::Error::new(source.kind(), error.to_string()).into(),
                None => PyOSError::new_err(error.to_string()),
            }
        }
        error => PyValueError::new_err(error.to_string()),
    })
}

fn pack_error(py: Python<'_>, error: &Error) -> PyResult<PyErr> {
    let module = py.import("attache._errors")?;
    let class = module.getattr("Diagnostic")?;
    let mut diagnostics = Vec::new();
    for found in error.diagnostics() {
        let severity = match found.severity() {
            Severity::Error => "error",
            _ => "warning",
        };
        diagnostics.push(class.call1((
            severity,
            found.code(),
            found.message(),
            found.file(),
            found.line(),
            found.column(),
            found.help(),
            found.to_string(),
        ))?);
    }
    let raised = module
        .getattr("PackError")?
        .call1((error.to_string(), diagnostics))?;
    Ok(PyErr::from_value(raised))
}
