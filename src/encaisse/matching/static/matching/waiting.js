// What waits to be matched: after a decision, the row that took its place is the current one, also
// when one comes back from the page of a line.

const KEPT = "encaisse.matching.rank";
const rows = () => [...document.querySelectorAll(".waiting > [data-row]")];
let rank = Number(sessionStorage.getItem(KEPT) ?? 0);

function settle() {
  const all = rows();
  if (!all.length || document.querySelector("[data-row][data-current]")) return;
  const row = all[Math.min(rank, all.length - 1)];
  row.setAttribute("data-current", "");
  row.querySelector("[data-open], a")?.focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest" });
}

function keep(event) {
  const row = event.target.closest(".waiting > [data-row]");
  if (!row) return;
  rank = rows().indexOf(row);
  sessionStorage.setItem(KEPT, String(rank));
}

document.addEventListener("submit", keep);
document.addEventListener("click", keep);
document.addEventListener("htmx:after:swap", settle);
settle();
