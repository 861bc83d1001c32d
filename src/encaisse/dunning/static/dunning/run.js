// The run of the day: the exact message of the row where one is, read at the right as one moves.

let waiting;

function read(row) {
  const frame = document.querySelector("[data-reading]");
  if (!frame || !row?.dataset.reads) return;
  const address = row.dataset.reads;
  for (const link of document.querySelectorAll("[data-reading-link]")) {
    link.href = address + link.dataset.readingLink;
  }
  const key = document.querySelector("[data-reading-key]");
  if (key) key.value = address.split("/").at(-2);
  clearTimeout(waiting);
  waiting = setTimeout(() => {
    frame.contentWindow.location.replace(new URL(`${address}apercu`, location.href));
  }, 150);
}

document.addEventListener("focusin", (event) => read(event.target.closest("[data-reads]")));
document.addEventListener("click", (event) => {
  const row = event.target.closest("[data-reads]");
  if (!row) return;
  document.querySelector("[data-row][data-current]")?.removeAttribute("data-current");
  row.setAttribute("data-current", "");
  read(row);
});
