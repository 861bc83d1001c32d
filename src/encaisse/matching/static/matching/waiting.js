// What waits to be matched: after a decision, the row that took its place is the current one.

let rank = 0;

const rows = () => [...document.querySelectorAll(".waiting > [data-row]")];

function settle() {
  const all = rows();
  if (!all.length || document.querySelector("[data-row][data-current]")) return;
  const row = all[Math.min(rank, all.length - 1)];
  row.setAttribute("data-current", "");
  row.querySelector("[data-open], a")?.focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest" });
}

document.addEventListener("submit", (event) => {
  const row = event.target.closest(".waiting > [data-row]");
  if (row) rank = rows().indexOf(row);
});
document.addEventListener("htmx:after:swap", settle);
settle();
