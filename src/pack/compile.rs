//! What a pack says, turned into what extraction runs.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use super::diagnostics::{Place, Sink};
use super::fields::Text;
use super::load::Parsed;
use super::model::{Entry, Labels, Pack, TABLE_RULE};
use super::patterns::{
    Compiler, Inflections, Macros, WordRegexes, Words, check_labels, is_nullable, parse_pattern,
    regex_message, walk,
};
use super::rule_file::{InflectionSource, RuleSource};
use super::rules::{Knowledge, compile_rule};
use super::syntax::{LabelNode, Node};
use super::table::{Row, Table, TableKind};
use crate::matching::{
    Builder, Case, Context, LabelId, MAX_LABELS, MAX_STEPS, Needs, Phrase, Phrases, Program,
    ProgramRule, RuleId, Shapes, Starts, Step, UNKNOWN, Vocabulary, VocabularyBuilder, class_test,
};
use crate::segment::{Abbreviation, Tokenizer};
use regex::Regex;

/// The label of words that a full stop can follow without ending the sentence.
const ABBREVIATION: &str = "abbreviation";
/// The id of abbreviations that never end a sentence.
const NEVER_FINAL: &str = "never-final";
/// The label of small words that begin sentences and never names.
const FUNCTION: &str = "function";
/// The label of irregular inflections: the surface is a form of the word that is the id.
const INFLECTION: &str = "inflection";

/// A rule whose patterns are read.
struct Prepared {
    source: RuleSource,
    /// The pattern with its macros in place; none for a shape.
    node: Option<Node>,
    contexts: [Option<Node>; 4],
    /// A shape's expression; none for a rule or for a shape that is broken.
    shape: Option<Regex>,
    /// The patterns as they are written, with their places.
    written: Vec<(Node, Place)>,
}

/// Compiles a pack; every mistake goes to the sink.
pub(crate) fn compile(parsed: Parsed, sink: &mut Sink) -> Option<Pack> {
    let tokenizer = Tokenizer::new(parsed.manifest.clitics.clone());
    let macros = Macros::parse(&parsed.macros, sink);
    let prepared = prepare(parsed.rules, &macros, sink);
    let mut labels = intern_labels(&parsed.tables, &prepared, sink)?;
    let hidden = hide_found_labels(&parsed.tables, &prepared, &mut labels, sink)?;
    let (entries, entities) = index_rows(&parsed.tables, &labels, &hidden);

    let inflections = Inflections {
        regular: compile_inflections(&parsed.manifest.inflections, sink),
        irregular: irregular_forms(&parsed.tables),
    };
    let words = Words {
        tokenizer: &tokenizer,
        inflections: &inflections,
    };
    let (builder, numbered) = collect_words(&parsed.tables, &entries, &prepared, &words);
    let (mut vocabulary, codes) = builder.build();
    if !vocabulary.fits() {
        let place = Place::new(&parsed.tables.first()?.file, 0..0);
        sink.error(
            "P308",
            &place,
            "the tables have more than a million different words".into(),
        );
        return None;
    }
    mark_traits(&parsed.tables, &entries, &mut vocabulary);
    let phrases = compile_phrases(&parsed.tables, &entries, numbered, &codes, &vocabulary);

    let regexes = WordRegexes::default();
    macros.check(&labels, &regexes, sink);
    for rule in &prepared {
        check_patterns(rule, &labels, &regexes, sink);
    }
    let shape_sources = shape_sources(&prepared);
    let shapes = match Shapes::build(&shape_sources) {
        Ok(shapes) => shapes,
        Err(message) => {
            if let Some(rule) = prepared.iter().find(|rule| rule.source.is_shape) {
                sink.error("P204", &rule.source.pattern.place, message);
            }
            return None;
        }
    };
    let compiler = Compiler {
        labels: &labels,
        words,
        vocabulary: &vocabulary,
        regexes: &regexes,
    };
    let knowledge = Knowledge::collect(
        &parsed.tables,
        &labels,
        prepared
            .iter()
            .map(|rule| (&rule.source, rule.shape.as_ref())),
    );
    let mut rules = Vec::new();
    for (index, rule) in prepared.iter().enumerate() {
        let captures = match &rule.node {
            Some(node) => pattern_captures(node),
            None => {
                let shape = shape_sources
                    .iter()
                    .position(|(id, _)| *id as usize == index);
                let names = shape
                    .map(|shape| shapes.group_names(shape))
                    .unwrap_or_default();
                names
                    .into_iter()
                    .map(|name| (name.unwrap_or_default(), Vec::new()))
                    .collect()
            }
        };
        if let Some(node) = &rule.node
            && Compiler::size(node) > MAX_STEPS
        {
            let message = "the counts of this pattern multiply beyond all bounds".to_owned();
            sink.error("P308", &rule.source.pattern.place, message);
        }
        for (node, place) in &rule.written {
            knowledge.check_tests(node, place, sink);
        }
        rules.push(compile_rule(
            &rule.source,
            captures,
            &labels,
            &knowledge,
            sink,
        ));
    }
    if sink.has_errors() {
        // What would be found in patterns that can't be compiled is of no use, but for cycles.
        order_labels(&prepared, &hidden, &compiler, sink);
        return None;
    }
    let programs = compile_programs(&prepared, &rules, &hidden, &compiler, sink);
    let rules: Option<Vec<_>> = rules.into_iter().collect();
    Some(Pack {
        name: parsed.manifest.name.unwrap_or_default(),
        version: parsed.manifest.version.unwrap_or_default(),
        language: parsed.manifest.language.unwrap_or_else(|| "und".into()),
        published: parsed.manifest.published,
        labels,
        tables: parsed.tables,
        entries,
        entities,
        vocabulary,
        phrases,
        shapes,
        programs: programs?,
        rules: rules?,
        cases: parsed.cases,
        warnings: Vec::new(),
        tokenizer,
    })
}

