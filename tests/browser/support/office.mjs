// Teresa, the administrator of Multiempleos in the demonstration, and how she comes into the office.

import { DESKTOP } from './person.mjs';

export const TERESA = { email: 'teresa.salgado@guadualba.example', password: 'tres guaduas junto al río' };

export async function teresaInTheOffice(person) {
  const teresa = await person('Teresa', { device: DESKTOP });
  const code = await codeOnTheStartPage(teresa);
  await teresa.opens('/multiempleos/oficina/ingreso');
  await teresa.fills('Correo electrónico', TERESA.email);
  await teresa.fills('Contraseña', TERESA.password);
  await teresa.presses('Continuar');
  await teresa.fills('Código', code);
  await teresa.presses('Entrar');
  await teresa.sees('Hola, Teresa Salgado');
  return teresa;
}

// The demonstration plays the authenticators of its administrators: what that of Teresa shows on the start page.
export async function codeOnTheStartPage(visitor) {
  await visitor.opens('/');
  const facts = await visitor.page.locator('.of-multiempleos .people dd').allInnerTexts();
  const code = facts.findLast((fact) => /^\d{6}$/.test(fact));
  if (!code) throw new Error('the start page shows no code');
  return code;
}
