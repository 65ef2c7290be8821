// The door when the network fails: nothing is lost, the same tap works again. An answer that is no page of the door
// (the hours are over, the phone was taken back) is shown in full.
const waits = (event) => Boolean(event.detail.requestConfig?.triggeringEvent?.submitter?.dataset.tap
  && document.querySelector("[data-taps]"));  // js/door-queue.js keeps it
const offline = (shown) => document.querySelectorAll("[data-offline]").forEach((note) => { note.hidden = !shown; });

document.addEventListener("htmx:sendError", (event) => offline(!waits(event)));
document.addEventListener("htmx:timeout", (event) => offline(!waits(event)));
document.addEventListener("htmx:afterRequest", (event) => { if (event.detail.successful) offline(false); });
document.addEventListener("htmx:responseError", () => { location.reload(); });
