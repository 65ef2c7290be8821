// Taps made without network: one key each in this phone (numbers and verbs, no names), sent in their order until the
// house has answered for each. It applies a reference once, so sending twice does no harm. They are of one day.
const PREFIX = "door-tap:";
const AGAIN = 15000;
const PATIENCE = 8000;

const pending = () => Object.keys(localStorage).filter((key) => key.startsWith(PREFIX))
  .map((key) => JSON.parse(localStorage.getItem(key))).sort((one, other) => one.seq - other.seq);
const write = (tap) => localStorage.setItem(PREFIX + tap.client_ref, JSON.stringify(tap));
const forget = (tap) => localStorage.removeItem(PREFIX + tap.client_ref);
const place = () => document.querySelector("[data-taps]");

/** A reference nobody else draws; randomUUID is missing where the page came without TLS. */
function reference() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("")
    .replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

/** Two taps that undo each other, neither of them sent yet, are none. */
function opposite(tap) {
  const last = pending().filter((one) => !one.sent && (tap.verb === "second" ? one.verb === "second" : one.booking
    && one.booking === tap.booking)).pop();
  if (!last) return null;
  if (tap.verb === "second") return last.number === -tap.number ? last : null;
  return (tap.verb === "undo") !== (last.verb === "undo") ? last : null;
}

function keep(tap) {
  const last = opposite(tap);
  if (last) forget(last); else write({ ...tap, seq: (pending().pop()?.seq ?? 0) + 1, at: Date.now() });
  document.querySelectorAll(`input[name=client_ref][value="${tap.client_ref}"]`).forEach((field) => {
    field.value = reference();
  });
  if (tap.verb === "second") count(tap.number);
  show();
  flush();
}

function count(by) {
  const shown = document.querySelector("[data-second]");
  shown.textContent = Math.max(0, Number(shown.textContent) + by);
  document.querySelector("#second-less").disabled = shown.textContent === "0";
}

/** The tap behind a request of the list, if it is one that may wait. */
function tapOf(event) {
  const button = event.detail.requestConfig?.triggeringEvent?.submitter;
  const here = place();
  if (!button?.dataset.tap || !here) return null;
  const said = event.detail.requestConfig.parameters;
  const number = said.came ?? said.party ?? said.by;
  return {
    client_ref: said.client_ref || reference(), verb: button.dataset.tap,
    booking: Number(button.dataset.booking) || null, number: number ? Number(number) : null,
    sitting: Number(here.dataset.sitting), day: here.dataset.day,
  };
}

function row(booking, inside) {
  const button = document.querySelector(`#tap-${booking}`);
  if (!button) return;
  button.dataset.was ??= button.getAttribute("aria-pressed");
  button.classList.toggle("row-in", inside);
  button.classList.add("row-pending");
  button.setAttribute("aria-pressed", String(inside));
  button.dataset.tap = inside ? "undo" : "seat";
  const way = inside ? ["/arrivato/", "/annulla/"] : ["/annulla/", "/arrivato/"];
  button.setAttribute("formaction", button.getAttribute("formaction").replace(...way));
}

/** What waits, said in one line, and each row as the volunteer left it. */
function show() {
  const here = place();
  if (!here) return;
  const waiting = pending();
  document.querySelectorAll(".row-pending").forEach((button) => {
    if (waiting.some((tap) => `tap-${tap.booking}` === button.id)) return;
    row(button.dataset.booking, button.dataset.was === "true");
    button.classList.remove("row-pending");
  });
  waiting.filter((tap) => tap.booking).forEach((tap) => row(tap.booking, tap.verb !== "undo"));
  here.hidden = waiting.length === 0;
  const words = waiting.length === 1 ? here.dataset.one : here.dataset.many.replace("{n}", waiting.length);
  here.querySelector("[data-pending-count]").textContent = words;
}

let sending = false;

/** Sends the list; `first`: on a page that has just come, so that asking for it anew would help nobody. */
async function flush({ first = false } = {}) {
  const taps = pending();
  const here = place();
  if (!here || !taps.length || sending || !navigator.onLine) return;
  sending = true;
  try {
    taps.forEach((tap) => write({ ...tap, sent: true }));
    const answer = await fetch(here.dataset.taps, {
      method: "POST", redirect: "manual", signal: AbortSignal.timeout(PATIENCE),
      headers: { "Content-Type": "application/json", "X-CSRFToken": document.querySelector("[name=csrfmiddlewaretoken]").value },
      body: JSON.stringify({ taps: taps.slice(0, 200).map(({ seq, at, day, sent, ...tap }) => (
        { ...tap, age: Math.min(Math.max(0, Date.now() - at), 86400000) })) }),
    });
    if (answer.ok) {
      (await answer.json()).taps.forEach(forget);
      await htmx.ajax("GET", location.pathname, { target: "#door", select: "#door", swap: "outerHTML show:none" });
    } else if (answer.status === 400) taps.forEach(forget);
    else if (answer.status < 500 && !first) location.reload();
  } catch { /* still no network: the next try comes by itself */ } finally { sending = false; }
  show();
}

const lost = (event) => {
  const tap = tapOf(event);
  if (tap) keep(tap);
};

// Behind what waits already, a tap waits too: they are applied in their order.
document.addEventListener("htmx:beforeRequest", (event) => {
  if (navigator.onLine && !pending().length) return;
  const tap = tapOf(event);
  if (!tap) return;
  event.preventDefault();
  keep(tap);
});
document.addEventListener("htmx:sendError", lost);
document.addEventListener("htmx:timeout", lost);
document.addEventListener("htmx:afterSettle", show);
window.addEventListener("online", () => flush());
window.addEventListener("storage", show);
setInterval(flush, AGAIN);

// Yesterday's are over; where the phone may not stand at the door any more, it keeps nothing.
const here = place();
if (here) pending().filter((tap) => tap.day !== here.dataset.day).forEach(forget);
document.querySelectorAll("[data-forget]").forEach((note) => {
  const left = pending();
  left.forEach(forget);
  note.hidden = left.length === 0;
  note.querySelector("[data-forgotten]").textContent = left.length;
});
show();
flush({ first: true });
