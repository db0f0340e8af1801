// Signed in: the sessions, the password, the e-mail, the phone, what happened, and the way out.

import assert from 'node:assert/strict';
import { pressesTheCode } from '../support/keypad.mjs';
import { look } from '../support/look.mjs';
import { DESKTOP } from '../support/person.mjs';
import { walk } from '../support/walk.mjs';

const SOFIA = { email: 'sofia.mesa@correo.test', password: 'Garza-Azul.2-Loros' };
const NEW_EMAIL = 'sofia.nueva@correo.example';
const NEW_PASSWORD = 'Colibri-Rojo.4';
const JORGE = { username: 'jorge.nino', pin: '8306', email: 'jorge.nino@correo.test', phone: '+573990000012' };
const NEW_PHONE = { written: '399 000 7712', dialled: '+573990007712' };

walk('Sofía ends the sessions she left open elsewhere', async ({ person }) => {
  const [atHome, atWork, atTheLibrary] = [
    await person('Sofía at home', { device: DESKTOP }),
    await person('Sofía at work'),
    await person('Sofía at the library'),
  ];
  for (const sofia of [atWork, atTheLibrary, atHome]) await signsIn(sofia);
  await atHome.follows('Perfil');
  await atHome.sees('Sesiones abiertas');
  assert.equal(await sessions(atHome), 3);
  await look(atHome.page, 'miportal-profile');

  await atHome.page.getByRole('button', { name: /^Cerrar / }).filter({ hasNotText: 'todas' }).first().click();
  await atHome.sees('Cerró una sesión');
  assert.equal(await sessions(atHome), 2);
  await atHome.presses('Cerrar todas las demás');
  await atHome.sees('Cerró las demás sesiones');
  assert.equal(await sessions(atHome), 1);

  for (const sofia of [atWork, atTheLibrary]) {
    await sofia.opens('/miportal/perfil');
    await sofia.isAt('/miportal/ingreso');
  }
  await atHome.presses('Salir');
  await atHome.isAt('/miportal/ingreso');
  await atHome.opens('/miportal/perfil');
  await atHome.isAt('/miportal/ingreso');
});

walk('Sofía changes her password', async ({ person, inbox }) => {
  const [sofia, elsewhere] = [await person('Sofía'), await person('Sofía elsewhere')];
  await signsIn(elsewhere);
  await signsIn(sofia);
  await sofia.opens('/miportal/perfil/clave');
  await look(sofia.page, 'miportal-change-password');
  await sofia.fills('Contraseña actual', 'no es esta');
  await sofia.fills('Contraseña nueva', NEW_PASSWORD);
  await sofia.fills('Escriba otra vez la nueva', NEW_PASSWORD);
  await sofia.presses('Guardar');
  await sofia.isToldAt('Contraseña actual', 'Esa no es su contraseña actual');
  await look(sofia.page, 'miportal-change-password-error');
  await sofia.fills('Contraseña actual', SOFIA.password);
  await sofia.fills('Contraseña nueva', NEW_PASSWORD);
  await sofia.fills('Escriba otra vez la nueva', NEW_PASSWORD);
  await sofia.presses('Guardar');
  await sofia.sees('Cambió la contraseña');
  await inbox.newest(SOFIA.email, 'Su contraseña de Mi Portal cambió');

  await elsewhere.opens('/miportal/inicio');
  await elsewhere.isAt('/miportal/ingreso');
  await signsIn(elsewhere, NEW_PASSWORD);
});

walk('Sofía changes her e-mail, which counts once its link was opened', async ({ person, inbox }) => {
  const sofia = await person('Sofía');
  await signsIn(sofia);
  await sofia.opens('/miportal/perfil/correo');
  await look(sofia.page, 'miportal-change-email');
  await sofia.fills('Correo electrónico', NEW_EMAIL);
  await sofia.fills('Contraseña actual', SOFIA.password);
  await sofia.presses('Enviar el enlace');
  await sofia.sees('Mire su correo nuevo');
  await look(sofia.page, 'miportal-change-email-sent');
  await sofia.opens('/miportal/perfil');
  await sofia.sees(SOFIA.email);

  await sofia.opens((await inbox.newest(NEW_EMAIL)).link());
  await sofia.sees(`Confirme que ${NEW_EMAIL} es su correo electrónico.`);
  await sofia.presses('Confirmar');
  await sofia.sees('Su correo quedó confirmado');
  await look(sofia.page, 'miportal-email-confirmed');
  await inbox.newest(SOFIA.email, 'El correo de su cuenta en Mi Portal cambió');
  await sofia.opens('/miportal/perfil');
  await sofia.sees(NEW_EMAIL);
});

walk('Jorge changes his phone, which he proves with a code', async ({ person, inbox }) => {
  const jorge = await person('Jorge', { device: DESKTOP });
  await jorge.opens('/multiportal/ingreso');
  await jorge.fills('Digite el usuario', JORGE.username);
  await jorge.ticks('No soy un robot');
  await jorge.presses('Continuar');
  await jorge.fills('Contraseña', JORGE.pin);
  await jorge.presses('Ingresar');
  await pressesTheCode(jorge, (await inbox.newest(JORGE.phone)).code());
  await jorge.follows('Perfil');
  await jorge.sees('Ingresó al portal');
  await look(jorge.page, 'multiportal-profile');

  await jorge.opens('/multiportal/perfil/celular');
  await look(jorge.page, 'multiportal-change-phone');
  await jorge.fills('Celular', NEW_PHONE.written);
  await jorge.fills('Contraseña actual', JORGE.pin);
  await jorge.presses('Enviar el código');
  await jorge.sees('Escriba el código que llegó al celular nuevo');
  await look(jorge.page, 'multiportal-change-phone-code');
  await pressesTheCode(jorge, (await inbox.newest(NEW_PHONE.dialled)).code());
  await jorge.sees('Cambió el celular');
  await jorge.sees('399 000 7712');
  await inbox.newest(JORGE.phone, 'el celular de su cuenta cambio');
});

async function signsIn(sofia, password = SOFIA.password) {
  await sofia.opens('/miportal/ingreso');
  await sofia.fills('Correo electrónico', SOFIA.email);
  await sofia.fills('Contraseña', password);
  await sofia.presses('Ingresar');
  await sofia.sees('Hola, Sofía');
}

function sessions(person) {
  return person.page.locator('.cards .card').count();
}
