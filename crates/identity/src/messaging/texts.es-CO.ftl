# Mensajes: correos y mensajes de texto.
#
# Los que terminan en «-sms» van sin á, í, ó, ú ni mayúsculas con tilde: una sola de ellas reduce a menos de la mitad lo que cabe.

messaging-day = { $day } de { $month ->
    [1] enero
    [2] febrero
    [3] marzo
    [4] abril
    [5] mayo
    [6] junio
    [7] julio
    [8] agosto
    [9] septiembre
    [10] octubre
    [11] noviembre
   *[12] diciembre
  } de { $year }
# Con espacios duros, para que la hora no se parta al final de un renglón.
messaging-clock = { $hour }:{ $minute }{ "\u00A0" }{ $half ->
    [am] a.{ "\u00A0" }m.
   *[pm] p.{ "\u00A0" }m.
  }
messaging-moment = { $day }, { $clock }
messaging-minutes = { $minutes ->
    [1] un minuto
   *[other] { $minutes } minutos
  }
messaging-hours = { $hours ->
    [1] una hora
   *[other] { $hours } horas
  }

messaging-expiry-code = El código vence en { $left } ({ $moment }, hora de Colombia) y sirve una sola vez.
messaging-expiry-link = El enlace vence en { $left } ({ $moment }, hora de Colombia) y sirve una sola vez.
messaging-paste = Si el botón no funciona, copie esta dirección y péguela en su navegador:
messaging-never-ask = Nunca le pediremos su contraseña por correo, teléfono ni WhatsApp.
messaging-from = Este mensaje lo envió { $organisation } por algo que ocurrió en { $product } ({ $host }).
messaging-no-reply = Por favor no responda a este correo: nadie lee esta dirección.

messaging-fact-when = Cuándo
messaging-fact-device = Dispositivo
messaging-fact-new-email = Correo nuevo
messaging-fact-new-phone = Celular nuevo
messaging-fact-username = Usuario
messaging-fact-number = Número de radicado
messaging-fact-received = Recibida el
messaging-fact-code = Código de consulta
messaging-fact-reply-by = Responda a más tardar el
messaging-fact-due = Respuesta a más tardar el

messaging-code-subject = { $purpose ->
    [registration] Código para registrarse en { $product }
    [recovery] Código para recuperar su acceso a { $product }
    [new-device] Código para ingresar a { $product } desde otro dispositivo
   *[contact-change] Código para confirmar este correo en { $product }
  }
messaging-code-heading = Su código
messaging-code-body = { $purpose ->
    [registration] Pidieron registrarse en { $product } con sus datos. Si fue usted, escriba este código en la página del registro.
    [recovery] Pidieron recuperar el acceso a su cuenta de { $product }. Si fue usted, escriba este código en la página de recuperación.
    [new-device] Escribieron su usuario y su contraseña en { $product } desde un dispositivo que no conocíamos. Si fue usted, escriba este código en la página de ingreso.
   *[contact-change] Pidieron usar este correo en una cuenta de { $product }. Si fue usted, escriba este código en la página donde lo pidió.
  }
messaging-code-if-not-you = { $purpose ->
    [new-device] Si no fue usted, alguien conoce su contraseña: no comparta este código, entre a { $host } y cámbiela cuanto antes.
   *[other] Si no fue usted, no haga nada y no comparta este código: sin él nadie puede seguir.
  }
messaging-code-sms = { $code } es su codigo de { $name }. Vence en { $minutes } min. No lo comparta con nadie.

messaging-recovery-link-subject = Restablecer su contraseña de { $product }
messaging-recovery-link-heading = Restablezca su contraseña
messaging-recovery-link-body = { $accounts ->
    [1] Recibimos una solicitud para restablecer la contraseña de su cuenta en { $product } ({ $host }). Abra el enlace para escribir una nueva.
   *[other] Recibimos una solicitud para restablecer la contraseña en { $product } ({ $host }). Hay varias cuentas con este correo: abra el enlace de la suya para escribir una nueva.
  }
messaging-recovery-link-button = Escribir una contraseña nueva
messaging-recovery-link-button-of = Contraseña nueva para { $whose }
messaging-recovery-link-if-not-you = Si no fue usted, no haga nada: su contraseña sigue siendo la misma.

messaging-confirmation-link-subject = Confirme su correo para { $product }
messaging-confirmation-link-heading = Confirme su correo
messaging-confirmation-link-body = Este correo quedó registrado en una cuenta de { $product }. Abra el enlace para confirmar que es suyo.
messaging-confirmation-link-button = Confirmar mi correo
messaging-confirmation-link-if-not-you = Si no fue usted, no haga nada: sin la confirmación este correo no cuenta.

