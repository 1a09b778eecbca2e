// Talking with the office: every answer is JSON with a code that never changes, or it is no
// answer at all (a lost connection, somebody's sign-in page in between).
const HERE = "/village/app/";

export class Refused extends Error {
  constructor({ code, message }) {
    super(message);
    this.code = code;
  }
}

export class Unreachable extends Error {}

async function ask(path, options, patience = 30_000) {
  let answer, told;
  try {
    answer = await fetch(HERE + path, {
      cache: "no-store",
      redirect: "error",
      signal: AbortSignal.timeout(patience),
      ...options,
    });
    told = await answer.json();
  } catch (fault) {
    throw new Unreachable(fault.message);
  }
  if (answer.ok) return told;
  if (told?.code && answer.status < 500) throw new Refused(told);
  throw new Unreachable(String(answer.status));
}

const plain = (token, told) => ({
  method: "POST",
  headers: { "Content-Type": "application/json", "X-CSRFToken": token },
  body: JSON.stringify(told),
});

// By sign-in: setting a phone up, and opening one that was shut.
export const who = () => ask("who/");
export const enrol = (token, name) => ask("enrol/", plain(token, { name }));
export const spare = (token, device) => ask("spare/", plain(token, { device }));

// By the number of the device alone, so that a locked app hears of its end too.
export const standing = (device) => ask("standing/", plain("", { device }));
export const wiped = (device) => ask("wiped/", plain("", { device }));

// By the device's key.
const signed = (key) => ({ Authorization: `Device ${key}` });
export const round = (key, waiting) =>
  ask(`round/?waiting=${waiting}`, { headers: signed(key), credentials: "omit" });

export const send = (key, papers, waiting) =>
  ask("papers/", {
    method: "POST",
    credentials: "omit",
    headers: { ...signed(key), "Content-Type": "application/json" },
    body: JSON.stringify({ sent_at: new Date().toISOString(), waiting, papers }),
  });

export function sendPhoto(key, paper, bytes) {
  const form = new FormData();
  form.set("sent_at", new Date().toISOString());
  form.set("paper", JSON.stringify(paper));
  form.set("photo", new Blob([bytes], { type: "image/jpeg" }), "photo.jpg");
  const told = { method: "POST", credentials: "omit", headers: signed(key), body: form };
  return ask("photo/", told, 180_000);
}
