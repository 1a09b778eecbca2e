// The village door on a phone: opens without a network, asks for the PIN, shows the round.
import * as book from "./book.mjs";
import { end, setUp, shut, unlock } from "./entering.mjs";
import * as form from "./form.mjs";
import { go, say } from "./page.mjs";
import * as rounds from "./rounds.mjs";
import { go as sendOn, line, listen, rest } from "./sending.mjs";
import * as vault from "./vault.mjs";
import { standing } from "./wire.mjs";

const IDLE = 10 * 60_000; // a phone that was put down on the table shuts itself
const places = document.querySelector("#places");
let putDown = 0;

async function start() {
  const { is, left, device } = await vault.state();
  places.hidden = is !== "open";
  if (is === "none") return setUp(enter);
  if (is === "shut") return shut(device, enter);
  if (is === "closed") return unlock(left, enter);
  return draw();
}

async function enter() {
  const { is } = await vault.state();
  if (is !== "open") return start();
  await book.read();
  places.hidden = false;
  sendOn();
  if (location.hash.length < 3) go("round");
  return draw();
}

function lockNow() {
  vault.close();
  rest();
  location.replace("#/");
  location.reload();
}

// The end reaches a locked app too: the office is asked by the number of the device alone.
async function hearOfEnd() {
  const { device } = await vault.state();
  if (!device || !navigator.onLine) return;
  const { is } = await standing(device).catch(() => ({}));
  if (is === "revoked") await ended();
}

async function ended() {
  const { device } = await vault.state();
  if (device) await end(device);
}

const SCREENS = {
  round: () => rounds.round(),
  house: ([assignment]) => within(rounds.houseAt(assignment), rounds.house),
  member: ([assignment]) => within(rounds.houseAt(assignment), rounds.member),
  person: ([wave, code]) => within(of(wave, code), form.person),
  ask: ([wave, code, name]) => within(of(wave, code), (one) => form.ask(one, name)),
  look: ([wave, code]) => within(of(wave, code), form.look),
  conflict: ([wave, code, clash]) => within(of(wave, code), (one) => form.conflict(one, clash)),
  waiting: () => rounds.waiting(),
  phone: () => rounds.phone(lockNow),
};
const of = (wave, code) => book.book.round && book.find(Number(wave), code);
const within = (it, screen) => (it ? screen(it) : go("round"));

async function draw() {
  if ((await vault.state()).is !== "open") return;
  const [screen, ...rest] = location.hash.slice(2).split("/").map(decodeURIComponent);
  for (const one of places.querySelectorAll("a")) {
    const here = one.hash === `#/${screen}` || (one.hash === "#/round" && !["waiting", "phone"].includes(screen));
    one.toggleAttribute("aria-current", here);
    if (here) one.setAttribute("aria-current", "page");
  }
  (SCREENS[screen] ?? SCREENS.round)(rest);
}

// Lists are drawn again when something was sent; a form in use is left alone.
function told() {
  document.querySelector("#line").textContent = rounds.lineSaid();
  document.querySelector("#line").dataset.state = book.unsent().length && line.state !== "sending" ? "waiting" : line.state;
  const many = book.waiting().length;
  document.querySelector("#many").textContent = many ? ` (${many})` : "";
  if (line.state !== "sending" && /^#\/(round|waiting)$|^#\/house/.test(location.hash)) draw();
}

addEventListener("hashchange", draw);
// Both, because a sleeping phone lets no timer run.
let shutting = 0;
document.addEventListener("visibilitychange", async () => {
  clearTimeout(shutting);
  if ((await vault.state()).is !== "open") return;
  if (document.hidden) {
    putDown = Date.now();
    shutting = setTimeout(lockNow, IDLE);
  } else if (putDown && Date.now() - putDown > IDLE) lockNow();
  else sendOn();
});

listen(told, ended);
navigator.serviceWorker?.register("/village/app/worker.js", { scope: "/village/app/", type: "classic" });
hearOfEnd();
start();
