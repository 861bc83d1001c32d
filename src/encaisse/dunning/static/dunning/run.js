// The run of the day: the exact message of the row where one is, read at the right as one moves.

let waiting;

function read(row) {
  const frame = document.querySelector("[data-reading]");
  if (!frame || !row?.dataset.reads || row.dataset.reads === frame.dataset.reading) return;
  const address = row.dataset.reads;
  frame.dataset.reading = address;
  for (const link of document.querySelectorAll("[data-reading-link]")) {
    link.href = address + link.dataset.readingLink;
  }
  const key = document.querySelector("[data-reading-key]");
  if (key) key.value = address.split("/").at(-2);
  clearTimeout(waiting);
  waiting = setTimeout(() => {
    frame.contentWindow?.location.replace(new URL(`${address}apercu`, location.href));
  }, 150);
}

function settle(row) {
  document.querySelector("[data-row][data-current]")?.removeAttribute("data-current");
  row.setAttribute("data-current", "");
  read(row);
}

// The row that is read is marked; a new list is read from its first row.
function show() {
  const first = document.querySelector("[data-reads]");
  if (first && !document.querySelector("[data-reads][data-current]")) settle(first);
}

document.addEventListener("focusin", (event) => read(event.target.closest("[data-reads]")));
document.addEventListener("click", (event) => {
  const row = event.target.closest("[data-reads]");
  if (row) settle(row);
});
document.addEventListener("htmx:after:swap", show);
show();
