# La demostración: su buzón de pruebas.

demo-product = Aldaba
demo-badge = Demostración
demo-inbox-title = Buzón de pruebas
demo-inbox-intro = Aquí llega todo correo y mensaje de texto que la demostración envía, sea a quien sea. Nada sale de esta máquina.
demo-inbox-back = Volver a los tres portales
demo-inbox-to = Correo o celular de quien recibe
demo-inbox-show = Buscar
demo-inbox-all = Ver todos
demo-inbox-count = { $count ->
    [0] Ningún mensaje
    [1] Un mensaje
   *[other] { $count } mensajes
  }
demo-inbox-empty = Todavía no hay mensajes. Regístrese o recupere una contraseña en uno de los portales y vuelva a cargar esta página.
demo-inbox-mail = Correo
demo-inbox-text-message = Mensaje de texto
demo-inbox-receiver = Para { $receivers }
demo-inbox-sender = De { $sender }
demo-inbox-provider = Enviado por el proveedor «{ $provider }»
demo-inbox-plain = Ver el texto sin formato

# La página de entrada
demo-start-title = Tres portales, una sola puerta
demo-start-intro = Aldaba es la puerta de entrada de los portales para personas: registro, ingreso y recuperación que cada quien resuelve por su cuenta, en su celular y en español claro.
demo-start-see = Ver los portales
demo-start-portals = Entre a cualquiera de los tres
demo-start-open = Entrar
demo-start-open-inbox = Abrir el buzón de pruebas
demo-start-guide = Guía
demo-start-people = Quién puede ser allí
demo-start-try = Pruébelo en tres minutos
demo-start-try-text = El buzón muestra cada correo y cada mensaje de texto que los portales envían, como los vería quien los recibe.
demo-try-register = Regístrese como una persona que ya está en la lista, o con un correo que se invente.
demo-try-inbox = Abra el buzón de pruebas: ahí están el código o el enlace que la persona recibiría.
demo-try-recover = Olvide la contraseña y recupérela. Después mire en su perfil lo que quedó anotado.
demo-start-points = Lo que encontrará detrás
demo-point-silence = Nadie se entera de quién tiene cuenta
demo-point-silence-text = Registro, ingreso y recuperación responden igual para quien existe y para quien no.
demo-point-any-phone = Sirve en cualquier celular
demo-point-any-phone-text = También sin JavaScript, solo con el teclado y en la pantalla más angosta. La página de ingreso pesa menos de 20 kB.
demo-point-guide = Una guía que siempre acierta
demo-point-guide-text = Cada portal explica sus pasos a partir de su propia configuración: las reglas que nombra son las que rigen.
demo-point-one-file = Un portal es un archivo
demo-point-one-file-text = La imagen, las reglas, los textos y las ayudas van en un archivo comentado. El cuarto portal es otro archivo, sin programar nada.
demo-point-own = Sin terceros de por medio
demo-point-own-text = El «No soy un robot» y la mano que se desliza son propios. Ninguna página le pide nada a otro sitio.
demo-point-passwords = Contraseñas bien guardadas
demo-point-passwords-text = Con Argon2id y una llave que no está en la base de datos. Las comunes, las filtradas y las obvias se rechazan.
demo-start-foot = Las personas, las organizaciones y los números de esta demostración son inventados. Nada de lo que envía sale de esta máquina.
demo-about-multiempleos = El portal de un empleador: sus empleados se registran con la cédula y recuperan la contraseña con un enlace por correo.
demo-about-miportal = Una firma de trabajo temporal: cualquier candidato se registra con su correo.
demo-about-multiportal = Una cooperativa: sus asociados entran con usuario y PIN de cuatro dígitos, y los recuperan con un código por mensaje de texto en un teclado que se mueve.
demo-person-registers = está en la lista y todavía no se ha registrado.
demo-person-settled = ya tiene cuenta: entre, o recupere lo que olvidó.
demo-person-without-contact = está en la lista sin correo ni celular: vea qué le pasa.
demo-person-anybody = regístrese con el correo que quiera, por ejemplo usted@ejemplo.example.
demo-fact-cedula = Cédula
demo-fact-email = Correo
demo-fact-phone = Celular
demo-fact-username = Usuario
demo-fact-password = Contraseña
demo-start-office = Quien atiende el portal
demo-start-open-office = Abrir la oficina
demo-staff-about = administra el portal. Su código cambia cada medio minuto y sirve una vez: recargue esta página para ver el de ahora.
demo-fact-code = Código de ahora