messaging-registration-link-subject = Continúe su registro en { $product }
messaging-registration-link-heading = Continúe su registro
messaging-registration-link-body = Pidieron crear una cuenta en { $product } con este correo. Abra el enlace para terminar el registro.
messaging-registration-link-button = Continuar el registro
messaging-registration-link-if-not-you = Si no fue usted, no haga nada: no se creará ninguna cuenta.
messaging-staff-invitation-subject = Lo invitaron al equipo de { $product }
messaging-staff-invitation-heading = Active su acceso a la oficina
messaging-staff-invitation-body = Quien administra { $product } lo invitó a trabajar en la oficina del portal. Abra el enlace para elegir su contraseña y activar su segundo factor; tenga a la mano su celular.
messaging-staff-invitation-button = Activar mi acceso
messaging-staff-invitation-if-not-you = Si no esperaba esta invitación, no abra el enlace y avísele a la organización.
messaging-staff-access-changed-subject = Cambió su acceso a la oficina de { $product }
messaging-staff-access-changed-heading = Cambió su acceso a la oficina
messaging-staff-access-changed-body = Se cambió su contraseña, su segundo factor o sus códigos guardados, o se usó uno de estos códigos para entrar a la oficina de { $product }.
messaging-staff-access-changed-button = Ir a la oficina
messaging-staff-access-changed-if-not-you = Si no fue usted, avísele ya a quien administra el portal para que suspenda su acceso.
messaging-staff-factor-tried-subject = Alguien intenta entrar a la oficina de { $product } con su contraseña
messaging-staff-factor-tried-heading = Alguien tiene su contraseña de la oficina
messaging-staff-factor-tried-body = Escribieron bien su contraseña de la oficina de { $product }, y después varios códigos que no eran. Nadie entró.
messaging-staff-factor-tried-button = Ir a la oficina
messaging-staff-factor-tried-if-not-you = Si no fue usted, entre y cambie la contraseña, y avísele a quien administra el portal.

messaging-second-step-changed-subject = Cambió la verificación en dos pasos de su cuenta en { $product }
messaging-second-step-changed-heading = Cambió la verificación en dos pasos
messaging-second-step-changed-body = { $change ->
    [turned-on] Se activó la verificación en dos pasos de su cuenta en { $product }: además de la contraseña, le pediremos su segundo paso. Si fue usted, no tiene que hacer nada.
    [turned-off] Se desactivó la verificación en dos pasos de su cuenta en { $product }: desde ahora basta la contraseña. Si fue usted, no tiene que hacer nada.
    [added] Se agregó otra forma de dar el segundo paso en su cuenta de { $product }. Si fue usted, no tiene que hacer nada.
    [authenticator-added] Se agregó una aplicación de autenticación a su cuenta de { $product }, y con ella códigos guardados nuevos; los anteriores ya no sirven. Si fue usted, no tiene que hacer nada.
    [authenticator-replaced] Se cambió la aplicación de autenticación de su cuenta en { $product }: los códigos de la anterior y los que había guardado ya no sirven. Si fue usted, no tiene que hacer nada.
    [removed] Se quitó una de las formas de dar el segundo paso en su cuenta de { $product }. Si fue usted, no tiene que hacer nada.
    [new-codes] Se crearon códigos guardados nuevos para su cuenta en { $product }; los anteriores ya no sirven. Si fue usted, no tiene que hacer nada.
   *[saved-code-used] Se usó uno de los códigos guardados de su cuenta en { $product }. Si fue usted, no tiene que hacer nada.
  }
messaging-second-step-changed-button = No fui yo: pedir ayuda
messaging-second-step-changed-if-not-you = Si no fue usted, escríbanos ya por los canales de ayuda: alguien conoce su contraseña.
messaging-second-step-changed-sms = { $name }: { $change ->
    [turned-on] se activo la verificacion en dos pasos
    [turned-off] se desactivo la verificacion en dos pasos
    [added] se agrego un segundo paso
    [authenticator-added] se agrego una aplicacion y hay codigos nuevos
    [authenticator-replaced] se cambio su aplicacion de codigos
    [removed] se quito un segundo paso
    [new-codes] hay codigos guardados nuevos
   *[saved-code-used] se uso un codigo guardado
  } ({ $clock }). Si no fue usted, escribanos: { $host }
messaging-second-step-tried-subject = Alguien intenta entrar a su cuenta de { $product } con su contraseña
messaging-second-step-tried-heading = Alguien tiene su contraseña
messaging-second-step-tried-body = Escribieron bien la contraseña de su cuenta en { $product }, o abrieron su enlace para cambiarla, y después varios códigos que no eran. Nadie entró.
messaging-second-step-tried-button = No fui yo: pedir ayuda
messaging-second-step-tried-if-not-you = Si no fue usted, entre y cambie la contraseña cuanto antes.
messaging-second-step-tried-sms = { $name }: alguien tiene su contraseña e intento su segundo paso ({ $clock }). Si no fue usted, cambiela en { $host }

