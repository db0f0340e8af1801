# Tipos de documento
roster-document-type-cc = Cédula de ciudadanía
roster-document-type-ce = Cédula de extranjería
roster-document-type-ti = Tarjeta de identidad
roster-document-type-pa = Pasaporte
roster-document-type-ppt = Permiso por protección temporal
roster-document-type-pep = Permiso especial de permanencia
roster-document-type-rc = Registro civil
roster-document-type-nit = NIT

# Por qué no se acepta un dato; lo dicen igual las pantallas y la carga de archivos
roster-document-type-missing = Falta el tipo de documento.
roster-document-type-unknown = Ese tipo de documento no se conoce. Use CC, CE, TI, PA, PPT, PEP, RC o NIT.
roster-document-missing = Escriba el número de documento.
roster-document-scientific = El número está abreviado (como 1,9E+09) y le faltan cifras. En la hoja de cálculo, dé a la columna formato de texto y escriba el número completo.
roster-document-decimals = El número de documento no lleva decimales. Escríbalo completo, sin comas ni puntos al final.
roster-document-not-digits = Este número de documento solo lleva cifras.
roster-document-not-letters-and-digits = Este número de documento solo lleva letras sin tilde y cifras.
roster-document-length = Este documento tiene de { $shortest } a { $longest } caracteres. Revise que el número esté completo.
roster-document-nit-check-digit = El dígito de verificación no corresponde a ese NIT. Revise el número.
roster-email-missing = Escriba el correo electrónico.
roster-email-malformed = Eso no es un correo electrónico. Escríbalo como nombre@ejemplo.com.
roster-email-not-ascii = Escriba el correo sin tildes, eñes ni otros signos especiales.
roster-email-too-long = El correo es demasiado largo. Revise que esté bien escrito.
roster-email-several = Escriba un solo correo electrónico.
roster-phone-missing = Escriba el número de celular.
roster-phone-malformed = Eso no es un número de celular. Escriba los 10 números, por ejemplo 300 123 4567; si es de otro país, comience con + y el código del país.
roster-phone-fixed-line = Ese es un teléfono fijo y no recibe mensajes de texto. Escriba un celular.
roster-name-missing = Escriba el nombre.
roster-name-surname-missing = Falta el apellido.
roster-name-too-long = El nombre puede tener hasta { $longest } letras.
roster-name-odd-characters = El nombre solo lleva letras, espacios, guiones y apóstrofos. Si ve signos como «Ã», el archivo se guardó con otra codificación: guárdelo como «CSV UTF-8».
roster-date-missing = Escriba la fecha.
roster-date-malformed = Esa fecha no se entiende. Escríbala como día/mes/año, por ejemplo 31/01/1990.
roster-date-year-of-two-digits = Escriba el año con cuatro cifras, por ejemplo 31/01/1990.
roster-date-impossible = Esa fecha no existe en el calendario. Va primero el día y después el mes.
roster-date-in-the-future = Esa fecha todavía no ha llegado. Revise el año.
roster-date-before-1900 = Esa fecha es anterior a 1900. Revise el año.
roster-date-issued-before-birth = El documento no puede haberse expedido antes del nacimiento. Revise las dos fechas.
roster-code-too-long = El código puede tener hasta { $longest } caracteres.
roster-code-odd-characters = El código tiene caracteres que no se pueden imprimir.
roster-status-unknown = Ese estado no se conoce. Use «activo» o «retirado».
roster-row-cell-too-long = Una celda tiene más de { $longest } bytes. Revise si faltan unas comillas.
roster-row-nul-byte = La fila está dañada: tiene bytes que no son texto.
roster-row-too-short = La fila está cortada: el archivo termina en ella y el encabezado tiene { $columns } columnas.
roster-row-too-long = La fila tiene más celdas que las { $columns } columnas del encabezado. Revise si un dato lleva el separador sin comillas.
roster-row-contradicts-another = El mismo documento está en la fila { $row } con otros datos. Deje solo la correcta.

# Columnas
roster-column-document-type = tipo de documento
roster-column-document-number = número de documento
roster-column-first-name = primer nombre
roster-column-second-name = segundo nombre
roster-column-first-surname = primer apellido
roster-column-second-surname = segundo apellido
roster-column-given-names = nombres
roster-column-family-names = apellidos
roster-column-full-name = nombre completo
roster-column-full-name-family-first = nombre completo, apellidos primero
roster-column-birth-date = fecha de nacimiento
roster-column-issue-date = fecha de expedición
roster-column-email = correo
roster-column-mobile = celular
roster-column-status = estado
roster-column-leave-date = fecha de retiro
roster-column-external-code = código

