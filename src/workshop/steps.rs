//! Steps of programs as the pattern line writes them.

use crate::matching::{ANY, CLASSES, Code, SetId, Step};
use crate::pack::{Pack, Rule};

/// Of the words that one step takes, so many are named.
const WORDS_NAMED: usize = 6;

/// What a step takes, as the pattern line has it.
pub(super) fn name(pack: &Pack, rule: &Rule, code: &Code, step: u32) -> String {
    let not = |set: SetId| {
        let labels = code.set(set).iter();
        let labels =
            labels.map(|label| format!(" !{}", pack.labels.name(pack.labels.public(label))));
        labels.collect::<String>()
    };
    match &code.steps[step as usize] {
        Step::Word(word) => pack.vocabulary.word(*word).to_owned(),
        Step::AnyWord(list) => {
            let words = code.words(*list);
            let named = words.iter().take(WORDS_NAMED);
            let mut named: Vec<&str> = named.map(|word| pack.vocabulary.word(*word)).collect();
            if words.len() > WORDS_NAMED {
                named.push("…");
            }
            format!("({})", named.join("|"))
        }
        Step::Token { test, not: set } if *test == ANY && not(*set).is_empty() => "_".to_owned(),
        Step::Token { test, not: set } => {
            let known = CLASSES.iter().find(|(_, known)| known == test);
            format!(
                "{{{}{}}}",
                known.map_or("token", |(name, _)| name),
                not(*set)
            )
        }
        Step::Regex(index) => format!("/{}/", code.regexes[*index as usize].source()),
        Step::Label {
            label,
            tests,
            not: set,
            capture,
        } => {
            let label = pack.labels.name(pack.labels.public(*label));
            let capture = capture.and_then(|name| rule.captures.get(usize::from(name)));
            let capture = capture.map_or(String::new(), |name| format!("{name}:"));
            let tests: Vec<String> = code.tests(*tests).iter().map(test).collect();
            let tests = match tests.is_empty() {
                true => String::new(),
                false => format!("[{}]", tests.join(", ")),
            };
            format!("{{{capture}{label}{tests}{}}}", not(*set))
        }
        Step::SentenceStart => "^".to_owned(),
        Step::SentenceEnd => "$".to_owned(),
        Step::Hyphen => "-".to_owned(),
        Step::NoHyphen => "!-".to_owned(),
        Step::Open(_) | Step::Close(_) | Step::Split(..) | Step::Jump(_) | Step::Accept(_) => {
            String::new()
        }
    }
}

/// True if a step that is written so takes any word of a class.
pub(super) fn is_class(pattern: &str) -> bool {
    let name = pattern.trim_start_matches('{').split([' ', '}']).next();
    pattern == "_" || name.is_some_and(|name| CLASSES.iter().any(|(known, _)| *known == name))
}

/// A test of an attribute.
pub(super) fn test(test: &crate::matching::AttributeTest) -> String {
    let sign = if test.negated { "!=" } else { "=" };
    format!("{}{sign}{}", test.attribute, test.values.join("|"))
}