/// Reads the patterns of all rules and puts their macros in place.
fn prepare(rules: Vec<RuleSource>, macros: &Macros, sink: &mut Sink) -> Vec<Prepared> {
    let mut prepared = Vec::new();
    for source in rules {
        let mut written = Vec::new();
        let mut read = |text: &Text, sink: &mut Sink| {
            let node = parse_pattern(text, sink)?;
            written.push((node.clone(), text.place.clone()));
            Some(macros.expand(node, &text.place, sink))
        };
        let node = match source.is_shape {
            true => None,
            false => match read(&source.pattern, sink) {
                Some(node) => Some(node),
                None => continue,
            },
        };
        let shape = source
            .is_shape
            .then(|| compile_shape(&source, sink))
            .flatten();
        let contexts = std::array::from_fn(|i| {
            source.contexts[i]
                .as_ref()
                .and_then(|text| read(text, sink))
        });
        prepared.push(Prepared {
            source,
            node,
            contexts,
            shape,
            written,
        });
    }
    prepared
}

fn compile_shape(source: &RuleSource, sink: &mut Sink) -> Option<Regex> {
    let place = &source.pattern.place;
    match Regex::new(&source.pattern.value) {
        Ok(regex) if regex.is_match("") => {
            sink.error(
                "P207",
                place,
                "the shape can match without any letter".into(),
            );
            None
        }
        Ok(regex) => Some(regex),
        Err(error) => {
            sink.error("P204", place, regex_message(&error));
            None
        }
    }
}

fn intern_labels(tables: &[Table], rules: &[Prepared], sink: &mut Sink) -> Option<Labels> {
    let mut labels = Labels::new();
    let mut intern = |name: &str, place: &Place, sink: &mut Sink| {
        let label = labels.intern(name);
        if class_test(name).is_some() {
            let message = format!("`{name}` is a class of words that every pack has");
            sink.error_help("P311", place, message, "give the label another name".into());
        }
        if label.is_none() {
            let message = format!("this would be more than {MAX_LABELS} labels");
            sink.error("P308", place, message);
        }
        label
    };
    for table in tables {
        for name in &table.labels {
            // An overlay can have taken out the last row of a label; the label stays known.
            let row = table.rows.iter().find(|row| table.key(row)[1] == name);
            let place = row.map_or(Place::new(&table.file, 0..0), |row| table.row_place(row));
            intern(name, &place, sink)?;
        }
    }
    for rule in rules {
        intern(&rule.source.emits.value, &rule.source.emits.place, sink)?;
    }
    Some(labels)
}

/// True if a text has an upper-case letter.
fn has_upper_case(text: &str) -> bool {
    match text.is_ascii() {
        true => text.bytes().any(|byte| byte.is_ascii_uppercase()),
        false => text.contains(char::is_uppercase),
    }
}

