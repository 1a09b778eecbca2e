// Before the book is open: setting the phone up, the PIN, what happens when it is lost, and the
// end of a phone that was revoked.
import * as store from "./store.mjs";
import * as vault from "./vault.mjs";
import * as wire from "./wire.mjs";
import { begin } from "./book.mjs";
import { button, field, h, once, say, show } from "./page.mjs";

const SIGN_IN = "/signin/?next=/village/app/";
const SIMPLE = /^(\d)\1+$|^(?:0123456789|9876543210|123456|654321|012345|543210)/;

const pinField = (id, label, hint) =>
  field(label, h("input", {
    id, type: "password", inputmode: "numeric", pattern: "[0-9]*", maxlength: 12, autocomplete: "off",
    class: "code-input", required: true,
  }), hint);

const wrong = h("p", { class: "note note--error", role: "alert", hidden: true });
function object(text) {
  wrong.textContent = text;
  wrong.hidden = !text;
}

function form(label, act, ...inside) {
  const press = h("button", { class: "button button--primary" }, label);
  const it = h("form", { class: "form" }, inside, press);
  it.addEventListener("submit", (event) => {
    event.preventDefault();
    once(press, () => act(new FormData(it), it).catch(failed));
  });
  return it;
}

function failed(fault) {
  if (fault instanceof wire.Refused) object(fault.message);
  else if (fault instanceof wire.Unreachable) object(say("no_network"));
  else throw fault;
}

function pinOf(it) {
  const [pin, again] = [...it.querySelectorAll(".code-input")].map((one) => one.value);
  if (!/^\d{6,12}$/.test(pin)) return object(say("pin_short"));
  if (SIMPLE.test(pin)) return object(say("pin_simple"));
  if (pin !== again) return object(say("pin_unlike"));
  return pin;
}

const pins = () => [pinField("pin", say("pin_new"), say("pin_hint")), pinField("pin2", say("pin_again"))];

// Signing in needs the network once; from then on the phone speaks with its own key.
async function signedIn() {
  try {
    return await wire.who();
  } catch (fault) {
    if (fault instanceof wire.Refused && fault.code === "signed-out") return null;
    throw fault;
  }
}

async function bySignIn(title, lead, screen) {
  object("");
  let who;
  try {
    who = await signedIn();
  } catch (fault) {
    failed(fault);
    return show([h("h1", {}, title), lead && h("p", {}, lead), wrong, button(say("try_again"), () => location.reload(), "button--primary")]);
  }
  if (who) return screen(who);
  show([h("h1", {}, title), h("p", {}, lead), h("p", {}, say("sign_in_first")),
    h("a", { class: "button button--primary", href: SIGN_IN }, say("sign_in"))]);
}

export const setUp = (done) => bySignIn(say("set_up"), say("set_up_lead"), (who) => {
  const name = h("input", { type: "text", name: "name", maxlength: 40, required: true, value: say("my_phone", { name: who.name }) });
  const act = async (told, it) => {
    const pin = pinOf(it);
    if (!pin) return;
    const device = await wire.enrol(who.token, told.get("name"));
    await navigator.storage?.persist?.();
    await vault.make(pin, device);
    await begin(device.key);
    await done();
  };
  show([h("h1", {}, say("set_up")), h("p", {}, say("set_up_lead")), wrong,
    form(say("set_up_do"), act, field(say("phone_name"), name), pins())]);
});

export function unlock(left, done) {
  object(left < vault.TRIES ? say("pin_left", { n: left }) : "");
  const act = async (_told, it) => {
    if (await vault.open(it.querySelector(".code-input").value)) return done();
    const { is, left } = await vault.state();
    if (is === "shut") return done();
    it.reset();
    object(say("pin_left", { n: left }));
  };
  show([h("h1", {}, say("unlock")), wrong, form(say("unlock_do"), act, pinField("pin", say("pin")))]);
  document.querySelector("#pin").focus();
}

// Ten wrong PINs: what is not yet sent waits for the helper's own password.
export const shut = (device, done) => bySignIn(say("shut"), say("shut_lead"), (who) => {
  const act = async (_told, it) => {
    const pin = pinOf(it);
    if (!pin) return;
    await vault.reopen((await wire.spare(who.token, device)).spare, pin);
    await done();
  };
  show([h("h1", {}, say("shut")), h("p", {}, say("shut_lead")), wrong, form(say("reopen"), act, pins())]);
});

// Revoked: nothing stays, and the office is told so as far as the network allows.
export async function end(device) {
  vault.close();
  await store.destroy();
  for (const name of await caches.keys()) if (name.startsWith("jiedui-village")) await caches.delete(name);
  for (const worker of await navigator.serviceWorker.getRegistrations()) await worker.unregister();
  document.querySelector("#places").hidden = true;
  show([h("h1", {}, say("ended")), h("p", {}, say("ended_lead"))]);
  if (device) await wire.wiped(device).catch(() => {});
}
