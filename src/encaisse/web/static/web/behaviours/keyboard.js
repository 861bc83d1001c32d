// Keyboard: / search, j k move, x tick, o unfold, enter open, b back to the list, a approve, e note, ? help.
// Rows bear data-row, with a name when they have one; what a row opens, data-open; what a key
// presses, data-key="a". After a gesture, the focus comes back to its row, else to the next.

const typing = (element) =>
  element.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(element.tagName) &&
  !["checkbox", "radio", "button", "submit"].includes(element.type);

const rows = () => [...document.querySelectorAll("[data-row]")];
const current = () => document.querySelector("[data-row][data-current]");

function move(step) {
  const all = rows();
  if (!all.length) return;
  const from = all.indexOf(current());
  stand(all[Math.min(Math.max(from + step, 0), all.length - 1)]);
}

function stand(row) {
  current()?.removeAttribute("data-current");
  row.setAttribute("data-current", "");
  row.scrollIntoView({ block: "nearest" });
  (row.querySelector("[data-open], a, [data-tick]") ?? row).focus({ preventScroll: true });
}

// The row that a gesture or an opening leaves, kept by page until its list is shown again; the list
// that a page was opened from.
const leftOf = (page) => `row-left:${page}`;
const listOf = (page) => `opened-from:${page}`;

function leave(event) {
  const row = event.target.closest?.("[data-row]");
  const pressed = event.target.closest?.("a, button");
  if (!row || !pressed) return;
  const place = { name: row.dataset.row, rank: rows().indexOf(row) };
  sessionStorage.setItem(leftOf(location.pathname), JSON.stringify(place));
  if (pressed.pathname) sessionStorage.setItem(listOf(pressed.pathname), location.pathname + location.search);
}

function comeBack() {
  const left = JSON.parse(sessionStorage.getItem(leftOf(location.pathname)));
  if (!left || document.activeElement !== document.body) return;
  sessionStorage.removeItem(leftOf(location.pathname));
  const all = rows();
  const row = all.find((one) => left.name && one.dataset.row === left.name) ?? all[Math.min(left.rank, all.length - 1)];
  if (row) stand(row);
}

function goBack() {
  const list = sessionStorage.getItem(listOf(location.pathname));
  if (list) location.assign(list);
  return Boolean(list);
}

// What the current row has for the key, else what the page has: never what another row has.
function press(key) {
  const row = current();
  const all = [...document.querySelectorAll(`[data-key="${key}"]`)];
  return all.find((one) => row?.contains(one)) ?? all.find((one) => !row || !one.closest("[data-row]"));
}

function enter(element) {
  if (!element) return false;
  typing(element) ? element.focus() : element.click();
  return true;
}

const help = () => document.getElementById("keys")?.showModal();

const keys = {
  "/": () => enter(document.querySelector("[data-search]")),
  j: () => move(1),
  k: () => move(-1),
  x: () => enter(current()?.querySelector("[data-tick]")),
  o: () => enter(current()?.querySelector("[data-unfold]") ?? press("o")),
  b: goBack,
  Enter: () => enter(current()?.querySelector("[data-open]")),
  "?": help,
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  if (event.key === "Escape" && typing(event.target)) return event.target.blur();
  if (typing(event.target) || document.querySelector("dialog[open]")) return;
  if (event.key === "Enter" && event.target.closest("a, button, summary")) return;
  const act = keys[event.key] ?? (() => enter(press(event.key)));
  if (act() !== false) event.preventDefault();
});

document.addEventListener("focusin", (event) => {
  const row = event.target.closest?.("[data-row]");
  if (!row || row === current()) return;
  current()?.removeAttribute("data-current");
  row.setAttribute("data-current", "");
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-help]")) help();
});

document.addEventListener("click", leave);
document.addEventListener("htmx:after:swap", comeBack);
comeBack();
