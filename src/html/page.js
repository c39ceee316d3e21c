// What belongs to the same record as the mention or row under the pointer or the focus is outlined.
let shown = [];
function show(event) {
  shown.forEach((element) => element.classList.remove("same"));
  shown = [];
  const of = event.target.closest?.("[data-of]");
  if (!of || of.dataset.of.endsWith("-")) return;
  const same = of.closest("article").querySelectorAll(`[data-of="${CSS.escape(of.dataset.of)}"]`);
  shown = [...same];
  shown.forEach((element) => element.classList.add("same"));
}
document.addEventListener("pointerover", show);
document.addEventListener("focusin", show);
