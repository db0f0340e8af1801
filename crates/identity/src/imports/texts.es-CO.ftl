imports-nav = Planta
imports-nav-hint = Cargue la lista de personas y vea qué cambia antes de aplicarla.
imports-title = Planta
imports-people = { $active ->
    [one] 1 persona en la lista
   *[other] { $active } personas en la lista
}; { $gone ->
    [one] 1 ya no está y conserva su cuenta.
   *[other] { $gone } ya no están y conservan su cuenta.
}
imports-open = Continuar
imports-see = Ver
imports-back = Volver a la planta
imports-ended-title = Cargas anteriores
imports-ended-none = Todavía no se ha cargado ningún archivo.
imports-by = { $name }, { $moment }
imports-state-columns = Falta decir qué es cada columna
imports-state-checking = Se está revisando
imports-state-checked = Revisada, sin aplicar
imports-state-applying = Se está aplicando
imports-state-applied = Aplicada
imports-state-undoing = Se está deshaciendo
imports-state-undone = Deshecha
imports-state-refused = No se pudo leer
imports-state-discarded = Descartada

# Enviar un archivo
imports-upload-title = Cargar un archivo
imports-upload-intro = Nada cambia todavía: primero verá qué haría el archivo.
imports-file = Archivo
imports-upload-hint = CSV o libro de Excel (.xlsx) de hasta { $most } MB, con los nombres de las columnas en la primera fila.
imports-upload = Cargar
imports-file-missing = Elija un archivo que no esté vacío.
imports-file-too-large = El archivo tiene más de { $most } MB. Divídalo en varios, o deje solo las columnas que se usan.
imports-in-the-way = Hay otra carga en curso
imports-under-way = El archivo no se cargó: hay otra carga en curso, de { $name }. Espere a que termine, o ábrala y descártela si ya no hace falta.
imports-under-way-now = El archivo no se cargó: otra carga acaba de comenzar. Espere a que termine y cárguelo otra vez.

# Columnas
imports-columns-title = Qué es cada columna
imports-columns-intro = Esto se entendió de { $file }. Cámbielo donde no sea así; se recordará para los archivos con las mismas columnas.
imports-column-none = No está en el archivo
imports-column-number = columna { $number }
imports-column-unknown = Esa columna no está en el archivo. Elija otra.
imports-column-twice = Esa columna ya se usa para otro dato. Deje uno de los dos.
imports-column-missing = Falta decir en qué columna está: { $what }.
imports-document-type = Tipo de documento de todas las filas
imports-document-type-none = Lo dice una columna
imports-document-type-hint = Solo si ninguna columna dice el tipo.
imports-scope = Qué trae el archivo
imports-scope-whole = La lista completa
imports-scope-whole-hint = Quien no esté en el archivo queda como retirado; conserva su cuenta.
imports-scope-part = Solo algunas personas
imports-scope-part-hint = Nadie queda como retirado.
imports-scope-missing = Elija qué trae el archivo.
imports-check = Revisar
imports-discard = Descartar este archivo

# Una carga
imports-import-title = Carga de la planta
imports-checking = Se está leyendo el archivo y comparando con la lista.
imports-applying = Se va a aplicar la carga.
imports-applying-so-far = Preparadas { $steps } de { $total } personas.
imports-undoing = La lista está volviendo a quedar como estaba antes de esta carga.
imports-progress-text = Puede cerrar esta página: el trabajo sigue. Todo se hace de una vez o no se hace.
imports-look-again = Ver cómo va
imports-notice-columns = Falta que alguien diga qué es cada columna.
imports-notice-checked = Esto es un ensayo: todavía no ha cambiado nada. Las filas con problemas no se cargan.
imports-notice-nothing = La lista ya dice lo mismo que el archivo: no hay nada que aplicar.
imports-notice-changed-meanwhile = La lista cambió después del ensayo, así que no se aplicó nada. Este es un ensayo nuevo.
imports-notice-applied = La carga se aplicó.
imports-notice-undone = La carga se deshizo: la lista quedó como estaba antes.
imports-notice-discarded = El archivo se descartó sin aplicarlo.
imports-count-rows = Filas del archivo
imports-count-new = Nuevas
imports-count-changed = Con cambios
imports-count-same = Sin cambios
imports-count-gone = Ya no están
imports-count-wrong = Filas con problemas
imports-wrong-title = Primeras filas con problemas
imports-wrong-row = Fila
imports-wrong-what = Problema
imports-wrong-more = { $rows ->
    [one] Hay 1 fila más con problemas en el archivo para descargar.
   *[other] Hay { $rows } filas más con problemas en el archivo para descargar.
}
imports-wrong-text = Descargue las filas con problemas, corríjalas ahí mismo y cargue ese archivo después de aplicar este.
imports-wrong-download = Descargar las filas con problemas
imports-wrong-file = filas-con-problemas.csv
imports-wrong-reason = Motivo por el que no se cargó
imports-apply = Aplicar la carga
imports-change-columns = Cambiar las columnas
imports-undo-title = Deshacer
imports-undo-text = La lista queda como estaba antes de esta carga. Solo se puede con la última, y si nadie de ella se ha registrado.
imports-undo = Deshacer esta carga
imports-undo-newer = No se deshizo nada: hay una carga más reciente, y solo se puede deshacer la última.
imports-undo-registered = No se deshizo nada: alguien de esta carga ya se registró en el portal. Para corregir la lista, cargue un archivo nuevo.
imports-undo-changed = No se deshizo nada: la lista cambió después de esta carga. Para corregirla, cargue un archivo nuevo.
