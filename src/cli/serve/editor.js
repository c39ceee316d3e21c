// The editor of rules: marks at mistakes, numbers of lines, the mistakes as a list, and the rules' examples.
"use strict";
attache.editor = (() => {
  const { make } = attache;
  const byId = (id) => document.getElementById(id);
  let own = "rules/edited.toml";

  /** Where a line and a column are in a text; columns count code points from 1, as the program's do. */
  function offset(lines, line, column) {
    const before = lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0);
    return before + [...(lines[line - 1] ?? "")].slice(0, column - 1).join("").length;
  }

  function ranges(text, mistakes) {
    const lines = text.split("\n");
    const found = mistakes.filter((mistake) => mistake.file === own).map((mistake) => {
      const from = Math.min(offset(lines, mistake.line, mistake.column), text.length);
      const to = Math.min(offset(lines, mistake.end_line, mistake.end_column), text.length);
      return { from, to: Math.max(to, from), severity: mistake.severity };
    });
    return found.sort((one, other) => one.from - other.from || other.to - one.to);
  }

  function paint(box, mistakes) {
    const text = box.value;
    const sheet = box.parentElement.querySelector(".marks");
    const parts = [];
    let at = 0;
    for (const { from, to, severity } of ranges(text, mistakes)) {
      if (from < at) continue;
      const isNothing = from === to;
      const atEnd = isNothing && (from === text.length || text[from] === "\n");
      const end = isNothing && !atEnd ? from + 1 : to;
      parts.push(text.slice(at, from), make("span", { class: `mistake ${severity}` }, atEnd ? " " : text.slice(from, end)));
      at = end;
    }
    parts.push(text.slice(at), "\n");
    sheet.replaceChildren(...parts);
    number(text, mistakes);
    follow(box);
  }

  function number(text, mistakes) {
    const wrong = new Set(mistakes.filter((mistake) => mistake.file === own).map((mistake) => mistake.line));
    const lines = text.split("\n").map((_, index) => {
      const line = String(index + 1);
      return wrong.has(index + 1) ? make("b", {}, line) : line;
    });
    document.querySelector(".gutter pre").replaceChildren(...lines.flatMap((line) => [line, "\n"]));
  }

  /** What is painted under the box goes where its text goes. */
  function follow(box) {
    box.parentElement.querySelector(".marks").style.transform = `translate(${-box.scrollLeft}px, ${-box.scrollTop}px)`;
    document.querySelector(".gutter pre").style.transform = `translateY(${-box.scrollTop}px)`;
  }

  function goTo(line, column) {
    const box = byId("rules");
    const at = offset(box.value.split("\n"), line, column);
    box.focus();
    box.setSelectionRange(at, at);
    const height = parseFloat(getComputedStyle(box).lineHeight);
    box.scrollTop = Math.max(0, (line - 4) * height);
  }

  function list(mistakes) {
    const items = mistakes.map((mistake) => {
      const place = `${mistake.line}:${mistake.column}`;
      const item = make("li", {});
      if (mistake.file === own) {
        const go = make("button", { type: "button", class: "go", "aria-label": `Go to line ${mistake.line}, column ${mistake.column}` }, place);
        go.addEventListener("click", () => goTo(mistake.line, mistake.column));
        item.append(go);
      } else item.append(make("code", { class: "go" }, `${mistake.file}:${place}`));
      item.append(make("code", { class: mistake.severity === "error" ? "is-bad" : "" }, mistake.code), " ", mistake.message);
      if (mistake.help) item.append(make("p", { class: "help" }, mistake.help));
      return item;
    });
    const heading = make("h3", {}, `Mistakes (${items.length})`);
    byId("mistakes").replaceChildren(...(items.length ? [heading, make("ol", {}, ...items)] : []));
  }

  function tried(examples) {
    const items = examples.map((example) => {
      const verdict = make("span", { class: example.problem ? "is-bad" : "is-good" }, example.problem ? "✗ fails" : "✓ passes");
      const item = make("li", { class: example.problem ? "fails" : "passes" }, verdict);
      const go = make("button", { type: "button", class: "go", "aria-label": `Go to line ${example.line}` }, String(example.line));
      go.addEventListener("click", () => goTo(example.line, 1));
      item.append(go, make("span", {}, make("code", {}, `${example.rule} ${example.kind}`), " ", example.text));
      if (example.problem) item.append(make("p", { class: "problem" }, example.problem));
      return item;
    });
    const failed = examples.filter((example) => example.problem).length;
    const heading = make("h3", {}, `Examples: ${examples.length - failed} pass, ${failed} fail`);
    byId("examples").replaceChildren(...(items.length ? [heading, make("ul", {}, ...items)] : []));
  }

  /** Says in a word beside the tab how the rules are. */
  function judge(mistakes, examples) {
    const failed = examples.filter((example) => example.problem).length;
    const wrong = mistakes.length + failed;
    const place = byId("verdict");
    place.className = wrong ? "is-bad" : "is-good";
    if (mistakes.length) place.textContent = `✗ ${mistakes.length} ${mistakes.length === 1 ? "mistake" : "mistakes"}`;
    else if (failed) place.textContent = `✗ ${failed} failing`;
    else place.textContent = examples.length ? "✓" : "";
  }

  /** Shows what came of the rules as they stood. */
  function show(mistakes, examples) {
    paint(byId("rules"), mistakes);
    list(mistakes);
    tried(examples);
    judge(mistakes, examples);
  }

  function begin() {
    const box = byId("rules");
    box.addEventListener("input", () => paint(box, []));
    box.addEventListener("scroll", () => follow(box));
    paint(box, []);
  }

  /** Puts a rule at the end of what the box has. */
  function append(source) {
    const box = byId("rules");
    const before = box.value.trimEnd();
    box.value = `${before}${before ? "\n\n" : ""}${source.trim()}\n`;
    box.dispatchEvent(new Event("input", { bubbles: true }));
    box.focus();
    box.setSelectionRange(before.length, before.length);
    box.scrollTop = box.scrollHeight;
  }

  return { append, begin, goTo, show };
})();
