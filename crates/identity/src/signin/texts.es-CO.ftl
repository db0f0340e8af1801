signin-title = Ingreso
signin-identifier = Usuario
signin-password = Contraseña
signin-submit = Ingresar
signin-continue = Continuar
signin-exit = Salir
signin-register-link = Regístrese aquí
signin-forgot-link = ¿Olvidó su contraseña?
signin-forgot-user-link = ¿Olvidó su usuario?
signin-other-user = Ingresar con otro usuario
signin-password-title = Escriba su contraseña
signin-pin-hint = Son los cuatro números que usted eligió.
signin-code-title = Confirme que es usted
signin-name-missing = Escriba su usuario
signin-password-missing = Escriba su contraseña
signin-wrong = El usuario o la contraseña no son correctos. Revíselos, o recupérelos con los enlaces de abajo.
signin-wait = { $minutes ->
    [one] Hubo demasiados intentos. Espere un minuto, o recupere su contraseña ahora mismo.
   *[other] Hubo demasiados intentos. Espere { $minutes } minutos, o recupere su contraseña ahora mismo.
}
signin-closed = Hubo demasiados intentos desde aparatos desconocidos. Por su seguridad, recupere su contraseña para volver a entrar.
signin-factor-title = Confirme que es usted
signin-factor-intro = Su cuenta tiene verificación en dos pasos. Abra la aplicación de autenticación de su celular y escriba el código que muestra.
signin-factor-intro-passkey = Su cuenta tiene verificación en dos pasos. Use su llave de acceso. Si no la tiene a la mano, escriba el código de su aplicación de autenticación o uno de sus códigos guardados.
signin-factor-intro-passkey-alone = Su cuenta tiene verificación en dos pasos. Use su llave de acceso. Si no la tiene a la mano, escriba uno de sus códigos guardados.
signin-factor-lost = Perdí mi celular o mi llave de acceso, y mis códigos guardados
signin-factor-start = Empezar de nuevo
signin-factor-closed = Hubo demasiados intentos, y sus códigos ya no sirven. Recupere su acceso con el enlace de abajo.
signin-factor-spent-title = Empecemos de nuevo
signin-factor-spent-text = Se acabaron los intentos. Empiece otra vez con su llave de acceso, un código nuevo de su aplicación o uno guardado.
