// Copy: a button with data-copy puts that text in the clipboard and says so for a moment.

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  await navigator.clipboard.writeText(button.dataset.copy);
  const before = button.textContent;
  button.textContent = button.dataset.copied ?? "Copié";
  setTimeout(() => (button.textContent = before), 1500);
});
