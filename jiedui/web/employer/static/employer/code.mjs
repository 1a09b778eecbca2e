// Says at once when a credit code cannot be right (GB 32100: its last sign checks the others),
// before a licence photo and a password have been sent for nothing. The site checks again.
const SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY";
const field = document.querySelector("[data-credit-code]");

function isRight(code) {
  if (code.length !== 18) return false;
  let sum = 0;
  for (let place = 0, weight = 1; place < 17; place += 1, weight = (weight * 3) % 31) {
    const sign = SIGNS.indexOf(code[place]);
    if (sign < 0) return false;
    sum += sign * weight;
  }
  return SIGNS[(31 - (sum % 31)) % 31] === code[17];
}

field?.addEventListener("change", () => {
  const code = field.value.replace(/\s/g, "").toUpperCase();
  field.setCustomValidity(!code || isRight(code) ? "" : field.dataset.creditCode);
  field.reportValidity();
});
field?.addEventListener("input", () => field.setCustomValidity(""));
