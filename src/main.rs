//! cli
fn main() { let t = std::io::read_to_string(std::io::stdin()).unwrap(); let e = attache::Extractor::builtin(); println!("{}", serde_json::to_string_pretty(&e.extract(&attache::Document::new(&t))).unwrap()); }
