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
