// Selection: ticked rows counted and summed, each currency apart, the bar of what can be done with them shown.

const money = (cents, currency) =>
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
  const sums = new Map();
  for (const { dataset } of ticked) {
    if (dataset.cents) sums.set(dataset.currency, (sums.get(dataset.currency) ?? 0) + Number(dataset.cents));
  }
  const count = ticked.length === 1 ? "1 ligne cochée" : `${ticked.length} lignes cochées`;
  const told = [...sums].map(([currency, cents]) => money(cents, currency));
  form.querySelector("[data-selection-count]").textContent = [count, ...told].join(" · ");
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
