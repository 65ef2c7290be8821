// The camera reads a card where the browser can; typing works everywhere. What is read is posted: a card's secret
// stands in no address. After a minute the camera rests, for the battery's sake.
const PAUSE = 200;
const MINUTE = 60000;
let stream = null;
let until = 0;

/** The secret or the code in what a card shows: a link of this house, or nine digits. */
export function secret(text) {
  try {
    const address = new URL(text);
    return address.pathname.split("/").find((part) => /^[\w-]{22}$/.test(part)) ?? null;
  } catch {
    const digits = text.replace(/\s/g, "");
    return /^\d{9}$/.test(digits) ? digits : null;
  }
}

const one = (name) => document.querySelector(`[data-scan${name}]`);

function stop() {
  stream?.getTracks().forEach((track) => track.stop());
  stream = null;
  const box = document.querySelector("[data-scanner]");
  if (!box) return;
  box.hidden = true;
  one("").hidden = false;
  one("").setAttribute("aria-expanded", "false");
}

async function open() {
  one("-refused").hidden = true;
  try {
    stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" }, audio: false });
  } catch {
    one("-refused").hidden = false;
    return;
  }
  until = Date.now() + MINUTE;
  document.querySelector("[data-scanner]").hidden = false;
  one("").hidden = true;
  one("").setAttribute("aria-expanded", "true");
  one("-video").srcObject = stream;
  await one("-video").play();
  read(new BarcodeDetector({ formats: ["qr_code"] }));
}

async function read(detector) {
  while (stream && Date.now() < until && one("-video")) {
    const found = await detector.detect(one("-video")).catch(() => []);
    for (const { rawValue } of found) {
      const code = secret(rawValue);
      if (code && stream) return send(code);
      one("-strange").hidden = false;
      one("-hint").hidden = true;
    }
    await new Promise((go) => { setTimeout(go, PAUSE); });
  }
  stop();
}

function send(code) {
  stop();
  navigator.vibrate?.(60);
  const form = one("-form");
  form.elements.code.value = code;
  form.requestSubmit();
  form.elements.code.value = "";
}

async function able() {
  if (!("BarcodeDetector" in window) || !navigator.mediaDevices?.getUserMedia) return false;
  return (await BarcodeDetector.getSupportedFormats()).includes("qr_code");
}

if (await able()) {
  const offer = () => document.querySelectorAll("[data-scan-form]").forEach((form) => { form.hidden = false; });
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-scan-stop]")) stop();
    else if (event.target.closest("[data-scan]")) open();
  });
  document.addEventListener("htmx:afterSettle", offer);
  document.addEventListener("htmx:beforeSwap", stop);
  document.addEventListener("visibilitychange", () => { if (document.hidden) stop(); });
  offer();
}
