// Filters: a form with data-submit-on-change submits itself; its button is for those without script.
// Neither it nor a form with data-answers puts its empty fields in the address.

const hide = () => document.querySelectorAll("[data-without-script]").forEach((b) => (b.hidden = true));

document.addEventListener("change", (event) => {
  event.target.closest("[data-submit-on-change]")?.requestSubmit();
});
document.addEventListener("formdata", (event) => {
  if (!event.target.matches("[data-submit-on-change], [data-answers]")) return;
  for (const [name, value] of [...event.formData]) if (value === "") event.formData.delete(name);
});
document.addEventListener("htmx:after:swap", hide);
hide();
