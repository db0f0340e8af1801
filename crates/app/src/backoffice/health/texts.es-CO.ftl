# Si la instalación está bien: cada parte, lo que se encontró y qué hacer.

health-title = Salud
health-intro = Al abrir esta página probamos aquello de lo que dependen los portales. No se envía ni se cambia nada.
health-summary = { $count ->
    [0] Todo está bien.
    [one] Hay un punto que no está bien.
   *[other] Hay { $count } puntos que no están bien.
}
health-caption = Lo que probamos ahora
health-part = Parte
health-state = Estado
health-found = Qué encontramos
health-to-do = Qué hacer
health-good = Bien
health-look = Mirar
health-bad = Mal
health-unknown = La base de datos no lo dijo a tiempo.
health-database = Base de datos
health-database-answers = Contesta en { $value } ms.
health-database-silent = No contesta a tiempo.
health-database-to-do = Revise que la base de datos esté encendida y mire el registro del programa.
health-database-slow-to-do = Revise la carga de la máquina y del disco.
health-mail = Servidor de correo
health-mail-answers = Nos deja entrar y está listo para recibir correos.
health-mail-fails = No contesta o no nos deja entrar.
health-mail-to-do = Revise la sección [mail] de aldaba.toml y la contraseña; el registro del programa dice qué contestó. Mientras tanto, los correos esperan.
health-texts = Mensajes de texto
health-texts-answer = Contestan los proveedores ({ $value }). No se puede probar más sin enviar un mensaje.
health-texts-silent = Ningún proveedor contesta.
health-texts-failed = Los proveedores contestan, pero el último mensaje de hoy falló.
health-texts-to-do = Revise la conexión de esta máquina a internet y la página de estado de su proveedor.
health-texts-failed-to-do = Revise el saldo y las claves con su proveedor; el registro del programa dice qué contestó.
health-disk = Disco de la base de datos
health-disk-free = Quedan { $value } libres.
health-disk-to-do = Libere espacio o pase la base de datos a un disco más grande. Sin espacio nadie puede entrar.
health-clock = Reloj
health-clock-off = Se aparta { $value } segundos del reloj de un proveedor.
health-clock-to-do = Active la sincronización de la hora (NTP). Con la hora mal, los códigos de las aplicaciones no sirven.
health-keys = Archivo de claves
health-keys-held = Claves cargadas: { $value }. Con la última se cifra hoy.
health-keys-missing = Faltan claves con las que se protegió parte de lo guardado: { $value }.
health-keys-to-do = Devuelva el archivo de claves completo y reinicie el programa. Sin ellas hay personas que no pueden entrar y documentos que no se pueden abrir.
health-backup = Copia de seguridad
health-backup-age = La última es de hace { $value } horas.
health-backup-none = No hay ninguna anotada.
health-backup-to-do = Haga una con «aldaba backup» y prográmela cada día. Guarde el archivo de claves aparte: no va en la copia.
health-tasks = Tareas en espera
health-tasks-none = Ninguna.
health-tasks-oldest = La más antigua espera hace { $value } minutos.
health-tasks-to-do = Mire arriba si falla el correo o los mensajes de texto, y el registro del programa.
health-seal = Sello de los documentos
health-seal-lasts = Su certificado dura { $value } días más.
health-seal-over = Su certificado ya venció: no se puede expedir ningún documento.
health-seal-to-do = Ponga en la carpeta de sellos otra llave y su certificado, y reinicie el programa. Los documentos de antes siguen valiendo.
health-time-stamp = Estampa de tiempo de los documentos
health-time-stamp-not-asked = Todavía no se le ha pedido ninguna desde que arrancó el programa.
health-time-stamp-answers = La última llegó bien.
health-time-stamp-fails = La última no llegó o no sirvió. Los documentos se sellan sin ella.
health-time-stamp-to-do = Revise la sección [papers] de aldaba.toml y la conexión a internet; el registro del programa dice qué pasó.
