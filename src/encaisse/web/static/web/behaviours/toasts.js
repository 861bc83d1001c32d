// Toasts: leave by themselves after a while (errors stay), or at once when dismissed.

const PATIENCE = 6000;

function leave(toast) {
  toast.classList.add("leaving");
  setTimeout(() => toast.remove(), 220);
}

function schedule(toast) {
  if (toast.dataset.toast === "error" || toast.dataset.stays !== undefined) return;
  let timer = setTimeout(leave, PATIENCE, toast);
  toast.addEventListener("pointerenter", () => clearTimeout(timer));
  toast.addEventListener("pointerleave", () => (timer = setTimeout(leave, PATIENCE, toast)));
}

const place = document.getElementById("toasts");
place?.querySelectorAll("[data-toast]").forEach(schedule);
if (place) {
  new MutationObserver((changes) => {
    for (const { addedNodes } of changes) {
      for (const node of addedNodes) if (node.matches?.("[data-toast]")) schedule(node);
    }
  }).observe(place, { childList: true });
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-dismiss]");
  if (button) leave(button.closest("[data-toast]"));
});