messaging-already-registered-subject = Usted ya tiene una cuenta en { $product }
messaging-already-registered-heading = Usted ya tiene una cuenta
messaging-already-registered-body = Pidieron registrarse en { $product } con sus datos, pero usted ya tiene una cuenta. Puede ingresar con ella o, si olvidó la contraseña, escribir una nueva.
messaging-already-registered-button = Ingresar
messaging-already-registered-recovery-button = Olvidé mi contraseña
messaging-already-registered-if-not-you = Si no fue usted, no haga nada: su cuenta sigue igual y a quien lo pidió no le dijimos que existe.

messaging-password-changed-subject = Su contraseña de { $product } cambió
messaging-password-changed-heading = Su contraseña cambió
messaging-password-changed-body = La contraseña de su cuenta en { $product } cambió. Si fue usted, no tiene que hacer nada.
messaging-password-changed-button = No fui yo
messaging-password-changed-if-not-you = Si no fue usted, recupere su cuenta cuanto antes: al poner una contraseña nueva se cierran todas las sesiones abiertas.
messaging-password-changed-sms = { $name }: su contraseña cambio ({ $clock }). Si no fue usted, recupere ya su acceso en { $host }

messaging-contact-changed-subject = { $contact ->
    [email] El correo de su cuenta en { $product } cambió
   *[phone] El celular de su cuenta en { $product } cambió
  }
messaging-contact-changed-heading = { $contact ->
    [email] El correo de su cuenta cambió
   *[phone] El celular de su cuenta cambió
  }
messaging-contact-changed-body = { $contact ->
    [email] Los mensajes de su cuenta en { $product } llegarán desde ahora a otro correo. Si fue usted, no tiene que hacer nada.
   *[phone] Los códigos de su cuenta en { $product } llegarán desde ahora a otro celular. Si fue usted, no tiene que hacer nada.
  }
messaging-contact-changed-button = No fui yo
messaging-contact-changed-if-not-you = Si no fue usted, recupere su cuenta cuanto antes.
messaging-contact-changed-sms = { $name }: { $contact ->
    [email] el correo
   *[phone] el celular
  } de su cuenta cambio ({ $clock }). Si no fue usted, recupere ya su acceso en { $host }

messaging-new-device-subject = Ingreso a { $product } desde un dispositivo nuevo
messaging-new-device-heading = Ingreso desde un dispositivo nuevo
messaging-new-device-body = Ingresaron a su cuenta de { $product } desde un dispositivo que no conocíamos. Si fue usted, no tiene que hacer nada.
messaging-new-device-button = No fui yo
messaging-new-device-if-not-you = Si no fue usted, ponga una contraseña nueva cuanto antes: así se cierran todas las sesiones abiertas.
messaging-new-device-sms = { $name }: ingreso desde un dispositivo nuevo ({ $clock }). Si no fue usted, cambie ya su contraseña en { $host }

messaging-username-reminder-subject = Su usuario de { $product }
messaging-username-reminder-heading = { $count ->
    [1] Su usuario
   *[other] Sus usuarios
  }
messaging-username-reminder-body = { $count ->
    [1] Pidieron recordar el usuario de su cuenta en { $product }. Es este:
   *[other] Pidieron recordar el usuario de su cuenta en { $product }. Con sus datos hay varias cuentas:
  }
messaging-username-reminder-button = Ingresar
messaging-username-reminder-if-not-you = Si no fue usted, no haga nada: con el usuario solo nadie puede entrar.
messaging-username-reminder-sms = { $count ->
    [1] { $name }: su usuario es { $usernames }
   *[other] { $name }: sus usuarios son { $usernames }
  }

messaging-pqr-receipt-subject = Recibimos su solicitud { $number }
messaging-pqr-receipt-heading = Recibimos su solicitud
messaging-pqr-receipt-body = Gracias por escribirnos. Le responderemos por este correo. Con el número de radicado y el código puede ver en qué va.
messaging-pqr-receipt-button = Ver en qué va
messaging-pqr-receipt-if-not-you = Si no fue usted quien escribió, no haga nada.

messaging-pqr-news-subject = { $news ->
    [message] Mensaje sobre su solicitud { $number }
    [information-asked] Necesitamos más información para su solicitud { $number }
    [extended] Nueva fecha de respuesta para su solicitud { $number }
    [passed-on] Trasladamos su solicitud { $number }
    [reopened] Reabrimos su solicitud { $number }
    [withdrawn] Archivamos su solicitud { $number }
   *[answered] Respuesta a su solicitud { $number }
  }
messaging-pqr-news-heading = { $news ->
    [message] Le escribimos sobre su solicitud
    [information-asked] Necesitamos más información
    [extended] Cambió la fecha de respuesta
    [passed-on] Trasladamos su solicitud
    [reopened] Reabrimos su solicitud
    [withdrawn] Archivamos su solicitud
   *[answered] Esta es nuestra respuesta
  }
