sheet-column-document-type = type of document
sheet-column-document-number = document number
sheet-missing = This is missing. Write it.
sheet-money-malformed = That is not an amount in pesos. Write it with digits, such as 1.750.905.
sheet-money-too-large = That amount is too large. Check its zeros.
sheet-odd-characters = It has characters that cannot be read. Write it again.
sheet-too-long = It is too long: write { $most } letters or fewer.