/// Finds the labels that rules emit beside tables or shapes, or both of these do. What tables and
/// shapes find of them is hidden under a label of its own until the rules of the label run.
fn hide_found_labels(
    tables: &[Table],
    rules: &[Prepared],
    labels: &mut Labels,
    sink: &mut Sink,
) -> Option<HashMap<LabelId, LabelId>> {
    let mut makers: BTreeMap<LabelId, BTreeSet<u8>> = BTreeMap::new();
    for table in tables
        .iter()
        .filter(|table| table.kind == TableKind::Gazetteer)
    {
        for label in table.labels.iter().filter_map(|name| labels.get(name)) {
            makers.entry(label).or_default().insert(0);
        }
    }
    for rule in rules {
        let label = labels.get(&rule.source.emits.value)?;
        makers
            .entry(label)
            .or_default()
            .insert(if rule.source.is_shape { 1 } else { 2 });
    }
    let mut hidden = HashMap::new();
    for (label, makers) in makers {
        if makers.len() < 2 {
            continue;
        }
        let Some(found) = labels.intern_hidden(label) else {
            let place = &rules.first()?.source.place;
            sink.error(
                "P308",
                place,
                format!("there are more than {MAX_LABELS} labels"),
            );
            return None;
        };
        hidden.insert(label, found);
    }
    Some(hidden)
}

type Entities = HashMap<LabelId, HashMap<Arc<str>, (u16, Row)>>;

/// Numbers the rows of gazetteers, and finds the rows of entities by their ids.
fn index_rows(
    tables: &[Table],
    labels: &Labels,
    hidden: &HashMap<LabelId, LabelId>,
) -> (Vec<Entry>, Entities) {
    let mut entries = Vec::new();
    let mut entities = Entities::new();
    for (index, table) in tables.iter().enumerate() {
        let mut last: (&str, Option<LabelId>) = ("", None);
        for row in &table.rows {
            let [first, name, _] = table.key(row);
            if name != last.0 {
                last = (name, labels.get(name));
            }
            let Some(label) = last.1 else { continue };
            match table.kind {
                TableKind::Gazetteer => entries.push(Entry {
                    table: index as u16,
                    label: hidden.get(&label).copied().unwrap_or(label),
                    row: row.clone(),
                }),
                TableKind::Entities => {
                    let place = (index as u16, row.clone());
                    entities
                        .entry(label)
                        .or_default()
                        .insert(first.into(), place);
                }
            }
        }
    }
    (entries, entities)
}

fn compile_inflections(
    sources: &[InflectionSource],
    sink: &mut Sink,
) -> Vec<(Regex, usize, Vec<String>)> {
    let mut compiled = Vec::new();
    for source in sources {
        match Regex::new(&format!("(?:{})$", source.ends.value)) {
            Ok(ends) => {
                let add = source.add.iter().map(|text| text.value.clone()).collect();
                compiled.push((ends, source.strip, add));
            }
            Err(error) => sink.error("P204", &source.ends.place, regex_message(&error)),
        }
    }
    compiled
}

fn irregular_forms(tables: &[Table]) -> HashMap<String, Vec<String>> {
    let mut forms: HashMap<String, Vec<String>> = HashMap::new();
    for_each_row(tables, INFLECTION, |_, [surface, _, base]| {
        forms
            .entry(base.to_lowercase())
            .or_default()
            .push(surface.to_lowercase());
    });
    forms
}

/// Calls `visit` with the table and the first cells of each row of a label.
fn for_each_row<'t>(
    tables: &'t [Table],
    label: &str,
    mut visit: impl FnMut(&'t Table, [&'t str; 3]),
) {
    let has_label = |table: &&Table| table.labels.iter().any(|name| name == label);
    let gazetteers = tables
        .iter()
        .filter(|table| table.kind == TableKind::Gazetteer);
    for table in gazetteers.filter(has_label) {
        for row in &table.rows {
            let key = table.key(row);
            if key[1] == label {
                visit(table, key);
            }
        }
    }
}

/// The words of all entries by their numbers, and where each entry's end.
struct Numbered {
    words: Vec<u32>,
    ends: Vec<u32>,
}