messaging-pqr-news-body = { $news ->
    [message] { $organisation } le escribe esto sobre la solicitud { $number }:
    [information-asked] Para responderle, { $organisation } necesita que usted nos envíe lo siguiente. Hágalo en la página de su solicitud, con el número de radicado y el código de consulta.
    [extended] No alcanzamos a responder en el plazo inicial. Este es el motivo, y abajo está la nueva fecha:
    [passed-on] Lo que usted pide no le corresponde a { $organisation }, y por eso lo enviamos a quien debe responderle:
    [reopened] La solicitud { $number } vuelve a estar abierta. Abajo está la nueva fecha de respuesta.
    [withdrawn] Le pedimos información para la solicitud { $number } y venció el plazo sin que llegara. La ley entiende que usted desistió de ella. Puede presentarla de nuevo cuando quiera.
    [data-answered] { $organisation } responde así a su solicitud { $number } sobre datos personales.
   *[answered] { $organisation } responde así a su solicitud { $number }. Si no resuelve lo que pidió, puede reabrirla durante los diez días hábiles siguientes en la página de su solicitud.
  }
# Lo que exige la ley: lo dice siempre el portal, aunque el equipo redacte lo demás.
messaging-pqr-news-where-to-complain = Si no está de acuerdo, puede acudir a la Superintendencia de Industria y Comercio, que atiende las quejas de quienes ya hicieron este trámite ante la organización (Ley 1581 de 2012, art. 16).
messaging-pqr-news-silence = Si no la recibimos a más tardar en la fecha que indica este correo, la ley entiende que usted desistió.
messaging-pqr-news-button = Ir a la página de mi solicitud
messaging-pqr-news-if-not-you = Si no fue usted quien escribió la solicitud, no haga nada.

messaging-pqr-due-subject = { $ends ->
    [today] La solicitud { $number } vence hoy
   *[soon] La solicitud { $number } vence pronto
  }
messaging-pqr-due-heading = { $ends ->
    [today] Vence hoy
   *[soon] Vence pronto
  }
messaging-pqr-due-body = { $ends ->
    [today] La solicitud { $number } todavía no tiene respuesta y su plazo termina hoy.
   *[soon] La solicitud { $number } todavía no tiene respuesta. Si no es posible responder a tiempo, prorróguela antes de que venza.
  }
messaging-pqr-due-button = Abrir el caso
messaging-pqr-due-if-not-you = Si no fue usted quien quedó a cargo, avísele a su equipo.

messaging-payslip-published-subject = Ya está su comprobante de pago
messaging-payslip-published-heading = Ya está su comprobante de pago
messaging-payslip-published-body = { $organisation } publicó un comprobante de pago suyo en { $product }. Por su seguridad, este correo no dice cuánto se pagó: véalo en el portal, con su usuario y su contraseña.
messaging-payslip-published-button = Ver mi comprobante
messaging-payslip-published-if-not-you = Si no fue usted quien trabajó con { $organisation }, borre este correo.

messaging-account-locked-subject = Cerramos el ingreso a su cuenta de { $product } desde dispositivos nuevos
messaging-account-locked-heading = Cerramos el ingreso desde dispositivos nuevos
messaging-account-locked-body = Alguien escribió mal su contraseña de { $product } demasiadas veces. Para proteger su cuenta, desde un dispositivo nuevo solo se podrá ingresar después de poner una contraseña nueva. Donde usted ya ingresa, todo sigue igual.
messaging-account-locked-button = Poner una contraseña nueva
messaging-account-locked-if-not-you = Si no fue usted, su cuenta sigue a salvo: nadie entró. Ponga la contraseña nueva cuando la necesite.
messaging-account-locked-sms = { $name }: cerramos el ingreso desde dispositivos nuevos. Para abrirlo, ponga una contraseña nueva en { $host }

messaging-recovery-invitation-subject = Cómo recuperar su acceso a { $product }
messaging-recovery-invitation-heading = Recupere su acceso
messaging-recovery-invitation-body = El equipo que atiende { $product } le envía la página donde se recupera el acceso. Escriba allí sus datos y el código que le llegará.
messaging-recovery-invitation-button = Recuperar mi acceso
messaging-recovery-invitation-if-not-you = Si no pidió ayuda, no haga nada: su contraseña sigue siendo la misma.
messaging-recovery-invitation-sms = { $name }: para recuperar su acceso entre a { $host } y siga los pasos de quien olvida la clave.

messaging-contact-corrected-subject = { $contact ->
    [email] Corrigieron el correo de su cuenta en { $product }
   *[phone] Corrigieron el celular de su cuenta en { $product }
  }
messaging-contact-corrected-heading = { $contact ->
    [email] Corrigieron el correo de su cuenta
   *[phone] Corrigieron el celular de su cuenta
  }
messaging-contact-corrected-body = { $contact ->
    [email] El equipo que atiende { $product } anotó otro correo para su cuenta. Solo contará cuando se confirme desde ese correo.
   *[phone] El equipo que atiende { $product } anotó otro celular para su cuenta. Solo contará cuando usted lo confirme con un código.
  }
