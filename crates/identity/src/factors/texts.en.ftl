factors-wait = { $minutes ->
    [one] There were too many tries. Wait one minute.
   *[other] There were too many tries. Wait { $minutes } minutes.
}
factors-code = Code
factors-code-hint = Six digits that change every half minute. One of your saved codes will do, too.
factors-saved-code = Saved code
factors-saved-code-hint = One of those that you saved when you turned your second step on.
factors-code-missing = Write the code
factors-code-wrong = The code is not right, or was used already. If it is your authenticator's, wait until it changes and write the new one.
factors-install = Install an authenticator on your phone (Aegis, Google Authenticator or Microsoft Authenticator, for example).
factors-scan = From that app, read this code with the camera.
factors-picture = QR code for your authenticator
factors-same-phone = I am on that phone: open the app
factors-by-hand = Cannot read it? Write this key into the app:
factors-type = Write here the six digits that the app shows.
factors-first-code-hint = It changes every half minute.
factors-first-code-wrong = That is not the code that the app shows now. Check that the phone sets its clock by itself, and write the new one.
factors-saved-codes-title = Keep these codes
factors-saved-codes-intro = Each is good once, when you do not have your phone or your passkey at hand. Print or copy them and keep them where only you will find them.
factors-saved-codes-once = We will not show them again. If you lose them, ask for others.
factors-saved-codes-kept = I have kept them
factors-codes-left = { $left ->
    [0] You have none left
    [one] You have one left
   *[other] You have { $left } left
}
factors-passkey-intro = A passkey is kept in your phone, your computer or your password manager, and is used with your fingerprint, your face or your PIN. It cannot be stolen by a page that looks like ours.
factors-passkey-use = Use a passkey
factors-passkey-use-missing = Using your passkey takes JavaScript and a recent browser. If you have neither, type a code.
factors-passkey-create = Create the passkey
factors-passkey-create-missing = Creating a passkey takes JavaScript and a recent browser. If you have neither, use an authenticator.
factors-passkey-failed = No passkey was used. Try again.
factors-passkey-wrong = That passkey did not work. Try again, or type a code.
factors-passkey-not-added = The passkey could not be added. Try again.
factors-passkey-no-more = No more passkeys can be added here.
factors-passkey-name = Name of the passkey
factors-passkey-name-hint = So that you recognise it, such as “My phone”.
factors-passkey-unnamed = Passkey
factors-passkey-since = Created { $moment }
factors-passkey-used = Last used { $moment }
factors-new-codes-title = Ask for new codes
factors-new-codes-intro = The codes that you saved before will no longer work, and your other sessions are ended.
factors-new-codes = Make the codes
factors-passkeys = Passkeys
factors-add-passkey = Add a passkey
factors-remove-passkey = Remove the passkey
factors-remove = Remove
factors-cancel = Cancel
