// Unfold: a button with data-unfold shows the row under its own; its lines are read the first time.

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-unfold]");
  if (!button) return;
  const under = button.closest("tr").nextElementSibling;
  under.hidden = !under.hidden;
  button.setAttribute("aria-expanded", String(!under.hidden));
  button.dispatchEvent(new Event("unfold"));
});
