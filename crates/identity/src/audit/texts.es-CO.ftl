audit-title = Auditoría
audit-intro = Todo lo que importa para la seguridad, con lo más reciente primero. Nadie puede cambiar ni borrar una anotación sin que se note.
audit-filter-what = Qué pasó
audit-filter-who = Quién del equipo
audit-filter-from = Desde el
audit-filter-to = Hasta el
audit-filter = Filtrar
audit-feature-signin = Ingresos
audit-feature-registration = Registros
audit-feature-recovery = Recuperaciones
audit-feature-verification = Códigos de seguridad
audit-feature-profile = Cambios en el perfil
audit-feature-roster = Listas de personas
audit-feature-staff = Equipo y oficina
audit-feature-support = PQR
audit-feature-messaging = Mensajes
audit-feature-announcements = Anuncios
audit-feature-audit = Esta auditoría
audit-shown = { $count ->
    [0] No hay anotaciones con ese filtro
    [one] Una anotación
   *[other] { $count } anotaciones
}
audit-when = Cuándo
audit-what = Qué
audit-who = Quién
audit-about = Sobre quién
audit-where = Desde dónde
audit-detail = Detalle
audit-actor-person = La persona
audit-actor-staff = Alguien del equipo
audit-actor-system = El sistema
audit-older = Ver las anteriores
audit-export = Descargar en un archivo
audit-verify-title = Revisar que esté completa
audit-verify-intro = Recorre todas las anotaciones de este portal, de la primera a la última, y dice si alguna fue cambiada o quitada. Con un millón tarda unos diez segundos.
audit-verify = Revisar ahora
audit-back = Volver a la auditoría
audit-too-long = Son tantas anotaciones que la revisión tarda demasiado desde aquí. Pídale a quien instaló el sistema que ejecute «aldaba audit verify».
audit-whole = { $entries ->
    [0] Todavía no hay anotaciones.
    [one] Está completa: hay una anotación, y no cambió.
   *[other] Está completa: revisamos { $entries } anotaciones y ninguna cambió.
}
audit-changed = La anotación { $seq } no es la que se escribió. Anteriores que están bien: { $entries }. Avísele a quien responde por la seguridad, y no borre nada.
audit-missing = Falta la anotación { $seq }. Anteriores que están bien: { $entries }. Avísele a quien responde por la seguridad, y no borre nada.
audit-head-changed = Anotaciones que están bien: { $entries }. Pero fue cambiada la marca del final. Avísele a quien responde por la seguridad, y no borre nada.
audit-event-audit-exported = Descargó la auditoría
audit-event-audit-verified = Revisó la auditoría
audit-event-registration-code-asked = Alguien pidió registrarse y le mandamos un código
audit-event-registration-link-asked = Alguien pidió registrarse y le mandamos un enlace
audit-event-recovery-code-asked = Alguien pidió recuperar la contraseña y le mandamos un código
audit-event-recovery-link-asked = Alguien pidió recuperar la contraseña y le mandamos un enlace
audit-event-recovery-username-asked = Alguien pidió recuperar el usuario
audit-event-roster-imported = Se cargó la lista de personas
audit-event-staff-factor-confirmed = Confirmó con su segundo factor
audit-event-staff-factor-failed = Escribió un código que no era
audit-event-staff-invitation-withdrawn = Retiró una invitación
audit-event-staff-invited = Invitó a alguien al equipo
audit-event-staff-joined = Entró al equipo
audit-event-staff-password-refused = Escribió mal su contraseña actual
audit-event-staff-password-set = Cambió su contraseña
audit-event-staff-refused = Quiso abrir una página que su rol no permite
audit-event-staff-restored = Permitió que alguien vuelva a entrar
audit-event-staff-roles-changed = Cambió los roles de alguien
audit-event-staff-saved-codes-replaced = Pidió códigos guardados nuevos
audit-event-staff-signed-out = Salió de la oficina
audit-event-staff-signin-failed = Alguien escribió una contraseña de la oficina que no era
audit-event-staff-signin-held-up = Detuvimos un ingreso a la oficina porque hubo demasiados intentos
audit-event-staff-signin-succeeded = Entró a la oficina
audit-event-staff-suspended = Suspendió a alguien del equipo
audit-event-consent-policy-published = Publicó una política de datos personales
audit-feature-consent = Autorizaciones de datos
audit-event-announcements-added = Publicó un anuncio
audit-event-announcements-changed = Cambió un anuncio
audit-event-announcements-ended = Retiró un anuncio
audit-event-messaging-contact-released = Quitó un correo o celular de los suprimidos
audit-event-messaging-contact-suppressed = Un correo o celular quedó suprimido
audit-event-messaging-resent = Reenvió un mensaje
audit-event-messaging-stopped = Detuvo un mensaje
audit-event-staff-factor-held-up = Detuvimos un código de la oficina porque hubo demasiados intentos
audit-event-staff-password-right = Alguien escribió bien una contraseña de la oficina
audit-event-staff-saved-code-used = Usó uno de sus códigos guardados
audit-busy = Ya hay una revisión en curso. Espere a que termine e inténtelo de nuevo.
