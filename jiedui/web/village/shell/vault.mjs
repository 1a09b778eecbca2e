// The key of the papers. It is random; a PIN opens it (PBKDF2), and so does the spare key that
// the office keeps for whoever signs in again. It lives in memory and goes with the tab.
import * as store from "./store.mjs";

const ROUNDS = 600_000;
export const TRIES = 10;
const text = new TextEncoder();
let key = null;

const random = (many) => crypto.getRandomValues(new Uint8Array(many));
const AES = { name: "AES-GCM", length: 256 };

async function fromPin(pin, salt, rounds) {
  const raw = await crypto.subtle.importKey("raw", text.encode(pin), "PBKDF2", false, ["deriveKey"]);
  const how = { name: "PBKDF2", hash: "SHA-256", salt, iterations: rounds };
  return crypto.subtle.deriveKey(how, raw, AES, false, ["wrapKey", "unwrapKey"]);
}

function fromSpare(spare) {
  const raw = Uint8Array.from(spare.match(/../g), (two) => parseInt(two, 16));
  return crypto.subtle.importKey("raw", raw, AES, false, ["wrapKey", "unwrapKey"]);
}

async function wrapped(it, under) {
  const iv = random(12);
  return { iv, body: await crypto.subtle.wrapKey("raw", it, under, { name: "AES-GCM", iv }) };
}

function unwrapped({ iv, body }, under, again) {
  const how = { name: "AES-GCM", iv };
  return crypto.subtle.unwrapKey("raw", body, under, how, AES, again, ["encrypt", "decrypt"]);
}

async function byPin(it, pin) {
  const salt = random(16);
  return { salt, rounds: ROUNDS, ...(await wrapped(it, await fromPin(pin, salt, ROUNDS))) };
}

// none: not set up; shut: too many wrong PINs; closed: waits for the PIN; open.
export async function state() {
  const lock = await store.lock();
  if (!lock) return { is: "none" };
  const left = TRIES - lock.failures;
  const is = key ? "open" : lock.pin && left > 0 ? "closed" : "shut";
  return { is, left, device: lock.device };
}

export async function make(pin, { device, spare }) {
  const it = await crypto.subtle.generateKey(AES, true, ["encrypt", "decrypt"]);
  const under = await fromSpare(spare);
  const lock = { device, failures: 0, pin: await byPin(it, pin), spare: await wrapped(it, under) };
  await store.keepLock(lock);
  key = await unwrapped(lock.spare, under, false);
}

// True when the PIN was right. The tenth wrong one forgets what is sent and shuts the rest.
export async function open(pin) {
  const lock = await store.countTry();
  if (!lock.pin) return false;
  try {
    const under = await fromPin(pin, lock.pin.salt, lock.pin.rounds);
    key = await unwrapped(lock.pin, under, false);
  } catch {
    if (lock.failures >= TRIES) await shut(lock);
    return false;
  }
  await store.keepLock({ ...lock, failures: 0 });
  return true;
}

async function shut(lock) {
  await store.keepLock({ ...lock, pin: null });
  await store.dropKnown();
}

// Signed in again: the office has given the spare key back, and a new PIN is set.
export async function reopen(spare, pin) {
  const lock = await store.lock();
  const under = await fromSpare(spare);
  const it = await unwrapped(lock.spare, under, true);
  await store.keepLock({ ...lock, failures: 0, pin: await byPin(it, pin) });
  key = await unwrapped(lock.spare, under, false);
}

export function close() {
  key = null;
}

// Bound to its own number and kind: a body moved to another paper does not open.
const place = ({ id, kind }) => text.encode(`${kind}:${id}`);

export async function seal(paper, value) {
  const iv = random(12);
  const plain = value instanceof ArrayBuffer ? value : text.encode(JSON.stringify(value));
  const how = { name: "AES-GCM", iv, additionalData: place(paper) };
  return { ...paper, iv, body: await crypto.subtle.encrypt(how, key, plain) };
}

export async function unsealBytes(paper) {
  const how = { name: "AES-GCM", iv: paper.iv, additionalData: place(paper) };
  return crypto.subtle.decrypt(how, key, paper.body);
}

export async function unseal(paper) {
  return JSON.parse(new TextDecoder().decode(await unsealBytes(paper)));
}