/// Numbers all words of the pack; also returns each entry's words by their numbers.
fn collect_words(
    tables: &[Table],
    entries: &[Entry],
    rules: &[Prepared],
    words: &Words<'_>,
) -> (VocabularyBuilder, Numbered) {
    let mut builder = VocabularyBuilder::default();
    let mut tokens = Vec::new();
    let mut numbered = Numbered {
        words: Vec::with_capacity(2 * entries.len()),
        ends: Vec::with_capacity(entries.len()),
    };
    for entry in entries {
        let surface = tables[usize::from(entry.table)].key(&entry.row)[0];
        tokens.clear();
        words
            .tokenizer
            .tokenize(surface, &mut tokens, |word| builder.number(word));
        if tokens.len() > 1 {
            tokens.iter().for_each(|token| builder.count(token.code));
        }
        numbered.words.extend(tokens.iter().map(|token| token.code));
        numbered.ends.push(numbered.words.len() as u32);
    }
    for rule in rules {
        for node in rule.node.iter().chain(rule.contexts.iter().flatten()) {
            walk(node, &mut |node| match node {
                Node::Word { text, inflected } => {
                    for word in words.tokens(text, *inflected).iter().flatten() {
                        builder.number(word);
                    }
                }
                Node::Mark(mark) => {
                    builder.number(mark.encode_utf8(&mut [0; 4]));
                }
                _ => {}
            });
        }
    }
    (builder, numbered)
}

/// Tells the vocabulary which words are abbreviations and which are function words. A word that a
/// full stop follows inside a phrase is an abbreviation too, or the phrase could never be found.
fn mark_traits(tables: &[Table], entries: &[Entry], vocabulary: &mut Vocabulary) {
    let mut buffer = String::new();
    let surfaces = entries
        .iter()
        .map(|entry| tables[usize::from(entry.table)].key(&entry.row)[0]);
    let mut code = |vocabulary: &Vocabulary, word: &str| {
        let word = word.trim_end_matches('.');
        let is_single = !word.contains([' ', '.']);
        is_single
            .then(|| vocabulary.code(word, &mut buffer))
            .filter(|code| *code != UNKNOWN)
    };
    for_each_row(tables, ABBREVIATION, |_, [surface, _, id]| {
        let abbreviation = match id {
            NEVER_FINAL => Abbreviation::NeverFinal,
            _ => Abbreviation::MayEnd,
        };
        if let Some(code) = code(vocabulary, surface) {
            vocabulary.traits_mut(code).abbreviation = Some(abbreviation);
        }
    });
    for surface in surfaces.filter(|surface| surface.contains(". ")) {
        for before in surface.split(". ").take(surface.matches(". ").count()) {
            let word = before.rsplit([' ', '.', '-']).next().unwrap_or(before);
            if let Some(code) = code(vocabulary, word) {
                let known = &mut vocabulary.traits_mut(code).abbreviation;
                *known = known.or(Some(Abbreviation::MayEnd));
            }
        }
    }
    for_each_row(tables, FUNCTION, |_, [surface, ..]| {
        if let Some(code) = code(vocabulary, surface) {
            vocabulary.traits_mut(code).function = true;
        }
    });
}

fn compile_phrases(
    tables: &[Table],
    entries: &[Entry],
    numbered: Numbered,
    codes: &[u32],
    vocabulary: &Vocabulary,
) -> Phrases {
    let Numbered { mut words, ends } = numbered;
    for word in &mut words {
        *word = codes[*word as usize];
    }
    let starts = std::iter::once(0).chain(ends.iter().copied());
    let spans = starts.zip(ends.iter().copied());
    let phrases = (0..)
        .zip(entries)
        .zip(spans)
        .map(|((entry, row), (start, end))| {
            let table = &tables[usize::from(row.table)];
            let case = match Table::case(&row.row) {
                // Nothing can disagree with a surface that has no upper-case letter.
                Case::Upper if !has_upper_case(table.key(&row.row)[0]) => Case::Any,
                case => case,
            };
            Phrase {
                label: row.label,
                case,
                entry,
                codes: start..end,
            }
        });
    Phrases::build(phrases.collect(), &words, vocabulary)
}

fn check_patterns(rule: &Prepared, labels: &Labels, regexes: &WordRegexes, sink: &mut Sink) {
    let source = &rule.source;
    let Some(node) = &rule.node else { return };
    for (node, place) in &rule.written {
        check_labels(node, place, labels, regexes, sink);
    }
    if is_nullable(node) {
        let message = "the pattern can match without any word".to_owned();
        let help = "one part at least must not be optional".to_owned();
        sink.error_help("P207", &source.pattern.place, message, help);
    }
}

