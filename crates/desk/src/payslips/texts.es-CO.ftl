payslips-title = Comprobantes de pago
payslips-intro = El valor no se muestra hasta que usted toca «Ver el neto».
payslips-period = { $begins } a { $ends }
payslips-show-net = Ver el neto
payslips-open = Abrir
payslips-ask = Escribir a la organización
payslips-none-title = Todavía no hay comprobantes
payslips-none-not-on-roster = La cuenta con que ingresó no está en la lista de personas de la organización, así que no se le pueden asociar pagos. Si trabaja o trabajó aquí, escríbanos: quizá su documento quedó registrado de otra manera.
payslips-none-no-contract = No hay ningún contrato a su nombre en el portal. Si trabaja o trabajó aquí, escríbanos para que lo agreguen.
payslips-none-yet = La organización todavía no ha publicado ningún comprobante suyo. Cuando lo haga, le llegará un correo.
payslips-none-yet-no-mail = La organización todavía no ha publicado ningún comprobante suyo. Cuando lo haga, aparecerá aquí. Si confirma su correo en el perfil, también se le avisará.
payslips-one-title = Comprobante de pago
payslips-fact-position = Cargo
payslips-fact-contract = Contrato
payslips-fact-client = Empresa usuaria
payslips-fact-paid-on = Fecha de pago
payslips-totals = Totales
payslips-total-earned = Total devengado
payslips-total-deducted = Total deducido
payslips-total-net = Neto a pagar
payslips-earned = Devengado
payslips-deducted = Deducciones
payslips-informative = Informativo (no cambia el neto)
payslips-concept = Concepto
payslips-quantity = Cantidad
payslips-base = Base
payslips-value = Valor
payslips-change = Frente al comprobante anterior
payslips-change-more = Recibió { $amount } más que en el período de { $period }.
payslips-change-less = Recibió { $amount } menos que en el período de { $period }.
payslips-change-none = Recibió lo mismo que en el período de { $period }.
payslips-changes = Qué cambió
payslips-difference = Diferencia
payslips-wrong = ¿Algo no está bien?
payslips-back = Volver a los comprobantes

# Un archivo de comprobantes
payslips-column-contract = código del contrato
payslips-column-begins-on = inicio del período
payslips-column-ends-on = fin del período
payslips-column-paid-on = fecha de pago
payslips-column-concept-code = código del concepto
payslips-column-concept = concepto
payslips-column-kind = tipo (devengado, deducción o informativo)
payslips-column-quantity = cantidad
payslips-column-base = base
payslips-column-value = valor
payslips-column-total-earned = total devengado
payslips-column-total-deducted = total deducido
payslips-column-net = neto a pagar
payslips-help = El archivo puede tener una fila por concepto, con las columnas concepto, tipo y valor; o una fila por persona y período, sin columna de valor: entonces cada columna que no sea otra cosa es un concepto, con su nombre. Ahí es deducción lo que tenga valor negativo, un guion al comienzo del nombre, o un nombre como salud, pensión, fondo, retención, libranza, embargo, préstamo o descuento; el IBC y los aportes del empleador son informativos. Si el nombre no dice qué es, escriba el tipo después, entre paréntesis: «Casino (deducción)», «Arriendo (devengado)», «Dotación (informativo)». Al revisar verá cómo se tomó cada concepto. Si el archivo trae los totales, deben coincidir con la suma.
payslips-kind-unknown = No se conoce ese tipo de concepto. Escriba devengado, deducción o informativo.
payslips-value-negative = Solo una deducción puede llevar signo menos. Revise el tipo o el signo.
payslips-concept-unknown = No se sabe si este concepto se paga o se descuenta. Escriba el tipo entre paréntesis después de su nombre, como en «Casino (deducción)» o «Arriendo (devengado)». Si no es un concepto, quítelo del archivo.
payslips-concept-is-sum = Por su nombre es un total y no un concepto. Diga en las columnas qué total es, o quítelo del archivo.
payslips-signs-mixed = Unas deducciones tienen signo menos y otras no, y no se sabe cuál se devuelve. Escriba todas con el mismo signo, y lo que se devuelve, como devengado.
payslips-ends-before-it-begins = El período termina antes de comenzar. Revise las dos fechas.
payslips-no-lines = No tiene ningún concepto con valor.
payslips-too-many-lines = Tiene más de { $most } conceptos. Revise si se mezclaron varios comprobantes.
payslips-concept-twice = El concepto «{ $concept }» está dos veces. Deje uno solo con la suma.
payslips-earned-differs = El total devengado dice { $stated }, pero los conceptos suman { $sum }.
payslips-deducted-differs = El total deducido dice { $stated }, pero los conceptos suman { $sum }.
payslips-net-differs = El neto dice { $stated }, pero los conceptos dan { $sum }.
payslips-negative-net = El neto da { $net }. Un comprobante no puede quedar en negativo: revise las deducciones.
payslips-twice = Esa persona ya tiene un comprobante del mismo período en la fila { $row }. Deje uno solo.
payslips-twice-in-file = Hay dos comprobantes del mismo contrato y período en el archivo. Deje uno solo.
payslips-paid-on-differs = La fecha de pago no es la de la fila { $row }, que es del mismo comprobante.
payslips-other-row = No se toma porque otra fila del mismo comprobante, la { $row }, tiene un problema.
payslips-no-such-contract = La persona no tiene el contrato «{ $contract }». Revíselo, o cargue primero los contratos.
payslips-no-contract-then = La persona no tiene contrato en ese período. Revise las fechas, o cargue primero los contratos.
payslips-which-contract = La persona tiene varios contratos en ese período. Escriba el código del contrato.
payslips-kind-earned = devengado
payslips-kind-deducted = deducción
payslips-kind-informative = informativo
payslips-remark-left-out = { $count ->
    [one] Una persona con contrato en ese período queda sin comprobante
   *[other] { $count } personas con contrato en ese período quedan sin comprobante
}
payslips-remark-net = { $count ->
    [one] El neto de una persona cambia más del 30 % frente a su comprobante anterior
   *[other] El neto de { $count } personas cambia más del 30 % frente a su comprobante anterior
}
