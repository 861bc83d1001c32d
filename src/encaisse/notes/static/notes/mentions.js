// Mentions: after an @, the colleagues whose name fits; arrows move, Enter or Tab puts one in,
// Escape closes. The names are in data-people of the field.

const OPEN = /(?:^|\s)@([\p{L}\p{N}._-]*(?: [\p{L}._-]*)?)$/u;

const list = document.createElement("ul");
list.className = "mentions";
list.id = "mentions";
list.setAttribute("role", "listbox");
list.setAttribute("aria-label", "Prévenir");

let field;
let fitting = [];
let current = 0;

const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
const typed = () => OPEN.exec(field.value.slice(0, field.selectionStart));

function close() {
  list.remove();
  field?.removeAttribute("aria-activedescendant");
}

function choose(index) {
  current = (index + fitting.length) % fitting.length;
  [...list.children].forEach((item, rank) => item.setAttribute("aria-selected", String(rank === current)));
  field.setAttribute("aria-activedescendant", `mention-${current}`);
}

function show() {
  const open = typed();
  const people = JSON.parse(field.dataset.people);
  fitting = open ? people.filter((name) => plain(name).split(" ").some((_, from, words) => words.slice(from).join(" ").startsWith(plain(open[1])))).slice(0, 8) : [];
  if (!fitting.length || fitting.includes(open[1])) return close();
  list.replaceChildren(...fitting.map((name, rank) => {
    const item = document.createElement("li");
    item.id = `mention-${rank}`;
    item.setAttribute("role", "option");
    item.textContent = name;
    return item;
  }));
  field.parentElement.append(list);
  field.setAttribute("aria-controls", list.id);
  choose(0);
}

function put(index) {
  const end = field.selectionStart;
  field.setRangeText(`@${fitting[index]} `, end - typed()[1].length - 1, end, "end");
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

document.addEventListener("input", ({ target }) => {
  if (!target.matches?.("[data-people]")) return;
  field = target;
  show();
});
document.addEventListener("keydown", (event) => {
  if (event.target !== field || !list.isConnected || !keys[event.key]) return;
  event.preventDefault();
  event.stopPropagation();
  keys[event.key]();
}, true);
document.addEventListener("focusout", ({ target }) => target === field && setTimeout(close, 150));
list.addEventListener("mousedown", (event) => {
  event.preventDefault();
  const item = event.target.closest("li");
  if (item) put([...list.children].indexOf(item));
});
