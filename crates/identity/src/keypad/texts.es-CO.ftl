keypad-progress = { $taken } de { $length } dígitos
