factors-wait = { $minutes ->
    [one] Hubo demasiados intentos. Espere un minuto.
   *[other] Hubo demasiados intentos. Espere { $minutes } minutos.
}
factors-code = Código
factors-code-hint = Son seis números que cambian cada medio minuto. También sirve uno de sus códigos guardados.
factors-saved-code = Código guardado
factors-saved-code-hint = Uno de los que guardó al activar su segundo paso.
factors-code-missing = Escriba el código
factors-code-wrong = El código no es correcto o ya se usó. Si es de la aplicación, espere a que cambie y escriba el nuevo.
factors-install = Instale en su celular una aplicación de autenticación (por ejemplo Aegis, Google Authenticator o Microsoft Authenticator).
factors-scan = Desde la aplicación, lea este código con la cámara.
factors-picture = Código QR para su aplicación de autenticación
factors-same-phone = Estoy en el mismo celular: abrir la aplicación
factors-by-hand = ¿No puede leerlo? Escriba esta clave en la aplicación:
factors-type = Escriba aquí el código de seis números que la aplicación muestra.
factors-first-code-hint = Cambia cada medio minuto.
factors-first-code-wrong = Ese código no es el que muestra la aplicación ahora. Revise que la hora del celular sea automática y escriba el nuevo.
factors-saved-codes-title = Guarde estos códigos
factors-saved-codes-intro = Cada uno sirve una sola vez, cuando no tenga a la mano su celular o su llave de acceso. Imprímalos o cópielos y guárdelos donde solo usted los encuentre.
factors-saved-codes-once = No los volveremos a mostrar. Si los pierde, pida otros.
factors-saved-codes-kept = Ya los guardé
factors-codes-left = { $left ->
    [0] No le queda ninguno
    [one] Le queda uno
   *[other] Le quedan { $left }
}
factors-passkey-intro = Una llave de acceso se guarda en su celular, su computador o su administrador de contraseñas, y se usa con su huella, su rostro o su PIN. No se puede robar con una página falsa.
factors-passkey-use = Usar una llave de acceso
factors-passkey-use-missing = Para usar su llave de acceso se necesita JavaScript y un navegador reciente. Si no los tiene, escriba un código.
factors-passkey-create = Crear la llave de acceso
factors-passkey-create-missing = Para crear una llave de acceso se necesita JavaScript y un navegador reciente. Si no los tiene, use una aplicación de autenticación.
factors-passkey-failed = No se usó ninguna llave de acceso. Inténtelo otra vez.
factors-passkey-wrong = Esa llave de acceso no sirvió. Inténtelo otra vez o escriba un código.
factors-passkey-not-added = No se pudo agregar la llave de acceso. Inténtelo otra vez.
factors-passkey-no-more = Aquí no se pueden agregar más llaves de acceso.
factors-passkey-name = Nombre de la llave
factors-passkey-name-hint = Para que la reconozca, por ejemplo «Mi celular».
factors-passkey-unnamed = Llave de acceso
factors-passkey-since = Creada { $moment }
factors-passkey-used = Último uso { $moment }
factors-new-codes-title = Pedir códigos nuevos
factors-new-codes-intro = Los códigos que guardó antes dejarán de servir, y se cierran sus demás sesiones.
factors-new-codes = Crear los códigos
factors-passkeys = Llaves de acceso
factors-add-passkey = Agregar una llave de acceso
factors-remove-passkey = Quitar la llave de acceso
factors-remove = Quitar
factors-cancel = Cancelar
