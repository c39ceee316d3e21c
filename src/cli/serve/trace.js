// How rules matched, step by step, and why they did not.
"use strict";
attache.trace = (() => {
  const { make } = attache;
  const byId = (id) => document.getElementById(id);
  const MOST = 8;
  let ask = null;
  let asked = 0;
  let traced = "";

  /** The steps of an attempt: the words, and what of the pattern took them. */
  function way(attempt) {
    const cells = attempt.steps.flatMap((step) => [make("span", {}, step.text), make("code", {}, step.pattern)]);
    const { outcome, found, wanted } = attempt.outcome;
    if (outcome === "stopped") {
      const patterns = wanted.map((one) => one.pattern).join(" or ");
      cells.push(make("span", { class: "is-bad" }, found || "end of the sentence"), make("code", {}, `wanted ${patterns}`));
    }
    return make("div", { class: "way" }, ...cells);
  }

  /** In words, how an attempt ended. */
  function ending({ outcome, key, pattern, condition, left, right, to, text, reason, wanted }) {
    const words = {
      fires: () => "fires",
      stopped: () => ["stops here", ...wanted.map((one) => one.reason).filter(Boolean)].join("; "),
      forbidden: () => `matches, but ${key} = '${pattern}' forbids it`,
      condition: () => `matches, but "${condition}" compares ${left || "nothing"} with ${right || "nothing"}`,
      lost: () => `matches, but ${to} takes “${text}”`,
      elsewhere: () => `matches, but ${reason}`,
    };
    return words[outcome]?.() ?? outcome;
  }

  const rank = ({ outcome }) => ["fires", "forbidden", "condition", "lost", "elsewhere", "stopped"].indexOf(outcome.outcome);

  function list(trace) {
    const order = [...trace.attempts].sort((one, other) => rank(one) - rank(other) || other.steps.length - one.steps.length);
    const items = order.slice(0, MOST).map((attempt) => {
      const isGood = attempt.outcome.outcome === "fires";
      return make("li", {}, make("p", { class: isGood ? "is-good" : "why" }, `${isGood ? "✓" : "✗"} Sentence ${attempt.sentence}: ${ending(attempt.outcome)}`), way(attempt));
    });
    if (!items.length) {
      const begins = trace.begins.length ? ` It can begin with ${trace.begins.join(" or ")}.` : "";
      items.push(make("li", {}, `Nothing in the text begins it.${begins}`));
    }
    const more = order.length - items.length;
    const heading = `${trace.rule} in the text${more > 0 ? `, the nearest ${MOST} of ${order.length} attempts` : ""}`;
    return [make("h3", {}, heading), make("ol", {}, ...items)];
  }

  async function show(rule) {
    traced = rule;
    const mine = ++asked;
    let parts;
    try {
      const { trace, reason } = await ask(rule);
      parts = trace ? list(trace) : [make("p", { class: "why" }, reason)];
    } catch (error) {
      parts = [make("p", { class: "why" }, error.message)];
    }
    if (mine === asked) byId("trace").replaceChildren(...parts);
  }

  /** Adds to the details of a mention how the rules matched that prove it: what each capture took. */
  async function explain({ mark, panel }) {
    const cited = [...panel.querySelectorAll("cite")].map((cite) => cite.textContent);
    const rules = [...new Set([mark.dataset.rule, ...cited])].filter((rule) => rule && !rule.startsWith("table:"));
    const [from, to] = [Number(mark.dataset.at), Number(mark.dataset.to)];
    const covers = (attempt) => attempt.outcome.outcome === "fires" && attempt.start < to && from < attempt.end;
    const parts = [];
    for (const rule of rules) {
      // A shape takes no steps, and a rule of the program's own has none.
      const followed = await ask(rule).catch(() => null);
      const attempt = followed?.trace?.attempts.find(covers);
      if (attempt) parts.push(make("p", {}, make("code", {}, rule)), way(attempt));
    }
    if (parts.length && panel.isConnected) panel.append(make("div", { class: "matched" }, make("h4", {}, "How the rules matched"), ...parts));
  }

  function begin(asking) {
    ask = asking;
    byId("trace-rule").addEventListener("click", () => show(byId("rule").value.trim()));
    byId("rule").addEventListener("input", () => {
      traced = "";
      asked += 1;
      byId("trace").replaceChildren();
    });
    document.addEventListener("attache-details", (event) => explain(event.detail));
  }

  /** Traces again what is shown, since the text or the rules have changed. */
  function again() {
    if (traced) show(traced);
  }

  return { again, begin };
})();
