// Whole walks by keyboard alone, the slide and the keypad included.

import { entersOn, tabsTo, types } from '../support/keyboard.mjs';
import { pressesTheCodeByKeyboard } from '../support/keypad.mjs';
import { DESKTOP } from '../support/person.mjs';
import { walk } from '../support/walk.mjs';

const PHONE_OF_JORGE = '+573990000012';

walk('Jorge recovers his username and signs in by keyboard alone', async ({ person, inbox, script }) => {
  const jorge = await person('Jorge', { device: DESKTOP });
  await jorge.opens('/multiportal');
  await entersOn(jorge, 'Ingreso');
  await jorge.isAt('/multiportal/ingreso');
  await entersOn(jorge, '¿Olvidaste tu usuario?');
  await jorge.sees('Recuperación de usuario');
  await types(jorge, 'Digite el correo electrónico', 'jorge.nino@correo.test');
  await tabsTo(jorge, 'Deslice la mano hasta el verde');
  await jorge.strikes('End');
  await entersOn(jorge, 'Recuperar');
  await jorge.sees('Escriba el código de seguridad');
  await pressesTheCodeByKeyboard(jorge, (await inbox.newest(PHONE_OF_JORGE)).code());
  await jorge.sees('Enviamos su usuario');

  await entersOn(jorge, 'Ir al ingreso');
  await jorge.sees('Portal Transaccional');
  await types(jorge, 'Digite el usuario', 'jorge.nino');
  await tabsTo(jorge, 'No soy un robot');
  await jorge.strikes('Space');
  await entersOn(jorge, 'Continuar');
  await jorge.sees('Escriba su contraseña');
  await types(jorge, 'Contraseña', '8306');
  if (script) {
    await entersOn(jorge, 'Mostrar contraseña');
    await jorge.seesTheButton('Ocultar contraseña');
  }
  await entersOn(jorge, 'Ingresar');
  await jorge.sees('Hola, Jorge');
});

walk('Ana registers by keyboard alone, and a mistake leads her to its field', async ({ person, inbox, script }) => {
  const ana = await person('Ana', { device: DESKTOP });
  await ana.opens('/multiempleos/ingreso');
  await entersOn(ana, 'Regístrese aquí');
  await ana.sees('Por favor ingrese su cédula para iniciar el registro');
  await entersOn(ana, 'Continuar');
  await ana.sees('Hay un problema');
  if (script) await ana.isFocusedOn('Hay un problema Escriba el número de documento.');
  await entersOn(ana, 'Escriba el número de documento.');
  await ana.strikes('Tab');
  await types(ana, 'Cédula', '1900000001');
  await ana.strikes('Enter');
  await ana.sees('Escriba el código de seguridad');
  await types(ana, 'Código de seguridad', (await inbox.newest('ana.rojas@correo.test')).code());
  await ana.strikes('Enter');
  await ana.sees('Cédula validada.');
  await types(ana, 'Correo electrónico', 'ana.rojas@correo.test');
  await types(ana, 'Contraseña', 'tres canoas bajan despacio');
  await types(ana, 'Escríbala otra vez', 'tres canoas bajan despacio');
  await entersOn(ana, 'Registrarme');
  await ana.sees('Su registro está completo');
});
