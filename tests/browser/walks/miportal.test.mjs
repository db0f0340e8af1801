// The candidates' portal, from an address to a new password: A1–A5, A7 and A8 of the walkthroughs, by the words of its guide.

import assert from 'node:assert/strict';
import { look } from '../support/look.mjs';
import { DESKTOP } from '../support/person.mjs';
import { walk } from '../support/walk.mjs';

const INES = { email: 'ines.candidata@correo.example', password: 'Tucan-verde.7' };
const SOFIA = { email: 'sofia.mesa@correo.test', password: 'Garza-Azul.2-Loros' };
const NEW_PASSWORD = 'Mirla(parda)9 canta';
const SYMBOLS = `)&.-:}=+*$;'#%({`;

walk('Inés, a candidate, registers with her e-mail (A1, A8)', async ({ person, inbox }) => {
  const ines = await person('Inés');
  await ines.opens('/miportal');
  await ines.seesTheLink('¿Olvidaste la contraseña?');
  await ines.sees('¿Necesitas ayuda?');
  await look(ines.page, 'miportal-sign-in');
  await ines.follows('Regístrese aquí');
  await look(ines.page, 'miportal-registration');
  await ines.fills('Correo electrónico', 'ines sin arroba');
  await ines.presses('Continuar');
  await ines.isToldAt('Correo electrónico', 'correo');
  await look(ines.page, 'miportal-registration-error');
  await ines.fills('Correo electrónico', INES.email);
  await ines.presses('Continuar');
  await ines.sees('Mire su correo');
  await look(ines.page, 'miportal-registration-sent');

  await ines.opens((await inbox.newest(INES.email)).link());
  await ines.sees('Termine su registro');
  await look(ines.page, 'miportal-registration-account');
  await ines.fills('Nombres', 'Inés María');
  await ines.fills('Apellidos', 'Ávila Peña');
  await ines.fills('Contraseña', 'tucanverde');
  await ines.presses('Registrarme');
  await ines.isToldAt('Contraseña', 'Falta una letra mayúscula');
  await look(ines.page, 'miportal-registration-account-error');
  await ines.fills('Contraseña', INES.password);
  await ines.presses('Registrarme');
  await ines.sees('Su registro está completo');
  await look(ines.page, 'miportal-registration-done');

  await ines.follows('Ir al ingreso');
  await ines.fills('Correo electrónico', INES.email.toUpperCase());
  await ines.fills('Contraseña', INES.password);
  await ines.presses('Ingresar');
  await ines.sees('Hola, Inés');
  await look(ines.page, 'miportal-home');
});

walk('Sofía restores her access by the mailed link (A2–A5)', async ({ person, inbox }) => {
  const sofia = await person('Sofía', { device: DESKTOP });
  await sofia.opens('/miportal/ingreso');
  await sofia.follows('¿Olvidaste la contraseña?');
  await sofia.sees('¿Necesitas ayuda?');
  await look(sofia.page, 'miportal-recovery');
  await sofia.fills('Correo electrónico', SOFIA.email);
  await sofia.presses('Enviar correo');
  await sofia.sees('Mire su correo');
  await look(sofia.page, 'miportal-recovery-sent');

  const mail = await inbox.newest(SOFIA.email);
  assert.equal(mail.subject, 'restablecer acceso');
  assert.match(mail.text, /localhost|127\.0\.0\.1/);
  const link = mail.link('/cv/recordar/contrasena/');
  assert.match(link, /\/cv\/recordar\/contrasena\/[\w-]{32}$/);

  await sofia.opens(link);
  await look(sofia.page, 'miportal-new-password');
  await sofia.fills('Confirme su correo electrónico', 'otra.persona@correo.test');
  await sofia.fills('Contraseña nueva', NEW_PASSWORD);
  await sofia.presses('Guardar la contraseña');
  await sofia.isToldAt('Confirme su correo electrónico', 'Ese no es el correo al que llegó este enlace');
  await look(sofia.page, 'miportal-new-password-error');
  await sofia.fills('Confirme su correo electrónico', SOFIA.email);
  await sofia.fills('Contraseña nueva', NEW_PASSWORD);
  await sofia.presses('Guardar la contraseña');
  await sofia.sees('Su contraseña quedó cambiada');

  await sofia.follows('Ir al ingreso');
  await sofia.fills('Correo electrónico', SOFIA.email);
  await sofia.fills('Contraseña', NEW_PASSWORD);
  await sofia.presses('Ingresar');
  await sofia.sees('Hola, Sofía');
});

walk(
  'Sofía sees the rule tick off while she types (A5)',
  async ({ person, inbox }) => {
    const sofia = await person('Sofía');
    await sofia.opens('/miportal/recuperar');
    await sofia.fills('Correo electrónico', SOFIA.email);
    await sofia.presses('Enviar correo');
    await sofia.sees('Mire su correo');
    await sofia.opens((await inbox.newest(SOFIA.email)).link('/contrasena/'));

    const ALL = ['Al menos 8 caracteres', 'Máximo 40 caracteres', 'Una letra minúscula', 'Una letra mayúscula', 'Un número', 'Uno de estos símbolos'];
    const without = (...missing) => ALL.filter((line) => !missing.some((words) => line.startsWith(words)));
    const types = async (password, met) => {
      await sofia.fills('Contraseña nueva', password);
      assert.deepEqual(await met_of(sofia), met, password);
    };
    await types('', []);
    await types('Tucan.7', without('Al menos 8'));
    await types('Tucan.77', ALL);
    await types(`Tucan.7${'x'.repeat(33)}`, ALL);
    await types(`Tucan.7${'x'.repeat(34)}`, without('Máximo 40'));
    await types('TUCAN.777', without('Una letra minúscula'));
    await types('tucan.777', without('Una letra mayúscula'));
    await types('Tucan.azul', without('Un número'));
    await types('Tucan 7777!@/', without('Uno de estos'));
    for (const symbol of SYMBOLS) await types(`Tucan${symbol}77`, ALL);
    await look(sofia.page, 'miportal-new-password-ticked');

    await sofia.presses('Mostrar contraseña nueva');
    assert.equal(await sofia.page.getByLabel('Contraseña nueva', { exact: true }).getAttribute('type'), 'text');
  },
  { scripts: [true] },
);

// The lines of the rule that are ticked off, shortened to what they begin with.
async function met_of(person) {
  const lines = await person.page.locator('[data-rule].met').allInnerTexts();
  return lines.map((line) => line.replace(/ *\(cumplido\)/, '').split(':')[0].trim());
}
