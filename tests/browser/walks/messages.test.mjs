// The messages and announcements of the office: what was sent is seen, a contact is suppressed, a message gets
// other words, everybody is told something.

import assert from 'node:assert/strict';
import { look } from '../support/look.mjs';
import { teresaInTheOffice } from '../support/office.mjs';
import { walk } from '../support/walk.mjs';

const STRANGER = 'alguien@correo.test';

walk('Teresa sees what was sent, stops writing to somebody, and tells everybody that the office is closed', async ({ person }) => {
  const teresa = await teresaInTheOffice(person);

  await teresa.opens('/multiempleos/oficina/equipo/invitar');
  await teresa.fills('Nombre', 'Carlos Peña');
  await teresa.fills('Correo electrónico', 'carlos.pena@guadualba.example');
  await teresa.ticks('Soporte a las personas');
  await teresa.presses('Enviar la invitación');
  await teresa.sees('Invitaciones por aceptar');
  await teresa.opens('/multiempleos/oficina/mensajes');
  await teresa.sees('Del más nuevo al más antiguo');
  await look(teresa.page, 'office-messages');
  await teresa.follows('Ver Invitación al equipo c***a@guadualba.example');
  await teresa.sees('c***a@guadualba.example');
  await look(teresa.page, 'office-message');
  await teresa.follows('Volver a los mensajes');
  await teresa.fills('Buscar por correo o celular', 'nadie');
  await teresa.presses('Buscar');
  await teresa.isToldAt('Buscar por correo o celular', 'Escriba un correo o un celular completo');
  await teresa.fills('Buscar por correo o celular', STRANGER);
  await teresa.presses('Buscar');
  await teresa.sees('No hay mensajes así');
  assert.ok(!teresa.page.url().includes('alguien'), 'the address of the page holds the one that was searched for');

  await teresa.follows('Correos y celulares suprimidos');
  await teresa.follows('Agregar a la lista');
  await look(teresa.page, 'office-suppress');
  await teresa.fills('Correo o celular', STRANGER);
  await teresa.presses('Agregar');
  await teresa.sees('a***n@correo.test');
  await look(teresa.page, 'office-suppressed');

  await teresa.opens('/multiempleos/oficina/mensajes');
  await teresa.follows('Redacción de los mensajes');
  await teresa.sees('Lo que dice cada correo');
  await look(teresa.page, 'office-wordings');
  await teresa.opens('/multiempleos/oficina/mensajes/redaccion/es-CO/code.recovery');
  await teresa.sees('Correo en el celular');
  await look(teresa.page, 'office-wording');
  await teresa.follows('Cambiar la redacción');
  await teresa.fills('Mensaje de texto', '{remitente}: entre a www.malo.co');
  await teresa.presses('Guardar');
  await teresa.isToldAt('Mensaje de texto', 'Falta {codigo}');
  await look(teresa.page, 'office-wording-error');
  await teresa.fills('Mensaje de texto', '{remitente}: su codigo es {codigo}. Es solo para usted.');
  await teresa.presses('Ver cómo queda');
  await teresa.sees('Ocupa un mensaje');
  await look(teresa.page, 'office-wording-preview');
  await teresa.presses('Guardar');
  await teresa.sees('Versión 1');
  await look(teresa.page, 'office-wording-own');

  await teresa.opens('/multiempleos/oficina/anuncios');
  await teresa.follows('Escribir un anuncio');
  await teresa.presses('Publicar');
  await teresa.isToldAt('Título', 'Escriba este texto');
  await look(teresa.page, 'office-announcement-error');
  await teresa.fills('Título', 'Hoy cerramos a las tres');
  await teresa.fills('Texto', 'Abrimos mañana a las ocho.');
  await teresa.presses('Ver cómo queda');
  await teresa.sees('Así se verá');
  await look(teresa.page, 'office-announcement-preview');
  await teresa.presses('Publicar');
  await teresa.sees('Se ve');
  await look(teresa.page, 'office-announcements');

  const visitor = await person('Luis');
  await visitor.opens('/multiempleos/ingreso');
  await visitor.sees('Hoy cerramos a las tres');
});
