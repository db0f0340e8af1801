# Document types
roster-document-type-cc = Citizenship card (cédula de ciudadanía)
roster-document-type-ce = Foreigner’s card (cédula de extranjería)
roster-document-type-ti = Identity card of minors (tarjeta de identidad)
roster-document-type-pa = Passport
roster-document-type-ppt = Temporary protection permit (PPT)
roster-document-type-pep = Special stay permit (PEP)
roster-document-type-rc = Birth registration (registro civil)
roster-document-type-nit = NIT

# Why something is not accepted; screens and imports say it alike
roster-document-type-missing = The document type is missing.
roster-document-type-unknown = That document type is not known. Use CC, CE, TI, PA, PPT, PEP, RC or NIT.
roster-document-missing = Enter the document number.
roster-document-scientific = The number is shortened (as in 1.9E+09) and digits are lost. Format the column as text in the spreadsheet and enter the whole number.
roster-document-decimals = A document number has no decimals. Enter it whole, without commas or dots at the end.
roster-document-not-digits = This document number has only digits.
roster-document-not-letters-and-digits = This document number has only plain letters and digits.
roster-document-length = This document has { $shortest } to { $longest } characters. Check that the number is complete.
roster-document-nit-check-digit = The check digit does not belong to that NIT. Check the number.
roster-email-missing = Enter the e-mail address.
roster-email-malformed = That is not an e-mail address. Write it as name@example.com.
roster-email-not-ascii = Write the e-mail address without accents, ñ or other special letters.
roster-email-too-long = The e-mail address is too long. Check that it is right.
roster-email-several = Enter only one e-mail address.
roster-phone-missing = Enter the mobile number.
roster-phone-malformed = That is not a mobile number. Enter its 10 digits, as in 300 123 4567; for another country begin with + and the country’s code.
roster-phone-fixed-line = That is a fixed line and receives no text messages. Enter a mobile number.
roster-name-missing = Enter the name.
roster-name-surname-missing = The surname is missing.
roster-name-too-long = The name can have up to { $longest } letters.
roster-name-odd-characters = A name has only letters, spaces, hyphens and apostrophes. If you see signs such as “Ã”, the file was saved with another encoding: save it as “CSV UTF-8”.
roster-date-missing = Enter the date.
roster-date-malformed = That date is not understood. Write it as day/month/year, as in 31/01/1990.
roster-date-year-of-two-digits = Write the year with four digits, as in 31/01/1990.
roster-date-impossible = That date is not in the calendar. The day goes first, then the month.
roster-date-in-the-future = That date has not come yet. Check the year.
roster-date-before-1900 = That date is before 1900. Check the year.
roster-date-issued-before-birth = The document cannot have been issued before the birth. Check both dates.
roster-code-too-long = The code can have up to { $longest } characters.
roster-code-odd-characters = The code has characters that cannot be printed.
roster-status-unknown = That status is not known. Use “active” or “left”.
roster-row-cell-too-long = A cell has more than { $longest } bytes. Check whether quotes are missing.
roster-row-nul-byte = The row is damaged: it has bytes that are not text.
roster-row-too-short = The row is cut off: the file ends in it and the header has { $columns } columns.
roster-row-too-long = The row has more cells than the { $columns } columns of the header. Check whether a value has the delimiter without quotes.
roster-row-contradicts-another = The same document is in row { $row } with other data. Leave only the right one.

# Columns
roster-column-document-type = document type
roster-column-document-number = document number
roster-column-first-name = first name
roster-column-second-name = second name
roster-column-first-surname = first surname
roster-column-second-surname = second surname
roster-column-given-names = given names
roster-column-family-names = surnames
roster-column-full-name = full name
roster-column-full-name-family-first = full name, surnames first
roster-column-birth-date = date of birth
roster-column-issue-date = date of issue
roster-column-email = e-mail
roster-column-mobile = mobile
roster-column-status = status
roster-column-leave-date = leave date
roster-column-external-code = code

# Why a file is not accepted
roster-file-not-a-table = The file is not a table. Send a CSV file or an Excel workbook (.xlsx).
roster-file-workbook-protected = The Excel workbook has a password. Remove it and save the workbook again.
roster-file-workbook-damaged = The Excel workbook is damaged or incomplete. Open it in the spreadsheet, save it again as .xlsx and send it once more.
roster-file-workbook-too-large = The Excel workbook is too large inside. Leave only the sheet with the list in it, or save that as CSV.
roster-file-empty = The file is empty.
roster-file-workbook = The file is an Excel workbook, which is not read here. Save it as “CSV UTF-8 (comma delimited)”.
roster-file-workbook-old = The file has an old format of Microsoft Office, such as .xls. Open it in the spreadsheet, save it as an Excel workbook (.xlsx) and send it again.
roster-file-utf-16 = The file is “Unicode text” (UTF-16). Save it as “CSV UTF-8 (comma delimited)”.
roster-file-missing-columns = The file lacks columns: { $missing }. Found: { $found }.
roster-file-missing-document-type = document type
roster-file-missing-document-number = document number
roster-file-missing-name = given names and surnames
roster-file-too-many-columns = The file has more than { $most } columns.
roster-file-too-many-rows = The file has more than { $most } rows. Split it.
roster-file-quotes-not-closed = Quotes opened in row { $row } are never closed.
roster-file-unreadable = The file could not be read: { $reason }.
roster-file-changed = The file changed while it was being loaded. Nothing was applied; start again.

# What changes
roster-change-names = names
roster-change-birth-date = date of birth
roster-change-issue-date = date of issue
roster-change-email = e-mail
roster-change-phone = mobile
roster-change-external-code = code
roster-change-status = status or leave date
roster-change-returned = back on the roster

# Loading a file from the command line
roster-import-file = { $file }: { $encoding }, delimiter { $delimiter }, { $rows ->
    [one] 1 row
   *[other] { $rows } rows
}
roster-import-comma = “,”
roster-import-semicolon = “;”
roster-import-tab = tab
roster-import-unused = Columns not used: { $columns }
roster-import-new = New
roster-import-changed = Changed
roster-import-same = Same
roster-import-gone = Gone
roster-import-bad = Bad rows
roster-import-repeated = { $rows ->
    [one] 1 row repeats another word for word; it was taken once.
   *[other] { $rows } rows repeat another word for word; they were taken once.
}
roster-import-held-back = { $people ->
    [one] 1 person on the roster is not in the file, but may be in a row whose document cannot be read: they stay on the roster.
   *[other] { $people } people on the roster are not in the file, but may be in rows whose document cannot be read: they stay on the roster.
}
roster-import-row = row { $row }
roster-import-more = … and { $rows } more. With --report FILE all are written to a file.
roster-import-report-written = The bad rows were written to { $file }.
roster-import-report-failed = { $file } could not be written: { $reason }.
roster-import-report-row = row
roster-import-report-column = column
roster-import-report-value = value
roster-import-report-reason = reason
roster-import-rehearsed = This was a rehearsal: nothing was changed. To apply it, add --apply.
roster-import-nothing-to-do = The roster already says what the file says: there is nothing to change.
roster-import-refused = Nothing was applied, because there are bad rows. Mend them, or add --skip-bad to apply the others.
roster-import-applied = Applied: { $new } new, { $changed } changed, { $gone } gone.
roster-import-busy = Something else is writing to the database. Nothing was applied; try again in a minute.
