// The page: reads the text as it is typed, by the pack and by the rules in the editor.
"use strict";
(() => {
  const { make, editor, trace } = attache;
  const byId = (id) => document.getElementById(id);
  const WAIT = 300;
  const POLL = 2000;
  const TEMPLATE = "[[rule]]\nid = \"my-rule\"\nemits = \"my-record\"\npattern = '{number:/[0-9]+/} {of:/[a-z]+/}'\n"
    + "record = { number = \"{number}\", of = \"{of}\" }\nyes = [\"[12 abc]\"]\nno = [\"twelve abc\"]\n";
  let name = null;
  let view = null;
  let generation = null;
  let asked = 0;
  let timer = 0;
  let reading = null;

  // ---- Asking ------------------------------------------------------------------------------------------------------
  async function ask(path, options) {
    const response = await fetch(path, options);
    const answer = await response.json();
    if (!response.ok) throw new Error(answer.error?.message ?? response.statusText);
    return answer;
  }

  const troubles = new Map();

  /** Tells what is wrong somewhere; nothing there any more if there are no words. */
  function trouble(where, words) {
    if (words) troubles.set(where, words);
    else troubles.delete(where);
    const place = byId("trouble");
    const all = [...troubles.values()].join("\n\n");
    if (place.textContent !== all) place.textContent = all;
    place.hidden = !all;
  }

  function wish() {
    const published = byId("published").value;
    return {
      text: byId("text").value,
      rules: byId("rules").value,
      direction: byId("direction").value,
      offsets: "char",
      ...(name && { id: name }),
      ...(published && { published }),
    };
  }

  /** Reads the text; an answer that comes when a later one is asked for is dropped. */
  async function read() {
    clearTimeout(timer);
    reading?.abort();
    reading = new AbortController();
    const mine = ++asked;
    byId("result").setAttribute("aria-busy", "true");
    try {
      const body = JSON.stringify(wish());
      const headers = { "content-type": "application/json" };
      const answer = await ask("/api/view", { method: "POST", headers, body, signal: reading.signal });
      if (mine !== asked) return;
      show(answer);
      trouble("text");
    } catch (error) {
      if (error.name === "AbortError" || mine !== asked) return;
      trouble("text", `Not read: ${error.message}`);
    } finally {
      if (mine === asked) byId("result").setAttribute("aria-busy", "false");
    }
  }

  function readSoon() {
    clearTimeout(timer);
    asked += 1;
    timer = setTimeout(read, WAIT);
  }

  // ---- Showing -----------------------------------------------------------------------------------------------------
  function show(answer) {
    view = answer;
    generation = answer.generation;
    const result = byId("result");
    if (byId("text").value.trim()) {
      // The program escapes all that comes from the text, the rules and the pack.
      result.innerHTML = answer.html;
    } else {
      const words = "Nothing to read yet. Paste a text, drop a file, or choose a sample.";
      result.replaceChildren(make("p", { class: "empty" }, words));
    }
    editor.show(answer.diagnostics, answer.examples);
    attache.refresh();
    trace.again();
    byId("status").textContent = summary(answer);
  }

  const PARTS = {
    officials: "official", people: "further person", countries: "country", organizations: "organisation",
    places: "place", sectors: "sector", dates: "date", events: "event", relations: "relation", records: "record",
  };
  const plural = (number, word) => `${number} ${number === 1 ? word : `${word}s`.replace(/ys$/, "ies")}`;

  function summary({ extraction, diagnostics, milliseconds }) {
    const parts = Object.entries(PARTS).filter(([part]) => extraction[part].length);
    const counts = parts.map(([part, word]) => plural(extraction[part].length, word));
    const found = counts.length ? counts.join(", ") : "nothing found";
    const without = diagnostics.length ? " (without the rules in the editor)" : "";
    return `${found} in ${milliseconds.toFixed(1)} ms${without}`;
  }

  async function copy() {
    if (!view) return;
    await navigator.clipboard.writeText(JSON.stringify(view.extraction, null, 2));
    const button = byId("copy");
    button.textContent = "Copied";
    setTimeout(() => { button.textContent = "Copy as JSON"; }, 1500);
  }

  function download() {
    if (!view) return;
    const file = new Blob([`${JSON.stringify(view.extraction, null, 2)}\n`], { type: "application/json" });
    const address = URL.createObjectURL(file);
    make("a", { href: address, download: `${(name ?? "text").replace(/\.[^.]*$/, "")}.json` }).click();
    setTimeout(() => URL.revokeObjectURL(address), 1000);
  }

  // ---- Texts -------------------------------------------------------------------------------------------------------
  async function choose(sample) {
    if (!sample) {
      name = null;
      readSoon();
      return;
    }
    try {
      const text = await ask(`/api/texts/${encodeURIComponent(sample)}`);
      name = text.name;
      byId("text").value = text.text;
      byId("text").scrollTop = 0;
      byId("published").value = text.published ?? "";
      await read();
    } catch (error) {
      trouble("text", error.message);
    }
  }

  async function open(file) {
    if (!file) return;
    byId("text").value = await file.text();
    byId("sample").value = "";
    name = file.name;
    byId("published").value = "";
    read();
  }

  function takeDrops() {
    const box = byId("text");
    box.addEventListener("dragover", (event) => {
      event.preventDefault();
      box.classList.add("is-over");
    });
    box.addEventListener("dragleave", () => box.classList.remove("is-over"));
    box.addEventListener("drop", (event) => {
      box.classList.remove("is-over");
      if (!event.dataTransfer.files.length) return;
      event.preventDefault();
      open(event.dataTransfer.files[0]);
    });
    byId("file").addEventListener("change", (event) => {
      open(event.target.files[0]);
      event.target.value = "";
    });
    box.addEventListener("input", () => {
      byId("sample").value = "";
      name = null;
    });
  }

  // ---- Rules of the pack -------------------------------------------------------------------------------------------
  async function listRules() {
    const rules = await ask("/api/rules");
    byId("rule-ids").replaceChildren(...rules.map((rule) => make("option", { value: rule.id }, `${rule.emits}, ${rule.file}`)));
  }

  async function showRule(id) {
    const rules = id ? await ask(`/api/rules?id=${encodeURIComponent(id)}`) : [];
    const rule = rules[0];
    if (byId("rule").value.trim() !== id) return;
    byId("shown-rule").hidden = !rule;
    byId("copy-rule").disabled = !rule;
    byId("trace-rule").disabled = !id;
    if (!rule) return;
    byId("rule-about").textContent = `${rule.file}, line ${rule.line}; finds ${rule.emits}`;
    byId("rule-source").textContent = rule.source;
  }

  function remember() {
    try { localStorage.setItem("attache-rules", byId("rules").value); } catch { /* Then they are forgotten. */ }
  }

  function recall() {
    try { byId("rules").value = localStorage.getItem("attache-rules") ?? ""; } catch { /* There are none. */ }
  }

  // ---- The pack ----------------------------------------------------------------------------------------------------
  async function poll() {
    try {
      const pack = await ask("/api/pack");
      byId("pack").textContent = `${pack.name} ${pack.version}`;
      trouble("program");
      trouble("pack", pack.mistakes && `The pack's files have mistakes; the last sound ones are in force.\n\n${pack.mistakes}`);
      if (generation !== null && pack.generation !== generation) {
        generation = pack.generation;
        await Promise.all([read(), listRules()]);
      }
    } catch {
      trouble("program", "The program does not answer. Is `attache serve` still running?");
    }
    setTimeout(poll, POLL);
  }

  // ---- Keys and tabs -----------------------------------------------------------------------------------------------
  function turn(which, isFocused) {
    for (const tab of ["text", "rules"]) {
      const isOn = tab === which;
      const button = byId(`tab-${tab}`);
      button.setAttribute("aria-selected", String(isOn));
      button.tabIndex = isOn ? 0 : -1;
      byId(`panel-${tab}`).hidden = !isOn;
      if (isOn && isFocused) button.focus();
    }
  }

  function pressed(event) {
    const isBox = event.target.matches("textarea, input:not([type=checkbox]), select");
    if ((event.ctrlKey || event.metaKey) && event.key === "Enter") {
      event.preventDefault();
      read();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
    if (isBox) {
      if (event.key === "Escape" && event.target.matches("textarea")) document.querySelector('.text mark[tabindex="0"]')?.focus();
      return;
    }
    if (event.target.matches("[role=tab]") && ["ArrowLeft", "ArrowRight"].includes(event.key)) {
      turn(event.target.id === "tab-text" ? "rules" : "text", true);
      return;
    }
    const actions = {
      "?": () => byId("help").showModal(),
      t: () => { turn("text"); byId("text").focus(); },
      r: () => { turn("rules"); byId("rules").focus(); },
      c: copy,
    };
    if (!Object.hasOwn(actions, event.key)) return;
    event.preventDefault();
    actions[event.key]();
  }

  async function start() {
    recall();
    editor.begin();
    trace.begin((rule) => ask("/api/trace", {
      method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ ...wish(), rule }),
    }));
    takeDrops();
    for (const id of ["text", "rules"]) byId(id).addEventListener("input", readSoon);
    for (const id of ["published", "direction"]) byId(id).addEventListener("change", read);
    byId("rules").addEventListener("input", remember);
    byId("sample").addEventListener("change", (event) => choose(event.target.value));
    byId("rule").addEventListener("input", (event) => showRule(event.target.value.trim()));
    byId("copy-rule").addEventListener("click", () => editor.append(byId("rule-source").textContent));
    byId("template").addEventListener("click", () => editor.append(TEMPLATE));
    byId("copy").addEventListener("click", copy);
    byId("download").addEventListener("click", download);
    byId("open-help").addEventListener("click", () => byId("help").showModal());
    byId("tab-text").addEventListener("click", () => turn("text"));
    byId("tab-rules").addEventListener("click", () => turn("rules"));
    document.addEventListener("keydown", pressed);
    poll();
    const names = await ask("/api/texts");
    byId("sample").append(...names.map((one) => make("option", { value: one }, one)));
    listRules();
    const first = names[0];
    if (!first || byId("text").value) return read();
    byId("sample").value = first;
    return choose(first);
  }

  start().catch((error) => trouble("text", error.message));
})();
