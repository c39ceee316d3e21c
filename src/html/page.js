// What makes documents answer to the pointer and to keys: switches for kinds, links between mentions, details.
"use strict";
globalThis.attache = (() => {
  /** The namespace of SVG, which the parser knows: a report names no address, not even one that is never asked for. */
  const SVG = new DOMParser().parseFromString("<svg></svg>", "text/html").querySelector("svg").namespaceURI;
  const root = () => document.querySelector(".attache");
  /** Makes an element; what is in it is text or other elements, never HTML. */
  function make(name, attributes = {}, ...inside) {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) {
      if (value !== undefined && value !== null && value !== false) element.setAttribute(key, value);
    }
    element.append(...inside);
    return element;
  }

  // ---- Kinds -------------------------------------------------------------------------------------------------------
  const kindOf = (mark) => mark.classList[0];
  const isHidden = (kind) => root().classList.contains(`hide-${kind}`);
  const keysOf = (element) => (element?.dataset.of ?? "").split(" ").filter(Boolean);

  function switchKind(box) {
    root().classList.toggle(`hide-${box.dataset.kind}`, !box.checked);
    for (const mark of document.querySelectorAll(`.text mark.${box.dataset.kind}`)) name(mark);
    if (chosen && isHidden(kindOf(chosen))) close();
    else link(chosen);
  }

  function count() {
    for (const box of document.querySelectorAll(".legend input[data-kind]")) {
      const number = document.querySelectorAll(`.text mark.${box.dataset.kind}[data-at]`).length;
      const label = box.closest("label");
      const place = label.querySelector(".count") ?? label.appendChild(make("span", { class: "count" }));
      place.textContent = String(number);
      root().classList.toggle(`hide-${box.dataset.kind}`, !box.checked);
    }
  }

  // ---- Moving from mention to mention ------------------------------------------------------------------------------
  const mentions = (article) =>
    [...article.querySelectorAll(".text mark[data-at]")].filter((mark) => !isHidden(kindOf(mark)));

  /** Says to assistive technology what a mark is: it is a button now, or a group if there are others inside. */
  function name(mark) {
    if (isHidden(kindOf(mark))) {
      mark.removeAttribute("role");
      mark.removeAttribute("aria-label");
      return;
    }
    mark.setAttribute("role", mark.querySelector("mark") ? "group" : "button");
    mark.setAttribute("aria-label", `${mark.textContent}, ${mark.title}`);
  }

  /** One mention of an article can be reached by Tab, the others from there by arrows. */
  function rove(article, mark) {
    for (const old of article.querySelectorAll('.text mark[tabindex="0"]')) old.tabIndex = -1;
    if (mark) mark.tabIndex = 0;
  }

  function step(from, by) {
    const articles = [...document.querySelectorAll(".attache article")];
    const inView = articles.find((one) => one.getBoundingClientRect().bottom > 120);
    const article = from?.closest("article") ?? inView;
    if (!article) return;
    const all = mentions(article);
    const shown = all.findIndex((mark) => mark.getBoundingClientRect().top > 120);
    const at = from ? all.indexOf(from) : by > 0 && shown >= 0 ? shown - 1 : all.length;
    let next = all[at + by];
    if (!next) {
      const further = articles[articles.indexOf(article) + by];
      if (further) next = mentions(further).at(by > 0 ? 0 : -1);
    }
    if (!next) return;
    rove(next.closest("article"), next);
    next.focus({ preventScroll: true });
    if (panel) choose(next);
    reveal(next);
  }

  function reveal(mark) {
    mark.scrollIntoView({ block: "nearest", behavior: "auto" });
  }

  // ---- Mentions of one record --------------------------------------------------------------------------------------
  let same = [];
  let linked = null;
  let drawn = null;

  function outline(element) {
    same.forEach((one) => one.classList.remove("same"));
    same = [];
    const article = element?.closest("article");
    if (!article) return;
    for (const key of keysOf(element)) {
      same.push(...article.querySelectorAll(`:not(template)[data-of~="${key}"]`));
    }
    same.forEach((one) => one.classList.add("same"));
  }

  /** Draws lines from the mentions of a record whose words are others to its first. */
  function link(element) {
    drawn?.remove();
    drawn = null;
    linked = element;
    const reading = element?.closest("article")?.querySelector(".reading");
    if (!reading) return;
    const svg = document.createElementNS(SVG, "svg");
    svg.setAttribute("class", "links");
    svg.setAttribute("aria-hidden", "true");
    const origin = reading.getBoundingClientRect();
    for (const key of keysOf(element)) {
      const marks = [...reading.querySelectorAll(`.text mark[data-at][data-of~="${key}"]`)];
      const first = marks[0];
      if (!first || isHidden(kindOf(first))) continue;
      const words = first.textContent;
      const others = marks.filter((mark) => mark.textContent !== words && isInView(mark));
      for (const mark of others) svg.append(line(mark, first, origin));
    }
    if (!svg.firstChild) return;
    reading.append(svg);
    drawn = svg;
  }

  const isInView = (mark) => {
    const { top, bottom } = mark.getBoundingClientRect();
    return bottom > 0 && top < innerHeight;
  };

  /** Draws the lines again when what is in view has moved, once a frame. */
  let waits = false;
  function redraw() {
    if (waits || !linked) return;
    waits = true;
    requestAnimationFrame(() => {
      waits = false;
      link(linked);
    });
  }

  function line(mark, first, origin) {
    const [from, to] = [mark.getClientRects()[0], [...first.getClientRects()].at(-1)];
    const x1 = from.left + from.width / 2 - origin.left;
    const y1 = from.top - origin.top;
    const x2 = to.left + to.width / 2 - origin.left;
    const y2 = to.bottom - origin.top;
    const isBeside = y1 < y2;
    const group = document.createElementNS(SVG, "g");
    group.setAttribute("class", kindOf(first));
    const path = document.createElementNS(SVG, "path");
    const bend = isBeside ? -18 : Math.max(14, (y1 - y2) / 3);
    const end = isBeside ? to.top - origin.top : y2;
    path.setAttribute("d", `M ${x1} ${y1} C ${x1} ${y1 - Math.abs(bend)} ${x2} ${end + bend} ${x2} ${end}`);
    const dot = document.createElementNS(SVG, "circle");
    dot.setAttribute("cx", String(x2));
    dot.setAttribute("cy", String(end));
    dot.setAttribute("r", "3");
    group.append(path, dot);
    return group;
  }

  // ---- Details -----------------------------------------------------------------------------------------------------
  let chosen = null;
  let panel = null;
  let live = null;

  function close() {
    const mark = chosen;
    chosen?.classList.remove("chosen");
    chosen = null;
    const hadFocus = panel?.contains(document.activeElement);
    panel?.remove();
    panel = null;
    outline(null);
    link(null);
    if (hadFocus) mark?.focus({ preventScroll: true });
  }

  function row(list, word, value) {
    if (value) list.append(make("dt", {}, word), make("dd", {}, value));
  }

  function lineOf(mark) {
    const range = document.createRange();
    range.setStart(mark.closest(".text"), 0);
    range.setEndBefore(mark);
    return range.toString().split("\n").length;
  }

  /** What is known of the mention itself. */
  function aboutMention(mark) {
    const list = make("dl");
    row(list, "words", mark.textContent);
    row(list, kindOf(mark) === "date" ? "basis" : "form", mark.dataset.form);
    row(list, "rule", mark.dataset.rule && make("code", {}, mark.dataset.rule));
    row(list, "position", `bytes ${mark.dataset.at}–${mark.dataset.to}, line ${lineOf(mark)}`);
    return list;
  }

  /** What is known of a record, as the document has it ready. */
  function aboutRecord(article, key) {
    const facts = article.querySelector(`template[data-of="${key}"]`);
    if (!facts) return { facts: [], proofs: [] };
    const inside = facts.content.cloneNode(true);
    const proofs = [...inside.querySelectorAll("blockquote")];
    const parts = [inside.querySelector("dl")].filter((list) => list.firstChild);
    return { facts: parts, proofs };
  }

  function nameOf(article, key) {
    return article.querySelector(`template[data-of="${key}"]`)?.dataset.name ?? "";
  }

  function steps(article, key, mark) {
    const all = mentions(article).filter((one) => keysOf(one).includes(key));
    const at = all.indexOf(mark);
    const to = (by, label, sign) => {
      const target = all[at + by];
      const button = make("button", { type: "button", "aria-label": label, title: label }, sign);
      button.disabled = !target;
      button.addEventListener("click", () => go(target, label));
      return button;
    };
    return [
      make("span", { class: "place" }, `${at + 1} of ${all.length}`),
      to(-1, "Previous mention of this", "‹"),
      to(1, "Next mention of this", "›"),
    ];
  }

  /** Goes to a mention and shows it; a button of the panel that did it keeps the focus in the new one. */
  function go(mark, label) {
    choose(mark);
    reveal(mark);
    if (label) panel.querySelector(`[aria-label="${label}"]:not(:disabled)`)?.focus({ preventScroll: true });
  }

  function choose(mark) {
    const article = mark.closest("article");
    const key = keysOf(mark)[0];
    chosen?.classList.remove("chosen");
    panel?.remove();
    chosen = mark;
    mark.classList.add("chosen");
    rove(article, mark);
    const names = keysOf(mark).map((one) => nameOf(article, one));
    const heading = make("h3", {}, names.join(", "), make("small", {}, kindOf(mark)));
    const shut = make("button", { type: "button", class: "close", "aria-label": "Close details", title: "Close (Escape)" }, "×");
    shut.addEventListener("click", close);
    panel = make("section", { class: `${kindOf(mark)} details`, "aria-label": "Details of the mention" });
    const left = make("div", {}, make("h4", {}, "Mention"), aboutMention(mark));
    const right = make("div");
    for (const one of keysOf(mark)) {
      const { facts, proofs } = aboutRecord(article, one);
      if (facts.length) right.append(make("h4", {}, names.length > 1 ? nameOf(article, one) : "Record"), ...facts);
      if (proofs.length) left.append(make("h4", {}, "Evidence"), ...proofs);
    }
    panel.append(make("header", {}, heading, ...steps(article, key, mark), shut), make("div", { class: "parts" }, left, right));
    const around = within(mark);
    if (around) panel.append(around);
    article.querySelector(".reading").after(panel);
    outline(mark);
    link(mark);
    live.textContent = `${mark.textContent}: ${mark.title}`;
    // A page that knows more of the rules can add it.
    document.dispatchEvent(new CustomEvent("attache-details", { detail: { mark, panel } }));
  }

  /** The mentions that a mention lies in, to go on to. */
  function within(mark) {
    const marks = [];
    for (let one = mark.parentElement?.closest("mark"); one; one = one.parentElement.closest("mark")) {
      if (!isHidden(kindOf(one)) && one.dataset.at) marks.push(one);
    }
    if (!marks.length) return null;
    const buttons = marks.map((one) => {
      const button = make("button", { type: "button" }, `${one.title}`);
      button.addEventListener("click", () => go(one));
      return button;
    });
    return make("div", { class: "within" }, make("span", {}, "Within"), ...buttons);
  }

  // ---- What is asked for -------------------------------------------------------------------------------------------
  const markAt = (element) => {
    let mark = element.closest?.(".text mark");
    while (mark && isHidden(kindOf(mark))) mark = mark.parentElement.closest("mark");
    return mark;
  };

  /** The mention that a piece of a cut mark belongs to. */
  function whole(mark) {
    if (mark.dataset.at) return mark;
    const all = [...mark.closest(".text").querySelectorAll(`mark[data-at][data-of="${mark.dataset.of}"]`)];
    return all.findLast((one) => one.compareDocumentPosition(mark) & Node.DOCUMENT_POSITION_FOLLOWING) ?? all[0];
  }

  function firstOf(element) {
    const article = element.closest("article");
    const key = keysOf(element)[0];
    return mentions(article).find((mark) => keysOf(mark).includes(key));
  }

  function clicked(event) {
    const mark = markAt(event.target);
    if (mark) {
      if (String(getSelection()).trim()) return;
      choose(whole(mark));
      chosen.focus({ preventScroll: true });
      return;
    }
    const anchor = event.target.closest?.("article [data-of] a, article a[data-of]");
    const first = anchor && firstOf(anchor.closest("[data-of]"));
    if (!first) return;
    event.preventDefault();
    choose(first);
    first.focus({ preventScroll: true });
    first.scrollIntoView({ block: "center" });
  }

  const isTyping = (target) => target.closest?.("input:not([type=checkbox]), textarea, select, [contenteditable]");

  function pressed(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    if (document.querySelector("dialog[open]")) return;
    const mark = event.target.closest?.(".text mark[data-at]");
    const ways = { n: 1, p: -1, ...(mark && { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }) };
    if (event.key in ways) step(mark ?? chosen, ways[event.key]);
    else if (event.key === "Escape" && panel) close();
    else if (mark && (event.key === "Enter" || event.key === " ")) choose(mark);
    else return;
    event.preventDefault();
  }

  function pointed(event) {
    const of = markAt(event.target) ?? event.target.closest?.("tr[data-of], a[data-of]") ?? chosen;
    if (of === linked) return;
    outline(of);
    link(of);
  }

  // ---- Documents ---------------------------------------------------------------------------------------------------
  function index() {
    const headings = [...document.querySelectorAll("main > article > h2")];
    if (headings.length < 2) return;
    const items = headings.map((heading) =>
      make("li", {}, make("a", { href: `#${heading.id}` }, heading.textContent)));
    const list = make("details", { open: headings.length <= 30 },
      make("summary", {}, `Documents (${headings.length})`), make("ol", {}, ...items));
    document.querySelector("main").prepend(make("nav", { class: "index", "aria-label": "Documents" }, list));
  }

  /** Makes documents answer that have come since. */
  function refresh() {
    close();
    for (const mark of document.querySelectorAll(".text mark[data-at]")) name(mark);
    for (const article of document.querySelectorAll(".attache article")) rove(article, mentions(article)[0]);
    count();
  }

  // ---- Light and dark ----------------------------------------------------------------------------------------------
  const THEMES = ["system", "light", "dark"];
  const stored = () => {
    try { return localStorage.getItem("attache-theme") ?? "system"; } catch { return "system"; }
  };

  function theme(wish) {
    if (wish === "system") delete root().dataset.theme;
    else root().dataset.theme = wish;
    try { localStorage.setItem("attache-theme", wish); } catch { /* Then it is forgotten. */ }
    for (const button of document.querySelectorAll("button.theme")) {
      button.textContent = `Theme: ${wish}`;
      button.dataset.now = wish;
    }
  }

  function start() {
    root().classList.add("scripted");
    live = root().appendChild(make("div", { class: "unseen", role: "status", "aria-live": "polite" }));
    const button = make("button", { type: "button", class: "theme", title: "Change between light and dark" });
    button.addEventListener("click", () => theme(THEMES[(THEMES.indexOf(button.dataset.now) + 1) % THEMES.length]));
    document.querySelector(".bar")?.append(button);
    theme(THEMES.includes(stored()) ? stored() : "system");
    index();
    refresh();
    document.addEventListener("click", clicked);
    document.addEventListener("keydown", pressed);
    document.addEventListener("pointerover", pointed);
    document.addEventListener("focusin", pointed);
    document.addEventListener("change", (event) => {
      if (event.target.matches?.(".legend input[data-kind]")) switchKind(event.target);
    });
    document.addEventListener("scroll", redraw, { capture: true, passive: true });
    new ResizeObserver(redraw).observe(document.body);
    addEventListener("resize", redraw);
  }

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
  return { make, refresh };
})();
