// People in the office: the administrator finds somebody, sees what the portal knows, and does what there is to be done.

import assert from 'node:assert/strict';
import { look } from '../support/look.mjs';
import { teresaInTheOffice } from '../support/office.mjs';
import { walk } from '../support/walk.mjs';

walk(
  'Teresa finds Luis, starts a recovery, corrects his address and suspends him',
  async ({ person, inbox }) => {
    const teresa = await teresaInTheOffice(person);

    await teresa.opens('/multiempleos/oficina/personas');
    await look(teresa.page, 'people-newest');
    await teresa.presses('Buscar');
    await teresa.isToldAt('Nombre, documento o correo', 'Escriba un nombre');
    await look(teresa.page, 'people-nothing-asked');
    await teresa.fills('Nombre, documento o correo', 'ANDRÉS');
    await teresa.presses('Buscar');
    await teresa.sees('Encontramos estas personas');
    await look(teresa.page, 'people-found');
    await teresa.fills('Nombre, documento o correo', '1.900.000.002');
    await teresa.presses('Buscar');
    assert.ok(!teresa.page.url().includes('1900000002'));
    await teresa.follows('Ver Luis Pardo Amaya');
    await look(teresa.page, 'people-person');

    await teresa.follows('Iniciar una recuperación');
    await look(teresa.page, 'people-recovery');
    await teresa.presses('Enviar');
    await teresa.sees('El equipo de la organización inició una recuperación');
    await inbox.newest('luis.pardo@correo.test', 'Restaurar contraseña');

    await teresa.follows('Corregir un contacto');
    await teresa.presses('Guardar la corrección');
    await look(teresa.page, 'people-contact-error');
    await teresa.fills('Correo nuevo', 'luis.nuevo@correo.test');
    await teresa.presses('Guardar la corrección');
    await teresa.sees('Correo corregido, por confirmar');
    await inbox.newest('luis.pardo@correo.test', 'Corrigieron el correo');

    await teresa.follows('Suspender la cuenta');
    await look(teresa.page, 'people-suspension');
    await teresa.fills('Motivo', 'Lo pidió por teléfono: le robaron el celular');
    await teresa.presses('Suspender');
    await teresa.sees('Suspendida');
    await look(teresa.page, 'people-suspended');
    await teresa.follows('Levantar la suspensión');
    await look(teresa.page, 'people-restore');
  },
  { everyDatabase: true },
);
