imports-nav = Roster
imports-nav-hint = Send the list of people and see what changes before you apply it.
imports-title = Roster
imports-people = { $active ->
    [one] 1 person on the list
   *[other] { $active } people on the list
}; { $gone ->
    [one] 1 is no longer on it and keeps their account.
   *[other] { $gone } are no longer on it and keep their account.
}
imports-open = Go on
imports-see = See
imports-back = Back to the roster
imports-ended-title = Earlier imports
imports-ended-none = No file was sent yet.
imports-by = { $name }, { $moment }
imports-state-columns = Its columns are to be named
imports-state-checking = Being checked
imports-state-checked = Checked, not applied
imports-state-applying = Being applied
imports-state-applied = Applied
imports-state-undoing = Being undone
imports-state-undone = Undone
imports-state-refused = Could not be read
imports-state-discarded = Discarded

# Sending a file
imports-upload-title = Send a file
imports-upload-intro = Nothing changes yet: first you see what the file would do.
imports-file = File
imports-upload-hint = CSV or an Excel workbook (.xlsx) of up to { $most } MB, with the names of the columns in the first row.
imports-upload = Send
imports-file-missing = Choose a file that is not empty.
imports-file-too-large = The file has more than { $most } MB. Divide it, or leave only the columns that are used.
imports-in-the-way = Another import is under way
imports-under-way = The file was not taken: another import is under way, by { $name }. Wait until it ends, or open it and discard it if it is no longer needed.
imports-under-way-now = The file was not taken: another import has just begun. Wait until it ends and send it again.

# Columns
imports-columns-title = What each column is
imports-columns-intro = This is what was understood of { $file }. Change it where it is otherwise; it is remembered for files with the same columns.
imports-column-none = Not in the file
imports-column-number = column { $number }
imports-column-unknown = The file has no such column. Choose another one.
imports-column-twice = That column is used for something else already. Leave one of the two.
imports-column-missing = It is not said in which column this is: { $what }.
imports-document-type = Document type of every row
imports-document-type-none = A column tells it
imports-document-type-hint = Only if no column tells the type.
imports-scope = What the file holds
imports-scope-whole = The whole list
imports-scope-whole-hint = Whoever is not in the file counts as having left; they keep their account.
imports-scope-part = Only some people
imports-scope-part-hint = Nobody counts as having left.
imports-scope-missing = Choose what the file holds.
imports-check = Check
imports-discard = Discard this file

# One import
imports-import-title = Import of the roster
imports-checking = The file is being read and compared with the list.
imports-applying = The import is about to be applied.
imports-applying-so-far = { $steps } of { $total } people are ready.
imports-undoing = The list is becoming what it was before this import.
imports-progress-text = You may close this page: the work goes on. All of it is done at once, or nothing.
imports-look-again = See how it is going
imports-notice-columns = Somebody is still to say what each column is.
imports-notice-checked = This is a dry run: nothing has changed yet. Rows with problems are not taken.
imports-notice-nothing = The list says the same as the file already: there is nothing to apply.
imports-notice-changed-meanwhile = The list changed after the dry run, so nothing was applied. This is a new dry run.
imports-notice-applied = The import was applied.
imports-notice-undone = The import was undone: the list is as it was before.
imports-notice-discarded = The file was discarded and not applied.
imports-count-rows = Rows in the file
imports-count-new = New
imports-count-changed = Changed
imports-count-same = Unchanged
imports-count-gone = No longer there
imports-count-wrong = Rows with problems
imports-wrong-title = First rows with problems
imports-wrong-row = Row
imports-wrong-what = Problem
imports-wrong-more = { $rows ->
    [one] 1 more row with problems is in the file to download.
   *[other] { $rows } more rows with problems are in the file to download.
}
imports-wrong-text = Download the rows with problems, mend them right there, and send that file after applying this one.
imports-wrong-download = Download the rows with problems
imports-wrong-file = rows-with-problems.csv
imports-wrong-reason = Reason why it was not taken
imports-apply = Apply the import
imports-change-columns = Change the columns
imports-undo-title = Undo
imports-undo-text = The list becomes what it was before this import. That works for the last one only, and as long as nobody in it has registered.
imports-undo = Undo this import
imports-undo-newer = Nothing was undone: there is a newer import, and only the last one can be undone.
imports-undo-registered = Nothing was undone: somebody of this import has registered already. To mend the list, send a new file.
imports-undo-changed = Nothing was undone: the list changed after this import. To mend it, send a new file.
