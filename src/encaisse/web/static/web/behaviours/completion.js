// Completion of variables: after "{{", the names that fit; arrows move, Enter or Tab puts one in,
// Escape closes. The fields are those of a form with data-writing, the names those of the buttons
// with data-insert, each explained by the dd that follows.

const OPEN = /\{\{\s*([\p{L}_]*)$/u;
const COPIED = ["font", "letterSpacing", "lineHeight", "padding", "border", "boxSizing", "width", "whiteSpace"];

const form = document.querySelector("[data-writing]");
const names = [...document.querySelectorAll("[data-insert]")].map((button) => ({
  name: button.dataset.insert,
  meaning: button.closest("dt").nextElementSibling.textContent,
  isBlock: "block" in button.dataset,
}));

const list = document.createElement("ul");
list.className = "completion";
list.id = "completion";
list.hidden = true;
list.setAttribute("role", "listbox");
list.setAttribute("aria-label", form.dataset.writing);
(form.closest("main") ?? document.body).append(list);

let field;
let fitting = [];
let current = 0;

const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

// Where the cursor is on the page: the text before it is set in a copy of the field.
function cursor() {
  const copy = document.createElement("div");
  const style = getComputedStyle(field);
  for (const name of COPIED) copy.style[name] = style[name];
  if (field.matches("textarea")) copy.style.whiteSpace = "pre-wrap";
  copy.style.position = "absolute";
  copy.style.visibility = "hidden";
  copy.style.overflowWrap = "break-word";
  copy.textContent = field.value.slice(0, field.selectionStart);
  const mark = document.createElement("span");
  mark.textContent = "|";
  copy.append(mark);
  document.body.append(copy);
  const box = field.getBoundingClientRect();
  const at = { x: box.left + mark.offsetLeft - field.scrollLeft, y: box.top + mark.offsetTop + mark.offsetHeight - field.scrollTop };
  copy.remove();
  return { x: at.x + scrollX, y: Math.min(at.y, box.bottom) + scrollY };
}

function close() {
  list.hidden = true;
  field?.removeAttribute("aria-activedescendant");
  field?.removeAttribute("aria-controls");
}

function choose(index) {
  current = (index + fitting.length) % fitting.length;
  [...list.children].forEach((item, rank) => item.setAttribute("aria-selected", String(rank === current)));
  list.children[current].scrollIntoView({ block: "nearest" });
  field.setAttribute("aria-activedescendant", list.children[current].id);
}

function show() {
  const typed = field.selectionStart === field.selectionEnd && OPEN.exec(field.value.slice(0, field.selectionStart));
  fitting = typed ? names.filter(({ name }) => name.startsWith(plain(typed[1]))) : [];
  if (!fitting.length) return close();
  list.replaceChildren(...fitting.map(({ name, meaning }, rank) => {
    const item = document.createElement("li");
    item.id = `completion-${rank}`;
    item.setAttribute("role", "option");
    const strong = document.createElement("strong");
    strong.textContent = name;
    item.append(strong, ` ${meaning}`);
    return item;
  }));
  list.hidden = false;
  const { x, y } = cursor();
  list.style.left = `${Math.max(8, Math.min(x, scrollX + innerWidth - list.offsetWidth - 8))}px`;
  list.style.top = `${y}px`;
  field.setAttribute("aria-autocomplete", "list");
  field.setAttribute("aria-controls", list.id);
  choose(0);
}

function put(index) {
  const { name } = fitting[index];
  const end = field.selectionStart;
  const start = end - OPEN.exec(field.value.slice(0, end))[0].length;
  const closing = /^\s*\}\}/.exec(field.value.slice(end));
  field.setRangeText(`{{ ${name} }}`, start, end + (closing ? closing[0].length : 0), "end");
  close();
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

const keys = {
  ArrowDown: () => choose(current + 1),
  ArrowUp: () => choose(current - 1),
  Enter: () => put(current),
  Tab: () => put(current),
  Escape: close,
};

form.addEventListener("input", (event) => {
  if (!event.target.matches("input[type=text], textarea")) return;
  field = event.target;
  show();
});
form.addEventListener("keydown", (event) => {
  if (list.hidden || !keys[event.key]) return;
  event.preventDefault();
  keys[event.key]();
});
form.addEventListener("focusout", () => setTimeout(close, 150));
list.addEventListener("mousedown", (event) => {
  event.preventDefault();
  const item = event.target.closest("li");
  if (item) put([...list.children].indexOf(item));
});
