// Every walk runs without JavaScript too. Here is what is different then: tighter limits stand in for the proof of work.

import { walk } from '../support/walk.mjs';

const UNPROVED_FORMS_AN_HOUR = 12;

walk(
  'Who sends many forms without JavaScript is asked to wait, and who has it goes on',
  async ({ person }) => {
    const luis = await person('Luis', { script: false });
    await luis.opens('/multiempleos/ingreso');
    for (let form = 1; form <= UNPROVED_FORMS_AN_HOUR; form += 1) {
      await luis.fills('Usuario', `19000009${String(form).padStart(2, '0')}`);
      await luis.fills('Clave', 'no es la que era entonces');
      await luis.presses('Ingresar');
      await luis.sees('El usuario o la contraseña no son correctos');
    }
    await luis.fills('Usuario', '1900000002');
    await luis.fills('Clave', 'una garza sobre el Sinú');
    await luis.presses('Ingresar');
    await luis.sees('Recibimos demasiadas solicitudes seguidas. Espere unos minutos');
    await luis.seesTheLink('¿Olvidó su contraseña?');

    const ana = await person('Luis, where there is JavaScript', { script: true });
    await ana.opens('/multiempleos/ingreso');
    await ana.fills('Usuario', '1900000002');
    await ana.fills('Clave', 'una garza sobre el Sinú');
    await ana.presses('Ingresar');
    await ana.sees('Hola, Luis');
  },
  { scripts: [true] },
);

walk(
  'Jorge reads nothing that only a script could do',
  async ({ person }) => {
    const jorge = await person('Jorge');
    await jorge.opens('/multiportal/recuperar-usuario');
    await jorge.seesTheButton('Deslizar');
    await jorge.opens('/multiempleos/ingreso');
    await jorge.seesTheField('Clave');
    await jorge.doesNotSee('Mostrar');
  },
  { scripts: [false] },
);
