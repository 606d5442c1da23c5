// Passkeys: asks the server for a question, the authenticator for an answer, and sends the answer with the form.
// <form data-passkey="get|create" data-options="address"> holds the fields named by data-ticket and data-answer.

const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

function question(options) {
  const asked = { ...options, challenge: bytes(options.challenge) };
  if (asked.user) asked.user = { ...asked.user, id: bytes(asked.user.id) };
  for (const list of ["allowCredentials", "excludeCredentials"]) {
    if (asked[list]) asked[list] = asked[list].map((key) => ({ ...key, id: bytes(key.id) }));
  }
  return { publicKey: asked };
}

function answer(credential) {
  const response = { clientDataJSON: text(credential.response.clientDataJSON) };
  for (const part of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[part]) response[part] = text(credential.response[part]);
  }
  const id = text(credential.rawId);
  return JSON.stringify({ id, rawId: id, type: credential.type, response, clientExtensionResults: {} });
}

async function ask(form) {
  const said = await fetch(form.dataset.options, {
    method: "POST",
    headers: { "X-CSRFToken": form.elements.csrf_token.value },
  });
  if (!said.headers.get("Content-Type")?.startsWith("application/json")) {
    location.assign(form.dataset.prove || location.href);
    return;
  }
  const { ticket, options } = await said.json();
  const made = await navigator.credentials[form.dataset.passkey](question(options));
  form.elements[form.dataset.ticket || "ticket"].value = ticket;
  form.elements[form.dataset.answer || "answer"].value = answer(made);
  form.submit();
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  if (!window.PublicKeyCredential) continue;
  form.hidden = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const why = form.querySelector("[data-why]");
    why.hidden = true;
    ask(form).catch(() => { why.hidden = false; });
  });
}
