// Keyboard: / search, j k move, x tick, o unfold, enter open, a approve, e note, ? help.
// Rows bear data-row; what a row opens, data-open; what a key presses, data-key="a".

const typing = (element) =>
  element.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(element.tagName) &&
  !["checkbox", "radio", "button", "submit"].includes(element.type);

const rows = () => [...document.querySelectorAll("[data-row]")];
const current = () => document.querySelector("[data-row][data-current]");

function move(step) {
  const all = rows();
  if (!all.length) return;
  const from = all.indexOf(current());
  const to = Math.min(Math.max(from + step, 0), all.length - 1);
  all[from]?.removeAttribute("data-current");
  all[to].setAttribute("data-current", "");
  all[to].scrollIntoView({ block: "nearest" });
  (all[to].querySelector("[data-open], a, [data-tick]") ?? all[to]).focus({ preventScroll: true });
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
  o: () => enter(current()?.querySelector("[data-unfold]")),
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
