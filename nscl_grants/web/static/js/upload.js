// Looks at each chosen file before minutes of uploading, and shows how far the upload is. The server looks again in
// any case, and without this script the form is sent as ever.

const KILOBYTE = 1024;

for (const form of document.querySelectorAll("form.upload")) {
  const input = form.querySelector("input[type=file]");
  const most = Number(form.dataset.mostMegabytes) * KILOBYTE * KILOBYTE;
  const kinds = input.accept.split(",");
  const list = form.querySelector("[data-chosen]");
  const bar = form.querySelector("[data-progress]");
  const told = form.querySelector("[data-told]");

  input.addEventListener("change", () => {
    const found = [...input.files].map((file) => [file, fault(file)]);
    list.replaceChildren(...found.map(([file, wrong]) => line(file, wrong)));
    list.hidden = found.length === 0;
    input.setAttribute("aria-invalid", String(found.some(([, wrong]) => wrong)));
  });

  form.addEventListener("submit", (event) => {
    if (!input.files.length || !globalThis.XMLHttpRequest) return;
    event.preventDefault();
    send();
  });

  function fault(file) {
    if (!kinds.some((kind) => file.name.toLowerCase().endsWith(kind))) return form.dataset.wrongKind;
    if (file.size > most) return form.dataset.tooLarge;
    return file.size === 0 ? form.dataset.empty : "";
  }

  function line(file, wrong) {
    const item = document.createElement("li");
    const size = `${Math.max(1, Math.round(file.size / KILOBYTE)).toLocaleString(document.documentElement.lang)} KB`;
    item.textContent = `${file.name}, ${size}: ${wrong || form.dataset.fine}`;
    item.className = wrong ? "why" : "";
    return item;
  }

  function send() {
    const request = new XMLHttpRequest();
    request.open("POST", form.action);
    request.setRequestHeader("X-Requested-With", "XMLHttpRequest");
    request.upload.addEventListener("progress", (at) => {
      bar.hidden = false;
      bar.max = at.total;
      bar.value = at.loaded;
      tell(form.dataset.sending.replace("{percent}", Math.floor((100 * at.loaded) / at.total)));
    });
    request.addEventListener("load", () => {
      const said = request.getResponseHeader("content-type")?.includes("json") ? JSON.parse(request.responseText) : {};
      if (said.next) location.assign(said.next);
      else fail(said.said);
    });
    request.addEventListener("error", () => fail());
    request.send(new FormData(form));
    form.querySelector("button").disabled = true;
  }

  function fail(words) {
    bar.hidden = true;
    form.querySelector("button").disabled = false;
    input.setAttribute("aria-invalid", "true");
    tell(words ?? form.dataset.failed);
    // The act of the failed request may be spent: the next attempt is another one.
    form.elements.act.value = [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  }

  function tell(words) {
    told.textContent = words;
    told.hidden = false;
  }
}
