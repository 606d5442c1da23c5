// Saves a section while it is written, a moment after each change; without this script the buttons save as ever.
// When another person saved meanwhile, saving by itself stops and a button leads to both versions.

const WAIT = 1500;

for (const form of document.querySelectorAll("form[data-autosave]")) {
  const told = document.querySelector("[data-autosave-told]");
  const compare = document.querySelector("[data-autosave-compare]");
  let kept = serialised(form);
  let timer = 0;
  let underway = null;
  let stopped = false;

  form.addEventListener("input", () => later());
  form.addEventListener("change", () => later());
  form.addEventListener("submit", () => {
    stopped = true;
    clearTimeout(timer);
    underway?.abort();
  });

  function later() {
    clearTimeout(timer);
    if (!stopped) timer = setTimeout(save, WAIT);
  }

  async function save() {
    const now = serialised(form);
    if (stopped || underway || now === kept) return;
    underway = new AbortController();
    const body = new FormData(form);
    body.set("act", [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join(""));
    try {
      const answer = await fetch(form.dataset.autosave, { method: "POST", body, signal: underway.signal });
      const said = answer.headers.get("content-type")?.includes("json") ? await answer.json() : null;
      if (answer.ok && said) {
        kept = now;
        form.elements.version.value = said.version;
        tell(said.said, true);
      } else {
        stopped = true;
        tell(said?.said ?? told.dataset.failed, false);
        compare.hidden = answer.status !== 409;
      }
    } catch (fault) {
      if (fault.name !== "AbortError") tell(told.dataset.failed, false);
    } finally {
      underway = null;
    }
    if (!stopped && serialised(form) !== kept) later();
  }

  function tell(words, fine) {
    told.querySelector("span").textContent = words;
    told.querySelector("svg").toggleAttribute("hidden", !fine);
    told.classList.toggle("why", !fine);
    told.hidden = false;
  }
}

function serialised(form) {
  const named = [...new FormData(form)].filter(([name]) => !["act", "version", "csrf_token"].includes(name));
  return JSON.stringify(named.map(([name, value]) => [name, String(value)]));
}