# Por qué no se acepta un archivo
roster-file-not-a-table = El archivo no es una tabla. Sirve un archivo CSV o un libro de Excel (.xlsx).
roster-file-workbook-protected = El libro de Excel tiene contraseña. Quítesela y guárdelo otra vez.
roster-file-workbook-damaged = El libro de Excel está dañado o incompleto. Ábralo en la hoja de cálculo, guárdelo otra vez como .xlsx y cárguelo de nuevo.
roster-file-workbook-too-large = El libro de Excel es demasiado grande por dentro. Deje en él solo la hoja con la lista, o guárdela como CSV.
roster-file-empty = El archivo está vacío.
roster-file-workbook = El archivo es un libro de Excel, que aquí no se lee. Guárdelo como «CSV UTF-8 (delimitado por comas)».
roster-file-workbook-old = El archivo es de un formato antiguo de Microsoft Office, como .xls. Ábralo en la hoja de cálculo, guárdelo como libro de Excel (.xlsx) y cárguelo de nuevo.
roster-file-utf-16 = El archivo es «texto Unicode» (UTF-16). Guárdelo como «CSV UTF-8 (delimitado por comas)».
roster-file-missing-columns = Al archivo le faltan columnas: { $missing }. Se encontraron: { $found }.
roster-file-missing-document-type = tipo de documento
roster-file-missing-document-number = número de documento
roster-file-missing-name = nombres y apellidos
roster-file-too-many-columns = El archivo tiene más de { $most } columnas.
roster-file-too-many-rows = El archivo tiene más de { $most } filas. Divídalo en varios.
roster-file-quotes-not-closed = En la fila { $row } se abren unas comillas que nunca se cierran.
roster-file-unreadable = El archivo no se pudo leer: { $reason }.
roster-file-changed = El archivo cambió mientras se cargaba. No se aplicó nada; vuelva a empezar.

# Qué cambia
roster-change-names = nombres
roster-change-birth-date = fecha de nacimiento
roster-change-issue-date = fecha de expedición
roster-change-email = correo
roster-change-phone = celular
roster-change-external-code = código
roster-change-status = estado o fecha de retiro
roster-change-returned = vuelven a la lista

# Carga de un archivo desde la línea de órdenes
roster-import-file = { $file }: { $encoding }, separador { $delimiter }, { $rows ->
    [one] 1 fila
   *[other] { $rows } filas
}
roster-import-comma = «,»
roster-import-semicolon = «;»
roster-import-tab = tabulador
roster-import-unused = Columnas que no se usan: { $columns }
roster-import-new = Nuevas
roster-import-changed = Con cambios
roster-import-same = Sin cambios
roster-import-gone = Ya no están
roster-import-bad = Filas con problemas
roster-import-repeated = { $rows ->
    [one] 1 fila repite otra palabra por palabra; se tomó una sola vez.
   *[other] { $rows } filas repiten otra palabra por palabra; se tomaron una sola vez.
}
roster-import-held-back = { $people ->
    [one] 1 persona de la lista no aparece en el archivo, pero puede estar en una fila cuyo documento no se entiende: sigue en la lista.
   *[other] { $people } personas de la lista no aparecen en el archivo, pero pueden estar en filas cuyo documento no se entiende: siguen en la lista.
}
roster-import-row = fila { $row }
roster-import-more = … y { $rows } más. Con --report ARCHIVO quedan todas en un archivo.
roster-import-report-written = Las filas con problemas quedaron en { $file }.
roster-import-report-failed = No se pudo escribir { $file }: { $reason }.
roster-import-report-row = fila
roster-import-report-column = columna
roster-import-report-value = valor
roster-import-report-reason = motivo
roster-import-rehearsed = Esto fue un ensayo: no se cambió nada. Para aplicarlo, agregue --apply.
roster-import-nothing-to-do = La lista ya dice lo mismo que el archivo: no hay nada que cambiar.
roster-import-refused = No se aplicó nada, porque hay filas con problemas. Corríjalas, o agregue --skip-bad para aplicar las demás.
roster-import-applied = Aplicado: { $new } nuevas, { $changed } con cambios, { $gone } ya no están.
roster-import-busy = Otra tarea está escribiendo en la base de datos. No se aplicó nada; intente de nuevo en un minuto.
