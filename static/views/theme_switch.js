/** Light, dark, or as the device has it (page.css has the rest); kept for the next visit. */

const theme = /** @type {HTMLSelectElement} */ (document.querySelector("#theme"));

theme.value = localStorage.theme ?? "system";
theme.onchange = () => (localStorage.theme = theme.value);
