// Says at once that a chosen file is too large, before minutes of uploading; the server says it in any case.

for (const form of document.querySelectorAll("form.upload")) {
  const input = form.querySelector("input[type=file]");
  const most = Number(form.dataset.mostMegabytes) * 1024 * 1024;
  const hint = document.getElementById(`${input.id}-h`);
  const words = hint.textContent;

  input.addEventListener("change", () => {
    const large = [...input.files].filter((file) => file.size > most).map((file) => file.name);
    hint.textContent = large.length ? `${words} – ${large.join(", ")}` : words;
    hint.classList.toggle("why", large.length > 0);
    input.setAttribute("aria-invalid", String(large.length > 0));
  });
}
