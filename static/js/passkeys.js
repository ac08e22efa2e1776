// The keys (WebAuthn) of the sign-in pages: joins allauth's functions to the forms that say data-passkey.
// Their buttons are written disabled: a press before this script is here would do nothing, or send an empty key.
"use strict";
(() => {
  const show = (name) => document.querySelectorAll(`[data-passkey-${name}]`).forEach((p) => (p.hidden = false));
  const hide = (name) => document.querySelectorAll(`[data-passkey-${name}]`).forEach((p) => (p.hidden = true));
  document.addEventListener("allauth.error", (event) => {
    event.preventDefault();
    show("error");
  });
  const wire = {
    login: ["loginForm", { login: "passkey_login", credential: "mfa_credential" }],
    authenticate: ["authenticateForm", { authenticate: "passkey_use", credential: "id_credential", data: "js_data" }],
    add: ["addForm", { add: "passkey_add", passwordless: "id_passwordless", credential: "id_credential", data: "js_data" }],
  };
  document.querySelectorAll("form[data-passkey]").forEach((form) => {
    form.querySelectorAll("button").forEach((b) => (b.disabled = false));
    if (!window.PublicKeyCredential) {
      form.addEventListener("submit", (event) => event.preventDefault());
      form.querySelectorAll("button").forEach((b) => b.addEventListener("click", () => show("missing")));
      return;
    }
    form.addEventListener("click", (event) => event.target.closest("button") && hide("error"), true);
    const [name, ids] = wire[form.dataset.passkey];
    window.allauth.webauthn.forms[name]({ ids });
  });
})();
