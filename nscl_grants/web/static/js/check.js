// Compares a file with the digests of a paper, here in the browser: nothing of the file leaves it.
const box = document.querySelector("[data-digests]");
const input = document.querySelector("#compare-file");
const answer = document.querySelector("#compare-answer");

async function compare(file) {
  const digest = await crypto.subtle.digest("SHA-256", await file.arrayBuffer());
  const hex = [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  const same = box.dataset.digests.split(" ").includes(hex);
  answer.className = same ? "flash flash-good d-block text-break mt-3" : "flash flash-bad d-block text-break mt-3";
  answer.textContent = (same ? box.dataset.same : box.dataset.other).replace("{name}", file.name) + " SHA-256: " + hex;
  answer.hidden = false;
}

// Browsers digest only on a safe connection; without one the page's other way remains.
if (box && globalThis.crypto?.subtle) {
  box.hidden = false;
  input.addEventListener("change", () => input.files[0] && compare(input.files[0]));
  box.addEventListener("dragover", (event) => event.preventDefault());
  box.addEventListener("drop", (event) => {
    event.preventDefault();
    if (event.dataTransfer.files[0]) compare(event.dataTransfer.files[0]);
  });
}