/// The shapes in order of preference, with their rules.
fn shape_sources(rules: &[Prepared]) -> Vec<(RuleId, String)> {
    let mut shapes: Vec<(i32, RuleId, String)> = (0..)
        .zip(rules)
        .filter(|(_, rule)| rule.shape.is_some())
        .map(|(id, rule)| (-rule.source.priority, id, rule.source.pattern.value.clone()))
        .collect();
    shapes.sort();
    shapes
        .into_iter()
        .map(|(_, id, source)| (id, source))
        .collect()
}

/// The names that a pattern captures, each with the labels that it can stand for.
fn pattern_captures(node: &Node) -> Vec<(String, Vec<String>)> {
    let mut captures: Vec<(String, Vec<String>)> = Vec::new();
    walk(node, &mut |node| {
        let (name, label) = match node {
            Node::Capture { name, .. } => (name, None),
            Node::Label(LabelNode {
                capture: Some(name),
                label,
                ..
            }) => (name, Some(label)),
            _ => return,
        };
        let at = captures.iter().position(|(known, _)| known == name);
        let at = at.unwrap_or_else(|| {
            captures.push((name.clone(), Vec::new()));
            captures.len() - 1
        });
        captures[at].1.extend(label.cloned());
    });
    captures
}

/// The labels that rules emit, each with the rules' places.
fn rules_by_label<'p>(
    prepared: &'p [Prepared],
    hidden: &HashMap<LabelId, LabelId>,
    compiler: &Compiler<'p>,
) -> BTreeMap<&'p str, Vec<usize>> {
    let mut by_label: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (index, rule) in prepared.iter().enumerate() {
        if rule.node.is_some() {
            by_label
                .entry(&rule.source.emits.value)
                .or_default()
                .push(index);
        }
    }
    for label in hidden.keys() {
        by_label.entry(compiler.labels.name(*label)).or_default();
    }
    by_label
}

/// Puts the labels that rules emit in order: each is complete before another that uses it begins.
fn order_labels<'p>(
    prepared: &'p [Prepared],
    hidden: &HashMap<LabelId, LabelId>,
    compiler: &Compiler<'p>,
    sink: &mut Sink,
) -> Option<Vec<(&'p str, Vec<usize>)>> {
    let by_label = rules_by_label(prepared, hidden, compiler);
    let mut needed: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (label, members) in &by_label {
        let used = needed.entry(label).or_default();
        for &index in members {
            let rule = &prepared[index];
            for node in rule.node.iter().chain(rule.contexts.iter().flatten()) {
                let labels = compiler.dependencies(node);
                used.extend(labels.into_iter().map(|label| compiler.labels.name(label)));
            }
        }
        used.retain(|name| by_label.contains_key(name));
    }
    let mut order = Vec::new();
    let mut done = BTreeSet::new();
    while done.len() < by_label.len() {
        let next = by_label.keys().find(|label| {
            !done.contains(*label) && needed[**label].iter().all(|name| done.contains(name))
        });
        let Some(&label) = next else {
            report_cycle(prepared, &by_label, &needed, &done, sink);
            return None;
        };
        done.insert(label);
        order.push((label, by_label[label].clone()));
    }
    Some(order)
}

/// Compiles the rules of each label to a program, in the order in which the programs run.
fn compile_programs(
    prepared: &[Prepared],
    rules: &[Option<super::model::Rule>],
    hidden: &HashMap<LabelId, LabelId>,
    compiler: &Compiler<'_>,
    sink: &mut Sink,
) -> Option<Vec<Program>> {
    let mut programs = Vec::new();
    for (label, members) in order_labels(prepared, hidden, compiler, sink)? {
        let label_id = compiler.labels.get(label)?;
        let first = members.first().copied();
        let members = members
            .into_iter()
            .filter_map(|i| Some((i, &prepared[i], rules[i].as_ref()?)));
        let found = hidden.get(&label_id).copied();
        let program = compile_program(label_id, members.collect(), found, compiler);
        if let (true, Some(first)) = (program.code.steps.len() > MAX_STEPS, first) {
            let place = &prepared[first].source.pattern.place;
            sink.error(
                "P308",
                place,
                format!("the patterns of `{label}` are too large together"),
            );
        }
        programs.push(program);
    }
    Some(programs)
}

