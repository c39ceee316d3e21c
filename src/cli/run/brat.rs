use std::path::{Path, PathBuf};
pub(super) fn annotations(_: &attache::Extraction, _: &str) -> String {
    String::new()
}
pub(super) fn file_name(origin: &str) -> PathBuf {
    origin.into()
}
pub(super) fn text_file(p: &Path) -> PathBuf {
    p.into()
}
pub(super) fn annotation_file(p: &Path) -> PathBuf {
    p.into()
}
pub(super) fn configuration() -> Vec<(&'static str, String)> {
    Vec::new()
}
