// Notes and menus (details with data-note): one open at a time, closed by Escape or a click outside.

const open = () => document.querySelectorAll("details[data-note][open]");

document.addEventListener("click", (event) => {
  for (const note of open()) if (!note.contains(event.target)) note.open = false;
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const note of open()) {
    note.open = false;
    note.querySelector("summary").focus();
  }
});
