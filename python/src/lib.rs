//! The Python package `attache`: the engine's types as Python classes.
//!
//! The package's own `README.md` is the guide; `attache/_native.pyi` says what each class and function is.

use pyo3::prelude::*;

mod batches;
mod capsules;
mod errors;
mod extraction;
mod extractor;
mod many;
mod options;
mod records;
mod views;

#[pymodule]
mod _native {
    use pyo3::prelude::*;

    #[pymodule_export]
    use crate::batches::{Records, extract_batches, kinds, schema};
    #[pymodule_export]
    use crate::extraction::Extraction;
    #[pymodule_export]
    use crate::extractor::{Extractor, Pack};
    #[pymodule_export]
    use crate::many::Extractions;

    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        module.add("__version__", env!("CARGO_PKG_VERSION"))?;
        crate::records::add(module)
    }
}