messaging-contact-corrected-button = No lo pedí: quiero ayuda
messaging-contact-corrected-if-not-you = Si usted no lo pidió, avísenos cuanto antes.
messaging-contact-corrected-sms = { $name }: anotamos otro { $contact ->
    [email] correo
   *[phone] celular
  } para su cuenta ({ $clock }). Si no lo pidio, avise en { $host }

messaging-account-suspended-subject = Suspendimos su cuenta de { $product }
messaging-account-suspended-heading = Suspendimos su cuenta
messaging-account-suspended-body = El equipo que administra { $product } suspendió su cuenta y cerró todas sus sesiones. Mientras esté suspendida no podrá ingresar ni recuperar la contraseña.
messaging-account-suspended-button = Pedir ayuda
messaging-account-suspended-if-not-you = Si cree que es un error, escríbanos.
messaging-account-suspended-sms = { $name }: suspendimos su cuenta ({ $clock }). Si cree que es un error, pida ayuda en { $host }

messaging-account-restored-subject = Ya puede volver a ingresar a { $product }
messaging-account-restored-heading = Ya puede volver a ingresar
messaging-account-restored-body = El equipo que administra { $product } levantó la suspensión de su cuenta. Su usuario y su contraseña son los mismos.
messaging-account-restored-button = Ingresar
messaging-account-restored-sms = { $name }: ya puede volver a ingresar a { $host }
# La oficina: qué se envió y qué pasó.
messaging-log-title = Mensajes
messaging-log-intro = Los correos y mensajes de texto del portal, y qué pasó con cada uno. Por seguridad, aquí no se ve lo que dicen ni el correo o celular completo.
messaging-log-state = Estado
messaging-log-channel = Medio
messaging-log-kind = Tipo
messaging-log-any = Todos
messaging-log-filter = Filtrar
messaging-log-contact = Buscar por correo o celular
messaging-log-contact-hint = Escríbalo completo, como lo tiene la persona.
messaging-contact-incomplete = Escriba un correo o un celular completo.
messaging-log-search = Buscar
messaging-log-one-contact = Solo se muestran los mensajes al correo o celular que buscó.
messaging-log-all = Ver todos
messaging-log-list = Del más nuevo al más antiguo
messaging-log-none = No hay mensajes así.
messaging-log-see = Ver
messaging-log-older = Más antiguos
messaging-log-back = Volver a los mensajes
messaging-log-message-title = Mensaje
messaging-log-tries = { $tries ->
    [0] sin intentos
    [one] un intento
   *[other] { $tries } intentos
  }
