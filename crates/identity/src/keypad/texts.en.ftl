keypad-progress = { $taken } of { $length } digits
