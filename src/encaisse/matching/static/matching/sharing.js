// Sharing money among receivables: what is left shows as one types. Nothing is decided here: the
// server counts again. In an amount: r puts the rest, the arrows move.

const form = document.querySelector("[data-sharing]");

function cents(text) {
  const plain = text.replace(/[\s\u00a0\u202f€]/g, "").replace(",", ".");
  return /^\d+(\.\d{1,2})?$/.test(plain) ? Math.round(Number(plain) * 100) : 0;
}

const shown = (amount) =>
  (amount / 100)
    .toLocaleString("fr-FR", { style: "currency", currency: form.dataset.currency })
    .replace("-", "−");

const plain = (amount) => (amount ? (amount / 100).toFixed(2).replace(".", ",") : "");

const inputs = () => [...form.querySelectorAll("input[name^='part-']")];

const left = () =>
  inputs().reduce((rest, input) => rest - cents(input.value), Number(form.dataset.sharing));

function count() {
  for (const input of inputs()) {
    const row = input.closest("[data-share]");
    const after = Number(row.dataset.share) - cents(input.value);
    row.querySelector("[data-after]").textContent = shown(after);
    const closing = row.querySelector("select");
    if (closing) closing.hidden = !cents(input.value) || after <= 0;
  }
  form.querySelector("[data-left]").textContent = shown(left());
  form.querySelector("[data-over]").hidden = left() >= 0;
}

function rest(input) {
  const open = Number(input.closest("[data-share]").dataset.share);
  input.value = plain(Math.min(open, Math.max(left() + cents(input.value), 0)));
  count();
}

function typed(event) {
  const all = inputs();
  const at = all.indexOf(event.target);
  if (at < 0 || event.ctrlKey || event.metaKey || event.altKey) return;
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (event.key === "r") rest(event.target);
  else if (step) all[Math.min(Math.max(at + step, 0), all.length - 1)].focus();
  else return;
  event.preventDefault();
}

if (form) {
  form.addEventListener("input", count);
  form.addEventListener("keydown", typed);
  form.addEventListener("click", (event) => {
    const button = event.target.closest("button[name='rest']");
    if (!button) return;
    event.preventDefault();
    const input = button.parentElement.querySelector("input");
    rest(input);
    input.focus();
  });
  count();
}
(form ? inputs()[0] : document.querySelector("#sought"))?.focus({ preventScroll: true });
