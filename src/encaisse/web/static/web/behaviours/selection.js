// Selection: ticked rows counted and summed, each currency apart, the bar of what can be done with them shown.
// A form with data-kept keeps there what is ticked on its other pages. What opens in the data-opens
// of a bar that stays at the foot of the window leaves in sight what is ticked.

const money = (cents, currency) =>
  new Intl.NumberFormat("fr-FR", { style: "currency", currency }).format(cents / 100);

const keptIn = (place, tick) => place.querySelector(`[value="${CSS.escape(tick.value)}"]`);

function restore(form) {
  const place = form.querySelector("[data-kept]");
  if (place) form.querySelectorAll("[data-tick]").forEach((tick) => (tick.checked ||= Boolean(keptIn(place, tick))));
}

function keep(form, ticks) {
  const place = form.querySelector("[data-kept]");
  if (!place) return ticks.filter((tick) => tick.checked);
  for (const tick of ticks) {
    const kept = keptIn(place, tick);
    if (!tick.checked) kept?.remove();
    else if (!kept) {
      const copy = Object.assign(tick.cloneNode(), { type: "hidden" });
      copy.removeAttribute("data-tick");
      place.append(copy);
    }
  }
  return [...place.children];
}

function show(form) {
  const ticks = [...form.querySelectorAll("[data-tick]")];
  const ticked = keep(form, ticks);
  const bar = form.querySelector("[data-selection-bar]");
  const all = form.querySelector("[data-tick-all]");
  if (all) {
    const here = ticks.filter((tick) => tick.checked).length;
    all.checked = here > 0 && here === ticks.length;
    all.indeterminate = here > 0 && !all.checked;
  }
  if (bar) bar.hidden = ticked.length === 0;
  const told = form.querySelector("[data-selection-count]");
  if (!told) return;
  const sums = new Map();
  for (const { dataset } of ticked) {
    if (dataset.cents) sums.set(dataset.currency, (sums.get(dataset.currency) ?? 0) + Number(dataset.cents));
  }
  const count = ticked.length === 1 ? "1 ligne cochée" : `${ticked.length} lignes cochées`;
  const amounts = [...sums].map(([currency, cents]) => money(cents, currency));
  told.textContent = ticked.length ? [count, ...amounts].join(" · ") : (told.dataset.none ?? "");
}

document.addEventListener("change", (event) => {
  const form = event.target.closest("[data-selection]");
  if (!form) return;
  if (event.target.matches("[data-tick-all]")) {
    form.querySelectorAll("[data-tick]").forEach((tick) => (tick.checked = event.target.checked));
  }
  if (event.target.matches("[data-tick], [data-tick-all]")) show(form);
});

// A link with data-with-ticks="name" takes along what is ticked; when an address cannot bear it, says so and stays.
const BORNE = 300;

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-with-ticks]");
  const kept = [...(link?.closest("[data-selection]")?.querySelector("[data-kept]")?.children ?? [])];
  if (!link) return;
  if (kept.length > BORNE) {
    event.preventDefault();
    const told = link.closest("[data-selection]").querySelector("[data-selection-count]");
    told.textContent = `${kept.length} lignes cochées : ce geste en prend ${BORNE} au plus, décochez-en.`;
    return;
  }
  const query = new URLSearchParams(link.search);
  query.delete(link.dataset.withTicks);
  kept.forEach(({ value }) => query.append(link.dataset.withTicks, value));
  link.search = query;
}, true);

const opened = new WeakSet();

function uncover(form) {
  const open = form.querySelector("[data-opens] > *");
  const bar = open?.closest(".selection");
  const rows = [...form.querySelectorAll("[data-row]:has([data-tick]:checked)")];
  if (!open || opened.has(open)) return;
  opened.add(open);
  if (!rows.length || getComputedStyle(bar).position !== "sticky") return;
  const covered = rows.at(-1).getBoundingClientRect().bottom - (innerHeight - bar.offsetHeight);
  const padding = parseFloat(getComputedStyle(document.documentElement).scrollPaddingTop) || 0;
  const head = form.querySelector("thead")?.offsetHeight ?? 0;
  const room = rows[0].getBoundingClientRect().top - padding - head;
  if (covered > 0 && room > 0) scrollBy({ top: Math.min(covered, room), behavior: "instant" });
}

const showAll = () => document.querySelectorAll("[data-selection]").forEach((form) => {
  restore(form);
  show(form);
  requestAnimationFrame(() => uncover(form));
});
document.addEventListener("htmx:after:swap", showAll);
showAll();
