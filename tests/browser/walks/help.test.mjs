// Each portal's guide names the rules that are in force there.

import { look } from '../support/look.mjs';
import { walk } from '../support/walk.mjs';

const GUIDES = {
  multiempleos: [
    'Escriba su cédula y continúe.',
    'Escriba el código de 6 dígitos que le llega al correo o al celular que tiene Guadualba Manufacturas. Vence en 10 minutos y admite 5 intentos.',
    'Abra el enlace que le llega por correo en las siguientes 24 horas, para confirmar la dirección.',
    'Sirve una sola vez y vence en 30 minutos.',
    'Al menos 15 caracteres',
    'Máximo 128 caracteres',
  ],
  miportal: [
    'Escriba su correo electrónico y continúe.',
    'Sirve una sola vez y vence en 24 horas.',
    'Confirme su correo.',
    'Al menos 8 caracteres',
    'Máximo 40 caracteres',
    `Uno de estos símbolos: ) & . - : } = + * $ ; ' # % ( {`,
  ],
  multiportal: [
    'Escriba su tipo y número de documento, su correo y su celular, tal como los tiene Cooperativa Ceibaluna.',
    'Escriba el código de 6 dígitos que le llega por mensaje de texto. Vence en 10 minutos y admite 5 intentos.',
    'Elija su usuario.',
    'Cómo recuperar el usuario',
    'Su usuario le llega por correo y por mensaje de texto.',
    'Exactamente 4 números',
  ],
};

walk('Somebody reads the guide of each portal', async ({ person }) => {
  const reader = await person('A reader');
  for (const [portal, rules] of Object.entries(GUIDES)) {
    await reader.opens(`/${portal}/ingreso`);
    await reader.page.getByRole('link', { name: /^Guía/ }).click();
    await reader.sees('Cómo registrarse');
    for (const rule of rules) await reader.sees(rule);
    await look(reader.page, `${portal}-guide`);
    await reader.follows('Ir al registro');
    await reader.isAt(`/${portal}/registro`);
  }
});
