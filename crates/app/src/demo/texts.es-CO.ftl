# La demostración: su buzón de pruebas.

demo-badge = Demostración
demo-inbox-title = Buzón de pruebas
demo-inbox-intro = Aquí llega todo correo y mensaje de texto que la demostración envía, sea a quien sea. Nada sale de esta máquina.
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
demo-start-intro = Aldaba los sirve a los tres, cada uno con sus propias reglas. Las personas de aquí son inventadas: entre como ellas, regístrese o recupere una contraseña, y mire en el buzón lo que cada portal envía.
demo-start-open = Entrar
demo-start-open-inbox = Abrir el buzón
demo-start-guide = Guía del portal
demo-start-people = Quién puede ser
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
