// Drafts: what is typed in a field with data-draft stays on this machine until it is kept, through
// reloads and other pages; an element with data-draft-kept says that it was. A part that came new
// is left alone by the next swaps, under the name in its data-preserved-as.

function restore() {
  for (const told of document.querySelectorAll("[data-draft-kept]")) {
    localStorage.removeItem(told.dataset.draftKept);
    told.remove();
  }
  for (const part of document.querySelectorAll("[data-preserved-as]")) {
    part.id = part.dataset.preservedAs;
    delete part.dataset.preservedAs;
  }
  for (const field of document.querySelectorAll("[data-draft]")) {
    field.value ||= localStorage.getItem(field.dataset.draft) ?? "";
  }
}

document.addEventListener("input", ({ target }) => {
  const { draft } = target.dataset ?? {};
  if (!draft) return;
  target.value ? localStorage.setItem(draft, target.value) : localStorage.removeItem(draft);
});
document.addEventListener("htmx:after:swap", restore);
restore();
