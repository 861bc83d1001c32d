// Selection: ticked rows counted and summed, the bar of what can be done with them shown.

const euros = (cents, currency) =>
  new Intl.NumberFormat("fr-FR", { style: "currency", currency }).format(cents / 100);

function show(form) {
  const ticks = [...form.querySelectorAll("[data-tick]")];
  const ticked = ticks.filter((tick) => tick.checked);
  const bar = form.querySelector("[data-selection-bar]");
  const all = form.querySelector("[data-tick-all]");
  if (all) {
    all.checked = ticked.length > 0 && ticked.length === ticks.length;
    all.indeterminate = ticked.length > 0 && !all.checked;
  }
  if (!bar) return;
  bar.hidden = ticked.length === 0;
  const cents = ticked.reduce((sum, tick) => sum + Number(tick.dataset.cents ?? 0), 0);
  const count = ticked.length === 1 ? "1 ligne cochée" : `${ticked.length} lignes cochées`;
  const sum = ticked.some((tick) => tick.dataset.cents) ? euros(cents, form.dataset.currency || "EUR") : "";
  form.querySelector("[data-selection-count]").textContent = [count, sum].filter(Boolean).join(" · ");
}

document.addEventListener("change", (event) => {
  const form = event.target.closest("[data-selection]");
  if (!form) return;
  if (event.target.matches("[data-tick-all]")) {
    form.querySelectorAll("[data-tick]").forEach((tick) => (tick.checked = event.target.checked));
  }
  if (event.target.matches("[data-tick], [data-tick-all]")) show(form);
});

const showAll = () => document.querySelectorAll("[data-selection]").forEach(show);
document.addEventListener("htmx:after:swap", showAll);
showAll();
