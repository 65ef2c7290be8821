// Small comforts. Without this file every page still does all it is for.

/** Reads a ticket aloud, where the phone has a voice for the page's language. */
function speaking(button) {
  const language = document.documentElement.lang;
  const synth = window.speechSynthesis;
  const voice = () => synth.getVoices().find((v) => v.lang.toLowerCase().startsWith(language));
  const show = () => { button.hidden = !voice(); };
  show();
  synth.addEventListener?.("voiceschanged", show);
  button.addEventListener("click", () => {
    const words = new SpeechSynthesisUtterance(button.dataset.say);
    words.voice = voice();
    words.lang = language;
    words.rate = 0.9;
    synth.cancel();
    synth.speak(words);
  });
}

/** Hands the ticket to the phone's own share sheet; the link's page is the fallback. */
function sharing(link) {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    const url = new URL(link.dataset.shareUrl || location.href, location.href).href;
    navigator.share({ text: link.dataset.share, url }).catch(() => {});
  });
}

/** Minus and plus beside a number field. */
function stepping(box) {
  const field = box.querySelector("input");
  const step = (by) => {
    if (by > 0) field.stepUp(); else field.stepDown();
    field.dispatchEvent(new Event("change", { bubbles: true }));
    limits();
  };
  const [less, more] = [box.querySelector("[data-less]"), box.querySelector("[data-more]")];
  const limits = () => {
    less.disabled = Number(field.value) <= Number(field.min);
    more.disabled = Number(field.value) >= Number(field.max);
  };
  less.addEventListener("click", () => step(-1));
  more.addEventListener("click", () => step(1));
  field.addEventListener("input", limits);
  less.hidden = more.hidden = false;
  limits();
}

/** Turns the screen for the person opposite, and back. */
function turning(button) {
  const target = document.querySelector(button.dataset.turn);
  button.addEventListener("click", () => {
    button.setAttribute("aria-pressed", String(target.classList.toggle("turned")));
  });
  button.hidden = false;
}

/** A second tap on the same form waits for the first one. */
function once(form) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "yes";
  });
  window.addEventListener("pageshow", () => { delete form.dataset.sent; });
}

function start(root) {
  const each = (selector, act) => root.querySelectorAll(selector).forEach(act);
  if ("speechSynthesis" in window) each("[data-say]", speaking);
  if ("share" in navigator) each("[data-share]", sharing);
  each("[data-stepper]", stepping);
  each("[data-turn]", turning);
  each("[data-print]", (button) => {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  });
  each("form[data-once]", once);
}

start(document);
document.addEventListener("htmx:load", (event) => {
  if (event.target !== document.body) start(event.target);
});
