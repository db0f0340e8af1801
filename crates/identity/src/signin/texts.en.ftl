signin-title = Sign in
signin-identifier = Username
signin-password = Password
signin-submit = Sign in
signin-continue = Continue
signin-exit = Leave
signin-register-link = Register here
signin-forgot-link = Forgot your password?
signin-forgot-user-link = Forgot your username?
signin-other-user = Sign in with another username
signin-password-title = Type your password
signin-pin-hint = The four digits that you chose.
signin-code-title = Confirm that it is you
signin-name-missing = Type your username
signin-password-missing = Type your password
signin-wrong = The username or the password is not right. Check them, or recover them by the links below.
signin-wait = { $minutes ->
    [one] There were too many attempts. Wait a minute, or recover your password right now.
   *[other] There were too many attempts. Wait { $minutes } minutes, or recover your password right now.
}
signin-closed = There were too many attempts from unknown devices. To keep you safe, recover your password to get back in.
signin-factor-title = Confirm that it is you
signin-factor-intro = Your account has two-step verification. Open the authenticator on your phone and type the code that it shows.
signin-factor-intro-passkey = Your account has two-step verification. Use your passkey. If you do not have it at hand, type the code of your authenticator or one of your saved codes.
signin-factor-intro-passkey-alone = Your account has two-step verification. Use your passkey. If you do not have it at hand, type one of your saved codes.
signin-factor-lost = I lost my phone or my passkey, and my saved codes
signin-factor-start = Start again
signin-factor-closed = There were too many tries, and your codes no longer work. Get back in by the link below.
signin-factor-spent-title = Let us start again
signin-factor-spent-text = No tries are left. Start again with your passkey, a new code of your authenticator or a saved one.