messaging-log-fact-to = Para
messaging-log-fact-channel = Medio
messaging-log-fact-written = Escrito
messaging-log-fact-ended = Salió o terminó
messaging-log-fact-reported = Según el proveedor
messaging-log-fact-tries = Intentos
messaging-log-fact-provider = Proveedor
messaging-log-fact-reference = Referencia del proveedor
messaging-log-fact-error = Detalle técnico
messaging-log-channel-mail = Correo
messaging-log-channel-text-message = Mensaje de texto
messaging-log-state-waiting = En espera
messaging-log-state-waiting-text = Aún no ha salido; se intenta de nuevo mientras sirva.
messaging-log-state-sent = Enviado
messaging-log-state-sent-text = El servidor de correo o el proveedor lo recibió y no ha dicho más.
messaging-log-state-delivered = Entregado
messaging-log-state-delivered-text = El proveedor dice que llegó.
messaging-log-state-failed = Fallido
messaging-log-state-failed-text = El servidor de correo o el proveedor no lo aceptó, o no pudo entregarlo. El detalle técnico dice por qué, cuando se sabe.
messaging-log-state-bounced = Rebotado
messaging-log-state-bounced-text = El correo o celular no existe o no recibe mensajes.
messaging-log-state-expired = Vencido
messaging-log-state-expired-text = Dejó de servir antes de poder salir.
messaging-log-state-stopped = Detenido
messaging-log-state-stopped-text = Alguien del equipo lo detuvo.
messaging-log-state-suppressed = Suprimido
messaging-log-state-suppressed-text = A ese correo o celular ya no se le envían estos mensajes.
messaging-log-kind-code = Código de seguridad
messaging-log-kind-recovery-link = Enlace para restablecer la contraseña
messaging-log-kind-confirmation-link = Enlace para confirmar el correo
messaging-log-kind-registration-link = Enlace para registrarse
messaging-log-kind-staff-invitation = Invitación al equipo
messaging-log-kind-staff-access-changed = Aviso de cambio en el acceso a la oficina
messaging-log-kind-staff-factor-tried = Aviso de códigos errados en la oficina
messaging-log-kind-second-step-changed = Aviso de cambio en la verificación en dos pasos
messaging-log-kind-second-step-tried = Aviso de códigos errados en el segundo paso
messaging-log-kind-already-registered = Aviso de que ya tiene cuenta
messaging-log-kind-password-changed = Aviso de cambio de contraseña
messaging-log-kind-contact-changed = Aviso de cambio de correo o celular
messaging-log-kind-new-device = Aviso de ingreso desde otro dispositivo
messaging-log-kind-username-reminder = Recordatorio del usuario
messaging-log-kind-pqr-receipt = Constancia de una PQR
messaging-log-kind-pqr-news = Novedad de una PQR
messaging-log-kind-pqr-due = Aviso de una PQR por vencer
messaging-log-kind-payslip-published = Aviso de comprobante de pago
messaging-log-kind-account-locked = Aviso de ingreso cerrado
messaging-log-kind-recovery-invitation = Cómo recuperar el acceso
messaging-log-kind-contact-corrected = Aviso de contacto corregido
messaging-log-kind-account-suspended = Aviso de suspensión
messaging-log-kind-account-restored = Aviso de fin de la suspensión
messaging-log-acts = Lo que hizo el equipo
messaging-log-act-stopped = Se detuvo
messaging-log-act-resent = Se reenvió
messaging-log-stop-title = Detenerlo
messaging-log-stop-text = No se intentará más. Si en este instante ya está saliendo, llegará de todos modos.
messaging-log-stop = Detener
messaging-log-resend-title = Enviarlo otra vez
messaging-log-resend-text = Se escribe de nuevo al mismo correo o celular. Se puede hasta siete días después de que falló.
messaging-log-resend = Reenviar
messaging-log-asks-again = Este mensaje no se reenvía, para que no circulen códigos ni enlaces viejos. Si todavía hace falta, hay que pedirlo otra vez en la página de donde salió.
messaging-log-not-resent = Este mensaje no se puede reenviar: ya salió, alguien más lo reenvió o pasó demasiado tiempo.
messaging-log-no-more-today = El portal ya envió los mensajes de texto que puede enviar hoy. Inténtelo mañana.
messaging-log-not-stopped = Este mensaje ya no está en espera.
messaging-cancel = Cancelar
messaging-suppressed-title = Correos y celulares suprimidos
messaging-suppressed-intro = A quien está en esta lista solo le llegan avisos de seguridad de su cuenta y respuestas a sus PQR. No recibe códigos ni enlaces: para volver a entrar, debe pedir ayuda y ustedes lo quitan de aquí.
messaging-suppressed-list = En la lista
messaging-suppressed-none = No hay nadie en la lista.
messaging-suppressed-bounced = Rebotó
messaging-suppressed-complained = Se quejó de recibir mensajes
messaging-suppressed-staff = Agregado por el equipo
messaging-suppressed-remove = Quitar
messaging-suppress-title = Agregar a la lista
messaging-suppress-intro = Para quien pidió no recibir más mensajes, o para una dirección que no es de la persona.
messaging-suppress-contact = Correo o celular
messaging-suppress = Agregar

