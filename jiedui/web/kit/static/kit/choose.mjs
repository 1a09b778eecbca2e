// The bulk bar appears when rows are chosen, and says how many. Without this file it is always
// there. Listening at the document survives the exchange of a list for another.
const picksOf = (form) => [...form.querySelectorAll(".pick")];

function show(form) {
  const bar = form.querySelector(".bulk");
  if (!bar) return;
  const picks = picksOf(form);
  const chosen = picks.filter((pick) => pick.checked).length;
  bar.hidden = chosen === 0;
  form.querySelector("[data-choose-count]").textContent = chosen;
  const all = form.querySelector("[data-choose-all]");
  if (!all) return;
  all.hidden = picks.length === 0;
  all.checked = chosen > 0 && chosen === picks.length;
  all.indeterminate = chosen > 0 && chosen < picks.length;
}

function showAll() {
  for (const form of document.querySelectorAll("form[data-choose]")) show(form);
}

document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-choose]");
  if (!form) return;
  if (event.target.matches("[data-choose-all]")) {
    for (const pick of picksOf(form)) pick.checked = event.target.checked;
  }
  show(form);
});
document.addEventListener("htmx:afterSettle", showAll);
addEventListener("pageshow", showAll);
showAll();
