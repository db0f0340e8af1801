sheet-column-document-type = tipo de documento
sheet-column-document-number = número de documento
sheet-missing = Falta este dato. Escríbalo.
sheet-money-malformed = Eso no es un valor en pesos. Escríbalo con números, como 1.750.905.
sheet-money-too-large = Ese valor es demasiado grande. Revise los ceros.
sheet-odd-characters = Tiene caracteres que no se pueden leer. Escríbalo de nuevo.
sheet-too-long = Es muy largo: escriba { $most } letras o menos.
