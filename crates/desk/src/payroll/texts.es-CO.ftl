payroll-title = Nómina
payroll-intro = Aquí llegan los contratos y lo que se paga. Nadie ve nada de un archivo hasta que se publica.
payroll-open = Continuar
payroll-see = Ver
payroll-back = Volver a la nómina
payroll-ended-title = Archivos anteriores
payroll-ended-none = Todavía no se ha publicado ningún archivo.
payroll-by = Lo cargó { $name }, { $moment }
payroll-published-by = Lo publicó { $name }, { $moment }
payroll-kind-employments = Contratos
payroll-kind-payslips = Comprobantes de pago
payroll-upload-employments = Cargar contratos
payroll-upload-payslips = Cargar comprobantes de pago
payroll-state-columns = Falta decir qué es cada columna
payroll-state-checking = Se está revisando
payroll-state-checked = Revisado, sin publicar
payroll-state-publishing = Se está publicando
payroll-state-published = Publicado
payroll-state-withdrawn = Retirado
payroll-state-refused = No se pudo leer
payroll-state-discarded = Descartado

# Enviar un archivo
payroll-upload-title = Cargar un archivo
payroll-upload-intro = Nada cambia todavía: primero verá qué trae el archivo.
payroll-file = Archivo
payroll-upload-hint = CSV o libro de Excel (.xlsx) de hasta { $most } MB, con los nombres de las columnas en la primera fila.
payroll-upload = Cargar
payroll-file-missing = Elija un archivo que no esté vacío.
payroll-file-too-large = El archivo tiene más de { $most } MB. Divídalo en varios, o deje solo las columnas que se usan.
payroll-in-the-way = Hay otro archivo en curso
payroll-under-way = { $name } tiene otro archivo en curso. Espere a que termine, o pídale que lo descarte si ya no hace falta.
payroll-under-way-now = Otro archivo acaba de comenzar. Espere a que termine.
payroll-columns-known = Qué puede traer
payroll-columns-known-text = Las columnas pueden ir en cualquier orden y con otros nombres: en el paso siguiente se dice cuál es cuál.
payroll-column-optional = { $name } (si lo tiene)

# Columnas
payroll-columns-title = Qué es cada columna
payroll-columns-intro = Esto se entendió de { $file }. Cámbielo donde no sea así; se recordará para los archivos con las mismas columnas.
payroll-column-none = No está en el archivo
payroll-column-number = columna { $number }
payroll-column-unknown = Esa columna no está en el archivo. Elija otra.
payroll-column-twice = Esa columna ya se usa para otro dato. Deje uno de los dos.
payroll-column-missing = Diga en qué columna está. Sin este dato el archivo no sirve.
payroll-document-type = Tipo de documento de todas las filas
payroll-document-type-none = Lo dice una columna
payroll-document-type-hint = Solo si ninguna columna dice el tipo.
payroll-document-type-missing = Elija el tipo de documento, o diga arriba en qué columna está.
payroll-check = Revisar
payroll-discard = Descartar este archivo

# Un archivo
payroll-checking = Se está leyendo el archivo y comparando con lo que ya se sabe.
payroll-checking-so-far = Preparados { $steps } de { $total }.
payroll-publishing = Se está publicando el archivo.
payroll-progress-text = Puede cerrar esta página: el trabajo sigue. Todo se publica de una vez o no se publica.
payroll-look-again = Ver cómo va
payroll-notice-columns = Falta que alguien diga qué es cada columna.
payroll-notice-checked = Esto es un ensayo: nadie lo ve todavía. Compare los totales con los de su nómina antes de publicar. Las filas con problemas no se toman.
payroll-notice-nothing = El portal ya dice lo mismo que el archivo: no hay nada que publicar.
payroll-notice-published = El archivo se publicó.
payroll-notice-withdrawn = El archivo se retiró y ya nadie ve lo que traía. Motivo: { $reason }
payroll-notice-discarded = El archivo se descartó sin publicarlo.
payroll-count-rows = Filas del archivo
payroll-count-people = Personas
payroll-count-new = Nuevos
payroll-count-changed = Con cambios
payroll-count-same = Sin cambios
payroll-count-wrong = Filas con problemas
payroll-more = y { $count } más
payroll-nobody = No hay nadie en la planta con el documento { $document }. Revíselo, o cargue primero la planta.
payroll-needs-another-title = Falta la segunda persona
payroll-needs-another = Quien carga un archivo de pagos no lo publica. Pida a otra persona de nómina que lo revise y lo publique.
payroll-publish = Publicar
payroll-change-columns = Cambiar las columnas
payroll-wrong-title = Primeras filas con problemas
payroll-wrong-row = Fila
payroll-wrong-what = Problema
payroll-wrong-more = { $rows ->
    [one] Hay 1 fila más con problemas en el archivo para descargar.
   *[other] Hay { $rows } filas más con problemas en el archivo para descargar.
}
payroll-wrong-text = Descargue las filas con problemas, corríjalas ahí mismo y cargue ese archivo después de publicar este.
payroll-wrong-download = Descargar las filas con problemas
payroll-wrong-file = filas-con-problemas.csv
payroll-wrong-reason = Motivo por el que no se tomó
payroll-withdraw = Retirar lo publicado
payroll-withdraw-intro = Nadie verá más los comprobantes de { $file }. Si reemplazaron a otros, se vuelven a ver los anteriores. Se puede volver a cargar el archivo cuando esté corregido.
payroll-withdraw-reason = Motivo
payroll-withdraw-reason-hint = Lo ve el equipo de nómina. No escriba nombres ni valores.
payroll-withdraw-reason-missing = Escriba por qué se retira.
payroll-withdraw-reason-too-long = Escriba { $most } letras o menos.
payroll-withdraw-cancel = Cancelar
