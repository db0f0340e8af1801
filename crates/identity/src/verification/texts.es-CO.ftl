verification-code-label = Código de seguridad
verification-sent-to-new = En unos segundos recibirá un código de 6 dígitos donde lo pidió. Vence en 10 minutos.
verification-sent = Si los datos coinciden con los que tiene la organización, en unos segundos recibirá un código de 6 dígitos. Vence en 10 minutos.
verification-continue = Continuar
verification-six-digits = Escriba los 6 dígitos del código
verification-wrong = { $left ->
    [one] El código no es correcto o ya venció. Le queda { $left } intento.
   *[other] El código no es correcto o ya venció. Le quedan { $left } intentos.
}
verification-wait = Espere un minuto antes de pedir otro código. Puede pedirlo hasta tres veces.
verification-resent = Enviamos otro código. El anterior también sirve mientras no venza.
verification-resend = Enviar de nuevo
verification-not-arrived = ¿No le llegó?
verification-not-arrived-text = Puede tardar un par de minutos. Si esperaba un correo, mire también en correo no deseado y spam. Si sus datos cambiaron, escríbanos por los canales de ayuda.
verification-start-again = Empezar de nuevo con otros datos
verification-spent-title = Se acabaron los intentos
verification-spent-text = Escribió demasiadas veces un código equivocado, así que este ya no sirve. Empiece de nuevo y le enviaremos otro.
