//! cli
fn main() { let a: Vec<String> = std::env::args().collect(); let e = match attache::Extractor::builder().build() { Ok(e)=>e, Err(e)=>{ println!("{e}\n{} errors", e.diagnostics().len()); std::process::exit(1)} }; if a.len()>1 && a[1]=="check" { let r = attache::check(&e); for f in &r.findings { if a.len()>2 || f.severity()==attache::Severity::Error { println!("{f}\n"); } } println!("{r}"); return }
 let t = std::io::read_to_string(std::io::stdin()).unwrap(); println!("{}", serde_json::to_string_pretty(&e.extract(&attache::Document::new(&t))).unwrap()); }
