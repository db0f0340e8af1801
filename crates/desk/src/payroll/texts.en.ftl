payroll-title = Payroll
payroll-intro = Contracts and what is paid come in here. Nobody sees anything of a file until it is published.
payroll-open = Go on
payroll-see = See
payroll-back = Back to payroll
payroll-ended-title = Earlier files
payroll-ended-none = No file has been published yet.
payroll-by = Sent by { $name }, { $moment }
payroll-published-by = Published by { $name }, { $moment }
payroll-kind-employments = Contracts
payroll-kind-payslips = Payslips
payroll-upload-employments = Send contracts
payroll-upload-payslips = Send payslips
payroll-state-columns = Its columns are to be named
payroll-state-checking = Being checked
payroll-state-checked = Checked, not published
payroll-state-publishing = Being published
payroll-state-published = Published
payroll-state-withdrawn = Withdrawn
payroll-state-refused = Could not be read
payroll-state-discarded = Discarded

# Sending a file
payroll-upload-title = Send a file
payroll-upload-intro = Nothing changes yet: first you see what the file brings.
payroll-file = File
payroll-upload-hint = CSV or Excel workbook (.xlsx) of up to { $most } MB, with the names of the columns in its first row.
payroll-upload = Send
payroll-file-missing = Choose a file that is not empty.
payroll-file-too-large = The file has more than { $most } MB. Split it, or leave only the columns that are used.
payroll-in-the-way = Another file is under way
payroll-under-way = { $name } has another file under way. Wait for it to end, or ask for it to be discarded if it is needed no more.
payroll-under-way-now = Another file has just begun. Wait for it to end.
payroll-columns-known = What it may bring
payroll-columns-known-text = The columns may stand in any order and have other names: the next step says which is which.
payroll-column-optional = { $name } (if there is one)

# Columns
payroll-columns-title = What each column is
payroll-columns-intro = This was understood of { $file }. Change what is not so; it is remembered for files with the same columns.
payroll-column-none = Not in the file
payroll-column-number = column { $number }
payroll-column-unknown = That column is not in the file. Choose another.
payroll-column-twice = That column is used for something else. Leave one of them.
payroll-column-missing = Say in which column it is. Without it the file is of no use.
payroll-document-type = Type of document of every row
payroll-document-type-none = A column tells it
payroll-document-type-hint = Only if no column tells the type.
payroll-document-type-missing = Choose the type of document, or say above in which column it is.
payroll-check = Check
payroll-discard = Discard this file

# One file
payroll-checking = The file is being read and compared with what is known.
payroll-checking-so-far = { $steps } of { $total } are ready.
payroll-publishing = The file is being published.
payroll-progress-text = You can close this page: the work goes on. All of it is published at once, or nothing.
payroll-look-again = See how far it is
payroll-notice-columns = Somebody has to say what each column is.
payroll-notice-checked = This is a rehearsal: nobody sees it yet. Compare the totals with your payroll's before publishing. Rows with problems are not taken.
payroll-notice-nothing = The portal says the same as the file already: there is nothing to publish.
payroll-notice-published = The file was published.
payroll-notice-withdrawn = The file was withdrawn, and nobody sees what it brought any more. Reason: { $reason }
payroll-notice-discarded = The file was discarded and not published.
payroll-count-rows = Rows of the file
payroll-count-people = People
payroll-count-new = New
payroll-count-changed = Changed
payroll-count-same = Unchanged
payroll-count-wrong = Rows with problems
payroll-more = and { $count } more
payroll-nobody = Nobody on the roster has the document { $document }. Check it, or send the roster first.
payroll-needs-another-title = A second person is missing
payroll-needs-another = Whoever sends a file of payments does not publish it. Ask somebody else of payroll to check and publish it.
payroll-publish = Publish
payroll-change-columns = Change the columns
payroll-wrong-title = First rows with problems
payroll-wrong-row = Row
payroll-wrong-what = Problem
payroll-wrong-more = { $rows ->
    [one] There is 1 more row with problems in the file to download.
   *[other] There are { $rows } more rows with problems in the file to download.
}
payroll-wrong-text = Download the rows with problems, mend them there and send that file after publishing this one.
payroll-wrong-download = Download the rows with problems
payroll-wrong-file = rows-with-problems.csv
payroll-wrong-reason = Why it was not taken
payroll-withdraw = Withdraw what was published
payroll-withdraw-intro = Nobody will see the payslips of { $file } any more. Where they replaced others, those are seen again. The file can be sent again once it is mended.
payroll-withdraw-reason = Reason
payroll-withdraw-reason-hint = The payroll team sees it. Write no names and no amounts.
payroll-withdraw-reason-missing = Write why it is withdrawn.
payroll-withdraw-reason-too-long = Write { $most } letters or fewer.
payroll-withdraw-cancel = Cancel
