// A card of the time line moves by drag or by the arrow keys: the days of its step follow, and the
// page says again what the customer would live through. Without script, the fields do the same.

const BEFORE = "before";
const KEYS = { ArrowLeft: -1, ArrowRight: 1, ArrowDown: -7, ArrowUp: 7 };
const card = (event) => event.target.closest("[data-card]");
const field = (rank, name) => document.getElementById(`id_s${rank}-${name}`);
let drag = null;
let focused = null;
let waiting;

// Later by so many days, whichever way they are counted; a courtesy stops at the due date.
const move = (rank, later) => {
  const days = field(rank, "days");
  const sign = field(rank, "anchor").value === BEFORE ? -1 : 1;
  days.value = Math.min(Math.max(Number(days.value) + sign * later, 0), Number(days.max));
  return days;
};
const tell = (days) => {
  clearTimeout(waiting);
  waiting = setTimeout(() => days.dispatchEvent(new Event("change", { bubbles: true })), 250);
};

document.addEventListener("keydown", (event) => {
  const moved = card(event);
  if (!moved || !(event.key in KEYS) || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  focused = moved.id;
  tell(move(moved.dataset.card, KEYS[event.key]));
});

document.addEventListener("pointerdown", (event) => {
  const moved = card(event);
  const line = moved?.closest("[data-line]");
  if (!line || event.button || getComputedStyle(moved.parentElement).position !== "absolute") return;
  const { first, last } = line.dataset;
  const width = line.clientWidth - moved.offsetWidth;
  drag = { moved, from: event.clientX, days: 0, perDay: width / (last - first), at: Number(moved.parentElement.dataset.at) };
  moved.setPointerCapture(event.pointerId);
});
document.addEventListener("pointermove", (event) => {
  if (!drag) return;
  const days = Math.round((event.clientX - drag.from) / drag.perDay);
  if (days === drag.days) return;
  drag.days = days;
  const line = drag.moved.closest("[data-line]");
  const at = drag.at + (days * 99) / (line.dataset.last - line.dataset.first);
  drag.moved.parentElement.dataset.at = String(Math.round(Math.min(Math.max(at, 0), 99))).padStart(2, "0");
  drag.moved.classList.add("moving");
});
document.addEventListener("pointerup", () => {
  if (!drag) return;
  const { moved, days } = drag;
  drag = null;
  if (!days) return;
  moved.addEventListener("click", (event) => event.preventDefault(), { once: true });
  focused = moved.id;
  tell(move(moved.dataset.card, days));
});
document.addEventListener("dragstart", (event) => card(event) && event.preventDefault());

document.addEventListener("htmx:after:swap", () => {
  if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
  focused = null;
  for (const shown of document.querySelectorAll("[data-card]")) {
    const title = document.querySelector(`#etape-${shown.dataset.card} [data-title]`);
    if (title) title.textContent = shown.querySelector("strong").textContent;
  }
});
