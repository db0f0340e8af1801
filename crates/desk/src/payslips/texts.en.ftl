payslips-title = Payslips
payslips-intro = The amount is not shown until you tap “See the net”.
payslips-period = { $begins } to { $ends }
payslips-show-net = See the net
payslips-open = Open
payslips-ask = Write to the organisation
payslips-none-title = There are no payslips yet
payslips-none-not-on-roster = The account you signed in with is not on the organisation’s list of people, so no payments can be put to it. If you work or worked here, write to us: your document may be on file in another way.
payslips-none-no-contract = The portal has no contract in your name. If you work or worked here, write to us to have it added.
payslips-none-yet = The organisation has not published any payslip of yours yet. When it does, you will get a mail.
payslips-none-yet-no-mail = The organisation has not published any payslip of yours yet. When it does, it will be here. If you confirm your e-mail address in your profile, you will get a mail as well.
payslips-one-title = Payslip
payslips-fact-position = Position
payslips-fact-contract = Contract
payslips-fact-client = Client company
payslips-fact-paid-on = Paid on
payslips-totals = Totals
payslips-total-earned = Total earned
payslips-total-deducted = Total deducted
payslips-total-net = Net pay
payslips-earned = Earned
payslips-deducted = Deducted
payslips-informative = For information (does not change the net)
payslips-concept = Concept
payslips-quantity = Quantity
payslips-base = Base amount
payslips-value = Amount
payslips-change = Compared with the payslip before
payslips-change-more = You got { $amount } more than for { $period }.
payslips-change-less = You got { $amount } less than for { $period }.
payslips-change-none = You got the same as for { $period }.
payslips-changes = What changed
payslips-difference = Difference
payslips-wrong = Is something not right?
payslips-back = Back to the payslips

# A file of payslips
payslips-column-contract = contract code
payslips-column-begins-on = first day of the period
payslips-column-ends-on = last day of the period
payslips-column-paid-on = day of payment
payslips-column-concept-code = code of the concept
payslips-column-concept = concept name
payslips-column-kind = kind (earned, deducted or for information)
payslips-column-quantity = quantity
payslips-column-base = base amount
payslips-column-value = amount
payslips-column-total-earned = total earned
payslips-column-total-deducted = total deducted
payslips-column-net = net pay
payslips-help = The file may have a row for each concept, with the columns concept, kind and amount; or a row for each person and period, without a column of amounts: then every column that is nothing else is a concept by its name. There a deduction is what has a negative amount, a dash before its name, or a name such as health, pension, fund, withholding, loan, seizure or discount in Spanish; the contribution base and what the employer pays in are for information. Where the name does not tell, write the kind in Spanish after it, in parentheses: «Casino (descuento)», «Arriendo (devengado)», «Uniforme (informativo)». The check shows how each concept was taken. Where the file states totals, they must be what the concepts add up to.
payslips-kind-unknown = That kind of concept is not known. Write it in Spanish, as the page of the file says.
payslips-value-negative = Only a deduction may have a minus sign. Check the kind or the sign.
payslips-concept-unknown = Nobody knows whether this concept is paid or deducted. Write the kind in Spanish after its name, in parentheses, as in «Casino (descuento)» or «Arriendo (devengado)». If it is no concept, take it out of the file.
payslips-concept-is-sum = By its name this is a total and no concept. Say among the columns which total it is, or take it out of the file.
payslips-signs-mixed = Some deductions have a minus sign and others do not, so that nobody knows which is given back. Write all with the same sign, and what is given back as earned.
payslips-ends-before-it-begins = The period ends before it begins. Check both days.
payslips-no-lines = It has no concept with an amount.
payslips-too-many-lines = It has more than { $most } concepts. Check whether several payslips were mixed.
payslips-concept-twice = The concept “{ $concept }” is there twice. Leave one with the sum.
payslips-earned-differs = The total earned says { $stated }, but the concepts add up to { $sum }.
payslips-deducted-differs = The total deducted says { $stated }, but the concepts add up to { $sum }.
payslips-net-differs = The net says { $stated }, but the concepts come to { $sum }.
payslips-negative-net = The net comes to { $net }. A payslip cannot be negative: check the deductions.
payslips-twice = That person has a payslip of the same period in row { $row } already. Leave one.
payslips-twice-in-file = There are two payslips of the same contract and period in the file. Leave one.
payslips-paid-on-differs = The day of payment is not that of row { $row }, which is of the same payslip.
payslips-other-row = It is not taken because another row of the same payslip, { $row }, has a problem.
payslips-no-such-contract = The person does not have the contract “{ $contract }”. Check it, or send the contracts first.
payslips-no-contract-then = The person has no contract in that period. Check the days, or send the contracts first.
payslips-which-contract = The person has several contracts in that period. Write the code of the contract.
payslips-kind-earned = earned
payslips-kind-deducted = deduction
payslips-kind-informative = informative
payslips-remark-left-out = { $count ->
    [one] One person with a contract in that period is left without a payslip
   *[other] { $count } people with a contract in that period are left without a payslip
}
payslips-remark-net = { $count ->
    [one] The net of one person changes by more than 30 % from their payslip before
   *[other] The net of { $count } people changes by more than 30 % from their payslip before
}