# Cómo se redacta cada mensaje.
messaging-test-mark = PRUEBA
messaging-test-note = Este correo es una prueba que usted pidió desde la oficina. Ni su código ni sus enlaces sirven para entrar.
messaging-wording-title = Redacción de los mensajes
messaging-wording-intro = Lo que dice cada correo y mensaje de texto. Si cambia una redacción, vale para los mensajes que se escriban desde ese momento.
messaging-wording-list = Elija un mensaje y un idioma
messaging-wording-message = Mensaje
messaging-wording-spanish = Español
messaging-wording-english = Inglés
messaging-wording-original = Redacción original
messaging-wording-own = Redacción propia
messaging-wording-other-language = Ver este mensaje en el otro idioma
messaging-wording-back = Volver a la lista de redacciones
messaging-wording-change = Cambiar la redacción
messaging-wording-drawn = Así se ve
messaging-wording-drawn-text = Es un ejemplo: ni el código ni los enlaces existen.
messaging-wording-not-saved = Es un ejemplo de lo que escribió. Todavía no está guardado.
messaging-wording-on-phone = Correo en el celular
messaging-wording-on-desktop = Correo en el computador
messaging-wording-as-text = Mensaje de texto
messaging-wording-size = { $parts ->
    [one] Ocupa un mensaje ({ $units } de 160 espacios).
   *[other] Ocupa { $parts } mensajes ({ $units } espacios; caben 153 en cada uno).
}
messaging-wording-versions = Versiones
messaging-wording-version = Versión { $number }
messaging-wording-restore = Volver a la redacción original
messaging-wording-restore-text = Los mensajes que se escriban desde ahora dirán lo de antes. Esta redacción queda en la lista de versiones.
messaging-wording-write-title = Cambiar la redacción de un mensaje
messaging-wording-write-intro = El título, la fecha de vencimiento, lo que exige la ley y las advertencias de seguridad del correo los pone siempre el portal.
messaging-wording-subject-line = Asunto del correo
messaging-wording-subject-hint = En un solo renglón, hasta 120 letras.
messaging-wording-body = Texto del correo
messaging-wording-body-hint = Deje un renglón vacío entre párrafos. Lo que va entre llaves cambia en cada mensaje; abajo está la lista.
messaging-wording-text = Mensaje de texto
messaging-wording-text-hint = Sin á, í, ó, ú ni emojis: con una sola de esas letras cabe menos de la mitad.
messaging-wording-save = Guardar
messaging-wording-preview = Ver cómo queda
messaging-wording-test = Enviarme una prueba por correo
messaging-wording-test-text = Enviar una prueba por mensaje de texto
messaging-wording-test-phone = Celular para la prueba
messaging-wording-test-phone-hint = Hace falta solo para la prueba por mensaje de texto. Un celular de Colombia, suyo o de alguien que sepa de la prueba.
messaging-wording-no-mobile = Escriba un celular de Colombia: diez cifras que empiezan por 3.
messaging-wording-tested = Le enviamos una prueba a { $address }. Lo que escribió todavía no está guardado.
messaging-wording-variables = Lo que puede ir entre llaves
messaging-wording-variables-text = Escríbalo tal cual, con las llaves y sin tildes.
messaging-wording-needed = Obligatorio.
messaging-wording-means-organizacion = El nombre de la organización.
messaging-wording-means-portal = El nombre del portal.
messaging-wording-means-sitio = La dirección del portal, sin enlace. Obligatoria en los mensajes de texto que no llevan código ni usuario.
messaging-wording-means-remitente = El nombre con que empieza un mensaje de texto. Va solo en el mensaje de texto.
messaging-wording-means-codigo = El código. En el correo va solo, en un renglón aparte.
messaging-wording-means-minutos = Cuántos minutos sirve el código.
messaging-wording-means-enlace = El botón del correo con su enlace, en un renglón aparte. No va en el mensaje de texto.
messaging-wording-means-cuando = El día y la hora de lo que cuenta el mensaje; en una recuperación asistida, hasta cuándo se puede detener.
messaging-wording-means-hora = La hora de lo que cuenta el mensaje; en una recuperación asistida, hasta qué hora se puede detener.
messaging-wording-means-dispositivo = El dispositivo desde el que se ingresó.
messaging-wording-means-contacto = El correo o celular nuevo, sin mostrarlo completo.
messaging-wording-means-usuarios = El usuario o los usuarios de la persona.
messaging-wording-means-numero = El número de radicado.
messaging-wording-means-fecha = La fecha límite de la respuesta.
messaging-wording-means-texto = Lo que escribió quien atiende el caso, en un renglón aparte del correo.
messaging-wording-changed-meanwhile = Alguien más cambió esta redacción mientras usted escribía. Copie su texto, vuelva a abrir la página y revise qué cambió.
messaging-wording-too-many-tests = Ya pidió muchas pruebas. Espere una hora; mientras tanto, use «Ver cómo queda».
messaging-wording-empty = Escriba este texto. Si quiere el de siempre, vuelva a la redacción original.
messaging-wording-too-long = Es demasiado largo. Escriba hasta { $most } letras.
messaging-wording-invisible = Hay letras que no se ven. Borre lo que pegó y escríbalo de nuevo.
messaging-wording-brace = Hay una llave sin cerrar o sin abrir. Escriba los nombres así: {"{"}portal{"}"}.
messaging-wording-unknown = { $name } no se puede usar aquí. Mire abajo la lista de lo que puede ir entre llaves.
messaging-wording-missing = Falta { $name }. Sin eso el mensaje no sirve: agréguelo.
messaging-wording-not-alone = Escriba { $name } solo, en un renglón aparte.
messaging-wording-twice = { $name } va una sola vez. Borre las demás.
messaging-wording-foreign = «{ $address }» es la dirección de otro sitio, y la gente desconfía de esos mensajes. Bórrela; las direcciones de { $host } sí pueden ir.
messaging-wording-letters = En un mensaje de texto no caben estas letras: { $letters }. Escríbalo sin ellas, por ejemplo «codigo» en vez de «código».
messaging-wording-parts = { $most ->
    [1] Ocuparía { $parts } mensajes de texto y debe caber en uno. Escríbalo más corto.
   *[other] Ocuparía { $parts } mensajes de texto y debe caber en { $most }. Escríbalo más corto.
}
messaging-wording-sample-device = Chrome en Android
messaging-wording-sample-text = Aquí va lo que escriba quien atiende el caso.
messaging-wording-variant-registration = para registrarse
messaging-wording-variant-recovery = para recuperar el acceso
messaging-wording-variant-new-device = para ingresar desde otro dispositivo
messaging-wording-variant-contact-change = para confirmar un correo o celular
messaging-wording-variant-email = el correo
messaging-wording-variant-phone = el celular
messaging-wording-variant-message = mensaje sobre el caso
messaging-wording-variant-information-asked = se pide información
messaging-wording-variant-extended = prórroga
messaging-wording-variant-answered = respuesta
messaging-wording-variant-data-answered = respuesta sobre datos personales
messaging-wording-variant-passed-on = traslado
messaging-wording-variant-reopened = reapertura
messaging-wording-variant-withdrawn = desistimiento
messaging-wording-variant-soon = vence pronto
messaging-wording-variant-today = vence hoy
messaging-wording-variant-turned-on = se activó
messaging-wording-variant-turned-off = se desactivó
messaging-wording-variant-added = se agregó otro segundo paso
messaging-wording-variant-authenticator-added = se agregó una aplicación
messaging-wording-variant-authenticator-replaced = se cambió la aplicación
messaging-wording-variant-removed = se quitó un segundo paso
messaging-wording-variant-new-codes = se crearon códigos guardados
messaging-wording-variant-saved-code-used = se usó un código guardado
messaging-wording-variant-assisted-recovery = para confirmar un correo nuevo en una recuperación asistida
messaging-wording-variant-received = solicitud recibida
messaging-wording-variant-granted = solicitud aprobada
messaging-wording-variant-refused = solicitud rechazada
messaging-wording-variant-stopped = solicitud detenida
messaging-wording-variant-undecided = venció sin decisión
messaging-wording-variant-unused = venció el enlace
messaging-fact-request = Número de la solicitud
messaging-assisted-news-subject = { $news ->
    [received] Recibimos su solicitud { $number } para recuperar el acceso a { $product }
    [granted] Aprobamos su solicitud { $number }: faltan 24 horas
   *[other] Su solicitud { $number } para recuperar el acceso a { $product } terminó
  }
