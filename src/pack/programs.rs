//! The rules of each label compiled to one program, and the programs put in order.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::compile::Prepared;
use super::diagnostics::Sink;
use super::model::TABLE_RULE;
use super::patterns::Compiler;
use super::starts::width;
use super::syntax::{LabelNode, Node};
use crate::matching::{
    Builder, Clause, Context, LabelId, LabelSet, MAX_STEPS, Needs, Program, ProgramNeeds,
    ProgramRule, Reach, RuleId, Starts, Step,
};

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
pub(super) fn order_labels<'p>(
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
            used.extend(beside(rule, compiler).map(|label| compiler.labels.name(label)));
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
pub(super) fn compile_programs(
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
        let is_too_large = program.code.steps.len() > MAX_STEPS || program.reach.is_too_large;
        if let (true, Some(first)) = (is_too_large, first) {
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
    let mut needs = Vec::new();
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
        needs.push(rule_needs(prepared, compiler));
    }
    if let Some(found) = hidden {
        needs.push(add_found(found, compiler, &mut builder, &mut rules));
    }
    for (index, prepared, rule) in below {
        add_rule(index, prepared, rule, compiler, &mut builder, &mut rules);
        needs.push(rule_needs(prepared, compiler));
    }
    let code = builder.code;
    let reach = Reach::new(&code, rules.iter().map(|rule| rule.start));
    Program {
        label,
        starts: Starts::new(&code, &rules, &reach),
        code,
        reach,
        needs: ProgramNeeds::new(needs),
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
    rules.push(ProgramRule {
        rule: index as RuleId,
        start,
        contexts: contexts(prepared, compiler),
        has_one_width: width(node).is_some(),
        resume: rule.resume,
    });
}

/// What a sentence must hold for a rule: its words, what must stand beside them, and what it is said to
/// need.
fn rule_needs(prepared: &Prepared, compiler: &Compiler<'_>) -> Needs {
    let [before, after, ..] = &prepared.contexts;
    let nodes = [&prepared.node, before, after].into_iter().flatten();
    let mut clauses: Vec<Clause> = nodes.flat_map(|node| compiler.needs(node)).collect();
    if let Some(label) = beside(prepared, compiler) {
        let mut clause = Clause::default();
        clause.labels.insert(label);
        clauses.push(clause);
    }
    Needs::new(clauses, prepared.source.is_header_only())
}

/// The label that a rule's sentence must have an annotation of.
fn beside(prepared: &Prepared, compiler: &Compiler<'_>) -> Option<LabelId> {
    let text = prepared.source.beside.as_ref()?;
    compiler.labels.get(&text.value)
}

/// Adds the rule that stands for what tables and shapes have found of a label; what it needs.
fn add_found(
    found: LabelId,
    compiler: &Compiler<'_>,
    builder: &mut Builder,
    rules: &mut Vec<ProgramRule>,
) -> Needs {
    let node = Node::Label(LabelNode {
        capture: None,
        label: compiler.labels.name(found).to_owned(),
        label_span: 0..0,
        list: false,
        tests: Vec::new(),
        not: Vec::new(),
    });
    let start = builder.position();
    let not = builder.set(LabelSet::default());
    builder.push(Step::Label {
        label: found,
        tests: (0, 0),
        not,
        capture: Some(0),
    });
    builder.push(Step::Accept(rules.len() as u32));
    rules.push(ProgramRule {
        rule: TABLE_RULE,
        start,
        contexts: Vec::new(),
        has_one_width: true,
        resume: None,
    });
    Needs::new(compiler.needs(&node), false)
}

/// The contexts of a rule: `before`, `after`, `not_before`, `not_after`.
fn contexts(prepared: &Prepared, compiler: &Compiler<'_>) -> Vec<Context> {
    let kinds = [(true, false), (false, false), (true, true), (false, true)];
    let nodes = prepared.contexts.iter().cloned().zip(kinds);
    nodes
        .filter_map(|(node, (before, negated))| Some(compiler.context(node?, before, negated)))
        .collect()
}
