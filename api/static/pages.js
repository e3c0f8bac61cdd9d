// What pages do beyond reading: nothing here is needed to read them.
"use strict";
// A list that changed elsewhere is fetched again when the server says so (server-sent events through htmx); focus stays where it was.
document.addEventListener("htmx:beforeSwap", (event) => {
  // Answers to a check or to a refused act are shown, whatever their status.
  if ([409, 422].includes(event.detail.xhr.status)) { event.detail.shouldSwap = true; event.detail.isError = false; }
});