messaging-assisted-news-heading = { $news ->
    [received] Recibimos su solicitud
    [granted] Su solicitud fue aprobada
    [refused] No pudimos confirmar su solicitud
    [stopped] Su solicitud fue detenida
    [undecided] Su solicitud venció
   *[unused] El enlace venció
  }
messaging-assisted-news-body = { $news ->
    [received] { $organisation } comparará las fotos de su documento con lo que tiene registrado. Le escribiremos a este correo en cuanto haya una respuesta.
    [granted] Avisamos a los contactos que la cuenta tiene registrados. Si nadie lo detiene, después del { $moment } le llegará a este correo un enlace para elegir una contraseña nueva.
    [refused] Con lo que nos envió no pudimos confirmar que la cuenta sea suya. Por seguridad no decimos más. Si lo necesita, acérquese a { $organisation } con su documento.
    [stopped] Alguien con acceso a los contactos registrados, o el equipo de { $organisation }, detuvo la solicitud. Nada cambió en ninguna cuenta. Si lo necesita, acérquese a { $organisation } con su documento.
    [undecided] Pasaron 30 días sin que { $organisation } alcanzara a decidir, y borramos las fotos. Lo sentimos: puede hacer otra solicitud o pedir ayuda.
   *[unused] Le enviamos un enlace para elegir una contraseña nueva y pasaron 24 horas sin que se usara. Puede hacer otra solicitud.
  }
messaging-assisted-news-button = Pedir ayuda
messaging-assisted-news-if-not-you = Si no fue usted quien lo pidió, no haga nada o escríbanos.

messaging-assisted-notice-subject = Alguien pidió entrar a su cuenta de { $product }
messaging-assisted-notice-heading = Alguien pidió entrar a su cuenta
messaging-assisted-notice-body = Dijo que perdió el acceso a su cuenta de { $product }, y mostró un documento con sus datos. Si nadie lo detiene, después del { $moment } esa persona podrá elegir una contraseña nueva.
messaging-assisted-notice-button = No fui yo
messaging-assisted-notice-if-not-you = Si no fue usted, deténgalo con el botón. También puede ingresar como siempre y detenerlo allí.
messaging-assisted-notice-sms = { $name }: alguien pidio entrar a su cuenta con un documento. Si no fue usted, ingrese hoy a { $host } y detengalo

messaging-assisted-stopped-subject = Detuvieron la recuperación { $number }
messaging-assisted-stopped-heading = Detuvieron una recuperación asistida
messaging-assisted-stopped-body = La persona titular de la cuenta dijo que no fue ella quien pidió entrar a { $product }. La solicitud terminó y nada cambió; revise con su equipo qué documento se mostró.
messaging-assisted-stopped-button = Ver la solicitud
messaging-assisted-stopped-if-not-you = Si no fue usted quien la atendió, avísele a su equipo.
messaging-log-kind-assisted-news = Noticia de una recuperación asistida
messaging-log-kind-assisted-notice = Aviso de una recuperación asistida
messaging-log-kind-assisted-stopped = Aviso de una recuperación detenida
