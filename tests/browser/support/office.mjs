// Teresa, the administrator of Multiempleos in the demonstration, and how she comes into the office.

import { Authenticator } from './authenticator.mjs';
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

// A colleague whom Teresa invites with a role, and who comes in: { name, email, password }.
export async function joins(teresa, person, inbox, { name, email, password }, role) {
  await teresa.opens('/multiempleos/oficina/equipo/invitar');
  await teresa.fills('Nombre', name);
  await teresa.fills('Correo electrónico', email);
  await teresa.ticks(role);
  await teresa.presses('Enviar la invitación');
  const mail = await inbox.newest(email, 'Lo invitaron al equipo de Multiempleos');
  const colleague = await person(name, { device: DESKTOP });
  await comesIn(colleague, mail.link('/oficina/invitacion/'), { name, password });
  return colleague;
}

// From an invitation to the first page of the office.
export async function comesIn(colleague, invitation, { name, password }) {
  await colleague.opens(invitation);
  await colleague.fills('Contraseña nueva', password);
  await colleague.fills('Escriba otra vez la contraseña nueva', password);
  await colleague.presses('Continuar');
  const authenticator = new Authenticator(await colleague.page.locator('.secret').innerText());
  await colleague.fills('Código', await authenticator.code());
  await colleague.presses('Continuar');
  await colleague.follows('Ya los guardé');
  await colleague.sees(`Hola, ${name}`);
}
