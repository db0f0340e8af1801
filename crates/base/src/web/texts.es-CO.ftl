# The frame of every page and the components.

page-title-error = Error:
page-skip = Ir al contenido
page-other-language = English
page-optional = (opcional)
page-choose = Elija una opción
page-open-site = Ir al sitio de { $name }
page-privacy = Tratamiento de datos personales
page-announcements = Avisos
page-nav = Menú principal
page-sign-out = Salir
page-demo = Demostración: todo es inventado.
page-demo-inbox = Buzón de pruebas

page-errors-title = Hay un problema
page-error-prefix = Error:

page-password-show = Mostrar
page-password-hide = Ocultar
page-password-show-named = Mostrar { $field }
page-password-hide-named = Ocultar { $field }
page-rules-title = Debe cumplir esto:
page-rule-met = (cumplido)
page-rules-progress = Cumple { "{met}" } de { "{total}" } condiciones

page-steps = Paso { $current } de { $total }

page-help-title = ¿Necesita ayuda?
page-help-text = Una persona le responde.

page-code-hint = Escriba los números que le enviamos. También puede pegarlos.
page-wait = Podrá pedirlo de nuevo en { "{seconds}" } segundos.

page-keypad-hint = Los números cambian de lugar cada vez que oprime uno.
page-keypad-back = Borrar último
page-keypad-clear = Empezar de nuevo
page-keypad-use-field = Prefiero escribir los números
page-keypad-use-pad = Prefiero usar el teclado en pantalla
page-keypad-trouble = No pudimos enviar lo que oprimió. Inténtelo otra vez.

page-slide-label = Deslice la mano hasta el verde
page-slide-hint = De la izquierda, en rojo, hacia la derecha, en verde. Si prefiere, oprima «Deslizar».
page-slide-button = Deslizar
page-slide-done = Listo, la mano llegó al verde.
page-robot-label = No soy un robot
page-human-working = Comprobando. Tarda unos segundos…
page-human-ready = Comprobación lista.
page-human-waiting = Ya casi: terminamos la comprobación y enviamos el formulario.
page-human-failed = No pudimos hacer la comprobación en este navegador. Puede continuar.
page-chart-table = Ver los números