fn report_cycle(
    prepared: &[Prepared],
    by_label: &BTreeMap<&str, Vec<usize>>,
    needed: &BTreeMap<&str, BTreeSet<&str>>,
    done: &BTreeSet<&str>,
    sink: &mut Sink,
) {
    let open: Vec<&str> = by_label
        .keys()
        .filter(|label| !done.contains(*label))
        .copied()
        .collect();
    // From any open label, following what it still needs leads into a cycle.
    let mut path: Vec<&str> = Vec::new();
    let mut at = open[0];
    while !path.contains(&at) {
        path.push(at);
        let next = needed[at].iter().find(|name| open.contains(name));
        at = next.copied().unwrap_or(at);
    }
    let start = path.iter().position(|label| *label == at).unwrap_or(0);
    let mut names: Vec<String> = path[start..]
        .iter()
        .map(|name| format!("`{name}`"))
        .collect();
    names.push(names[0].clone());
    let message = format!("labels need each other: {}", names.join(" needs "));
    let help = "let one of the rules emit a label of another name".to_owned();
    let first = by_label[at]
        .first()
        .map(|&index| &prepared[index].source.emits.place);
    if let Some(place) = first {
        sink.error_help("P304", place, message, help);
    }
}

fn compile_program(
    label: LabelId,
    members: Vec<(usize, &Prepared, &super::model::Rule)>,
    hidden: Option<LabelId>,
    compiler: &Compiler<'_>,
) -> Program {
    let mut builder = Builder::default();
    let mut rules = Vec::new();
    // The rule for what tables and shapes have found stands between those of priority 0 and those that
    // give way to it.
    let (mut above, mut below): (Vec<_>, Vec<_>) = members
        .into_iter()
        .partition(|(_, prepared, _)| prepared.source.priority >= 0);
    for members in [&mut above, &mut below] {
        members.sort_by_key(|(_, prepared, _)| -prepared.source.priority);
    }
    for (index, prepared, rule) in above {
        add_rule(index, prepared, rule, compiler, &mut builder, &mut rules);
    }
    if let Some(found) = hidden {
        add_found(found, compiler, &mut builder, &mut rules);
    }
    for (index, prepared, rule) in below {
        add_rule(index, prepared, rule, compiler, &mut builder, &mut rules);
    }
    Program {
        label,
        code: builder.code,
        starts: Starts::new(&rules),
        rules,
    }
}

fn add_rule(
    index: usize,
    prepared: &Prepared,
    rule: &super::model::Rule,
    compiler: &Compiler<'_>,
    builder: &mut Builder,
    rules: &mut Vec<ProgramRule>,
) {
    let Some(node) = &prepared.node else { return };
    let start = builder.position();
    compiler.emit(node, &rule.captures, builder);
    builder.push(Step::Accept(rules.len() as u32));
    let within = prepared.source.within.as_ref();
    rules.push(ProgramRule {
        rule: index as RuleId,
        start,
        first: compiler.first(node),
        needs: Needs::new(compiler.needs(node)),
        contexts: contexts(prepared, compiler),
        header_only: within.is_some_and(|text| text.value == "header"),
    });
}

/// The rule that stands for what tables and shapes have found of a label.
fn add_found(
    found: LabelId,
    compiler: &Compiler<'_>,
    builder: &mut Builder,
    rules: &mut Vec<ProgramRule>,
) {
    let node = Node::Label(LabelNode {
        capture: None,
        label: compiler.labels.name(found).to_owned(),
        label_span: 0..0,
        list: false,
        tests: Vec::new(),
        not: Vec::new(),
    });
    let start = builder.position();
    builder.push(Step::Label {
        label: found,
        tests: 0..0,
        not: Default::default(),
        capture: Some(0),
    });
    builder.push(Step::Accept(rules.len() as u32));
    rules.push(ProgramRule {
        rule: TABLE_RULE,
        start,
        first: compiler.first(&node),
        needs: Needs::new(compiler.needs(&node)),
        contexts: Vec::new(),
        header_only: false,
    });
}

/// The contexts of a rule: `before`, `after`, `not_before`, `not_after`.
fn contexts(prepared: &Prepared, compiler: &Compiler<'_>) -> Vec<Context> {
    let kinds = [(true, false), (false, false), (true, true), (false, true)];
    let nodes = prepared.contexts.iter().cloned().zip(kinds);
    nodes
        .filter_map(|(node, (before, negated))| Some(compiler.context(node?, before, negated)))
        .collect()
}
