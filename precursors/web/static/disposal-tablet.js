// Steps of a disposal order where there may be no connection: what cannot be sent is kept here under a name of its own
// and sent when there is a connection again, each entry once. Nothing is forgotten before the registry has answered.
"use strict";
(() => {
  const box = document.getElementById("outbox");
  if (!box) return;
  const { order, sync, worker, person } = box.dataset;
  const KEY = `disposal-outbox:${order}`;

  const kept = () => { try { return JSON.parse(localStorage.getItem(KEY) || "[]"); } catch { return []; } };
  const keep = (entries) => localStorage.setItem(KEY, JSON.stringify(entries));
  const tell = (text) => { box.textContent = text; box.dataset.count = String(kept().length); };
  const show = () => {
    const entries = kept();
    tell(entries.length ? box.dataset.kept.replace("0", String(entries.length)) : box.dataset.empty);
    for (const entry of entries) document.getElementById(`step-${entry.fields.step}`)?.setAttribute("data-claimed", "yes");
  };

  const fieldsOf = (form) => {
    const fields = {};
    for (const [name, value] of new FormData(form)) if (name !== "csrf_token" && typeof value === "string") fields[name] = value;
    return fields;
  };

  // Also without https, where randomUUID is not given: two entries of one form must not have one name.
  const freshName = () => {
    const octets = crypto.getRandomValues(new Uint8Array(16));
    const hex = [...octets].map((each) => each.toString(16).padStart(2, "0")).join("");
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20)}`;
  };

  // The page is fetched again for its token: the one shown may be older than the visit.
  const token = async () => {
    const answer = await fetch(location.href, { headers: { "X-Fresh": "yes" }, cache: "no-store" });
    if (answer.redirected || !answer.ok) throw new Error("sign-in");
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    const field = fresh.querySelector("input[name=csrf_token]");
    if (!field) throw new Error("sign-in");
    return field.value;
  };

  let sending = false;
  const send = async () => {
    const entries = kept();
    if (!entries.length || sending || !navigator.onLine) return;
    sending = true;
    try {
      const answer = await fetch(sync, {
        method: "POST",
        headers: { "Content-Type": "application/json", "X-CSRFToken": await token() },
        body: JSON.stringify({ entries }),
      });
      if (answer.redirected || !answer.ok) throw new Error("sign-in");
      const told = new Map((await answer.json()).entries.map((each) => [each.uuid, each.state]));
      const left = kept().filter((each) => !["recorded", "known", "conflict"].includes(told.get(each.fields.uuid)));
      keep(left);
      show();
      if (left.length) tell(box.dataset.unread);
      else location.reload();
    } catch (fault) {
      if (fault.message === "sign-in") tell(box.dataset.signIn);
    } finally {
      sending = false;
    }
  };

  // A browser that calls itself online may still reach nobody: what is typed would be lost with the page.
  const reachable = () => navigator.onLine
    ? fetch("/healthz", { cache: "no-store", signal: AbortSignal.timeout(4000) }).then(() => true, () => false)
    : Promise.resolve(false);

  document.addEventListener("submit", async (event) => {
    const form = event.target.closest("form[data-step]");
    if (!form) return;
    event.preventDefault();
    if (await reachable()) { form.submit(); return; }
    if (form.dataset.hold === "yes") { tell(box.dataset.hold); return; }
    const fields = fieldsOf(form);
    fields.at = new Date().toISOString();
    fields.sent_by = person;
    keep([...kept().filter((each) => each.fields.uuid !== fields.uuid), { fields }]);
    form.elements.uuid.value = freshName();
    form.elements.container?.selectedOptions[0]?.remove();
    form.closest("details").open = false;
    show();
  });

  addEventListener("online", send);
  show();
  send();
  if ("serviceWorker" in navigator) navigator.serviceWorker.register(worker, { scope: "/disposal/" }).catch(() => {});
})();
