# Lo que pide cada regla, antes de escribir
credentials-line-at-least = Al menos { $least } caracteres
credentials-line-at-most = Máximo { $most } caracteres
credentials-line-lower = Una letra minúscula
credentials-line-upper = Una letra mayúscula
credentials-line-digit = Un número
credentials-line-symbol = Uno de estos símbolos: { $symbols }
credentials-line-digits = Exactamente { $count } números
credentials-line-unguessable = No ser común, ni solo su nombre, sus datos o el nombre del portal
credentials-line-unguessable-pin = No ser fácil, como 1234, ni salir de su documento, su celular o sus fechas

# Por qué se rechaza y qué hacer
credentials-too-short = Es muy corta: escriba al menos { $least } caracteres.
credentials-too-long = Es muy larga: escriba { $most } caracteres o menos.
credentials-no-lower-case = Falta una letra minúscula: agregue al menos una.
credentials-no-upper-case = Falta una letra mayúscula: agregue al menos una.
credentials-no-digit = Falta un número: agregue al menos uno.
credentials-no-symbol = Falta un símbolo: agregue al menos uno de estos: { $symbols }
credentials-common = Esa contraseña es muy común o ya se ha filtrado en internet, y es de las primeras que prueban. Junte varias palabras que no tengan relación entre sí.
credentials-of-the-portal = Esa contraseña se basa en el nombre del portal, y es de las primeras que prueban. Elija otras palabras.
credentials-personal = Esa contraseña se basa en sus datos (nombre, documento, correo, usuario, celular o fechas), y quien lo conozca la adivina. Elija algo que no tenga que ver con usted.
credentials-not-four-digits = El PIN lleva exactamente cuatro números, sin espacios ni letras.
credentials-pin-repeats = Ese PIN repite números y es fácil de adivinar. Elija cuatro números más variados.
credentials-pin-runs = Ese PIN sigue una secuencia y es fácil de adivinar. Elija cuatro números sin orden.
credentials-pin-draws-on-keypad = Ese PIN forma una figura en el teclado y es fácil de adivinar. Elija cuatro números sin orden.
credentials-pin-is-year = Ese PIN parece un año y es fácil de adivinar. Elija cuatro números que no sean una fecha.
credentials-pin-is-common = Ese PIN es de los más usados y es fácil de adivinar. Elija otro.
credentials-pin-personal = Ese PIN sale de sus datos (documento, celular, fechas, correo o usuario). Elija cuatro números que no tengan que ver con usted.

# En el formulario
credentials-missing = Escriba la contraseña nueva.
credentials-not-the-same = Las dos contraseñas no son iguales. Escriba la misma en los dos campos.
credentials-too-long-to-read = Es demasiado larga. Escriba una más corta.
